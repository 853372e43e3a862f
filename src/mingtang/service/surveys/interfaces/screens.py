"""Office screens of surveys: the list and the acts on one survey."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from wagtail.images import get_image_model

from mingtang.ground.foundation.decisions import Decision
from mingtang.ground.foundation.text import shortened
from mingtang.service.surveys.actions.access import WRITE
from mingtang.service.surveys.actions.drafting import (
    draft_survey,
    edit_survey,
    send_survey,
    text_of,
)
from mingtang.service.surveys.actions.results import archive_survey, publish_result
from mingtang.service.surveys.actions.turning import close_survey
from mingtang.service.surveys.enums import (
    AnswerStanding,
    CloseCause,
    OnceRule,
    ResultShowing,
    SurveyKind,
    SurveyState,
)
from mingtang.service.surveys.interfaces.forms import (
    EditSurveyForm,
    NewSurveyForm,
    SurveyResultForm,
)
from mingtang.service.surveys.models import READ, Survey
from mingtang.service.surveys.policies import SurveyVerb, may_do
from mingtang.service.surveys.queries.rules import APPROVE, survey_rules
from mingtang.workbench.backoffice.filters import FilterForm
from mingtang.workbench.backoffice.forms import ReasonForm
from mingtang.workbench.backoffice.screens import (
    ActionForm,
    ActionScreen,
    ConfirmScreen,
    Crumb,
    HeaderButton,
    ListScreen,
)
from mingtang.workbench.backoffice.tables import TableColumn, tag

ROOT = ("调查评议", "surveys:list")
_TONES = {
    SurveyState.IN_REVIEW: "wait",
    SurveyState.OPEN: "good",
    SurveyState.CLOSED: "warn",
    SurveyState.PUBLISHED: "good",
}


def show_url(row: Survey) -> str:
    """Return the address of the screen of a survey."""
    return reverse("surveys:show", args=[row.pk])


def state_tag(row: Survey) -> str:
    """Return the state as a label."""
    state = SurveyState(row.state)
    return tag(state.label, _TONES.get(state, "plain"))


class SurveyFilter(FilterForm):
    """Narrow surveys by state and kind."""

    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), *SurveyState.choices()]
    )
    kind = forms.ChoiceField(
        label="类型", required=False, choices=[("", "全部"), *SurveyKind.choices()]
    )

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        wanted = {name: self.cleaned_data[name] for name in ("state", "kind")}
        return rows.filter(**{name: value for name, value in wanted.items() if value})


class SurveyList(ListScreen):
    """The surveys that a person may read."""

    title = ROOT[0]
    lead = "网上调查、微调查和网上评议：出题、审签、答题、公布结果、归档。"
    right = READ
    model = Survey
    order = ("-created_at", "-pk")
    search_fields = ("title", "unit__name", "site__name")
    search_label = "名称、单位或网站"
    filter_class = SurveyFilter
    empty_text = "还没有调查和评议。点“起草”开始。"

    def visible_rows(self) -> QuerySet[Any]:
        return super().visible_rows().select_related("site", "unit")

    def get_columns(self) -> Sequence[TableColumn]:
        return (
            TableColumn("名称", "title", link=show_url, kind="main"),
            TableColumn("类型", "kind_label"),
            TableColumn("组织单位", "unit.name"),
            TableColumn("网站", "site.name"),
            TableColumn("状态", state_tag),
            TableColumn("截止时间", "closes_at", kind="moment"),
            TableColumn("有效答卷", "answers_counted", kind="number"),
        )

    def get_buttons(self) -> Sequence[HeaderButton]:
        words = HeaderButton("审核文字", reverse("surveys:words"))
        if not self.powers.holds(WRITE):
            return (words,)
        return (HeaderButton("起草", reverse("surveys:new"), icon="plus", primary=True), words)


class NewSurvey(ActionForm):
    """Draft a survey."""

    title = "起草调查、评议"
    right = WRITE
    parents = (ROOT,)
    form_class = NewSurveyForm
    success_message = "已保存草稿。下一步请增加题目，再提交审签。"

    def get_initial(self) -> dict[str, Any]:
        return {
            "unit": self.person.unit,
            "kind": SurveyKind.SURVEY.value,
            "once": OnceRule.DAILY.value,
            "showing": ResultShowing.AFTER_CLOSE.value,
        }

    def act(self, form: Any) -> Survey:
        typed = form.cleaned_data
        return draft_survey(
            actor=self.person,
            at=self.at,
            site_id=typed["site"].pk,
            unit_id=typed["unit"].pk,
            text=form.text(SurveyKind(typed["kind"])),
        )

    def get_success_url(self, result: Survey) -> str:
        return show_url(result)


class SurveyAct(ActionScreen):
    """An act on one survey."""

    model = Survey
    parents = (ROOT,)
    right_here = WRITE
    verb = SurveyVerb.EDIT

    def visible_rows(self) -> QuerySet[Any]:
        return super().visible_rows().select_related("site", "unit")

    def get_crumbs(self) -> list[Crumb]:
        *way, here = super().get_crumbs()
        return [*way, Crumb(shortened(self.object.title, 30), show_url(self.object)), here]

    def get_success_url(self, result: Any) -> str:
        return show_url(self.object)

    def may_begin(self) -> Decision:
        row: Survey = self.object
        may = self.powers.may(self.right_here, unit=row.unit.code, site=row.site.code)
        return may & may_do(self.verb, row.state)


class EditSurvey(SurveyAct):
    """Change a draft."""

    title = "修改"
    form_class = EditSurveyForm

    def get_initial(self) -> dict[str, Any]:
        row: Survey = self.object
        number = row.picture.partition(":")[2]
        picture = get_image_model().objects.filter(pk=number).first() if number else None
        return vars(text_of(row)) | {"version": row.version, "picture": picture}

    def act(self, form: Any) -> Survey:
        return edit_survey(
            actor=self.person,
            at=self.at,
            survey_id=self.object.pk,
            version=form.cleaned_data["version"] or 0,
            text=form.text(SurveyKind(self.object.kind)),
        )


class SendSurvey(SurveyAct, ConfirmScreen):
    """Submit a draft for approval."""

    title = submit_label = "提交审签"
    verb = SurveyVerb.SEND
    success_message = "已提交审签。"

    def get_consequences(self) -> Sequence[str]:
        rules = survey_rules(self.object.unit.code, at=self.at)
        steps = "、".join(step.label for step in rules.approval.steps_for(is_important=False))
        return (f"依次经过：{steps}。", "审签期间不能修改；全部通过后按计划时间开始。")

    def act(self, form: Any) -> Any:
        return send_survey(actor=self.person, at=self.at, survey_id=self.object.pk)


class CloseSurvey(SurveyAct):
    """Close a survey before its time."""

    title = submit_label = "提前截止"
    lead = "截止以后不再接收答卷，不能重新开始。原因会向公众公布。"
    verb = SurveyVerb.CLOSE
    form_class = ReasonForm
    is_grave = True
    success_message = "已提前截止。"

    def act(self, form: Any) -> Survey:
        return close_survey(
            actor=self.person, at=self.at, survey_id=self.object.pk, **form.cleaned_data
        )


class PublishSurvey(SurveyAct):
    """Publish the result."""

    title = submit_label = "公布结果"
    right_here = APPROVE
    verb = SurveyVerb.PUBLISH
    form_class = SurveyResultForm
    success_message = "结果已公布，几秒后上线。"

    def get_lead(self) -> str:
        row: Survey = self.object
        waiting = row.words.waiting().count()
        rest = f"还有 {waiting} 条文字没有审核，不会公开。" if waiting else ""
        return f"有效答卷 {row.answers_counted} 份。各题统计与下面的说明一起公布。{rest}"

    def act(self, form: Any) -> Survey:
        return publish_result(
            actor=self.person, at=self.at, survey_id=self.object.pk, **form.cleaned_data
        )


class ArchiveSurvey(SurveyAct, ConfirmScreen):
    """Archive a survey with its result."""

    title = submit_label = "归档"
    verb = SurveyVerb.ARCHIVE
    success_message = "已归档。"

    def get_consequences(self) -> Sequence[str]:
        return (
            "网页保留，注明已归档，内容不再变动。",
            "文字的审核也不能再改变。",
            "用来确认答卷的邮箱地址全部删除。",
        )

    def act(self, form: Any) -> Survey:
        return archive_survey(actor=self.person, at=self.at, survey_id=self.object.pk)


def closed_words(row: Survey) -> str:
    """Return why it closed."""
    cause = CloseCause(row.cause).label if row.cause else ""
    return "：".join(one for one in (cause, row.early_reason) if one)


def counted_words(row: Survey) -> str:
    """Return the note beside the number of answers."""
    over = row.answers.filter(standing=AnswerStanding.OVER.value).count()
    waiting = row.voters.filter(confirmed_at=None).count()
    said = (
        f"上限 {row.quota} 份" if row.quota else "",
        f"超出限额未计入 {over} 份" if over else "",
        f"待邮箱确认 {waiting} 份" if waiting else "",
    )
    return "；".join(one for one in said if one)
