"""An interview from draft to archive: announce, put off, cancel, go live, end, release the transcript, take down."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from mingtang.editorial.pages.actions.tombstones import Burial, bury, copies_of
from mingtang.editorial.pages.engine.waking import Wakes
from mingtang.editorial.pages.enums import TakeDownReason
from mingtang.editorial.publishing.actions.sites import visible_site
from mingtang.editorial.publishing.engine.choosing import media_rows
from mingtang.ground.foundation.decisions import YES, Decision, no
from mingtang.ground.foundation.text import has_words
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person
from mingtang.service.interviews import policies
from mingtang.service.interviews.actions.waking import (
    item_of,
    locked_interview,
    record,
    wake_all,
)
from mingtang.service.interviews.enums import InterviewState
from mingtang.service.interviews.models import Interview, InterviewGuest, InterviewPlanItem

WRITE, RELEASE, TAKE_DOWN = "interviews.write", "interviews.release", "interviews.take_down"


@dataclass(frozen=True)
class InterviewFacts:
    """What is said of an interview; `picture` is the id of a picture of the office."""

    title: str
    intro: str
    how: str
    starts_at: datetime
    video: str = ""
    picture: int | None = None
    picture_words: str = ""


@dataclass(frozen=True)
class GuestFacts:
    """Who is interviewed; `portrait` is the id of a picture of the office."""

    name: str
    post: str
    portrait: int | None = None
    portrait_words: str = ""


def draft_interview(
    *, actor: Person, at: datetime, site_id: int, facts: InterviewFacts, item_id: int | None = None
) -> Interview:
    """Draft an interview on a site, for an entry of a plan or beside it; readers see nothing yet.

    :raises Refused: no right, something is missing, or the entry is held by another interview.
    """
    with transaction.atomic():
        site = visible_site(actor, site_id, at)
        decision = authority.may(actor, WRITE, site=site.code, at=at) & _check(facts)
        items = InterviewPlanItem.objects.visible_to(actor, at=at).planned()
        item = items.filter(pk=item_id).first() if item_id else None
        if item_id and item is None:
            decision &= no("interviews.no_item", "请选已印发方案里的一期。", "item")
        elif item is not None and _is_taken(item):
            decision &= no("interviews.item_taken", "方案的这一期已有访谈，请打开它办理。", "item")
        (decision & may_use_picture(facts.picture, "", (actor, at))).require()
        row = Interview.objects.create(site=site, item=item, written_by=actor, **_columns(facts))
        record("interviews.interview.drafted", row, actor.person_key, at)
        return row


def _is_taken(item: InterviewPlanItem) -> bool:
    gone = [InterviewState.CANCELLED, InterviewState.TAKEN_DOWN]
    return item.interviews.exclude(state__in=gone).exists()


def edit_interview(
    *, actor: Person, at: datetime, interview_id: int, facts: InterviewFacts, version: int | None
) -> Interview:
    """Change what is said of an interview; the time of an announced one is changed by putting it off.

    :raises Refused: no right, released already, something is missing, or a colleague changed it since.
    """
    with transaction.atomic():
        row = locked_interview(actor, at, interview_id)
        decision = _may(actor, row, WRITE, at) & policies.may_edit(row.now) & _check(facts)
        if version is not None and version != row.version:
            text = "这期访谈刚被他人改过，请打开最新内容核对后再提交。"
            decision &= no("interviews.changed_since", text)
        if row.now is not InterviewState.DRAFT and facts.starts_at != row.starts_at:
            text = "已经预告的访谈，请用“改期”更改时间，公众会看到原因。"
            decision &= no("interviews.time_is_told", text, "starts_at")
        (decision & may_use_picture(facts.picture, row.picture, (actor, at))).require()
        for name, value in _columns(facts).items():
            setattr(row, name, value)
        row.version += 1
        row.save(update_fields=[*_columns(facts), "version"])
        _show(row, actor, at)
        record("interviews.interview.changed", row, actor.person_key, at)
        return row


def set_guests(
    *, actor: Person, at: datetime, interview_id: int, guests: Sequence[GuestFacts]
) -> Interview:
    """Say who the guests are, in their order; one who has spoken keeps the place.

    :raises Refused: no right, released already, a name or post is missing, or a picture of others.
    """
    with transaction.atomic():
        row = locked_interview(actor, at, interview_id)
        decision = _may(actor, row, WRITE, at) & policies.may_edit(row.now)
        had = {guest.name: guest for guest in row.guests.all()}
        for facts in guests:
            if not has_words(facts.name) or not has_words(facts.post):
                text = "请填写每位嘉宾的姓名和职务。"
                decision &= no("interviews.guest_unnamed", text, "guests")
            before = had[facts.name].portrait if facts.name in had else ""
            decision &= may_use_picture(facts.portrait, before, (actor, at))
        gone = [guest for name, guest in had.items() if name not in {one.name for one in guests}]
        if row.turns.filter(guest__in=gone).exists():
            text = "已有发言的嘉宾不能删去或改名。"
            decision &= no("interviews.guest_spoke", text, "guests")
        decision.require()
        row.guests.filter(pk__in=[guest.pk for guest in gone]).delete()
        for place, facts in enumerate(guests):
            _store_guest(row, had.get(facts.name), place, facts)
        _show(row, actor, at)
        record("interviews.interview.changed", row, actor.person_key, at)
        return row


def _store_guest(
    row: Interview, known: InterviewGuest | None, place: int, facts: GuestFacts
) -> None:
    guest = known or InterviewGuest(interview=row, name=facts.name)
    guest.position, guest.post = place, facts.post
    guest.portrait = picture_key(facts.portrait)
    guest.portrait_words = facts.portrait_words or f"{facts.name}照片"
    guest.save()


def announce_interview(*, actor: Person, at: datetime, interview_id: int) -> Interview:
    """Announce an interview: its page is online in seconds, questions are taken, the clock runs.

    :raises Refused: no right, one's own draft, no guest, a time that is past, or announced already.
    """
    with transaction.atomic():
        row = locked_interview(actor, at, interview_id)
        decision = _may(actor, row, RELEASE, at) & policies.may_announce(
            row.now, starts_at=row.starts_at, at=at, guests=row.guests.count(),
            wrote=row.written_by_id == actor.pk,
        )  # fmt: skip
        decision.require()
        _move(row, InterviewState.ANNOUNCED, announced_at=at)
        wake_all(row, actor, at)
        _record_time(row, actor, at)
        return row


def postpone_interview(
    *, actor: Person, at: datetime, interview_id: int, starts_at: datetime | None, reason: str
) -> Interview:
    """Give an announced interview another time, or none for now; readers see why.

    :raises Refused: no right, not announced, a time that is past, or no reason.
    """
    with transaction.atomic():
        row = locked_interview(actor, at, interview_id)
        decision = _may(actor, row, RELEASE, at)
        decision &= policies.may_postpone(row.now, starts_at=starts_at, at=at, reason=reason)
        decision.require()
        if starts_at is None:
            _move(row, InterviewState.POSTPONED, notice=reason.strip())
        else:
            _move(row, InterviewState.ANNOUNCED, notice=reason.strip(), starts_at=starts_at)
        wake_all(row, actor, at)
        record("interviews.interview.postponed", row, actor.person_key, at, reason=reason)
        if starts_at is not None:
            _record_time(row, actor, at)
        return row


def cancel_interview(*, actor: Person, at: datetime, interview_id: int, reason: str) -> Interview:
    """Cancel an announced interview; its page stays and says why.

    :raises Refused: no right, not announced, or no reason.
    """
    with transaction.atomic():
        row = locked_interview(actor, at, interview_id)
        decision = _may(actor, row, RELEASE, at) & policies.says_why(reason)
        (decision & policies.may_move(row.now, InterviewState.CANCELLED)).require()
        _move(row, InterviewState.CANCELLED, notice=reason.strip())
        wake_all(row, actor, at)
        record("interviews.interview.cancelled", row, actor.person_key, at, reason=reason)
        return row


def open_interview(*, actor: Person, at: datetime, interview_id: int) -> Interview:
    """Go live: turns are taken and shown within seconds; this meets the clock of the announced time.

    :raises Refused: no right, or not announced.
    """
    with transaction.atomic():
        row = locked_interview(actor, at, interview_id)
        decision = _may(actor, row, WRITE, at)
        (decision & policies.may_move(row.now, InterviewState.LIVE)).require()
        _move(row, InterviewState.LIVE, live_at=at, notice="", written_at=at)
        wake_all(row, actor, at)
        record("interviews.interview.live", row, actor.person_key, at)
        return row


def end_interview(*, actor: Person, at: datetime, interview_id: int) -> Interview:
    """End the live time: no more turns and questions; the transcript is put in order.

    :raises Refused: no right, or not live.
    """
    with transaction.atomic():
        row = locked_interview(actor, at, interview_id)
        decision = _may(actor, row, WRITE, at)
        (decision & policies.may_move(row.now, InterviewState.ENDED)).require()
        _move(row, InterviewState.ENDED, ended_at=at)
        wake_all(row, actor, at)
        payload = item_of(row) | {"turns": row.turns.count()}
        record("interviews.interview.ended", row, actor.person_key, at, payload)
        return row


def archive_interview(*, actor: Person, at: datetime, interview_id: int) -> Interview:
    """Release the transcript that others put in order; the interview goes to the archive of its year.

    :raises Refused: no right, not ended, nothing was said, or one's own editing.
    """
    with transaction.atomic():
        row = locked_interview(actor, at, interview_id)
        turns = row.turns.filter(is_removed=False, is_cut=False)
        editors = row.turns.filter(edited_by__isnull=False).values_list("edited_by", flat=True)
        decision = _may(actor, row, RELEASE, at) & policies.may_archive(
            row.now, turns=turns.count(), editors=set(editors), who=actor.pk
        )
        decision.require()
        _move(row, InterviewState.ARCHIVED, archived_at=at)
        wake_all(row, actor, at)
        record("interviews.interview.archived", row, actor.person_key, at)
        return row


def take_down_interview(
    *, actor: Person, at: datetime, interview_id: int, reason: str, public_reason: str = ""
) -> Interview:
    """Take the page of an interview offline for good: a tombstone stands at its address.

    :raises Refused: no right, not online, or no reason.
    """
    with transaction.atomic():
        row = locked_interview(actor, at, interview_id)
        decision = _may(actor, row, TAKE_DOWN, at) & policies.says_why(reason)
        (decision & policies.may_move(row.now, InterviewState.TAKEN_DOWN)).require()
        _move(row, InterviewState.TAKEN_DOWN)
        _bury(row, actor, at, public_reason)
        wake_all(row, actor, at)
        record("interviews.interview.taken_down", row, actor.person_key, at, reason=reason)
        return row


def _bury(row: Interview, actor: Person, at: datetime, public_reason: str) -> None:
    burial = Burial(
        subject=row.subject, reason_code=TakeDownReason.OTHER.value, public_reason=public_reason,
        is_secret=False, at=at,
    )  # fmt: skip
    wakes = Wakes(at, actor.person_key)
    wakes.lock_with_portals(row.site_id)  # in one order with the lists, which wake after it
    places = {(row.site_id, row.path)}
    bury(places | copies_of(places), burial, wakes)
    wakes.flush()


def may_use_picture(picture: int | None, before: str, chooser: tuple[Person, datetime]) -> Decision:
    """Answer whether a person may put a picture on the page; the one that is there may stay."""
    key = picture_key(picture)
    if not key or key == before or key in media_rows([key], chooser):
        return YES
    text = "选的图片您不能使用，请从本单位素材库中另选。"
    return no("interviews.foreign_picture", text, "picture")


def picture_key(picture: int | None) -> str:
    """Return the key under which a picture goes online."""
    return f"image:{picture}" if picture else ""


def _check(facts: InterviewFacts) -> Decision:
    return policies.check_interview(
        title=facts.title, intro=facts.intro, how=facts.how, video=facts.video
    )


def _columns(facts: InterviewFacts) -> dict[str, Any]:
    return {**asdict(facts), "picture": picture_key(facts.picture)}


def _may(actor: Person, row: Interview, right: str, at: datetime) -> Decision:
    return authority.may(actor, right, site=row.site.code, at=at)


def _move(row: Interview, state: InterviewState, **changes: Any) -> None:
    row.state = state.value
    for name, value in changes.items():
        setattr(row, name, value)
    row.save(update_fields=["state", *changes])


def _show(row: Interview, actor: Person, at: datetime) -> None:
    if row.now in policies.ONLINE:
        wake_all(row, actor, at)


def _record_time(row: Interview, actor: Person, at: datetime) -> None:
    payload = item_of(row) | {"starts_at": row.starts_at.isoformat()}
    record("interviews.interview.announced", row, actor.person_key, at, payload)
