"""Any order of arrival, any number of deliveries: the same standing as from scratch."""

import random
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingtang.institution.obligations.enums import LIVE_STATES
from mingtang.institution.obligations.enums import ObligationState as State
from mingtang.institution.obligations.policies.freshness import Gap
from mingtang.institution.obligations.policies.periods import period_around
from mingtang.institution.obligations.policies.replay import Beginning, Share, replay
from mingtang.institution.obligations.policies.standing import EventFact, Opening, is_late
from mingtang.institution.regulations.schema import ClockRule
from tests.factories.obligations import HISTORY, duty, freshness, moment, quota

START = moment("2026-04-27 10:00")
UNTIL = START + timedelta(days=60)
CODES = (
    "thing.opened", "thing.done", "thing.withdrawn", "thing.paused", "thing.resumed", "thing.extended",
    "thing.restarted", "thing.moved", "thing.renewed", "thing.changed", "thing.sent", "thing.planned",
)  # fmt: skip

LONG = duty(
    paused_by=["thing.paused"],
    resumed_by=["thing.resumed"],
    restarted_by=["thing.restarted"],
    extended_by=["thing.extended"],
    extended_to="8 working days",
    transferred_by=["thing.moved"],
    closed_by=["thing.withdrawn"],
    owed_by="payload:unit",
    warn_before=["1 working day"],
)
AHEAD = duty(starts="payload:on", ahead="7 working days", closed_by=["thing.withdrawn"])
GAP = freshness(
    no_gap_over="payload:cycle", set_by=["thing.changed"], closed_by=["thing.withdrawn"]
)
QUOTA = quota(at_least="payload:posts", set_by=["thing.planned"], shortened_week="proportional")
OPENED = Opening(500, START, START, "edu")

CASES: dict[str, tuple[ClockRule, Beginning]] = {
    "duty": (LONG, OPENED),
    "duty ahead": (AHEAD, Opening(500, START, START + timedelta(days=30), "edu")),
    "freshness": (GAP, Gap(START, "1 week", "edu", (START, 500))),
    "quota": (QUOTA, Share(period_around(START.date() + timedelta(days=7), "week"), "edu")),
}


@st.composite
def told(draw: st.DrawFn) -> list[EventFact]:
    """Facts over two months; several at one moment, and some before the opening."""
    hours = st.integers(min_value=-24 * 10, max_value=24 * 60)
    payload = st.fixed_dictionaries(
        {
            "unit": st.sampled_from(["edu", "health"]),
            "cycle": st.sampled_from(["", "1 week", "15 days"]),
            "posts": st.integers(min_value=0, max_value=3),
        }
    )
    rows = draw(st.lists(st.tuples(st.sampled_from(CODES), hours, payload), max_size=12))
    positions = draw(st.permutations(range(400, 400 + 20 * len(rows), 20)))
    return [
        EventFact(position, code, START + timedelta(hours=hour), "office", values)
        for (code, hour, values), position in zip(rows, positions, strict=True)
    ]


@pytest.mark.parametrize("case", CASES)
@given(facts=told(), seed=st.integers(), days=st.integers(min_value=0, max_value=70))
def test_order_and_number_of_arrivals_change_nothing(
    case: str, facts: list[EventFact], seed: int, days: int
) -> None:
    rule, beginning = CASES[case]
    at = START + timedelta(days=days)
    shuffled = [*facts, *facts[::2]]
    random.Random(seed).shuffle(shuffled)

    assert replay(rule, beginning, shuffled, HISTORY, at) == replay(
        rule, beginning, facts, HISTORY, at
    )


@pytest.mark.parametrize("case", CASES)
@given(facts=told(), days=st.integers(min_value=0, max_value=70))
def test_what_is_told_later_than_a_moment_does_not_change_it(
    case: str, facts: list[EventFact], days: int
) -> None:
    rule, beginning = CASES[case]
    at = START + timedelta(days=days)
    known = [fact for fact in facts if fact.recorded_at <= at]

    assert replay(rule, beginning, facts, HISTORY, at) == replay(
        rule, beginning, known, HISTORY, at
    )


@pytest.mark.parametrize("case", CASES)
@given(facts=told())
def test_verdict_does_not_depend_on_when_it_is_asked(case: str, facts: list[EventFact]) -> None:
    rule, beginning = CASES[case]
    early = replay(rule, beginning, facts, HISTORY, UNTIL)
    late = replay(rule, beginning, facts, HISTORY, UNTIL + timedelta(days=300))

    if early.state not in LIVE_STATES:
        assert (early.state, early.decided_at, early.misses) == (
            late.state,
            late.decided_at,
            late.misses,
        )
    assert late.misses[: len(early.misses) - 1] == early.misses[:-1]


@given(facts=told())
def test_duty_is_late_just_when_its_decision_lies_behind_the_due_moment(
    facts: list[EventFact],
) -> None:
    standing = replay(LONG, OPENED, facts, HISTORY, UNTIL)

    if standing.state is State.MET_LATE:
        assert standing.decided_at is not None
        assert is_late(standing.decided_at, standing.due_at)
    if standing.state is State.OVERDUE:
        assert is_late(UNTIL, standing.due_at)
    assert bool(standing.misses) == (
        standing.state in {State.MET_LATE, State.OVERDUE}
        or (standing.state is State.CLOSED and bool(standing.misses))
    )


# -- against a second, plain way of saying the same ------------------------------------------------


@given(facts=told())
def test_freshness_agrees_with_a_walk_over_the_seconds_of_its_renewals(
    facts: list[EventFact],
) -> None:
    rule = freshness(no_gap_over="5 days")
    gap = Gap(START, "5 days", "edu", (START, 500))
    renewals = sorted(
        fact.recorded_at
        for fact in facts
        if fact.code == "thing.renewed" and fact.order > (START, 500)
    )
    only = [fact for fact in facts if fact.code == "thing.renewed"]
    standing = replay(rule, gap, only, HISTORY, UNTIL)

    moments = [START, *renewals, UNTIL]
    ends = [_end_of(moment + timedelta(days=5)) for moment in moments[:-1]]
    expected = [
        end for end, following in zip(ends, moments[1:], strict=True) if is_late(following, end)
    ]
    assert [miss.due_at for miss in standing.misses] == expected


def _end_of(day: datetime) -> datetime:
    return day.replace(hour=23, minute=59, second=59, microsecond=0)


def test_beginning_of_another_kind_is_a_mistake() -> None:
    with pytest.raises(TypeError, match="does not begin"):
        replay(GAP, OPENED, [], HISTORY, START)


@pytest.mark.parametrize("state", list(State))
def test_every_state_has_a_label(state: State) -> None:
    assert state.label
