"""Surveys in each state, made by the real actions."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from mingtang.service.surveys.actions.drafting import draft_survey, send_survey
from mingtang.service.surveys.actions.questions import add_subject, save_question
from mingtang.service.surveys.actions.turning import turn_surveys
from mingtang.service.surveys.enums import OnceRule, SurveyKind, SurveyQuestionKind
from mingtang.service.surveys.models import Survey
from mingtang.service.surveys.policies import QuestionText, SurveyText
from mingtang.workbench.approvals.actions import pass_step
from mingtang.workbench.approvals.models import ApprovalRound
from mingtang.workbench.intake.actions import take_waiting
from mingtang.workbench.intake.actions.receiving import SentForm, receive_form
from mingtang.workbench.intake.forms import public_form

if TYPE_CHECKING:
    from tests.factories.cast import Cast

BUS = QuestionText(
    kind=SurveyQuestionKind.SINGLE,
    label="平时怎样出行",
    choices="公交\n步行\n开车",
    is_required=True,
)
LINE = QuestionText(kind=SurveyQuestionKind.SHORT, label="还想说什么")
POINT = QuestionText(kind=SurveyQuestionKind.RATING, label="办事效率", is_required=True)


def survey_text(**changes: Any) -> SurveyText:
    """Return a complete text."""
    values: dict[str, Any] = {
        "title": "公交线路优化调查",
        "purpose": "了解市民怎样出行，用来调整公交线路。",
        "days": 10,
        "once": OnceRule.FREE,
        "phone": "0563-1234567",
    }
    return SurveyText(**values | changes)


def drafted(
    cast: "Cast", at: datetime, questions: Sequence[QuestionText] = (BUS, LINE), **changes: Any
) -> Survey:
    """Return a draft of the education bureau on its site, with questions."""
    row = draft_survey(
        actor=cast.officer,
        at=at,
        site_id=cast.edu_site.pk,
        unit_id=cast.edu.pk,
        text=survey_text(**changes),
    )
    if row.kind == SurveyKind.APPRAISAL:
        for unit in (cast.edu, cast.health):
            add_subject(actor=cast.officer, at=at, survey_id=row.pk, unit_id=unit.pk)
    for text in questions:
        save_question(actor=cast.officer, at=at, survey_id=row.pk, text=text)
    row.refresh_from_db()
    return row


def opened(
    cast: "Cast", at: datetime, questions: Sequence[QuestionText] = (BUS, LINE), **changes: Any
) -> Survey:
    """Return an open survey, approved by leader and site."""
    row = drafted(cast, at, questions, **changes)
    found: ApprovalRound = send_survey(actor=cast.officer, at=at, survey_id=row.pk)
    leader, release = found.steps.order_by("order")
    pass_step(actor=cast.leader, at=at, step_id=leader.pk)
    pass_step(actor=cast.site_editor, at=at, step_id=release.pk)
    row.refresh_from_db()
    return row


def closed(cast: "Cast", at: datetime, **changes: Any) -> Survey:
    """Return a survey that closed before a moment."""
    row = opened(cast, at - timedelta(days=20), **changes)
    turn_surveys(at=at)
    row.refresh_from_db()
    return row


def answered(row: Survey, at: datetime, number: str = "one", **typed: str) -> Any:
    """Send an answer by the public form and take it; fields by number of the question (`q1`)."""
    names = {f"q{one.position}": one.field_name for one in row.questions.all()}
    values = {names.get(name, name): value for name, value in typed.items()}
    form = SentForm(number, values, f"198.51.100.{len(number)}", site=row.site.code)
    receipt = receive_form(form=public_form(row.form_code), sent=form, at=at)
    take_waiting(at=at)
    return receipt


def key_of(row: Survey, position: int, label: str) -> str:
    """Return the key of a choice of a question."""
    question = row.questions.get(position=position)
    return next(str(one["key"]) for one in question.choices if one["label"] == label)
