"""What is judged of a case, more time that is asked for, urging and taking up again: each a screen."""

from typing import Any

from django import forms

from mingtang.ground.foundation.decisions import Decision
from mingtang.workbench.backoffice.forms import ReasonForm
from mingtang.workbench.casework import policies
from mingtang.workbench.casework.actions import extending, judging
from mingtang.workbench.casework.enums import CaseVerb, EntryKind, SecondLook
from mingtang.workbench.casework.interfaces.acts import CaseScreenOfVerb, TextForm
from mingtang.workbench.casework.queries import COMPLEX, extensions_of, is_extension_asked


class AskExtensionForm(ReasonForm):
    """Why more time is needed, and what the sender is told."""

    explanation = forms.CharField(
        label="给来件人的说明",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="批准后发给来件人，例如：您反映的事项需要现场检测，我们将在检测后答复",
    )


class AskExtension(CaseScreenOfVerb):
    """Ask for more time."""

    verb, action, form_class = CaseVerb.ASK_EXTENSION, extending.ask_extension, AskExtensionForm
    submit_label, success_message = "提交审批", "已提交审批。批准之前，原来的时限继续计算。"

    def may_begin(self) -> Decision:
        decision = super().may_begin()
        decision &= policies.may_extend(is_extendable=bool(extensions_of(self.case)))
        return decision & policies.may_ask_extension(is_asked=is_extension_asked(self.case))


class ValueCase(CaseScreenOfVerb):
    """Judge that the case holds a valuable opinion."""

    verb, action, form_class = CaseVerb.VALUE, judging.value_case, ReasonForm
    submit_label, success_message = "认定", "已认定，答复期限从现在起算。"

    def may_begin(self) -> Decision:
        return super().may_begin() & policies.may_judge(is_judged=self.case.valued_at is not None)


class JudgeComplex(CaseScreenOfVerb):
    """Judge that the case is complex."""

    verb, action, form_class = CaseVerb.COMPLEX, judging.judge_complex, ReasonForm
    submit_label, success_message = "认定", "已认定，期限按规定重算，来件人会看到。"

    def may_begin(self) -> Decision:
        decision = policies.may_extend(is_extendable=COMPLEX in extensions_of(self.case))
        judged = policies.may_judge(is_judged=self.case.complex_at is not None)
        return super().may_begin() & decision & judged


class JudgeForeign(CaseScreenOfVerb):
    """Judge that the case is no matter of ours."""

    verb, action, form_class = CaseVerb.FOREIGN, judging.judge_foreign, ReasonForm
    submit_label = "认定"
    success_message = "已认定，请当天向来件人说明情况、指明途径。"

    def may_begin(self) -> Decision:
        return super().may_begin() & policies.may_judge(is_judged=self.case.foreign_at is not None)


class ExplainCase(CaseScreenOfVerb):
    """Tell the sender that it is no matter of ours, and where to go."""

    verb, action, form_class = CaseVerb.EXPLAIN, judging.explain_case, TextForm
    submit_label, success_message = "发送", "已告知来件人，这件办件作为已答复。"

    def get_lead(self) -> str:
        return (
            f"{super().get_lead()}。请写明：不归本地本级办理的原因，应当找哪个单位，"
            "它的电话、地址或网址。来件人会看到全文。"
        )


class UrgeCase(CaseScreenOfVerb):
    """Remind the unit."""

    verb, action, form_class = CaseVerb.URGE, judging.urge_case, ReasonForm
    submit_label, success_message = "催办", "已催办，承办单位会收到通知。"


class LookAgainForm(TextForm):
    """The decision about the answer, and the text for the sender."""

    field_order = ("outcome", "text")
    outcome = forms.ChoiceField(
        label="复核结论", choices=SecondLook.choices(), widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        text = self.fields["text"]
        text.label, text.help_text = (
            "给来件人的说明",
            "来件人会看到全文；退回的，承办单位也会看到。",
        )


class LookAgain(CaseScreenOfVerb):
    """Decide about an answer whose sender was not satisfied."""

    verb, action, form_class = CaseVerb.LOOK_AGAIN, judging.look_again, LookAgainForm
    submit_label, success_message = "提交复核结论", "已复核，来件人会看到结论。"

    def get_lead(self) -> str:
        words = self.case.entries.filter(kind=EntryKind.RATING.value).last()
        said = f"评价意见：{words.masked_text}" if words else "来件人没有写评价意见"
        return (
            f"{super().get_lead()}。{self.case.rating} 分，{said}。第一次答复是否按时，结论不变。"
        )

    def may_begin(self) -> Decision:
        doubted = policies.may_look_again(is_doubted=self.case.doubted_at is not None)
        return super().may_begin() & doubted

    def arguments(self, form: Any) -> dict[str, Any]:
        return {**form.cleaned_data, "outcome": SecondLook(form.cleaned_data["outcome"])}


class SuperviseCase(CaseScreenOfVerb):
    """Supervise a case, so that it is handled first."""

    verb, action, form_class = CaseVerb.SUPERVISE, judging.supervise_case, ReasonForm
    submit_label, success_message = "督办", "已督办，承办单位和它的领导会收到通知。"

    def may_begin(self) -> Decision:
        done = self.case.supervised_at is not None
        return super().may_begin() & policies.may_press(is_done=done)


class EscalateCase(CaseScreenOfVerb):
    """Submit a case to the leaders."""

    verb, action, form_class = CaseVerb.ESCALATE, judging.escalate_case, ReasonForm
    title, submit_label, success_message = "上报领导", "上报", "已上报，领导会收到通知。"

    def may_begin(self) -> Decision:
        done = self.case.escalated_at is not None
        return super().may_begin() & policies.may_press(is_done=done)


class ReopenCase(CaseScreenOfVerb):
    """Have it handled again."""

    verb, action, form_class = CaseVerb.REOPEN, judging.reopen_case, ReasonForm
    submit_label, success_message = "重新办理", "已退回承办单位重新办理，请其认领。"

    def get_lead(self) -> str:
        return f"{super().get_lead()}。第一次答复是否按时，结论不变。"
