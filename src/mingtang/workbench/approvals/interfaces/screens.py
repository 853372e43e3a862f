"""Screens of single steps: pass, return, claim, hand over."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.urls import reverse
from django.utils.functional import cached_property

from mingtang.ground.foundation.decisions import Decision
from mingtang.institution.organization.staffing import Able
from mingtang.institution.regulations.catalogue import catalogue
from mingtang.workbench.approvals.actions import (
    claim_step,
    hand_over_step,
    pass_step,
    return_step,
    send_back_step,
)
from mingtang.workbench.approvals.clients import ApprovalAct, client_of
from mingtang.workbench.approvals.interfaces.sheets import opinion
from mingtang.workbench.approvals.models import ApprovalStep
from mingtang.workbench.approvals.queries import (
    act_on,
    may_decide,
    step_need,
    visible_steps,
)
from mingtang.workbench.backoffice.forms import DeskForm, ReasonForm
from mingtang.workbench.backoffice.screens import ConfirmScreen, Crumb


class StepScreen(ConfirmScreen):
    """A decision about one step; `kind` narrows an address to the steps of one client."""

    model = ApprovalStep
    template_name = "approvals/step.html"
    kind: str = ""
    word: ClassVar[str] = ""

    def visible_rows(self) -> Any:
        return visible_steps(self.person, at=self.at, kind=self.kind).with_people()

    @cached_property
    def occasion(self) -> ApprovalAct:
        """What the person would act on."""
        return act_on(self.object, self.person, self.at)

    def may_begin(self) -> Decision:
        return may_decide(self.occasion)

    def get_word(self) -> str:
        """Return the word for what is done: it stands in the title and on the button."""
        return self.word

    @property
    def submit_label(self) -> str:  # type: ignore[override]
        return self.get_word()

    def get_title(self) -> str:
        return f"{self.object.label}：{self.get_word()}"

    def get_lead(self) -> str:
        subject = self.occasion.subject
        return f"《{subject.title}》" + (f"（{subject.note}）" if subject.note else "")

    def get_crumbs(self) -> list[Crumb]:
        first, last = super().get_crumbs()
        return [first, Crumb(self.occasion.subject.title, self.get_success_url(None)), last]

    def get_success_url(self, result: Any) -> str:
        found = self.object.round
        return client_of(found.kind).address(found) or reverse("approvals:waiting")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            clauses=catalogue().citations(self.object.clauses.split()), **kwargs
        )

    def arguments(self) -> dict[str, Any]:
        """Return what every action on a step wants."""
        return {"actor": self.person, "at": self.at, "step_id": self.object.pk}


class PassForm(DeskForm):
    """What a person confirms, sentence by sentence, and room for a word."""

    def __init__(self, *args: Any, step: ApprovalStep, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, text in enumerate(step.statements):
            wrong = f"请核对并确认：{text}；不能确认的，请选择退回。"
            self.fields[f"confirmed_{number}"] = forms.BooleanField(
                label=text, error_messages={"required": wrong}
            )
        self.fields["reason"] = opinion()


class PassStep(StepScreen):
    """Let one step pass."""

    form_class = PassForm

    def get_word(self) -> str:
        return self.occasion.client.agree_word

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "step": self.object}

    def get_consequences(self) -> Sequence[str]:
        step = self.object
        others = [one for one in self.occasion.steps if one.is_waiting and one.pk != step.pk]
        if any(not one.joins_previous for one in others):
            return (f"您办理之后，还要经过：{'、'.join(one.label for one in others)}。",)
        return (self.occasion.client.done_words,)

    def act(self, form: Any) -> ApprovalStep:
        return pass_step(**self.arguments(), reason=form.cleaned_data["reason"])


class ReturnForm(ReasonForm):
    """Why it is returned, and how far: the whole round, or an earlier step."""

    def __init__(self, *args: Any, earlier: Sequence[ApprovalStep], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if earlier:
            choices = [("", "退回，结束这一轮办理")]
            choices += [(one.key, f"只退回到“{one.label}”，由其重新办理") for one in earlier]
            self.fields["to"] = forms.ChoiceField(
                label="退回到", required=False, choices=choices, widget=forms.RadioSelect
            )


class ReturnStep(StepScreen):
    """Return a round, or send a step back to an earlier one."""

    form_class = ReturnForm
    is_grave = True
    success_message = "已退回。"

    def get_word(self) -> str:
        return self.occasion.client.return_word

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "earlier": self.earlier}

    @property
    def earlier(self) -> list[ApprovalStep]:
        """The steps to which it can be sent back alone."""
        return [one for one in self.occasion.steps if one.facts().is_passed]

    def get_consequences(self) -> Sequence[str]:
        whole = "退回后这一轮办理结束，须修改后重新提交；您写的原因会告知对方。"
        alone = "只退回到前面某一步的，由该步重新办理，不必重新提交。"
        return (whole, alone) if self.earlier else (whole,)

    def act(self, form: Any) -> ApprovalStep:
        reason, to = form.cleaned_data["reason"], form.cleaned_data.get("to")
        if to:
            return send_back_step(**self.arguments(), to=to, reason=reason)
        return return_step(**self.arguments(), reason=reason)


class ClaimStep(StepScreen):
    """Say that one will decide a step oneself."""

    word = "认领"
    success_message = "已认领，这一步由您办理。"

    def may_begin(self) -> Decision:
        assert self.occasion.step is not None
        self.occasion.step.claimed_by = None
        return may_decide(self.occasion)

    def get_consequences(self) -> Sequence[str]:
        earlier = self.object.claimed_by
        taken = [f"现由{earlier.name}认领，确定后改由您办理。"] if earlier else []
        return [*taken, "认领后只由您办理；不能办理的，请移交他人。"]

    def act(self, form: Any) -> ApprovalStep:
        return claim_step(**self.arguments())


class HandOverForm(DeskForm):
    """To whom a step goes."""

    def __init__(self, *args: Any, able: Sequence[Able], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "请选择")]
        choices += [(one.person_key.removeprefix("person:"), one.name) for one in able]
        self.fields["person_id"] = forms.TypedChoiceField(
            label="移交给", choices=choices, coerce=int
        )
        self.fields["reason"] = opinion()


class HandOverStep(StepScreen):
    """Give a step to someone else who can take it."""

    form_class = HandOverForm
    word = "移交"
    success_message = "已移交。"

    def get_form_kwargs(self) -> dict[str, Any]:
        occasion = self.occasion
        assert occasion.step is not None
        need = step_need(occasion.step, occasion.steps, occasion.subject.barred)
        able = [
            one for one in occasion.roster.able(need) if one.person_key != self.person.person_key
        ]
        return {**super().get_form_kwargs(), "able": able}

    def act(self, form: Any) -> ApprovalStep:
        return hand_over_step(**self.arguments(), **form.cleaned_data)
