"""The record sheet of a round, and the one form in which a person decides all steps that wait."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.functional import cached_property

from mingtang.institution.organization.models import Person
from mingtang.institution.organization.staffing import Roster, names_of
from mingtang.institution.regulations.catalogue import catalogue
from mingtang.workbench.approvals.actions import pass_steps
from mingtang.workbench.approvals.clients import client_of
from mingtang.workbench.approvals.enums import RoundState, StepState
from mingtang.workbench.approvals.models import ApprovalRound, ApprovalStep
from mingtang.workbench.approvals.policies import is_confirmed, one_of_each_group
from mingtang.workbench.approvals.queries import HeldStep, held_steps, steps_waiting_for
from mingtang.workbench.backoffice.forms import DeskForm, tidy_texts
from mingtang.workbench.backoffice.screens import ActionScreen, DetailScreen, HeaderButton
from mingtang.workbench.backoffice.tables import tag

ROUND_TONES = {
    RoundState.OPEN: "wait",
    RoundState.PASSED: "good",
    RoundState.RETURNED: "warn",
    RoundState.WITHDRAWN: "plain",
}
STEP_TONES = {StepState.WAITING: "wait", StepState.PASSED: "good", StepState.RETURNED: "warn"}


def round_tag(found: ApprovalRound) -> str:
    """Return the state of a round as a small label."""
    return tag(found.state_label, ROUND_TONES[RoundState(found.state)])


def opinion() -> forms.CharField:
    """Return the field for a word of who lets something pass."""
    box = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(label="意见（可不填）", required=False, max_length=500, widget=box)


def sheet_lines(found: ApprovalRound, person: Person, at: datetime) -> list[dict[str, Any]]:
    """Return the steps of a round: who holds each since when, and what this person may do about it."""
    roster = Roster(at)
    due = {step.pk for step in steps_waiting_for(person, at=at, kind=found.kind, found=found)}
    return [
        {
            "step": held.step,
            "clauses": catalogue().citations(held.step.clauses.split()),
            "tag": tag(held.step.state_label, STEP_TONES[StepState(held.step.state)]),
            "is_held": found.is_open and held.step.waiting_since is not None,
            "people": names_of(held.people),
            "nobody": tag("无人可办", "bad"),
            "buttons": list(_buttons(held, found, person, roster, due)),
        }
        for held in held_steps(found, roster)
    ]


def _buttons(
    held: HeldStep, found: ApprovalRound, person: Person, roster: Roster, due: set[int]
) -> Iterator[HeaderButton]:
    client, step = client_of(found.kind), held.step
    is_claimed = step.claimed_by_id == person.pk
    if step.pk in due:
        yield HeaderButton(
            client.agree_word, reverse(client.agree_url, args=[step.pk]), primary=True
        )
        yield HeaderButton(client.return_word, reverse(client.return_url, args=[step.pk]))
    if is_claimed and step.pk in due:
        yield HeaderButton("移交", reverse("approvals:hand-over", args=[step.pk]))
    elif held.people and person.person_key in {one.person_key for one in roster.able(held.need)}:
        yield HeaderButton("认领", reverse("approvals:claim", args=[step.pk]))


class StepSheetForm(DeskForm):
    """The statements of all steps that wait for one person, step by step, each with room for a word."""

    def __init__(
        self, *args: Any, steps: Sequence[ApprovalStep], agree_word: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.steps, self.reasons = steps, dict[int, str]()
        self.groups = [self._add(step, agree_word) for step in steps]  # type: ignore[misc]
        if len(steps) > 1:
            label = "以上各步均已逐条核对无误，一并确认"
            self.fields["everything"] = forms.BooleanField(label=label, required=False)
        tidy_texts(self)

    def _add(self, step: ApprovalStep, agree_word: str) -> tuple[str, list[str]]:
        names = []
        for number, text in enumerate(step.statements or [f"已审阅，{agree_word}"]):
            names.append(f"confirmed_{step.pk}_{number}")
            self.fields[names[-1]] = forms.BooleanField(label=text, required=False)
        names.append(f"reason_{step.pk}")
        self.fields[names[-1]] = opinion()
        others = [one.label for one in self.steps if step.group and one.group == step.group]
        apart = f"（{'、'.join(others)}须由不同的人办理，您只能选一项）" if len(others) > 1 else ""
        return f"{step.label}{apart}", names

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        whole = cleaned.get("everything")
        first = one_of_each_group({step.pk: step.group for step in self.steps})
        for step in self.steps:
            texts = step.statements or [step.label]
            names = [f"confirmed_{step.pk}_{number}" for number in range(len(texts))]
            ticked = {number for number, name in enumerate(names) if cleaned.get(name)}
            said = cleaned.get(f"reason_{step.pk}", "")
            if whole and step.pk in first:
                ticked = set(range(len(texts)))
            if not ticked and not said:
                continue
            for reason in is_confirmed(step.label, texts, ticked).reasons:
                self.add_error(names[min(set(range(len(texts))) - ticked)], reason.text)
            self.reasons[step.pk] = said
        if not self.reasons and not self.errors:
            self.add_error(None, "还没有勾选。请逐条核对并勾选，至少办完一步再提交。")
        return cleaned


class SheetScreen(ActionScreen, DetailScreen):
    """A round with its record sheet; who has steps to decide decides them all in one form.

    A subclass gives `model`, the client's rounds.
    """

    template_name = "approvals/sheet.html"
    form_class = StepSheetForm
    submit_label = "提交"
    with_history = False

    @cached_property
    def due(self) -> list[ApprovalStep]:
        """The steps of this round that wait for the person."""
        found: ApprovalRound = self.object
        return steps_waiting_for(self.person, at=self.at, kind=found.kind, found=found)

    def get_buttons(self) -> Sequence[HeaderButton]:
        word = client_of(self.object.kind).act_word
        return [HeaderButton(f"去{word}", "#sheet", primary=True)] if self.due else []

    def get_form_kwargs(self) -> dict[str, Any]:
        word = client_of(self.object.kind).agree_word
        return {**super().get_form_kwargs(), "steps": self.due, "agree_word": word}

    def act(self, form: Any) -> list[ApprovalStep]:
        return pass_steps(actor=self.person, at=self.at, reasons=form.reasons)

    def get_success_message(self, result: Any) -> str:
        return f"已通过：{'、'.join(step.label for step in result)}。"

    def get_success_url(self, result: Any) -> str:
        return self.request.path

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lines = sheet_lines(self.object, self.person, self.at)
        client = client_of(self.object.kind)
        ways = [
            HeaderButton(
                f"{client.return_word}：{step.label}", reverse(client.return_url, args=[step.pk])
            )
            for step in self.due
        ]
        return super().get_context_data(lines=lines, due=self.due, ways_back=ways, **kwargs)
