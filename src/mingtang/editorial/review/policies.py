"""Who may pass which gate, and when a round is through."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from mingtang.editorial.review.enums import SIGNATURE, SIGNATURE_LABEL, GateState, RoundState
from mingtang.ground.foundation.decisions import YES, Decision, no
from mingtang.ground.foundation.text import has_words


@dataclass(frozen=True)
class GatePlan:
    """One gate that a content class must pass: who may pass it, and the clauses it comes from.

    `stand_in` are the posts that may pass it where nobody of `posts` can; gates of one `group` need
    different people.
    """

    key: str
    label: str
    posts: tuple[str, ...]
    statements: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    stand_in: tuple[str, ...] = ()
    group: str = ""


@dataclass(frozen=True)
class ReviewPlan:
    """The gates of one content class in the order of its list (审核制度)."""

    content_class: str
    label: str
    gates: tuple[GatePlan, ...]
    in_order: bool = False

    def signed_by(self, posts: Sequence[str], clauses: Sequence[str]) -> "ReviewPlan":
        """Return the plan with the signature of what is important as its last gate.

        Source: 六安 2016 通知 四(三) (LA-16): signed by the principal leader.
        """
        signature = GatePlan(SIGNATURE, SIGNATURE_LABEL, tuple(posts), clauses=tuple(clauses))
        return replace(self, gates=(*self.gates, signature))

    def grouped_by(self, group_of: Callable[[str], str]) -> "ReviewPlan":
        """Return the plan with the group of each gate: what different people have to pass."""
        return replace(
            self, gates=tuple(replace(gate, group=group_of(gate.key)) for gate in self.gates)
        )

    def with_gate(self, gate: GatePlan) -> "ReviewPlan":
        """Return the plan with a compulsory gate; one of the same name is one and the same."""
        if any(own.key == gate.key for own in self.gates):
            merged = tuple(_joined(own, gate) if own.key == gate.key else own for own in self.gates)
            return replace(self, gates=merged)
        return replace(self, gates=(*self.gates, gate))


def _joined(own: GatePlan, compulsory: GatePlan) -> GatePlan:
    clauses = dict.fromkeys((*own.clauses, *compulsory.clauses))
    statements = dict.fromkeys((*own.statements, *compulsory.statements))
    return replace(own, clauses=tuple(clauses), statements=tuple(statements))


def may_decide_gate(
    *,
    gate: str,
    label: str,
    earlier: Sequence[GateState],
    state: GateState,
    round_state: RoundState,
    others: Mapping[str, GateState],
    is_current_text: bool,
    actor: str,
    authors: Collection[str],
    passed_by_actor: Sequence[str] = (),
) -> Decision:
    """Answer whether a gate can be decided now by this person, apart from the person's rights.

    Nobody passes their own text; a text that changed since the round began is not the text under
    review; the signature comes last. `passed_by_actor` are the labels of the gates of the same group
    that this person has passed in this round.
    """
    decision = YES
    if round_state is not RoundState.OPEN:
        decision &= no("review.round_over", "这一轮审核已经结束，请刷新页面查看结果。")
    if state is not GateState.WAITING:
        decision &= no("review.gate_decided", f"“{label}”已经有人审过，请刷新页面。")
    if not is_current_text:
        decision &= no("review.text_changed", "送审之后稿件有改动，请退回后重新送审。")
    if actor in authors:
        decision &= no("review.own_text", "不能审核本人撰写或修改过的稿件，请由其他审核人员审核。")
    if passed_by_actor:
        passed = "、".join(f"“{one}”" for one in passed_by_actor)
        decision &= no(
            "review.same_person",
            f"您已审核{passed}，按制度“{label}”须由另一人审核，请由其他审核人员办理。",
        )
    if any(s is not GateState.PASSED for s in earlier):
        decision &= no("review.gate_early", "前面的关口还没有全部通过，请稍候。")
    if gate == SIGNATURE and any(s is not GateState.PASSED for s in others.values()):
        decision &= no("review.signature_last", "其他各关全部通过之后，才能由主要领导签发。")
    return decision


def may_refuse(reason: str) -> Decision:
    """Answer whether a refusal says why."""
    if has_words(reason):
        return YES
    return no("review.reason_missing", "不予通过的，请写明理由，方便作者修改。", "reason")


def may_withdraw(*, has_open_round: bool, reason: str) -> Decision:
    """Answer whether a review can be taken back by the desk that started it."""
    decision = YES
    if not has_open_round:
        decision &= no("review.no_open_round", "稿件现在没有在审的审核单，请刷新页面。")
    if not reason.strip():
        decision &= no("review.reason_missing", "撤回送审的，请写明理由。", "reason")
    return decision


def round_state_after(states: Sequence[GateState]) -> RoundState:
    """Return how a round stands when its gates stand so."""
    if any(state is GateState.REFUSED for state in states):
        return RoundState.REFUSED
    if states and all(state is GateState.PASSED for state in states):
        return RoundState.PASSED
    return RoundState.OPEN
