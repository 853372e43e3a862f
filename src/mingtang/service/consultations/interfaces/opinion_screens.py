"""Office screens of opinions and points: the list, one opinion, show, hide, enter; what became of a point."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse

from mingtang.ground.foundation.decisions import Decision
from mingtang.ground.foundation.masking import mask_personal_data
from mingtang.ground.foundation.text import shortened
from mingtang.service.consultations.actions.access import WRITE
from mingtang.service.consultations.actions.opinions import (
    enter_opinion,
    hide_opinion,
    show_opinion,
    view_sender,
)
from mingtang.service.consultations.actions.results import remove_point, save_point
from mingtang.service.consultations.enums import Adoption, OpinionChannel, OpinionState
from mingtang.service.consultations.interfaces.forms import (
    OpinionEntryForm,
    PointForm,
    ShowOpinionForm,
)
from mingtang.service.consultations.interfaces.screens import ROOT, ConsultationAction, show_url
from mingtang.service.consultations.models import (
    READ,
    Consultation,
    ConsultationOpinion,
    ConsultationPoint,
)
from mingtang.service.consultations.policies import ConsultationVerb, may_do, points_of
from mingtang.workbench.backoffice.filters import FilterForm
from mingtang.workbench.backoffice.forms import ReasonForm
from mingtang.workbench.backoffice.screens import (
    ActionScreen,
    ConfirmScreen,
    Crumb,
    DetailScreen,
    Fact,
    HeaderButton,
    ListScreen,
)
from mingtang.workbench.backoffice.screens.base import LARGEST_KEY
from mingtang.workbench.backoffice.tables import TableColumn, tag

_TONES = {OpinionState.WAITING: "wait", OpinionState.SHOWN: "good"}


class OpinionFilter(FilterForm):
    """Narrow opinions by what was decided about them, and by consultation."""

    state = forms.ChoiceField(
        label="审核", required=False, choices=[("", "全部"), *OpinionState.choices()]
    )
    consultation = forms.IntegerField(
        required=False, min_value=1, max_value=LARGEST_KEY, widget=forms.HiddenInput
    )

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        if state := self.cleaned_data["state"]:
            rows = rows.filter(state=state)
        if number := self.cleaned_data["consultation"]:
            rows = rows.filter(consultation=number)
        return rows


def _opinion_url(row: ConsultationOpinion) -> str:
    return reverse("consultations:opinion", args=[row.pk])


class OpinionList(ListScreen):
    """The opinions on the consultations that a person may read."""

    title = "征集到的意见"
    lead = "先审核，再决定是否公开；是否公开都计入收到的意见，并在采纳情况中答复。"
    right = READ
    parents = (ROOT,)
    model = ConsultationOpinion
    order = ("-received_at", "-pk")
    search_fields = ("consultation__title",)
    search_label = "意见征集名称"
    filter_class = OpinionFilter
    empty_text = "还没有收到意见。"

    def visible_rows(self) -> QuerySet[Any]:
        return super().visible_rows().select_related("consultation")

    def get_columns(self) -> Sequence[TableColumn]:
        return (
            TableColumn("意见", _excerpt, link=_opinion_url, kind="main"),
            TableColumn("意见征集", "consultation.title"),
            TableColumn("渠道", lambda row: OpinionChannel(row.channel).label),
            TableColumn("收到时间", "received_at", kind="moment"),
            TableColumn("审核", _state),
        )


def _excerpt(row: ConsultationOpinion) -> str:
    return shortened(mask_personal_data(row.text), 60) if row.text else "（已按本人要求删除）"


def _state(row: ConsultationOpinion) -> str:
    state = OpinionState(row.state)
    return tag(state.label, _TONES.get(state, "plain"))


class OpinionScreen(DetailScreen):
    """One opinion; its sender is masked until someone asks for it."""

    model = ConsultationOpinion
    parents = (ROOT, ("征集到的意见", "consultations:opinions"))
    template_name = "consultations/opinion.html"

    def visible_rows(self) -> QuerySet[Any]:
        rows = super().visible_rows()
        return rows.select_related(
            "consultation__unit", "consultation__site", "judged_by", "reason"
        )

    def get_title(self) -> str:
        return f"意见 {self.object.pk}"

    def get_facts(self) -> Sequence[Fact]:
        row: ConsultationOpinion = self.object
        points = dict(points_of(row.consultation.draft))
        point = points.get(str(row.point), "") if row.point else "全文"
        facts = [
            Fact("意见征集", row.consultation.title, url=show_url(row.consultation)),
            Fact("渠道", OpinionChannel(row.channel).label),
            Fact("收到时间", row.received_at),
            Fact("针对", point or f"第 {row.point} 段"),
            Fact("提意见人", row.masked_sender or "没有填写"),
            Fact("审核", _state(row), note=str(row.reason or "")),
        ]
        if row.judged_by:
            facts.append(Fact("审核人", row.judged_by.name))
        return facts

    def get_buttons(self) -> Sequence[HeaderButton]:
        row: ConsultationOpinion = self.object
        may = self.powers.may(
            WRITE, unit=row.consultation.unit.code, site=row.consultation.site.code
        )
        if not may & may_do(ConsultationVerb.MODERATE, row.consultation.state):
            return ()
        names = (
            ("opinion-show", "公开"),
            ("opinion-hide", "不公开"),
            ("opinion-sender", "查看联系方式"),
        )
        return [
            HeaderButton(label, reverse(f"consultations:{name}", args=[row.pk]), primary=place == 0)
            for place, (name, label) in enumerate(names)
        ]


class OpinionAction(ActionScreen):
    """Something done with one opinion."""

    model = ConsultationOpinion
    parents = (ROOT, ("征集到的意见", "consultations:opinions"))

    def visible_rows(self) -> QuerySet[Any]:
        return super().visible_rows().select_related("consultation__unit", "consultation__site")

    def get_success_url(self, result: Any) -> str:
        return _opinion_url(self.object)

    def get_crumbs(self) -> list[Crumb]:
        *way, here = super().get_crumbs()
        return [*way, Crumb(f"意见 {self.object.pk}", _opinion_url(self.object)), here]

    def may_begin(self) -> Decision:
        row: Consultation = self.object.consultation
        may = self.powers.may(WRITE, unit=row.unit.code, site=row.site.code)
        return may & may_do(ConsultationVerb.MODERATE, row.state)


class ShowOpinion(OpinionAction):
    """Let readers see an opinion."""

    title = submit_label = "公开"
    form_class = ShowOpinionForm
    success_message = "已审核为公开，按设定的时间显示在网页上。"
    stores_drafts = False

    def get_initial(self) -> dict[str, Any]:
        row: ConsultationOpinion = self.object
        text = row.public_text or mask_personal_data(row.text)
        for private in (row.name, row.phone):
            text = text.replace(private, "＊＊") if private else text
        return {"public_text": text}

    def act(self, form: Any) -> ConsultationOpinion:
        return show_opinion(
            actor=self.person, at=self.at, opinion_id=self.object.pk, **form.cleaned_data
        )


class HideOpinion(OpinionAction):
    """Keep an opinion from readers."""

    title = submit_label = "不公开"
    form_class = ReasonForm
    success_message = "已审核为不公开。"

    def act(self, form: Any) -> ConsultationOpinion:
        return hide_opinion(
            actor=self.person, at=self.at, opinion_id=self.object.pk, **form.cleaned_data
        )


class ViewSender(OpinionAction, ConfirmScreen):
    """Show who sent an opinion, in full."""

    title = submit_label = "查看联系方式"
    template_name = "consultations/sender.html"

    def get_consequences(self) -> Sequence[str]:
        return ("联系方式只用来核实意见；查看会留下记录。",)

    def do(self, form: Any, key: Any) -> Any:
        opinion = view_sender(actor=self.person, at=self.at, opinion_id=self.object.pk)
        return self.render_to_response(self.get_context_data(form=form, opinion=opinion))


class EnterOpinion(ConsultationAction):
    """Enter an opinion that came by mail, telephone or letter."""

    title = submit_label = "登记意见"
    verb = ConsultationVerb.ENTER
    form_class = OpinionEntryForm
    success_message = "已登记。"
    stores_drafts = False

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "draft": self.object.draft}

    def get_initial(self) -> dict[str, Any]:
        return {"received_at": self.at}

    def act(self, form: Any) -> ConsultationOpinion:
        return enter_opinion(
            actor=self.person,
            at=self.at,
            consultation_id=self.object.pk,
            channel=OpinionChannel(form.cleaned_data["channel"]),
            received_at=form.cleaned_data["received_at"],
            values=form.values(),
        )


class AddPoint(ConsultationAction):
    """Say what became of what opinions asked for."""

    title = "填写采纳情况"
    verb = ConsultationVerb.ANSWER
    form_class = PointForm

    def act(self, form: Any) -> ConsultationPoint:
        typed = form.cleaned_data | {"verdict": Adoption(form.cleaned_data["verdict"])}
        return save_point(actor=self.person, at=self.at, consultation_id=self.object.pk, **typed)


class PointAction(ActionScreen):
    """Something done with one point."""

    model = ConsultationPoint
    parents = (ROOT,)

    def visible_rows(self) -> QuerySet[Any]:
        seen = Consultation.objects.visible_to(self.person, at=self.at)
        rows = ConsultationPoint.objects.filter(consultation__in=seen)
        return rows.select_related("consultation__unit", "consultation__site")

    def get_crumbs(self) -> list[Crumb]:
        *way, here = super().get_crumbs()
        row = self.object.consultation
        return [*way, Crumb(shortened(row.title, 30), show_url(row)), here]

    def get_success_url(self, result: Any) -> str:
        return show_url(self.object.consultation)

    def may_begin(self) -> Decision:
        row: Consultation = self.object.consultation
        may = self.powers.may(WRITE, unit=row.unit.code, site=row.site.code)
        return may & may_do(ConsultationVerb.ANSWER, row.state)


class EditPoint(PointAction):
    """Change a point."""

    title = "修改采纳情况"
    form_class = PointForm

    def get_initial(self) -> dict[str, Any]:
        row: ConsultationPoint = self.object
        return {"about": row.about, "verdict": row.verdict, "because": row.reason}

    def get_buttons(self) -> Sequence[HeaderButton]:
        remove = reverse("consultations:point-remove", args=[self.object.pk])
        return (HeaderButton("删去这一项", remove),)

    def act(self, form: Any) -> ConsultationPoint:
        typed = form.cleaned_data | {"verdict": Adoption(form.cleaned_data["verdict"])}
        row: ConsultationPoint = self.object
        return save_point(
            actor=self.person,
            at=self.at,
            consultation_id=row.consultation_id,
            point_id=row.pk,
            **typed,
        )


class RemovePoint(PointAction, ConfirmScreen):
    """Remove a point."""

    title = submit_label = "删去这一项"
    success_message = "已删去。"

    def get_consequences(self) -> Sequence[str]:
        return (shortened(self.object.about, 60),)

    def act(self, form: Any) -> None:
        remove_point(actor=self.person, at=self.at, point_id=self.object.pk)
