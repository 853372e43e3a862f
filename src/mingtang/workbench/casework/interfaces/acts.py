"""What can be done with a case, each a screen of its own."""

from collections.abc import Sequence
from typing import Any, ClassVar
from urllib.parse import quote

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse

from mingtang.ground.foundation.decisions import Decision
from mingtang.institution.organization.models import Unit
from mingtang.workbench.backoffice.actions.forms import note_outcome, spend_form_key
from mingtang.workbench.backoffice.choosers import SearchOfVisible
from mingtang.workbench.backoffice.form_keys import FormKey
from mingtang.workbench.backoffice.forms import DeskForm, ReasonForm
from mingtang.workbench.backoffice.screens import ActionScreen, ConfirmScreen, Fact
from mingtang.workbench.backoffice.screens.base import Crumb, Scoped, Screen
from mingtang.workbench.casework import policies
from mingtang.workbench.casework.actions import joining, moving, texts
from mingtang.workbench.casework.actions.texts import view_in_full
from mingtang.workbench.casework.enums import CaseState, CaseVerb, EntryKind
from mingtang.workbench.casework.interfaces.lists import DispatchForm, case_url
from mingtang.workbench.casework.interfaces.pages import LIST
from mingtang.workbench.casework.kinds import route_of_answers
from mingtang.workbench.casework.models import Case, CaseEntry, CaseFile
from mingtang.workbench.casework.queries import is_extendable, may_act


class ToUnitForm(DeskForm):
    """Which unit."""

    unit = SearchOfVisible("case-unit", label="单位")


class TransferForm(ToUnitForm, ReasonForm):
    """To which unit, and why."""

    field_order = ("unit", "reason")


class OtherCaseForm(DeskForm):
    """Which other case."""

    other = SearchOfVisible("case", label="另一件办件的编号")


