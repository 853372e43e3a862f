"""Store answers, confirm them by mail, and report or erase what is stored of a mail address."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime

from django.db import transaction

from mingtang.ground.foundation.clock import BEIJING
from mingtang.ground.foundation.decisions import Refused, no
from mingtang.institution.organization.models import Person
from mingtang.service.surveys import policies
from mingtang.service.surveys.actions.access import CITIZEN, locked, record
from mingtang.service.surveys.actions.offering import (
    MAIL,
    UNITS,
    full_choices,
    offering_of,
    point_name,
)
from mingtang.service.surveys.actions.turning import close
from mingtang.service.surveys.enums import (
    AnswerStanding,
    CloseCause,
    OnceRule,
    SurveyKind,
    SurveyQuestionKind,
    SurveyState,
)
from mingtang.service.surveys.models import (
    Survey,
    SurveyAnswer,
    SurveyPick,
    SurveyQuestion,
    SurveyVoter,
    SurveyWords,
)
from mingtang.service.surveys.queries.rules import ticket_in
from mingtang.spine.jobs.actions import enqueue_job
from mingtang.spine.vault.holders import ErasedRecords, PersonalHolder, PersonalRecord
from mingtang.workbench.intake.actions.offering import offer_form

MAILS = "surveys.mails"
_CONFIRMED_IN = frozenset({SurveyState.OPEN, SurveyState.CLOSED})


def take_answer(*, at: datetime, survey_id: int, receipt: str, values: Mapping[str, str]) -> None:
    """Store an answer from a public form, received `at`; a repeat stores nothing.

    A survey that has closed since still takes it, because it was received in time. Where a mail
    address has to confirm it, it does not count until then.

    :raises Refused: there is no such survey.
    """
    with transaction.atomic():
        if not Survey.objects.filter(pk=survey_id).exists():
            raise Refused(no("surveys.gone", "没有这项调查。").reasons)
        row = locked(survey_id)
        if row.once == OnceRule.MAIL:
            _ask_address(row, receipt, values, at)
        elif not SurveyAnswer.objects.filter(receipt=receipt).exists():
            _count(row, receipt, values, at)


def confirm_answer(*, at: datetime, token: str) -> bool:
    """Count the answer that a mail refers to; return False for an unknown or expired link.

    From then on nothing links the answer to the address: of both only the day is stored.
    """
    with transaction.atomic():
        found = ticket_in(token)
        voter = SurveyVoter.objects.filter(pk=found[0], ticket=found[1]).first() if found else None
        if voter is None:
            return False
        row = locked(voter.survey_id)
        voter = SurveyVoter.objects.select_for_update().get(pk=voter.pk)
        if voter.confirmed_at is not None:
            return True
        if row.state not in _CONFIRMED_IN or not voter.sealed:
            return False
        values = json.loads(voter.sealed)
        day = policies.day_of(voter.asked_at)
        voter.sealed, voter.asked_at, voter.confirmed_at = "", day, policies.day_of(at)
        voter.mail_due_at = None
        voter.save(update_fields=["sealed", "asked_at", "confirmed_at", "mail_due_at"])
        record("surveys.mail_confirmed", row, CITIZEN, at)
        _count(row, "", values, at, received_at=day)
        return True


def _ask_address(row: Survey, receipt: str, values: Mapping[str, str], at: datetime) -> None:
    """Ask an address by a mail to confirm its newest answer; at most `MOST_MAILS` mails."""
    address = values[MAIL]
    voters = SurveyVoter.objects.select_for_update().of_address(address)
    voter = voters.filter(survey=row).first() or SurveyVoter(survey=row, mail=address, asked_at=at)
    is_settled = voter.confirmed_at is not None or voter.ticket == receipt
    if is_settled or voter.mails >= policies.MOST_MAILS:
        return
    answered = {name: value for name, value in values.items() if name != MAIL}
    voter.sealed, voter.ticket, voter.asked_at = json.dumps(answered), receipt, at
    voter.mails, voter.tries, voter.mail_due_at = voter.mails + 1, 0, at
    voter.save()
    record("surveys.mail_asked", row, CITIZEN, at)
    enqueue_mails(at=at)


def enqueue_mails(*, at: datetime) -> None:
    """Enqueue one job that sends the mails that are due."""
    enqueue_job(kind=MAILS, actor="system", at=at, key="due")


def note_mail(*, voter_id: int, at: datetime, is_sent: bool, is_final: bool = False) -> None:
    """Record whether a mail was sent; a failed one is retried unless `is_final` or out of tries."""
    with transaction.atomic():
        voter = SurveyVoter.objects.select_for_update().filter(pk=voter_id).first()
        if voter is None:
            return
        voter.tries += 0 if is_sent else 1
        is_over = is_sent or is_final or voter.tries >= policies.MOST_TRIES
        voter.mail_due_at = None if is_over else at + policies.pause_after(voter.tries)
        voter.save(update_fields=["tries", "mail_due_at"])


def _count(
    row: Survey,
    receipt: str,
    values: Mapping[str, str],
    at: datetime,
    received_at: datetime | None = None,
) -> None:
    questions = list(row.questions.order_by("position", "pk"))
    picks = list(_picks(row, questions, values))
    chosen = {(one.question_id, one.value) for one in picks}
    full = full_choices(questions)
    is_over = policies.is_full(row.answers_counted, row.quota) or not full.isdisjoint(chosen)
    standing = AnswerStanding.OVER if is_over else AnswerStanding.COUNTED
    answer = SurveyAnswer.objects.create(
        survey=row, receipt=receipt, received_at=received_at or at, standing=standing.value
    )
    payload = {"answer": answer.pk, "standing": standing.value}
    record("surveys.answered", row, CITIZEN, at, payload)
    if is_over:
        return
    for one in picks:
        one.answer = answer
    SurveyPick.objects.bulk_create(picks)
    SurveyWords.objects.bulk_create(_words(row, answer, questions, values))
    row.answers_counted += 1
    row.save(update_fields=["answers_counted"])
    _mind_limits(row, questions, full, at)


def _picks(
    row: Survey, questions: list[SurveyQuestion], values: Mapping[str, str]
) -> Iterator[SurveyPick]:
    """Yield the choices, ratings and numbers of an answer."""
    is_appraisal = row.kind == SurveyKind.APPRAISAL
    rated = set(values.get(UNITS, "").splitlines()) if is_appraisal else set()
    subjects = [one for one in row.subjects.order_by("pk") if f"u{one.pk}" in rated]
    for question in questions:
        if question.kind in policies.WORDS:
            continue
        if is_appraisal and question.kind == SurveyQuestionKind.RATING:
            for subject in subjects:
                if value := values.get(point_name(question, subject), ""):
                    yield SurveyPick(question=question, about=subject, value=value)
            continue
        for value in values.get(question.field_name, "").splitlines():
            yield SurveyPick(question=question, value=value[:40])


def _words(
    row: Survey, answer: SurveyAnswer, questions: list[SurveyQuestion], values: Mapping[str, str]
) -> list[SurveyWords]:
    return [
        SurveyWords(
            survey=row, answer=answer, question=one, received_at=answer.received_at, text=text
        )
        for one in questions
        if one.kind in policies.WORDS and (text := values.get(one.field_name, ""))
    ]


def _mind_limits(
    row: Survey, questions: list[SurveyQuestion], before: set[tuple[int, str]], at: datetime
) -> None:
    """Close a survey that is full; remove choices whose places are taken from its form."""
    if row.state != SurveyState.OPEN:
        return
    full = full_choices(questions)
    is_empty = any(
        one.choices and all((one.pk, choice["key"]) in full for choice in one.choices)
        for one in questions
    )
    if is_empty or policies.is_full(row.answers_counted, row.quota):
        close(row, CloseCause.QUOTA, CITIZEN, at)
    elif full != before:
        offer_form(offering_of(row))
        for question, choice in sorted(full - before):
            payload = {"question": question, "choice": choice}
            record("surveys.choice_full", row, CITIZEN, at, payload)


def records_of(contact: str, *, actor: Person, at: datetime) -> Iterator[PersonalRecord]:
    """Yield the surveys that a mail address answered; each view is recorded."""
    for one in SurveyVoter.objects.of_address(contact).order_by("pk"):
        row = locked(one.survey_id)
        record("surveys.mail_viewed", row, actor.person_key, at)
        asked = one.asked_at.astimezone(BEIJING)
        state = "已确认" if one.confirmed_at else "没有确认"
        facts = (
            ("电子邮箱", one.mail),
            ("填写时间", f"{asked:%Y-%m-%d %H:%M}"),
            ("确认情况", state),
        )
        yield PersonalRecord(title=f"参加调查《{row.title}》", facts=facts)


def erase_of(contact: str, *, actor: Person, at: datetime, reason: str) -> ErasedRecords:
    """Delete a mail address from surveys; its answers are not linked to it and still count."""
    found = list(SurveyVoter.objects.of_address(contact).select_for_update().order_by("pk"))
    for one in found:
        row = locked(one.survey_id)
        one.delete()
        record("surveys.mail_erased", row, actor.person_key, at, None, reason)
    return ErasedRecords(len(found))


HOLDER = PersonalHolder("surveys", "参加网上调查的邮箱", records_of, erase_of)
