"""What a change of an interview updates: files and search; and the lock of every action on one."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from mingtang.editorial.pages.engine.waking import Wakes
from mingtang.editorial.pages.enums import TargetLane
from mingtang.editorial.pages.registry import PageSpec
from mingtang.editorial.publishing.actions.articles import follow_up
from mingtang.editorial.publishing.engine.asset_use import sync_site_assets
from mingtang.editorial.publishing.engine.choosing import media_rows
from mingtang.ground.foundation.clock import beijing_date
from mingtang.ground.foundation.decisions import NotVisible
from mingtang.institution.organization.models import Person
from mingtang.service.interviews.enums import InterviewState
from mingtang.service.interviews.models import Interview, PublishedInterview
from mingtang.service.interviews.policies import (
    BETWEEN_WRITES,
    LIST_PATH,
    ONLINE,
    SCRIPT_PATH,
    TAKES_QUESTIONS,
    year_path,
)
from mingtang.service.interviews.queries import DOCUMENTS
from mingtang.spine.events.actions import GivenReason, record_event
from mingtang.spine.events.policies import JSON
from mingtang.spine.search.actions import refresh_documents


def locked_interview(actor: Person, at: datetime, interview_id: int) -> Interview:
    """Return an interview that the person may see, locked.

    :raises NotVisible: there is none.
    """
    if not Interview.objects.visible_to(actor, at=at).filter(pk=interview_id).exists():
        raise NotVisible(f"interview {interview_id}")
    rows = Interview.objects.select_for_update(of=("self",))
    return rows.select_related("site__unit", "item").get(pk=interview_id)


def wake_all(row: Interview, actor: Person, at: datetime) -> None:
    """Wake the page with its pictures at once and the lists after it; update search."""
    list_for_readers(row, at)
    wakes = Wakes(at, actor.person_key)
    listing = wakes.lock_with_portals(row.site_id)
    _wake_page(row, wakes)
    sync_pictures(row, wakes)
    for site_id in listing:
        wakes.page(site_id, "interview_list", PageSpec(LIST_PATH, "", None))
        wakes.subject(f"interviews:{site_id}")
    year = beijing_date(row.starts_at).year
    for kind, path, key in (
        ("interview_year", year_path(year), str(year)),
        ("interview_script", SCRIPT_PATH, ""),
    ):
        wakes.page(row.site_id, kind, PageSpec(path, key, None))
    follow_up(wakes)


def list_for_readers(row: Interview, at: datetime) -> None:
    """Store and index the public text of an interview that is online; delete both otherwise."""
    if row.now in ONLINE:
        unit = row.site.unit
        PublishedInterview.objects.update_or_create(
            interview=row,
            defaults={
                "site": row.site,
                "unit": unit.code,
                "unit_name": unit.name,
                "title": row.title,
                "text": "\n".join(_words(row)),
                "starts_at": row.starts_at,
                "dated": row.archived_at or row.announced_at or at,
                "takes_questions": row.now in TAKES_QUESTIONS,
                "is_past": row.now is InterviewState.CANCELLED,
            },
        )
    else:
        PublishedInterview.objects.filter(pk=row.pk).delete()
    refresh_documents(DOCUMENTS, [row.pk], at=at)


def _words(row: Interview) -> Iterator[str]:
    yield row.intro
    yield "、".join(map(str, row.guests.all()))
    if row.now is InterviewState.ARCHIVED:
        turns = row.turns.filter(is_removed=False, is_cut=False).order_by("pk")
        yield from (turn.revised or turn.text for turn in turns)


def wake_live(row: Interview, actor: Person, at: datetime, *, has_pictures: bool = False) -> None:
    """Have the page made at once, unless that was done a moment ago: then the worker makes it.

    So a busy interview costs one writing every two seconds, however many turns come in.
    """
    wakes = Wakes(at, actor.person_key)
    wakes.lock([row.site_id])
    _wake_page(row, wakes)
    if has_pictures:
        sync_pictures(row, wakes)
    if row.written_at is not None and at - row.written_at < BETWEEN_WRITES:
        wakes.flush()
        return
    row.written_at = at
    row.save(update_fields=["written_at"])
    follow_up(wakes)


def sync_pictures(row: Interview, wakes: Wakes) -> None:
    """Put the pictures of an interview online while readers can see it."""
    keys: set[str] = set()
    if row.now in ONLINE:
        keys = {row.picture, *row.guests.values_list("portrait", flat=True)}
        shown = row.turns.filter(is_removed=False)
        keys |= set(shown.values_list("picture", flat=True))
    found = media_rows(sorted(keys - {""}))
    pins = {key: picture.digest for key, picture in found.items()}
    sync_site_assets(row.site_id, row.subject, pins, wakes)


def _wake_page(row: Interview, wakes: Wakes) -> None:
    page = PageSpec(row.path, str(row.pk), None)
    wakes.page(row.site_id, "interview", page, TargetLane.OWN)


def item_of(row: Interview) -> dict[str, JSON]:
    """Return what an event says of the entry of the plan that an interview fulfils."""
    return {"item": row.item.subject} if row.item else {}


def record(
    code: str,
    row: Interview,
    actor: str,
    at: datetime,
    payload: Mapping[str, JSON] | None = None,
    *,
    reason: GivenReason = None,
) -> None:
    """Record an event of an interview, with the entry of the plan that it fulfils."""
    told = item_of(row) if payload is None else payload
    record_event(
        code=code, subject=row.subject, actor=actor, at=at, unit=row.site.unit.code,
        site=row.site.code, payload=dict(told), reason=reason,
    )  # fmt: skip
