"""The office screen of one survey: its text, approval, questions, units and figures."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from mingtang.service.surveys.actions.access import WRITE
from mingtang.service.surveys.enums import OnceRule, ResultShowing, SurveyKind, SurveyQuestionKind
from mingtang.service.surveys.interfaces.charts import chart_of, chart_of_subjects
from mingtang.service.surveys.interfaces.screens import ROOT, closed_words, counted_words, state_tag
from mingtang.service.surveys.models import Survey, SurveyQuestion, SurveySubject
from mingtang.service.surveys.policies import SurveyVerb, may_do
from mingtang.service.surveys.queries.results import SubjectResult, SurveyResults, results_of
from mingtang.service.surveys.queries.rules import APPROVE
from mingtang.workbench.approvals.interfaces.sheets import round_tag, sheet_lines
from mingtang.workbench.approvals.models import ApprovalRound
from mingtang.workbench.backoffice.screens import DetailScreen, Fact, HeaderButton
from mingtang.workbench.backoffice.tables import Table, TableColumn


class SurveyScreen(DetailScreen):
    """One survey."""

    model = Survey
    parents = (ROOT,)
    template_name = "surveys/survey.html"

    def visible_rows(self) -> QuerySet[Any]:
        return super().visible_rows().select_related("site", "unit")

    def get_subject(self) -> str:
        return str(self.object.subject)

    def get_facts(self) -> Sequence[Fact]:
        row: Survey = self.object
        is_online = row.opens_at is not None and row.closes_at is not None
        url = f"https://{row.site.domain}{row.path}" if is_online else ""
        waiting = row.words.waiting().count()
        facts = [
            Fact("状态", state_tag(row)),
            Fact("类型", row.kind_label),
            Fact("组织单位", row.unit.name),
            Fact("网站", row.site.name, url=url, note="打开网页" if url else ""),
            Fact("开始时间", row.opens_at or "审签通过后立即开始"),
            Fact("截止时间", row.closes_at or f"开始后 {row.days} 天", note=closed_words(row)),
            Fact("一个人答几份", OnceRule(row.once).label),
            Fact("结果公开", ResultShowing(row.showing).label),
            Fact(
                "有效答卷",
                f"{row.answers_counted} 份",
                url=reverse("surveys:answers", args=[row.pk]),
                note=counted_words(row),
            ),
        ]
        if waiting:
            words = reverse("surveys:words") + f"?survey={row.pk}&state=waiting"
            facts.append(Fact("待审核文字", f"{waiting} 条", url=words))
        return facts

    def get_buttons(self) -> Sequence[HeaderButton]:
        row: Survey = self.object
        is_appraisal = row.kind == SurveyKind.APPRAISAL
        verbs = (
            ("question-new", "增加题目", WRITE, SurveyVerb.EDIT),
            *((("subject-new", "增加单位", WRITE, SurveyVerb.EDIT),) if is_appraisal else ()),
            ("edit", "修改", WRITE, SurveyVerb.EDIT),
            ("send", "提交审签", WRITE, SurveyVerb.SEND),
            ("publish", "公布结果", APPROVE, SurveyVerb.PUBLISH),
            ("archive", "归档", WRITE, SurveyVerb.ARCHIVE),
            ("close", "提前截止", WRITE, SurveyVerb.CLOSE),
        )
        shown = [
            (name, label)
            for name, label, right, verb in verbs
            if may_do(verb, row.state) and self.may(right)
        ]
        return [
            HeaderButton(label, reverse(f"surveys:{name}", args=[row.pk]), primary=place == 0)
            for place, (name, label) in enumerate(shown)
        ]

    def may(self, right: str) -> bool:
        """Return whether the person has a right over its unit or its site."""
        row: Survey = self.object
        return bool(self.powers.may(right, unit=row.unit.code, site=row.site.code))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row: Survey = self.object
        rounds = ApprovalRound.objects.filter(kind="survey", subject=row.subject)
        newest = rounds.order_by("-number").first()
        questions = row.questions.select_related("depends_on").order_by("position", "pk")
        results = results_of(row) if row.answers_counted else None
        return super().get_context_data(
            round=newest,
            round_tag=round_tag(newest) if newest else "",
            lines=sheet_lines(newest, self.person, self.at) if newest else (),
            questions=Table(self._question_columns(), questions),
            subjects=self._subjects(row),
            figures=_figures(results) if results else (),
            subjects_chart=chart_of_subjects(results) if results else "",
            subjects_table=_subjects_table(results) if results and results.subjects else None,
            **kwargs,
        )

    def _may_edit(self) -> bool:
        return bool(may_do(SurveyVerb.EDIT, self.object.state)) and self.may(WRITE)

    def _question_columns(self) -> tuple[TableColumn, ...]:
        return (
            TableColumn("题号", "position", kind="number"),
            TableColumn("题目", "label", kind="main", link=self._question_url),
            TableColumn("题型", _kind_words),
            TableColumn("选项", _choice_words),
            TableColumn("第几页", "section", kind="number"),
            TableColumn("必答", "is_required"),
            TableColumn("出现的条件", _condition_words),
        )

    def _question_url(self, question: SurveyQuestion) -> str:
        return reverse("surveys:question", args=[question.pk]) if self._may_edit() else ""

    def _subjects(self, row: Survey) -> Table | None:
        if row.kind != SurveyKind.APPRAISAL:
            return None
        columns = (
            TableColumn("单位", "name", kind="main"),
            TableColumn("", lambda _: "删去" if self._may_edit() else "", link=self._remove_url),
        )
        return Table(columns if self._may_edit() else columns[:1], row.subjects.order_by("pk"))

    def _remove_url(self, subject: SurveySubject) -> str:
        return reverse("surveys:subject-remove", args=[subject.pk])


def _kind_words(question: SurveyQuestion) -> str:
    label = SurveyQuestionKind(question.kind).label
    return f"{label}，最多 {question.most} 项" if question.most else label


def _choice_words(question: SurveyQuestion) -> str:
    return "；".join(
        one["label"] if one["quota"] is None else f"{one['label']}（限 {one['quota']} 人）"
        for one in question.choices
    )


def _condition_words(question: SurveyQuestion) -> str:
    decides = question.depends_on
    if decides is None:
        return ""
    labels = [one["label"] for one in decides.choices if one["key"] in question.depends_values]
    return f"第 {decides.position} 题选了{'、'.join(labels) or '已删去的选项'}"


def _figures(results: SurveyResults) -> list[dict[str, Any]]:
    found = []
    for one in results.questions:
        chart = chart_of(one)
        facts = [f"{one.answered} 人回答"]
        if one.average is not None:
            facts.append(f"平均 {one.average:g}")
        if one.least is not None:
            facts.append(f"最小 {one.least:g}，最大 {one.largest:g}")
        figure = chart.figure(folded=True) if chart else ""
        found.append({"of": one, "told": "，".join(facts) + "。", "chart": figure})
    return found


def _subjects_table(results: SurveyResults) -> Table:
    columns = [TableColumn("单位", "name", kind="main")]
    columns += [
        TableColumn(label, _point(place), kind="number")
        for place, label in enumerate(results.points)
    ]
    columns += [
        TableColumn("平均", "average", kind="number"),
        TableColumn("评议人数", "raters", kind="number"),
    ]
    return Table(columns, results.subjects)


def _point(place: int) -> Any:
    def read(row: SubjectResult) -> float | None:
        return row.points[place]

    return read
