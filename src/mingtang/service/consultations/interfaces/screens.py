"""Office screens of consultations: the list, one with its opinions and points, and what is done with it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse

from mingtang.ground.foundation.decisions import Decision
from mingtang.ground.foundation.text import shortened
from mingtang.service.consultations.actions.access import WRITE
from mingtang.service.consultations.actions.drafting import (
    draft_consultation,
    edit_consultation,
    send_consultation,
    text_of,
)
from mingtang.service.consultations.actions.results import archive_consultation, publish_result
from mingtang.service.consultations.enums import (
    Adoption,
    ConsultationState,
    OpinionShowing,
)
from mingtang.service.consultations.interfaces.forms import (
    EditConsultationForm,
    NewConsultationForm,
    ResultForm,
)
from mingtang.service.consultations.models import READ, Consultation, ConsultationPoint
from mingtang.service.consultations.policies import ConsultationVerb, may_do
from mingtang.service.consultations.queries import APPROVE, consultation_rules
from mingtang.workbench.approvals.interfaces.sheets import round_tag, sheet_lines
from mingtang.workbench.approvals.models import ApprovalRound
from mingtang.workbench.backoffice.filters import FilterForm
from mingtang.workbench.backoffice.models import OfficeFile
from mingtang.workbench.backoffice.screens import (
    ActionForm,
    ActionScreen,
    ConfirmScreen,
    Crumb,
    DetailScreen,
    Fact,
    HeaderButton,
    ListScreen,
)
from mingtang.workbench.backoffice.tables import Table, TableColumn, tag

ROOT = ("意见征集", "consultations:list")
_TONES = {
    ConsultationState.IN_REVIEW: "wait",
    ConsultationState.OPEN: "good",
    ConsultationState.CLOSED: "warn",
    ConsultationState.ANSWERED: "good",
}


def show_url(row: Consultation) -> str:
    """Return the address of the screen of a consultation."""
    return reverse("consultations:show", args=[row.pk])


def state_tag(row: Consultation) -> str:
    """Return the state as a small label."""
    return tag(row.state_label, _TONES.get(ConsultationState(row.state), "plain"))


class ConsultationFilter(FilterForm):
    """Narrow consultations by state."""

    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), *ConsultationState.choices()]
    )

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        state = self.cleaned_data["state"]
        return rows.filter(state=state) if state else rows


class ConsultationList(ListScreen):
    """The consultations that a person may read."""

    title = ROOT[0]
    lead = "政策文件、重大事项公开征求意见：起草、审签、征集、公布采纳情况、归档。"
    right = READ
    model = Consultation
    order = ("-created_at", "-pk")
    search_fields = ("title", "unit__name", "site__name")
    search_label = "名称、单位或网站"
    filter_class = ConsultationFilter
    empty_text = "还没有意见征集。点“起草意见征集”开始。"

    def visible_rows(self) -> QuerySet[Any]:
        return super().visible_rows().select_related("site", "unit")

    def get_columns(self) -> Sequence[TableColumn]:
        return (
            TableColumn("名称", "title", link=show_url, kind="main"),
            TableColumn("组织单位", "unit.name"),
            TableColumn("网站", "site.name"),
            TableColumn("状态", state_tag),
            TableColumn("截止时间", "closes_at", kind="moment"),
        )

    def get_buttons(self) -> Sequence[HeaderButton]:
        if not self.powers.holds(WRITE):
            return ()
        new = reverse("consultations:new")
        return (HeaderButton("起草意见征集", new, icon="plus", primary=True),)


class NewConsultation(ActionForm):
    """Draft a consultation."""

    title = "起草意见征集"
    right = WRITE
    parents = (ROOT,)
    form_class = NewConsultationForm
    success_message = "已保存草稿。核对以后请提交审签。"

    def get_initial(self) -> dict[str, Any]:
        rules = consultation_rules(self.person.unit.code, at=self.at)
        unit = self.person.unit
        return {"days": rules.shortest, "showing": OpinionShowing.AFTER_CLOSE.value, "unit": unit}

    def act(self, form: Any) -> Consultation:
        typed = form.cleaned_data
        return draft_consultation(
            actor=self.person,
            at=self.at,
            site_id=typed["site"].pk,
            unit_id=typed["unit"].pk,
            text=form.text(),
        )

    def get_success_url(self, result: Consultation) -> str:
        return show_url(result)


class ConsultationScreen(DetailScreen):
    """One consultation: what it is, its approval, the points of its result."""

    model = Consultation
    parents = (ROOT,)
    template_name = "consultations/consultation.html"

    def visible_rows(self) -> QuerySet[Any]:
        return super().visible_rows().select_related("site", "unit")

    def get_subject(self) -> str:
        return str(self.object.subject)

    def get_facts(self) -> Sequence[Fact]:
        row: Consultation = self.object
        is_online = row.opens_at is not None and row.closes_at is not None
        url = f"https://{row.site.domain}{row.path}" if is_online else ""
        opinions = reverse("consultations:opinions") + f"?consultation={row.pk}"
        waiting = row.opinions.waiting().count()
        return (
            Fact("状态", state_tag(row)),
            Fact("组织单位", row.unit.name),
            Fact("网站", row.site.name, url=url, note="打开网页" if url else ""),
            Fact("征集天数", f"{row.days} 天", note=row.short_reason),
            Fact("开始时间", row.opens_at or "审签通过后立即开始"),
            Fact("截止时间", row.closes_at or "—"),
            Fact("意见公开", OpinionShowing(row.showing).label),
            Fact(
                "收到意见",
                f"{row.opinions.count()} 条",
                url=opinions,
                note=f"待审核 {waiting} 条" if waiting else "",
            ),
        )

    def get_buttons(self) -> Sequence[HeaderButton]:
        row: Consultation = self.object
        verbs = (
            ("send", "提交审签", WRITE, ConsultationVerb.SEND),
            ("edit", "修改", WRITE, ConsultationVerb.EDIT),
            ("opinion-new", "登记意见", WRITE, ConsultationVerb.ENTER),
            ("point-new", "填写采纳情况", WRITE, ConsultationVerb.ANSWER),
            ("result", "公布结果", APPROVE, ConsultationVerb.ANSWER),
            ("archive", "归档", WRITE, ConsultationVerb.ARCHIVE),
        )
        shown = [
            (name, label)
            for name, label, right, verb in verbs
            if may_do(verb, row.state) and self.may(right)
        ]
        return [
            HeaderButton(label, reverse(f"consultations:{name}", args=[row.pk]), primary=place == 0)
            for place, (name, label) in enumerate(shown)
        ]

    def may(self, right: str) -> bool:
        """Tell whether the person has a right over the unit or the site of it."""
        row: Consultation = self.object
        return bool(self.powers.may(right, unit=row.unit.code, site=row.site.code))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row: Consultation = self.object
        rounds = ApprovalRound.objects.filter(kind="consultation", subject=row.subject)
        newest = rounds.order_by("-number").first()
        number = row.file.partition(":")[2]
        file = OfficeFile.objects.filter(pk=number).first() if number else None
        return super().get_context_data(
            round=newest,
            round_tag=round_tag(newest) if newest else "",
            lines=sheet_lines(newest, self.person, self.at) if newest else (),
            points=Table(self._columns(), list(row.points.order_by("position"))),
            file=file,
            **kwargs,
        )

    def _columns(self) -> tuple[TableColumn, ...]:
        return (
            TableColumn("意见内容", "about", kind="main", link=self._point_url),
            TableColumn("采纳情况", lambda point: Adoption(point.verdict).label),
            TableColumn("理由", "reason"),
        )

    def _point_url(self, point: ConsultationPoint) -> str:
        may = may_do(ConsultationVerb.ANSWER, self.object.state) and self.may(WRITE)
        return reverse("consultations:point", args=[point.pk]) if may else ""


class ConsultationAction(ActionScreen):
    """Something done with one consultation."""

    model = Consultation
    parents = (ROOT,)
    right_here = WRITE
    verb = ConsultationVerb.EDIT

    def visible_rows(self) -> QuerySet[Any]:
        return super().visible_rows().select_related("site", "unit")

    def get_crumbs(self) -> list[Crumb]:
        *way, here = super().get_crumbs()
        return [*way, Crumb(shortened(self.object.title, 30), show_url(self.object)), here]

    def get_success_url(self, result: Any) -> str:
        return show_url(self.object)

    def may_begin(self) -> Decision:
        row: Consultation = self.object
        may = self.powers.may(self.right_here, unit=row.unit.code, site=row.site.code)
        return may & may_do(self.verb, row.state)


class EditConsultation(ConsultationAction):
    """Change a draft."""

    title = "修改意见征集"
    form_class = EditConsultationForm

    def get_initial(self) -> dict[str, Any]:
        row: Consultation = self.object
        number = row.file.partition(":")[2]
        file = OfficeFile.objects.filter(pk=number).first() if number else None
        return vars(text_of(row)) | {"version": row.version, "file": file}

    def act(self, form: Any) -> Consultation:
        return edit_consultation(
            actor=self.person,
            at=self.at,
            consultation_id=self.object.pk,
            version=form.cleaned_data["version"] or 0,
            text=form.text(),
        )


class SendConsultation(ConsultationAction, ConfirmScreen):
    """Send a draft to be approved."""

    title = submit_label = "提交审签"
    verb = ConsultationVerb.SEND
    success_message = "已提交审签。"

    def get_consequences(self) -> Sequence[str]:
        rules = consultation_rules(self.object.unit.code, at=self.at)
        steps = "、".join(step.label for step in rules.approval.steps_for(is_important=False))
        return (f"依次经过：{steps}。", "审签期间不能修改；全部通过后按计划时间向公众开始征集。")

    def act(self, form: Any) -> Any:
        return send_consultation(actor=self.person, at=self.at, consultation_id=self.object.pk)


class PublishResult(ConsultationAction):
    """Publish the result."""

    title = submit_label = "公布结果"
    right_here = APPROVE
    verb = ConsultationVerb.ANSWER
    form_class = ResultForm
    success_message = "结果已公布，几秒后上线。"

    def get_lead(self) -> str:
        row: Consultation = self.object
        return f"收到意见 {row.opinions.count()} 条，已填写采纳情况 {row.points.count()} 项，与下面的说明一起公布。"

    def act(self, form: Any) -> Consultation:
        return publish_result(
            actor=self.person, at=self.at, consultation_id=self.object.pk, **form.cleaned_data
        )


class ArchiveConsultation(ConsultationAction, ConfirmScreen):
    """Archive an answered consultation."""

    title = submit_label = "归档"
    verb = ConsultationVerb.ARCHIVE
    success_message = "已归档。"

    def get_consequences(self) -> Sequence[str]:
        return ("网页保留，注明已归档，内容不再变动。", "意见的审核也不能再改变。")

    def act(self, form: Any) -> Consultation:
        return archive_consultation(actor=self.person, at=self.at, consultation_id=self.object.pk)
