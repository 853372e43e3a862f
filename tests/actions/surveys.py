"""Surveys: drafts, questions, units, words and results."""

from datetime import datetime
from typing import Any

from mingtang.service.surveys.actions.drafting import draft_survey, edit_survey, send_survey
from mingtang.service.surveys.actions.questions import (
    add_subject,
    remove_question,
    remove_subject,
    save_question,
)
from mingtang.service.surveys.actions.results import archive_survey, publish_result
from mingtang.service.surveys.actions.turning import close_survey
from mingtang.service.surveys.actions.words import erase_words, hide_words, show_words
from mingtang.service.surveys.enums import OnceRule, SurveyKind
from mingtang.service.surveys.models import Survey, SurveyQuestion, SurveySubject, SurveyWords
from mingtang.service.surveys.policies import QuestionText
from tests.actions.spec import Case
from tests.factories.cast import Cast
from tests.factories.regulations import bound_pack
from tests.factories.surveys import BUS, LINE, POINT, answered, drafted, opened, survey_text

WRONG = ("stranger", "leader", "auditor")


def _draft(cast: Cast, at: datetime, **changes: Any) -> Survey:
    bound_pack("city", at=at)
    return drafted(cast, at, (BUS, LINE, POINT), **changes)


def _open(cast: Cast, at: datetime, state: str = "open") -> Survey:
    bound_pack("city", at=at)
    row = opened(cast, at)
    Survey.objects.filter(pk=row.pk).update(state=state)
    return row


def _new(cast: Cast, at: datetime) -> dict[str, Any]:
    bound_pack("city", at=at)
    ids = {"site_id": cast.edu_site.pk, "unit_id": cast.edu.pk}
    return {**ids, "text": survey_text()}


def _question(cast: Cast, at: datetime) -> dict[str, Any]:
    return {"question_id": _draft(cast, at).questions.get(position=2).pk}


def _subject(cast: Cast, at: datetime) -> dict[str, Any]:
    row = _draft(cast, at, kind=SurveyKind.APPRAISAL)
    return {"subject_id": row.subjects.order_by("pk")[0].pk}


def _words(cast: Cast, at: datetime) -> dict[str, Any]:
    answered(_open(cast, at), at, q1="c1", q2="多开班次")
    return {"words_id": SurveyWords.objects.get().pk}


def _depend(cast: Cast, at: datetime, given: Any) -> None:
    first, second = SurveyQuestion.objects.filter(position__in=(1, 2)).order_by("position")
    SurveyQuestion.objects.filter(pk=first.pk).update(depends_on=second)


def _by_mail(cast: Cast, at: datetime, given: Any) -> None:
    Survey.objects.update(once=OnceRule.MAIL.value)


def _state(value: str) -> Any:
    def change(cast: Cast, at: datetime, given: Any) -> None:
        Survey.objects.update(state=value)

    return {"surveys.wrong_state": change}


def _with(code: str, **changes: Any) -> Any:
    return {code: lambda cast, at, _: changes}


CASES = (
    Case(
        draft_survey, "officer", _new, "surveys.drafted",
        lambda cast, row, _: (row.state, row.unit) == ("draft", cast.edu), WRONG,
        _with("surveys.no_title", text=survey_text(title=" ")),
    ),
    Case(
        edit_survey, "officer",
        lambda cast, at: {
            "survey_id": _draft(cast, at).pk, "version": 4, "text": survey_text(title="另一个名称"),
        },
        "surveys.edited",
        lambda cast, row, _: (row.title, row.version) == ("另一个名称", 5), WRONG,
        _state("open") | _with("surveys.changed_since", version=7),
    ),
    Case(
        send_survey, "officer", lambda cast, at: {"survey_id": _draft(cast, at).pk},
        "surveys.sent",
        lambda cast, found, _: found.steps.count() == 2
        and Survey.objects.get().state == "in_review", WRONG,
        _state("open") | {"surveys.no_mail": _by_mail},
    ),
    Case(
        save_question, "officer",
        lambda cast, at: {"survey_id": _draft(cast, at).pk, "text": LINE, "position": 1},
        "surveys.question.saved",
        lambda cast, row, _: row.label == LINE.label and row.survey.questions.count() == 4, WRONG,
        _state("open")
        | _with("surveys.no_choices", text=QuestionText(kind=BUS.kind, label="去哪里")),
    ),
    Case(
        remove_question, "officer", _question, "surveys.question.removed",
        lambda cast, row, _: [one.position for one in row.questions.all()] == [1, 2], WRONG,
        _state("open") | {"surveys.depended_on": _depend},
    ),
    Case(
        add_subject, "officer",
        lambda cast, at: {
            "survey_id": _draft(cast, at, kind=SurveyKind.APPRAISAL).pk, "unit_id": cast.office.pk,
        },
        "surveys.subject.added",
        lambda cast, row, _: row.survey.subjects.count() == 3, WRONG, _state("open"),
    ),
    Case(
        remove_subject, "officer", _subject, "surveys.subject.removed",
        lambda cast, _, __: SurveySubject.objects.count() == 1, WRONG, _state("open"),
    ),
    Case(
        close_survey, "officer",
        lambda cast, at: {"survey_id": _open(cast, at).pk, "reason": "样本已经足够"},
        "surveys.closed",
        lambda cast, row, _: (row.state, row.cause) == ("closed", "early"), WRONG,
        _state("closed") | _with("surveys.no_reason", reason=" "),
    ),
    Case(
        show_words, "officer",
        lambda cast, at: {**_words(cast, at), "public_text": "多开班次"},
        "surveys.words.shown",
        lambda cast, row, _: (row.state, row.public_text) == ("shown", "多开班次"), WRONG,
        _state("archived") | _with("surveys.personal_data", public_text="13912345678"),
    ),
    Case(
        hide_words, "officer", lambda cast, at: {**_words(cast, at), "reason": "广告"},
        "surveys.words.hidden",
        lambda cast, row, _: (row.state, str(row.reason)) == ("hidden", "广告"), WRONG,
        _state("archived") | _with("surveys.no_reason", reason=" "),
    ),
    Case(
        erase_words, "officer", lambda cast, at: {**_words(cast, at), "reason": "有他人信息"},
        "surveys.words.erased",
        lambda cast, row, _: (row.state, row.text, row.public_text) == ("erased", "", ""), WRONG,
        _with("surveys.no_reason", reason=" "),
    ),
    Case(
        publish_result, "leader",
        lambda cast, at: {"survey_id": _open(cast, at, "closed").pk, "result": "没有收到答卷。"},
        "surveys.published",
        lambda cast, row, _: (row.state, row.result) == ("published", "没有收到答卷。"),
        ("stranger", "officer", "stranger_leader"),
        _state("open") | _with("surveys.no_result", result=" "),
    ),
    Case(
        archive_survey, "officer",
        lambda cast, at: {"survey_id": _open(cast, at, "published").pk}, "surveys.archived",
        lambda cast, row, _: row.state == "archived" and row.archived_at, WRONG, _state("closed"),
    ),
)  # fmt: skip
