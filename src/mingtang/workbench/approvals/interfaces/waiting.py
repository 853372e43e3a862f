"""The list of all that waits for a person, with one signature for many."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import HttpResponseBase

from mingtang.institution.organization.authority import Powers
from mingtang.institution.organization.models import Person
from mingtang.workbench.approvals.actions import pass_step
from mingtang.workbench.approvals.clients import client_of
from mingtang.workbench.approvals.interfaces.sheets import opinion
from mingtang.workbench.approvals.models import ApprovalStep
from mingtang.workbench.approvals.policies import is_confirmed
from mingtang.workbench.approvals.queries import steps_waiting_for, subjects_of, visible_steps
from mingtang.workbench.backoffice.actions.forms import note_outcome, spend_form_key
from mingtang.workbench.backoffice.clocks import pressing_clocks
from mingtang.workbench.backoffice.form_keys import FormKey
from mingtang.workbench.backoffice.forms import DeskForm
from mingtang.workbench.backoffice.screens import ActionForm
from mingtang.workbench.backoffice.screens.batch import BatchResult, TickedRows, run_batch
from mingtang.workbench.backoffice.start import Waiting

SHOWN = 100  # steps of the list


class BatchForm(DeskForm):
    """Which steps are signed together, and a word for all of them."""

    steps = TickedRows(label="事项")
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
        reason = form.cleaned_data["reason"]
        steps = visible_steps(self.person, at=self.at).filter(pk__in=form.cleaned_data["steps"])
        subjects = subjects_of([step.round for step in steps])

        def sign(step: ApprovalStep) -> object:
            is_confirmed(step.label, step.statements, ()).require()
            return pass_step(actor=self.person, at=self.at, step_id=step.pk, reason=reason)

        def title(step: ApprovalStep) -> str:
            return f"《{subjects[step.round_id].title}》{step.label}"

        self.results = run_batch(steps.order_by("pk"), title=title, do=sign)
        return self.show(self.make_form())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        steps = steps_waiting_for(self.person, at=self.at)
        chosen = set(self.request.POST.getlist("steps")) if not self.results else set()
        return super().get_context_data(
            lines=waiting_lines(steps[:SHOWN]), more=max(0, len(steps) - SHOWN), results=self.results, chosen=chosen, now=self.at,
            can_sign=any(not step.statements for step in steps[:SHOWN]), **kwargs,
        )  # fmt: skip


def waiting_lines(steps: Sequence[ApprovalStep]) -> list[dict[str, Any]]:
    """Return the lines of the list: a step that can be signed there, or all of a round that are read.

    Steps with statements are decided together on the sheet of their round.
    """
    subjects = subjects_of([step.round for step in steps])
    clocks = pressing_clocks({step.round.subject for step in steps})
    grouped: dict[tuple[int, int], list[ApprovalStep]] = {}
    for step in steps:
        alone = 0 if step.statements else step.pk
        grouped.setdefault((step.round_id, alone), []).append(step)
    return [
        {
            "step": those[0],
            "labels": "、".join(step.label for step in those),
            "subject": subjects[round_id],
            "clock": clocks.get(those[0].round.subject),
            "url": client_of(those[0].round.kind).address(those[0].round),
        }
        for (round_id, _), those in grouped.items()
    ]


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
                is_signing=True,
            )
        )
    return items
