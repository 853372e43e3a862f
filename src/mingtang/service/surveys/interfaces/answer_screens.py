"""The office list of the answers to a survey, with a column for each question, and its export."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from mingtang.ground.foundation.decisions import NotVisible
from mingtang.ground.foundation.masking import mask_personal_data
from mingtang.ground.foundation.text import shortened
from mingtang.service.surveys.enums import AnswerStanding, SurveyQuestionKind
from mingtang.service.surveys.interfaces.screens import ROOT, show_url
from mingtang.service.surveys.models import (
    READ,
    Survey,
    SurveyAnswer,
    SurveyPick,
    SurveyQuestion,
    SurveySubject,
    SurveyWords,
)
from mingtang.workbench.backoffice.screens import (
    Crumb,
    ListScreen,
)
from mingtang.workbench.backoffice.tables import TableColumn

_SEVERAL = "、"
_Cells = dict[tuple[int, int, int | None], list[str]]


class AnswerList(ListScreen):
    """The answers to one survey with all choices; written answers are masked."""

    title = "答卷"
    lead = "导出的文件与这里看到的相同。文字中的电话、证件号码已改为星号。"
    right = READ
    parents = (ROOT,)
    model = SurveyAnswer
    order = ("-received_at", "-pk")
    empty_text = "还没有收到答卷。"

    @cached_property
    def survey(self) -> Survey:
        """The survey that the address names."""
        seen = Survey.objects.visible_to(self.person, at=self.at)
        found = seen.filter(pk=self.kwargs["pk"]).first()
        if found is None:
            raise NotVisible(f"survey {self.kwargs['pk']}")
        return found

    def admit(self) -> None:
        super().admit()
        self.survey  # noqa: B018 - raises NotVisible

    def visible_rows(self) -> QuerySet[Any]:
        return super().visible_rows().filter(survey=self.survey)

    def get_crumbs(self) -> list[Crumb]:
        *way, here = super().get_crumbs()
        return [*way, Crumb(shortened(self.survey.title, 30), show_url(self.survey)), here]

    def get_columns(self) -> Sequence[TableColumn]:
        cells = self._cells()
        questions = self.survey.questions.order_by("position", "pk")
        subjects = list(self.survey.subjects.order_by("pk"))
        columns = [
            TableColumn("编号", "pk", kind="main"),
            TableColumn("收到时间", "received_at", kind="moment"),
            TableColumn("计入情况", lambda row: AnswerStanding(row.standing).label),
        ]
        for one in questions:
            is_point = bool(subjects) and one.kind == SurveyQuestionKind.RATING
            columns += [
                _column(one, subject, cells) for subject in (subjects if is_point else [None])
            ]
        return columns

    def _cells(self) -> _Cells:
        """Return the values of the answers on the page, by answer, question and unit."""
        ids = [row.pk for row in self.page.rows]
        found: _Cells = defaultdict(list)
        picks = SurveyPick.objects.filter(answer__in=ids).select_related("question").order_by("pk")
        for pick in picks:
            labels = {one["key"]: one["label"] for one in pick.question.choices}
            key = (pick.answer_id, pick.question_id, pick.about_id)
            found[key].append(labels.get(pick.value, pick.value))
        for words in SurveyWords.objects.filter(answer__in=ids).order_by("pk"):
            found[words.answer_id, words.question_id, None].append(mask_personal_data(words.text))
        return found


def _column(question: SurveyQuestion, subject: SurveySubject | None, cells: _Cells) -> TableColumn:
    label = f"{question.position}. {question.label}"
    about = None if subject is None else subject.pk
    return TableColumn(
        label if subject is None else f"{subject.name}：{question.label}",
        _reading(question.pk, about, cells),
    )


def _reading(question: int, about: int | None, cells: _Cells) -> Callable[[Any], str]:
    def read(row: SurveyAnswer) -> str:
        return _SEVERAL.join(cells.get((row.pk, question, about), ()))

    return read
