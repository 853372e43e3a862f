"""A third client, all that it takes: the filing of an official account, approved by two leaders."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from mingtang.ground.foundation.decisions import Decision, no
from mingtang.institution.organization.models import Person, Unit
from mingtang.spine.events.registry import EventType
from mingtang.workbench.approvals.actions import open_round
from mingtang.workbench.approvals.clients import ApprovalAct, ApprovalClient, ApprovalSubject
from mingtang.workbench.approvals.models import ApprovalRound
from mingtang.workbench.approvals.policies import RoundPlan, StepPlan

_PAYLOAD = frozenset({"round", "step", "clauses"})
MOMENTS = ("started", "step_passed", "step_returned", "passed", "returned", "withdrawn")
EVENT_TYPES = tuple(EventType(f"filing.{one}", "账号备案", _PAYLOAD) for one in MOMENTS)
STEPS = (
    StepPlan("check", "内容核对", ("leader_in_charge",), statements=("名称规范", "主体一致")),
    StepPlan("secrecy", "保密审查", ("leader_in_charge", "principal_leader"), group="eyes"),
    StepPlan("sign", "签发", ("principal_leader",), group="eyes", comes_last=True),
)


class FilingClient(ApprovalClient):
    """Filings of accounts; `writers` are barred, what is `frozen` is not decided."""

    kind = "filing"
    rights = ("submission.approve",)
    read_right = "submission.read"
    events: ClassVar[Mapping[str, str]] = {one: f"filing.{one}" for one in MOMENTS}
    writers: ClassVar[dict[str, frozenset[str]]] = {}
    frozen: ClassVar[set[str]] = set()
    filed: ClassVar[list[str]] = []

    def subjects(self, rounds: Sequence[ApprovalRound]) -> Mapping[int, ApprovalSubject]:
        return {one.pk: self.about(one.subject) for one in rounds}

    def about(self, key: str) -> ApprovalSubject:
        return ApprovalSubject("明州教育公众号", barred=self.writers.get(key, frozenset()))

    def may_decide(self, act: ApprovalAct) -> Decision:
        frozen = no("filing.frozen", "账号已被平台冻结，请先解除冻结。")
        return frozen if act.round.subject in self.frozen else Decision()

    def follow(self, moment: str, act: ApprovalAct) -> None:
        if moment == "passed":
            self.filed.append(act.round.subject)
        super().follow(moment, act)


def file_account(actor: Person, at: datetime, unit: Unit, key: str, **plan: Any) -> ApprovalRound:
    """Send the filing of an account to the leaders of its unit."""
    steps = RoundPlan(plan.pop("steps", STEPS), "demo", "1", **plan)
    return open_round(
        actor=actor, at=at, about=FilingClient().about(key),
        found=ApprovalRound(kind="filing", subject=key, unit=unit.code),
        plan=steps.asked("submission.approve", unit=unit.code),
    )  # fmt: skip
