from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingtang.workbench.approvals import policies
from mingtang.workbench.approvals.enums import RoundState, StepState
from mingtang.workbench.approvals.policies import RoundPlan, StepFacts, StepPlan

FIRST = StepFacts("first", "初审", 0, group="eyes")
SECOND = StepFacts("second", "复审", 1, group="eyes")
LAST = StepFacts("last", "签发", 2, comes_last=True)
STEPS = (FIRST, SECOND, LAST)
PEOPLE = ("person:1", "person:2", "person:3")


def _passed(step: StepFacts, by: str) -> StepFacts:
    return replace(step, state=StepState.PASSED, decided_by=by)


@pytest.mark.parametrize(
    ("step", "steps", "changes", "codes"),
    [
        (FIRST, STEPS, {}, []),
        (SECOND, STEPS, {}, []),
        (SECOND, STEPS, {"in_order": True}, ["approvals.step_early"]),
        (LAST, STEPS, {}, ["approvals.step_early"]),
        (LAST, (_passed(FIRST, "a"), SECOND, LAST), {}, ["approvals.step_early"]),
        (LAST, (_passed(FIRST, "a"), _passed(SECOND, "b"), LAST), {}, []),
        (SECOND, (_passed(FIRST, "person:1"), SECOND), {}, ["approvals.same_person"]),
        (SECOND, (_passed(FIRST, "person:2"), SECOND), {"in_order": True}, []),
        (_passed(FIRST, "person:2"), STEPS, {}, ["approvals.step_decided"]),
        (FIRST, STEPS, {"round_state": RoundState.PASSED}, ["approvals.round_over"]),
        (FIRST, STEPS, {"is_current": False}, ["approvals.text_changed"]),
        (FIRST, STEPS, {"barred": ["person:1"]}, ["approvals.own_text"]),
        (FIRST, STEPS, {"claimed_by": "江帆"}, ["approvals.claimed"]),
    ],
)
def test_step_is_decided_when_its_turn_has_come_and_nothing_bars(
    step: StepFacts, steps: Sequence[StepFacts], changes: dict[str, object], codes: list[str]
) -> None:
    given_now: dict[str, object] = {
        "in_order": False, "round_state": RoundState.OPEN, "is_current": True,
        "actor": "person:1", "barred": (),
    }  # fmt: skip
    decision = policies.may_decide(step, steps, **(given_now | changes))  # type: ignore[arg-type]
    assert [reason.code for reason in decision.reasons] == codes


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ((), RoundState.OPEN),
        ((StepState.WAITING,), RoundState.OPEN),
        ((StepState.PASSED, StepState.WAITING), RoundState.OPEN),
        ((StepState.PASSED, StepState.PASSED), RoundState.PASSED),
        ((StepState.PASSED, StepState.RETURNED), RoundState.RETURNED),
    ],
)
def test_round_stands_as_its_steps_stand(
    states: tuple[StepState, ...], expected: RoundState
) -> None:
    assert policies.state_after([replace(FIRST, state=state) for state in states]) is expected


@pytest.mark.parametrize(("ticked", "missing"), [((0, 1), 0), ((1,), 1), ((), 2), ((0, 1, 7), 0)])
def test_statements_are_confirmed_one_by_one(ticked: tuple[int, ...], missing: int) -> None:
    decision = policies.is_confirmed("政治关", ["甲", "乙"], ticked)
    assert bool(decision) is (missing == 0)
    if missing:
        text = decision.reasons[0].text
        assert ("政治关" in text, f"还有 {missing} 项" in text, "甲" in text) == (True, True, True)


def test_return_takes_again_what_rests_on_the_step() -> None:
    assert policies.reopened(FIRST, STEPS, in_order=True) == {"first", "second", "last"}
    assert policies.reopened(FIRST, STEPS, in_order=False) == {"first", "last"}
    assert policies.reopened(SECOND, STEPS, in_order=True) == {"second", "last"}
    assert policies.may_send_back(_passed(FIRST, "a"), SECOND)
    assert not policies.may_send_back(FIRST, SECOND)
    assert not policies.may_send_back(_passed(FIRST, "a"), _passed(FIRST, "a"))


def test_plan_joins_steps_of_the_same_key() -> None:
    plan = RoundPlan(
        (StepPlan("a", "甲", ("desk",), statements=("一",), clauses=("X-1",)),), "p", "1"
    )
    plan = plan.with_step(StepPlan("a", "", statements=("一", "二"), clauses=("X-2",)))
    plan = plan.with_step(StepPlan("b", "乙")).asked("review.gate", site="portal")
    [first, second] = plan.steps
    assert (first.label, first.statements, first.clauses) == ("甲", ("一", "二"), ("X-1", "X-2"))
    assert (first.posts, second.key) == (("desk",), "b")
    assert {(step.right, step.site) for step in plan.steps} == {("review.gate", "portal")}


def test_one_person_takes_one_step_of_each_group() -> None:
    assert policies.one_of_each_group({1: "eyes", 2: "", 3: "eyes", 4: ""}) == [1, 2, 4]


_plans = st.lists(
    st.tuples(st.sampled_from(["", "eyes", "hands"]), st.booleans()), min_size=1, max_size=6
)
_acts = st.lists(
    st.tuples(
        st.integers(0, 5), st.sampled_from(PEOPLE), st.sampled_from(["pass", "return", "back"])
    ),
    max_size=40,
)


@given(_plans, st.booleans(), _acts)
def test_every_way_through_a_round_obeys_order_groups_and_last(
    plan: list[tuple[str, bool]], in_order: bool, acts: list[tuple[int, str, str]]
) -> None:
    steps = [
        StepFacts(f"s{number}", f"第{number}步", number, group=group, comes_last=last)
        for number, (group, last) in enumerate(plan)
    ]
    for number, actor, verb in acts:
        if policies.state_after(steps) is not RoundState.OPEN:
            break
        step = steps[number % len(steps)]
        allowed = policies.may_decide(
            step, steps, in_order=in_order, round_state=RoundState.OPEN, is_current=True,
            actor=actor, barred=["person:3"],
        )  # fmt: skip
        due = policies.is_due(step, steps, in_order=in_order)
        assert bool(allowed) is (
            due and actor != "person:3" and actor not in policies.taken_by(step, steps)
        )
        if not allowed:
            continue
        if verb == "back":
            target = next((one for one in steps if policies.may_send_back(one, step)), None)
            if target is None:
                continue
            again = policies.reopened(target, steps, in_order=in_order)
            steps = [
                replace(one, state=StepState.WAITING, decided_by="") if one.key in again else one
                for one in steps
            ]
        else:
            state = StepState.PASSED if verb == "pass" else StepState.RETURNED
            changed = replace(step, state=state, decided_by=actor)
            steps = [changed if one.key == step.key else one for one in steps]
        _holds(steps, in_order=in_order)


def _holds(steps: list[StepFacts], *, in_order: bool) -> None:
    """What is true after every act: nothing passed before its turn, nobody twice in a group."""
    for step in steps:
        if step.is_passed:
            before = [one for one in steps if policies.comes_before(one, step, in_order=in_order)]
            assert all(one.is_passed for one in before)
            assert step.decided_by != "person:3"
            assert step.decided_by not in policies.taken_by(step, steps)
    if policies.state_after(steps) is RoundState.OPEN:
        assert any(policies.is_due(step, steps, in_order=in_order) for step in steps)
