"""While an interview is on: turns of host, guests and readers, and the questions that come in; then the transcript."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from mingtang.ground.foundation.clock import BEIJING
from mingtang.ground.foundation.decisions import NotVisible
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person
from mingtang.service.interviews import policies
from mingtang.service.interviews.actions.interviews import (
    RELEASE,
    WRITE,
    may_use_picture,
    picture_key,
)
from mingtang.service.interviews.actions.waking import (
    list_for_readers,
    locked_interview,
    record,
    wake_live,
)
from mingtang.service.interviews.enums import InterviewState, QuestionState, Speaker
from mingtang.service.interviews.models import (
    QUESTION,
    Interview,
    InterviewTurn,
    ReaderQuestion,
    ReaderQuestionQuerySet,
)
from mingtang.spine.events.actions import record_event
from mingtang.spine.events.policies import JSON
from mingtang.spine.vault.holders import ErasedRecords, PersonalHolder, PersonalRecord
from mingtang.spine.vault.sealing import as_phone, blind_indexes

CITIZEN = "citizen"


def store_turn(
    *,
    actor: Person,
    at: datetime,
    interview_id: int,
    speaker: Speaker,
    text: str,
    guest_id: int | None = None,
    picture: int | None = None,
    picture_words: str = "",
) -> InterviewTurn:
    """Store what the host or a guest said; readers see it within seconds.

    :raises Refused: no right, not live, no words, no such guest, or a picture of others.
    """
    with transaction.atomic():
        row = locked_interview(actor, at, interview_id)
        guest = row.guests.filter(pk=guest_id or 0).first()
        decision = authority.may(actor, WRITE, site=row.site.code, at=at) & policies.may_say(
            row.now, text=text, speaker=speaker, has_guest=guest is not None,
            has_picture=picture is not None,
        )  # fmt: skip
        (decision & may_use_picture(picture, "", (actor, at))).require()
        turn = InterviewTurn(
            interview=row, speaker=speaker.value, text=text.strip(), said_at=at,
            guest=guest if speaker is Speaker.GUEST else None, picture=picture_key(picture),
            picture_words=picture_words or ("现场图片" if picture else ""),
        )  # fmt: skip
        return _stored(turn, actor, at)


def ask_question(*, actor: Person, at: datetime, question_id: int) -> InterviewTurn:
    """Put a chosen question of a reader to the guests, in the words that were checked.

    :raises Refused: no right, not live, or not chosen.
    """
    with transaction.atomic():
        question, row = _locked_question(actor, at, question_id)
        decision = authority.may(actor, WRITE, site=row.site.code, at=at)
        decision &= policies.may_ask(QuestionState(question.state))
        decision &= policies.may_say(
            row.now, text=question.wording or "…", speaker=Speaker.READER, has_guest=False,
            has_picture=False,
        )  # fmt: skip
        decision.require()
        question.state = QuestionState.ASKED.value
        question.save(update_fields=["state"])
        turn = InterviewTurn(
            interview=row, speaker=Speaker.READER.value, text=question.wording, said_at=at,
            question=question,
        )  # fmt: skip
        return _stored(turn, actor, at)


def _stored(turn: InterviewTurn, actor: Person, at: datetime) -> InterviewTurn:
    turn.save()
    row = turn.interview
    wake_live(row, actor, at, has_pictures=bool(turn.picture))
    payload: dict[str, JSON] = {"turn": turn.pk, "speaker": turn.speaker}
    record("interviews.turn.stored", row, actor.person_key, at, payload)
    return turn


def edit_turn(
    *, actor: Person, at: datetime, turn_id: int, text: str, is_removed: bool = False
) -> InterviewTurn:
    """Change the words of a turn, or take it out.

    Live, readers see it within seconds; after the end it is the transcript that changes, which readers
    see when another person has released it; a released one is corrected by those who release.

    :raises Refused: no right, too long, or nothing can be changed now.
    """
    with transaction.atomic():
        found = InterviewTurn.objects.filter(pk=turn_id).values_list("interview_id", flat=True)
        row = locked_interview(actor, at, found.first() or 0)
        right = RELEASE if row.now is InterviewState.ARCHIVED else WRITE
        decision = authority.may(actor, right, site=row.site.code, at=at)
        (decision & policies.may_edit_turn(row.now, text)).require()
        turn = row.turns.select_for_update().get(pk=turn_id)
        if row.now is InterviewState.LIVE:
            turn.text, turn.is_removed = text.strip(), is_removed
        else:
            turn.revised, turn.is_cut = text.strip(), is_removed
        turn.edited_by = actor
        turn.save(update_fields=["text", "revised", "is_removed", "is_cut", "edited_by"])
        if row.now is InterviewState.ARCHIVED:
            list_for_readers(row, at)
        if row.now is not InterviewState.ENDED:
            wake_live(row, actor, at, has_pictures=True)
        record("interviews.turn.edited", row, actor.person_key, at, {"turn": turn.pk})
        return turn


def take_question(
    *, at: datetime, site: str, interview: str, text: str, name: str, phone: str, receipt: str
) -> ReaderQuestion | None:
    """Take a question that came by the public form; one that came too late is not taken."""
    with transaction.atomic():
        states = sorted(policies.TAKES_QUESTIONS)
        rows = Interview.objects.filter(site__code=site, state__in=states)
        row = rows.select_related("site__unit").filter(pk=int(interview)).first()
        if row is None:
            return None
        question, is_new = ReaderQuestion.objects.get_or_create(
            receipt=receipt,
            defaults={
                "interview": row, "text": text, "name": name, "phone": phone, "received_at": at,
            },
        )  # fmt: skip
        if is_new:
            record("interviews.question.received", row, CITIZEN, at, {})
        return question


def choose_question(
    *, actor: Person, at: datetime, question_id: int, wording: str
) -> ReaderQuestion:
    """Choose a question, in words that may go public: without names, numbers, addresses.

    :raises Refused: no right, asked already, or the interview is over.
    """
    return _judge(actor, at, question_id, QuestionState.CHOSEN, wording.strip())


def reject_question(*, actor: Person, at: datetime, question_id: int) -> ReaderQuestion:
    """Leave a question out.

    :raises Refused: no right, asked already, or the interview is over.
    """
    return _judge(actor, at, question_id, QuestionState.REJECTED, "")


def _judge(
    actor: Person, at: datetime, question_id: int, state: QuestionState, wording: str
) -> ReaderQuestion:
    with transaction.atomic():
        question, row = _locked_question(actor, at, question_id)
        decision = authority.may(actor, WRITE, site=row.site.code, at=at)
        (decision & policies.may_judge(QuestionState(question.state), row.now)).require()
        question.state, question.wording = state.value, wording
        question.save(update_fields=["state", "wording"])
        _record_question("judged", question, actor, at, state=state.value)
        return question


def _locked_question(
    actor: Person, at: datetime, question_id: int
) -> tuple[ReaderQuestion, Interview]:
    found = ReaderQuestion.objects.filter(pk=question_id).values_list("interview_id", flat=True)
    number = found.first()
    if number is None:
        raise NotVisible(f"question {question_id}")
    row = locked_interview(actor, at, number)
    return ReaderQuestion.objects.select_for_update().get(pk=question_id), row


def records_of(contact: str, *, actor: Person, at: datetime) -> Iterator[PersonalRecord]:
    """Yield the questions with a telephone number; each records that it was viewed."""
    for row in _of_phone(contact).order_by("pk"):
        _record_question("viewed", row, actor, at)
        asked = row.received_at.astimezone(BEIJING)
        yield PersonalRecord(
            title=f"访谈提问（{row.interview.title}）",
            facts=(
                ("提问", row.text), ("称呼", row.name), ("联系电话", row.phone),
                ("时间", f"{asked:%Y-%m-%d %H:%M}"),
            ),
        )  # fmt: skip


def erase_of(contact: str, *, actor: Person, at: datetime, reason: str) -> ErasedRecords:
    """Erase what readers with a telephone number sent; words that went public stay, they name nobody."""
    found = list(_of_phone(contact).select_for_update(of=("self",)).order_by("pk"))
    for row in found:
        row.text = row.name = row.phone = ""
        row.save(update_fields=["text", "name", "phone", "phone_index"])
        _record_question("erased", row, actor, at, reason=reason)
    return ErasedRecords(len(found))


def _of_phone(contact: str) -> ReaderQuestionQuerySet:
    indexes = blind_indexes(QUESTION, as_phone(contact))
    rows = ReaderQuestion.objects.filter(phone_index__in=indexes)
    return rows.select_related("interview__site__unit")


def _record_question(
    verb: str,
    row: ReaderQuestion,
    actor: Person,
    at: datetime,
    *,
    reason: str = "",
    state: str = "",
) -> None:
    site = row.interview.site
    record_event(
        code=f"interviews.question.{verb}", subject=row.subject, actor=actor.person_key, at=at,
        unit=site.unit.code, site=site.code, payload={"state": state} if state else {},
        reason=reason or None,
    )  # fmt: skip


HOLDER = PersonalHolder("interviews", "访谈提问", records_of, erase_of)
