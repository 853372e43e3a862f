"""Screens of single steps, and the list of all that waits with one signature for many."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.db import transaction
from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property

from mingtang.ground.foundation.decisions import Decision, NotVisible, Refused
from mingtang.institution.organization.authority import Powers
from mingtang.institution.organization.models import Person
from mingtang.institution.organization.staffing import Able
from mingtang.workbench.approvals.actions import (
    claim_step,
    hand_over_step,
    pass_step,
    return_step,
    send_back_step,
)
from mingtang.workbench.approvals.clients import ApprovalAct, client_of
from mingtang.workbench.approvals.interfaces.sheets import clause_words, opinion
from mingtang.workbench.approvals.models import ApprovalStep
from mingtang.workbench.approvals.policies import is_confirmed
from mingtang.workbench.approvals.queries import (
    act_on,
    may_decide,
    step_need,
    steps_waiting_for,
    subjects_of,
    visible_steps,
)
from mingtang.workbench.backoffice.actions.forms import note_outcome, spend_form_key
from mingtang.workbench.backoffice.clocks import pressing_clocks
from mingtang.workbench.backoffice.form_keys import FormKey
from mingtang.workbench.backoffice.forms import DeskForm, ReasonForm
from mingtang.workbench.backoffice.screens import ActionForm, ConfirmScreen, Crumb
from mingtang.workbench.backoffice.start import Waiting

SHOWN = 100  # items of the list of what waits


class StepScreen(ConfirmScreen):
    """A decision about one step; `kind` narrows an address to the steps of one client."""

    model = ApprovalStep
    template_name = "approvals/step.html"
    kind: str = ""
    word: ClassVar[str] = ""

    def visible_rows(self) -> Any:
        return visible_steps(self.person, at=self.at, kind=self.kind).with_posts()

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
        return super().get_context_data(clauses=clause_words(self.object.clauses), **kwargs)

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
        earlier = [one for one in self.occasion.steps if one.facts().is_passed]
        return {**super().get_form_kwargs(), "earlier": earlier}

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


@dataclass(frozen=True)
class BatchResult:
    """What became of one item of a batch: done, or why not."""

    title: str
    label: str
    refusal: str = ""


class AnyIds(forms.MultipleChoiceField):
    """Ids of rows; those that do not wait any more are told one by one, not refused all together."""

    def valid_value(self, value: Any) -> bool:
        return str(value).isdecimal() and len(str(value)) < 19


class BatchForm(DeskForm):
    """Which steps are signed together, and a word for all of them."""

    steps = AnyIds(
        label="事项", error_messages={"required": "还没有勾选，请勾选要一并办理的事项。"}
    )
    reason = opinion()


class WaitingScreen(ActionForm):
    """All that waits for the person, with one signature for many."""

    template_name = "approvals/waiting.html"
    title = "待我审签"
    lead = "勾选后一并同意，逐件办理、逐件告知结果。须逐条核对的，请进入审核单办理。"
    form_class = BatchForm
    submit_label = "同意所选各件"
    results: Sequence[BatchResult] = ()

    def do(self, form: Any, key: FormKey) -> HttpResponseBase:
        with transaction.atomic():
            spend_form_key(actor=self.person, at=self.at, key=key)
            note_outcome(key=key, outcome=self.request.path)
        wanted = {int(pk) for pk in form.cleaned_data["steps"]}
        steps = visible_steps(self.person, at=self.at).filter(pk__in=wanted)
        subjects = subjects_of([step.round for step in steps])
        self.results = [
            self._one(step, subjects[step.round_id].title, form.cleaned_data["reason"])
            for step in steps.order_by("pk")
        ]
        return self.show(self.make_form())

    def _one(self, step: ApprovalStep, title: str, reason: str) -> BatchResult:
        try:
            is_confirmed(step.label, step.statements, ()).require()
            pass_step(actor=self.person, at=self.at, step_id=step.pk, reason=reason)
        except Refused as refused:
            return BatchResult(title, step.label, str(refused))
        except NotVisible:
            return BatchResult(title, step.label, "已不在您的待办中，请刷新页面。")
        return BatchResult(title, step.label)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        steps = steps_waiting_for(self.person, at=self.at)
        subjects = subjects_of([step.round for step in steps[:SHOWN]])
        lines = [
            {
                "step": step,
                "subject": subjects[step.round_id],
                "url": client_of(step.round.kind).address(step.round),
            }
            for step in steps[:SHOWN]
        ]
        chosen = set(self.request.POST.getlist("steps")) if not self.results else set()
        return super().get_context_data(
            lines=lines, more=max(0, len(steps) - SHOWN), results=self.results, chosen=chosen,
            can_sign=any(not step.statements for step in steps[:SHOWN]), **kwargs,
        )  # fmt: skip


def approvals_waiting(person: Person, powers: Powers, at: datetime) -> list[Waiting]:
    """Return what waits for a person, one line a round."""
    by_round: dict[int, list[ApprovalStep]] = {}
    for step in steps_waiting_for(person, at=at):
        by_round.setdefault(step.round_id, []).append(step)
    rounds = [steps[0].round for steps in by_round.values()]
    subjects = subjects_of(rounds)
    clocks = pressing_clocks(found.subject for found in rounds)
    items = []
    for found in rounds:
        clock, steps, client = clocks.get(found.subject), by_round[found.pk], client_of(found.kind)
        items.append(
            Waiting(
                subjects[found.pk].title,
                client.address(found),
                client.act_word,
                due_at=clock.due_at if clock else None,
                clause=clock.clause if clock else "",
                note="、".join([subjects[found.pk].note, *(step.label for step in steps)]),
                provisional=bool(clock and clock.provisional),
                since=min(step.held_since or found.started_at for step in steps),
            )
        )
    return items