class MergeCasesForm(OtherCaseForm):
    """Into which case, and a word about it."""

    reason = forms.CharField(
        label="说明", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class TextForm(DeskForm):
    """A text that is written into the case."""

    text = forms.CharField(label="内容", max_length=5000, widget=forms.Textarea(attrs={"rows": 8}))


class DropForm(ReasonForm):
    """Why a case ends without an answer."""

    field_order = ("end", "reason")
    end = forms.ChoiceField(
        label="原因类别",
        choices=[(one.value, one.label) for one in sorted(policies.DROPPED)],
        widget=forms.RadioSelect,
    )


class CaseScreenOfVerb(ActionScreen):
    """A verb on one case. A subclass names the verb and its action, whose arguments its form gives."""

    model = Case
    verb: ClassVar[CaseVerb]
    action: ClassVar[Any]

    def get_title(self) -> str:
        return self.title or self.verb.label

    def get_lead(self) -> str:
        return f"{self.case.number}　{self.case.masked_title}"

    @property
    def case(self) -> Case:
        """The case that the verb is about."""
        found: Case = self.object
        return found

    def get_crumbs(self) -> list[Crumb]:
        first, last = super().get_crumbs()
        home = Crumb(LIST[0], reverse(LIST[1]))
        return [first, home, Crumb(self.case.number, case_url(self.case.pk)), last]

    def get_success_url(self, result: Any) -> str:
        return case_url(self.case.pk)

    def may_begin(self) -> Decision:
        return may_act(self.powers, self.case, self.verb)

    def arguments(self, form: Any) -> dict[str, Any]:
        """Return what the form gives to the action."""
        return dict(form.cleaned_data)

    def act(self, form: Any) -> Any:
        action = type(self).action
        return action(
            actor=self.person, at=self.at, case_id=self.case.pk, **self.arguments(form)
        )  # fmt: skip


class ToUnit(CaseScreenOfVerb):
    """A verb that names a unit."""

    form_class: ClassVar[type[forms.BaseForm]] = ToUnitForm

    def arguments(self, form: Any) -> dict[str, Any]:
        return {**form.cleaned_data, "unit": form.cleaned_data["unit"].code}


class DispatchCase(ToUnit):
    """Dispatch the case to a unit; `?unit=code` preselects a proposed one."""

    verb, action, form_class = CaseVerb.DISPATCH, moving.dispatch_case, DispatchForm
    submit_label, success_message = "转办", "已转办，承办单位会收到通知。"

    def get_initial(self) -> dict[str, Any]:
        code = self.request.GET.get("unit", "")
        return {"unit": Unit.objects.active().filter(code=code).first()} if code else {}


class TransferCase(ToUnit):
    """Pass the case on to another unit."""

    verb, action, form_class = CaseVerb.TRANSFER, moving.transfer_case, TransferForm
    submit_label, success_message = "移交", "已移交，新的承办单位会收到通知。时限继续计算。"


class AddJointUnit(ToUnit):
    """Ask another unit to help."""

    verb, action = CaseVerb.JOIN, joining.add_joint_unit
    submit_label, success_message = "加入", "已加入协办单位。答复仍由承办单位负责。"


class ClaimCase(CaseScreenOfVerb, ConfirmScreen):
    """Take the case in hand."""

    verb, action = CaseVerb.CLAIM, moving.claim_case
    submit_label, success_message = "认领", "已认领，请在时限内答复。"

    def get_consequences(self) -> Sequence[str]:
        holder = self.case.claimed_by
        before = (f"这件办件由{holder.name}办理，您接手后由您办理。",) if holder else ()
        return (*before, "由您负责办理和答复，期限提醒发给您。")


class ObjectToDispatch(CaseScreenOfVerb):
    """Return the case to the desk."""

    verb, action, form_class = CaseVerb.OBJECT, moving.object_to_dispatch, ReasonForm
    title, submit_label = "退回转办单位", "退回"
    success_message = "已退回，转办单位会看到原因。"


class PauseCase(CaseScreenOfVerb):
    """Stop work for a time."""

    verb, action, form_class = CaseVerb.PAUSE, moving.pause_case, ReasonForm
    submit_label, success_message = "暂停", "已暂停。"
    lead_note = "时限是否停算，由适用的规定决定。"

    def get_lead(self) -> str:
        return f"{super().get_lead()}。{self.lead_note}"


class ResumeCase(CaseScreenOfVerb, ConfirmScreen):
    """Go on."""

    verb, action = CaseVerb.RESUME, moving.resume_case
    submit_label, success_message = "恢复办理", "已恢复办理。"


class ExtendCase(CaseScreenOfVerb):
    """Grant more time."""

    verb, action, form_class = CaseVerb.EXTEND, moving.extend_case, ReasonForm
    title, submit_label, success_message = "批准延期", "批准延期", "已批准延期，期限按规定重算。"

    def may_begin(self) -> Decision:
        extendable = is_extendable(self.case)
        return super().may_begin() & policies.may_extend(is_extendable=extendable)


class AnswerCase(CaseScreenOfVerb):
    """Answer the case."""

    verb, action, form_class = CaseVerb.ANSWER, moving.answer_case, TextForm
    submit_label, success_message = "答复", "已答复，来件人可凭回执查看。"

    def get_lead(self) -> str:
        return f"{super().get_lead()}。来件人会看到全文，请勿写入内部意见和他人信息。"

    def may_begin(self) -> Decision:
        route = route_of_answers(self.case.kind)
        return super().may_begin() & policies.is_answered_here(route)


class CloseCase(CaseScreenOfVerb, ConfirmScreen):
    """Close the case."""

    verb, action = CaseVerb.CLOSE, moving.close_case
    submit_label, success_message = "办结", "已办结。"


class DropCase(CaseScreenOfVerb):
    """End the case without an answer."""

    verb, action, form_class = CaseVerb.DROP, moving.drop_case, DropForm
    submit_label, success_message, is_grave = "终止办理", "已终止办理，时限不再计算。", True

    def get_lead(self) -> str:
        return f"{super().get_lead()}。不予办理的，来件人会看到您写的原因。"

    def arguments(self, form: Any) -> dict[str, Any]:
        return {**form.cleaned_data, "end": CaseState(form.cleaned_data["end"])}


class WithOther(CaseScreenOfVerb):
    """A verb that names another case."""

    form_class: ClassVar[type[forms.BaseForm]] = OtherCaseForm

    def arguments(self, form: Any) -> dict[str, Any]:
        values = dict(form.cleaned_data)
        return {"other_id": values.pop("other").pk, **values}


class MergeCases(WithOther):
    """Merge the case into another one."""

    verb, action, form_class = CaseVerb.MERGE, joining.merge_cases, MergeCasesForm
    title, submit_label = "并入另一件", "并案"
    success_message, is_grave = "已并案，由并入的办件统一答复。", True


class LinkCases(WithOther):
    """Say that two cases have to do with each other."""

    verb, action = CaseVerb.LINK, joining.link_cases
    submit_label, success_message = "关联", "已关联。"


class AddMessage(CaseScreenOfVerb):
    """Write to the sender."""

    verb, action, form_class = CaseVerb.MESSAGE, texts.add_message, TextForm
    title, submit_label, success_message = "给来件人发消息", "发送", "已发送，不算答复。"


class AddNote(CaseScreenOfVerb):
    """Write a note for colleagues."""

    verb, action, form_class = CaseVerb.NOTE, texts.add_note, TextForm
    title, submit_label, success_message = "写内部备注", "保存", "已保存，来件人看不到。"


class EraseCase(CaseScreenOfVerb):
    """Erase who sent the case."""

    verb, action, form_class = CaseVerb.ERASE, texts.erase_case, ReasonForm
    submit_label, is_grave = "删除", True
    success_message = "已删除来件人信息、来件内容和各条文字，无法恢复。"


class EraseEntry(CaseScreenOfVerb):
    """Erase one text of a case."""

    model = CaseEntry  # type: ignore[assignment] # its case is what the verb is about
    verb, form_class = CaseVerb.ERASE_ENTRY, ReasonForm
    title, submit_label, success_message = "删除这段文字", "删除", "已删除，无法恢复。"
    is_grave = True

    def visible_rows(self) -> Any:
        cases = Case.objects.visible_to(self.person, at=self.at)
        return CaseEntry.objects.filter(case__in=cases.values("pk")).select_related("case")

    @property
    def case(self) -> Case:
        found: Case = self.object.case
        return found

    def may_begin(self) -> Decision:
        return super().may_begin() & policies.may_erase(EntryKind(self.object.kind))

    def act(self, form: Any) -> CaseEntry:
        return texts.erase_entry(
            actor=self.person, at=self.at, entry_id=self.object.pk, **form.cleaned_data
        )


class ViewInFull(CaseScreenOfVerb, ConfirmScreen):
    """Show who sent the case and all that they wrote, nothing masked."""

    template_name = "casework/full.html"
    verb = CaseVerb.VIEW
    submit_label = "查看"
    shown: Case | None = None

    def get_consequences(self) -> Sequence[str]:
        return ("本次查看会记入操作记录：谁、何时、哪一件。", "来件人信息只能用于办理本件。")

    def do(self, form: Any, key: FormKey) -> HttpResponseBase:
        with transaction.atomic():
            spend_form_key(actor=self.person, at=self.at, key=key)
            note_outcome(key=key, outcome=case_url(self.case.pk))
            self.shown = view_in_full(actor=self.person, at=self.at, case_id=self.case.pk)
        return self.show(self.make_form())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        seen = self.shown
        facts = [Fact(label, text) for label, text in seen.contact] if seen else []
        entries = seen.entries.order_by("pk") if seen else []
        files = seen.files.defer("content") if seen else []
        return super().get_context_data(
            shown=seen, facts=facts, entries=entries, files=files, **kwargs
        )


class CaseFileDownload(Scoped, Screen):
    """Sends a file of a case; each time leaves the event of a view in full."""

    model = CaseFile

    def visible_rows(self) -> Any:
        cases = Case.objects.visible_to(self.person, at=self.at)
        return CaseFile.objects.filter(case__in=cases.values("pk")).select_related("case")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        found: CaseFile = self.object
        view_in_full(actor=self.person, at=self.at, case_id=found.case_id)
        response = HttpResponse(found.bytes(), content_type="application/octet-stream")
        name = quote(found.name, safe="")
        response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
        return response
