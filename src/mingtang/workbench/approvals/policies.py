"""The plan of a round, who may decide a step now, and what a decision makes of the round."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from mingtang.ground.foundation.decisions import YES, Decision, no
from mingtang.ground.foundation.text import has_words
from mingtang.workbench.approvals.enums import RoundState, StepState


@dataclass(frozen=True)
class StepPlan:
    """One step as the regulation pack has it: who takes it, by which right, and where.

    `stand_in` are the posts that may take it where nobody of `posts` can; without `posts` everyone
    with the right may. Steps of one `group` need different people. `joins_previous`: who took the
    step before may take this one in the same act. `comes_last`: after all others, whatever the order.
    """

    key: str
    label: str
    posts: tuple[str, ...] = ()
    stand_in: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    group: str = ""
    joins_previous: bool = False
    comes_last: bool = False
    right: str = ""
    unit: str = ""
    site: str = ""


@dataclass(frozen=True)
class RoundPlan:
    """The steps of a round and the pack they come from; side by side unless `in_order`."""

    steps: tuple[StepPlan, ...]
    pack: str
    pack_version: str
    in_order: bool = False

    def each(self, change: Callable[[StepPlan], StepPlan]) -> "RoundPlan":
        """Return the plan with every step changed."""
        return replace(self, steps=tuple(change(step) for step in self.steps))

    def asked(self, right: str, *, unit: str = "", site: str = "") -> "RoundPlan":
        """Return the plan with the right that every step asks, on a thing of a unit or site."""
        return self.each(lambda step: replace(step, right=right, unit=unit, site=site))

    def with_step(self, step: StepPlan) -> "RoundPlan":
        """Return the plan with one more step; one of the same key is one and the same."""
        if all(own.key != step.key for own in self.steps):
            return replace(self, steps=(*self.steps, step))
        return self.each(lambda own: _joined(own, step) if own.key == step.key else own)


def _joined(own: StepPlan, more: StepPlan) -> StepPlan:
    clauses = tuple(dict.fromkeys((*own.clauses, *more.clauses)))
    statements = tuple(dict.fromkeys((*own.statements, *more.statements)))
    return replace(own, clauses=clauses, statements=statements)


@dataclass(frozen=True)
class StepFacts:
    """What a decision needs to know of a step; `decided_by` is the key of a person or empty."""

    key: str
    label: str
    order: int
    state: StepState = StepState.WAITING
    group: str = ""
    comes_last: bool = False
    decided_by: str = ""

    @property
    def is_passed(self) -> bool:
        """Tell whether someone let it pass."""
        return self.state is StepState.PASSED


def comes_before(other: StepFacts, step: StepFacts, *, in_order: bool) -> bool:
    """Tell whether a step has to be passed before another one."""
    if step.comes_last != other.comes_last:
        return step.comes_last
    return (in_order or step.comes_last) and other.order < step.order


def is_due(step: StepFacts, steps: Sequence[StepFacts], *, in_order: bool) -> bool:
    """Tell whether a step waits for a decision and nothing has to come first."""
    if step.state is not StepState.WAITING:
        return False
    return all(one.is_passed for one in steps if comes_before(one, step, in_order=in_order))


def taken_by(step: StepFacts, steps: Sequence[StepFacts]) -> frozenset[str]:
    """Return who passed another step of the same group: they may not take this one."""
    others = (one for one in steps if one.key != step.key and one.group == step.group)
    return frozenset(one.decided_by for one in others if step.group and one.is_passed)


def may_decide(
    step: StepFacts,
    steps: Sequence[StepFacts],
    *,
    in_order: bool,
    round_state: RoundState,
    is_current: bool,
    actor: str,
    barred: Collection[str],
    claimed_by: str = "",
) -> Decision:
    """Answer whether a person can decide a step now, apart from the person's rights.

    Nobody decides on their own text; a text that changed since the round began is not the one under
    approval. `claimed_by` is the name of someone else who has claimed the step and can take it.
    """
    decision = YES
    label = f"“{step.label}”"
    if round_state is not RoundState.OPEN:
        decision &= no("approvals.round_over", "这一轮办理已经结束，请刷新页面查看结果。")
    if step.state is not StepState.WAITING:
        decision &= no("approvals.step_decided", f"{label}已经有人办理，请刷新页面。")
    if not is_current:
        decision &= no("approvals.text_changed", "提交之后内容有改动，请退回后重新提交。")
    if actor in barred:
        decision &= no(
            "approvals.own_text", "不能办理本人撰写或修改过的内容，请由其他有权限的人员办理。"
        )
    if actor in taken_by(step, steps):
        group = (one for one in steps if one.group == step.group and one.decided_by == actor)
        passed = "、".join(f"“{one.label}”" for one in group)
        text = f"您已办理{passed}，按制度{label}须由另一人办理，请由其他有权限的人员办理。"
        decision &= no("approvals.same_person", text)
    if claimed_by:
        text = f"{label}已由{claimed_by}认领，请由其办理；需要由您办理的，请先认领。"
        decision &= no("approvals.claimed", text)
    before = [one for one in steps if comes_before(one, step, in_order=in_order)]
    if not all(one.is_passed for one in before):
        words = "其他各步全部通过之后" if step.comes_last else "前面的步骤全部通过之后"
        decision &= no("approvals.step_early", f"{words}才能办理{label}，请稍候。")
    return decision


def is_confirmed(label: str, statements: Sequence[str], ticked: Collection[int]) -> Decision:
    """Answer whether every statement of a step is confirmed; a refusal names those that are not."""
    missing = [text for number, text in enumerate(statements) if number not in ticked]
    if not missing:
        return YES
    words = "；".join(missing)
    return no(
        "approvals.not_confirmed",
        f"“{label}”还有 {len(missing)} 项没有确认：{words}。不能确认的，请选择退回。",
    )


def may_send_back(target: StepFacts, step: StepFacts) -> Decision:
    """Answer whether a step can be sent back to an earlier one, which then is taken again."""
    if target.key != step.key and target.is_passed:
        return YES
    return no("approvals.not_earlier", "只能退回到已经通过的步骤，请刷新页面重新选择。", "to")


def reopened(target: StepFacts, steps: Sequence[StepFacts], *, in_order: bool) -> frozenset[str]:
    """Return the keys of what is taken again after a return to a step: it and all that rest on it."""
    later = (one for one in steps if comes_before(target, one, in_order=in_order))
    return frozenset({target.key, *(one.key for one in later)})


def says_why(reason: str) -> Decision:
    """Answer whether a return or a withdrawal says why.

    Source: 兴市府办〔2014〕19号 第二十七条 (XN-20): a return with a reason meets the clock.
    """
    if has_words(reason):
        return YES
    return no("approvals.reason_missing", "请写明理由，方便对方办理。", "reason")


def may_withdraw(state: RoundState) -> Decision:
    """Answer whether a round can be withdrawn."""
    if state is RoundState.OPEN:
        return YES
    return no("approvals.round_over", "这一轮办理已经结束，请刷新页面查看结果。")


def state_after(steps: Sequence[StepFacts]) -> RoundState:
    """Return how a round stands when its steps stand so."""
    if any(step.state is StepState.RETURNED for step in steps):
        return RoundState.RETURNED
    if steps and all(step.is_passed for step in steps):
        return RoundState.PASSED
    return RoundState.OPEN


def one_of_each_group(steps: Mapping[int, str]) -> list[int]:
    """Return the steps that one person may take together, of each group the first (`id: group`)."""
    seen: set[str] = set()
    chosen = []
    for step_id, group in steps.items():
        if not group or group not in seen:
            chosen.append(step_id)
            seen.add(group)
    return chosen


def may_hand_over(*, is_able: bool) -> Decision:
    """Answer whether a step can be handed over to someone."""
    if is_able:
        return YES
    return no("approvals.not_able", "所选人员不能办理这一步，请重新选择。", "person_id")
