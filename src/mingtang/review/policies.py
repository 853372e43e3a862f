"""Who may pass which gate, and when a round is through."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from mingtang.foundation.decisions import YES, Decision, no
from mingtang.review.enums import GATE_LABELS, SIGNATURE, GateState, RoundState


@dataclass(frozen=True)
class GatePlan:
    """One gate that a content class must pass, with the clauses it comes from."""

    key: str
    clauses: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """Return the Chinese name of the gate."""
        return GATE_LABELS[self.key]

    @property
    def right(self) -> str:
        """Return the right that a person needs to decide about this gate."""
        return "review.sign" if self.key == SIGNATURE else f"review.gate.{self.key}"


@dataclass(frozen=True)
class ReviewPlan:
    """The review list (审核制度) of one content class."""

    content_class: str
    label: str
    gates: tuple[GatePlan, ...]


def plan_for(
    plans: Mapping[str, ReviewPlan],
    *,
    content_class: str,
    needs_signature: bool,
    signature: GatePlan,
) -> ReviewPlan:
    """Return the list for a class, with the principal leader's signature last where it is needed.

    Source: 六安 2016 通知 四(三) (LA-15, LA-16).
    """
    plan = plans.get(content_class) or plans["ordinary"]
    if not needs_signature:
        return plan
    return ReviewPlan(plan.content_class, plan.label, (*plan.gates, signature))


def may_decide_gate(
    *,
    gate: str,
    state: GateState,
    round_state: RoundState,
    others: Mapping[str, GateState],
    is_current_text: bool,
    actor: str,
    authors: Collection[str],
) -> Decision:
    """Answer whether a gate can be decided now by this person, apart from the person's rights.

    Nobody passes their own text; a text that changed since the round began is not the text under
    review; the signature comes last.
    """
    decision = YES
    if round_state is not RoundState.OPEN:
        decision &= no("review.round_over", "这一轮审核已经结束，请刷新页面查看结果。")
    if state is not GateState.WAITING:
        decision &= no("review.gate_decided", f"“{GATE_LABELS[gate]}”已经有人审过，请刷新页面。")
    if not is_current_text:
        decision &= no("review.text_changed", "送审之后稿件有改动，请退回后重新送审。")
    if actor in authors:
        decision &= no("review.own_text", "不能审核本人撰写或修改过的稿件，请由其他审核人员审核。")
    if gate == SIGNATURE and any(s is not GateState.PASSED for s in others.values()):
        decision &= no("review.signature_last", "其他各关全部通过之后，才能由主要领导签发。")
    return decision


def may_refuse(reason: str) -> Decision:
    """Answer whether a refusal says why."""
    if reason.strip():
        return YES
    return no("review.reason_missing", "不予通过的，请写明理由，方便作者修改。", "reason")


def round_state_after(states: Sequence[GateState]) -> RoundState:
    """Return how a round stands when its gates stand so."""
    if any(state is GateState.REFUSED for state in states):
        return RoundState.REFUSED
    if states and all(state is GateState.PASSED for state in states):
        return RoundState.PASSED
    return RoundState.OPEN
