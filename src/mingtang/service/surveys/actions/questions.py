"""Write the questions of a draft and the units of an appraisal."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from mingtang.ground.foundation.decisions import YES, Decision, NotVisible, no
from mingtang.institution.organization.models import Person, Unit
from mingtang.service.surveys import policies
from mingtang.service.surveys.actions.access import WRITE, locked_survey, may, record
from mingtang.service.surveys.enums import SurveyKind, SurveyQuestionKind
from mingtang.service.surveys.models import Survey, SurveyQuestion, SurveySubject
from mingtang.service.surveys.policies import (
    CHOSEN,
    ChoiceText,
    QuestionPlan,
    QuestionText,
    SurveyVerb,
)


def save_question(
    *,
    actor: Person,
    at: datetime,
    survey_id: int,
    text: QuestionText,
    question_id: int | None = None,
    position: int | None = None,
) -> SurveyQuestion:
    """Add or change a question of a draft; a new one goes to the given number, else to the end.

    :raises NotVisible: the survey has no such question.
    :raises Refused: no right, not a draft, or the question is invalid.
    """
    with transaction.atomic():
        row = locked_survey(actor, at, survey_id)
        question = _question(row, question_id)
        decides = row.questions.filter(position=text.depends_on or 0).first()
        choices = policies.read_choices(text.choices, choices_of(question))
        decision = _may_edit(actor, row, at) & policies.is_question(text, is_short=row.is_short)
        decision &= _depends(text, question, decides)
        decision.require()
        _fill(question, text, choices, decides)
        question.position = _place(row, question, position)
        question.save()
        _renumber(row)
        _note(row, actor, "surveys.question.saved", at, {"question": question.pk})
    return question


def remove_question(*, actor: Person, at: datetime, question_id: int) -> Survey:
    """Remove a question of a draft.

    :raises Refused: no right, not a draft, or another question depends on it.
    """
    with transaction.atomic():
        question = SurveyQuestion.objects.filter(pk=question_id).first()
        if question is None:
            raise NotVisible(f"question {question_id}")
        row = locked_survey(actor, at, question.survey_id)
        decision = _may_edit(actor, row, at)
        if first := question.dependents.order_by("position").first():
            words = f"第 {first.position} 题是否出现取决于这道题，请先改第 {first.position} 题。"
            decision &= no("surveys.depended_on", words)
        decision.require()
        question.delete()
        _renumber(row)
        _note(row, actor, "surveys.question.removed", at, {"question": question_id})
    return row


def add_subject(*, actor: Person, at: datetime, survey_id: int, unit_id: int) -> SurveySubject:
    """Add a unit to an appraisal; a repeat changes nothing.

    :raises NotVisible: there is no such unit.
    :raises Refused: no right, not a draft, not an appraisal, or too many units.
    """
    with transaction.atomic():
        row = locked_survey(actor, at, survey_id)
        unit = Unit.objects.filter(pk=unit_id, is_active=True).first()
        if unit is None:
            raise NotVisible(f"unit {unit_id}")
        decision = _may_edit(actor, row, at)
        if row.kind != SurveyKind.APPRAISAL:
            decision &= no("surveys.no_appraisal", "只有评议才有被评议单位。")
        if row.subjects.count() >= policies.MOST_SUBJECTS:
            words = f"被评议单位最多 {policies.MOST_SUBJECTS} 个。"
            decision &= no("surveys.many_subjects", words, "unit")
        decision.require()
        subject, is_new = row.subjects.get_or_create(unit=unit, defaults={"name": unit.name})
        if is_new:
            payload = {"subject_unit": unit.code}
            _note(row, actor, "surveys.subject.added", at, payload)
    return subject


def remove_subject(*, actor: Person, at: datetime, subject_id: int) -> Survey:
    """Remove a unit from a draft of an appraisal.

    :raises Refused: no right, or not a draft.
    """
    with transaction.atomic():
        subject = SurveySubject.objects.select_related("unit").filter(pk=subject_id).first()
        if subject is None:
            raise NotVisible(f"subject {subject_id}")
        row = locked_survey(actor, at, subject.survey_id)
        _may_edit(actor, row, at).require()
        payload = {"subject_unit": subject.unit.code}
        subject.delete()
        _note(row, actor, "surveys.subject.removed", at, payload)
    return row


def plans_of(row: Survey) -> list[QuestionPlan]:
    """Return the questions of a survey as values for the policies."""
    questions = row.questions.select_related("depends_on").order_by("position", "pk")
    return [
        QuestionPlan(
            number=one.position,
            kind=SurveyQuestionKind(one.kind),
            section=one.section,
            choices=choices_of(one),
            most=one.most,
            depends_on=one.depends_on.position if one.depends_on else None,
            depends_values=one.depends_values,
        )
        for one in questions
    ]


def choices_of(question: SurveyQuestion) -> tuple[ChoiceText, ...]:
    """Return the choices of a question."""
    return tuple(ChoiceText(**one) for one in question.choices)


def _may_edit(actor: Person, row: Survey, at: datetime) -> Decision:
    return may(actor, WRITE, row, at) & policies.may_do(SurveyVerb.EDIT, row.state)


def _question(row: Survey, number: int | None) -> SurveyQuestion:
    if number is None:
        return SurveyQuestion(survey=row)
    found = row.questions.filter(pk=number).first()
    if found is None:
        raise NotVisible(f"question {number}")
    return found


def _depends(
    text: QuestionText, question: SurveyQuestion, decides: SurveyQuestion | None
) -> Decision:
    """Answer whether the condition names another question of the survey and some of its choices."""
    if text.depends_on is None:
        return YES
    if decides is None or decides.pk == question.pk or decides.kind not in CHOSEN:
        words = "条件要填本调查中另一道单选题或多选题的题号。"
        return no("surveys.no_condition", words, "depends_on")
    if policies.values_named(text.depends_words, choices_of(decides)) is None:
        listed = "、".join(one.label for one in choices_of(decides))
        words = f"请照抄第 {decides.position} 题的选项，每行一个：{listed}。"
        return no("surveys.no_condition", words, "depends_words")
    if decides.section >= text.section:
        words = f"第 {decides.position} 题在第 {decides.section} 页，本题要放在更后面的页。"
        return no("surveys.same_section", words, "section")
    return YES


def _fill(
    question: SurveyQuestion,
    text: QuestionText,
    choices: tuple[ChoiceText, ...],
    decides: SurveyQuestion | None,
) -> None:
    question.kind, question.label = text.kind.value, text.label.strip()
    question.help, question.section = text.help.strip(), text.section
    question.is_required = text.is_required
    question.choices = [asdict(one) for one in choices] if text.kind in CHOSEN else []
    question.most = text.most if text.kind is SurveyQuestionKind.SEVERAL else 0
    question.depends_on = decides
    named = policies.values_named(text.depends_words, choices_of(decides)) if decides else None
    question.depends_values = named or []


def _place(row: Survey, question: SurveyQuestion, position: int | None) -> int:
    """Return a position after all others, or just before the question with the given number.

    Positions are doubled for the comparison, so that there is a free one between two of them.
    """
    others = row.questions.exclude(pk=question.pk).order_by("position", "pk")
    for number, other in enumerate(others, 1):
        other.position = 2 * number
        other.save(update_fields=["position"])
    last = others.aggregate(last=Max("position"))["last"] or 0
    return last + 1 if position is None else min(2 * position - 1, last + 1)


def _renumber(row: Survey) -> None:
    """Number the questions without gaps, page by page."""
    for number, one in enumerate(row.questions.order_by("section", "position", "pk"), 1):
        if one.position != number:
            one.position = number
            one.save(update_fields=["position"])


def _note(
    row: Survey, actor: Person, code: str, at: datetime, payload: Mapping[str, object]
) -> None:
    """Add the actor to the authors, who may not approve it, and raise the version."""
    row.version += 1
    row.authors = sorted({*row.authors, actor.person_key})
    row.save(update_fields=["version", "authors"])
    record(code, row, actor.person_key, at, payload)
