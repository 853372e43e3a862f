from datetime import datetime

import pytest

from mingtang.institution.obligations.enums import ObligationState as State
from mingtang.institution.obligations.policies.freshness import Gap, limit_of, replay_freshness
from mingtang.institution.obligations.policies.standing import EventFact, MissedMoment, Standing
from tests.factories.obligations import HISTORY, fact, freshness, moment

RULE = freshness(closed_by=["thing.closed"], warn_before=["5 days", "2 days"])
OPENED = Gap(moment("2026-03-02 10:00"), "15 days", "edu")


def stand(*facts: EventFact, at: str) -> Standing:
    return replay_freshness(RULE, OPENED, facts, HISTORY, moment(at))


def test_gap_runs_from_the_opening() -> None:
    assert stand(at="2026-03-17 23:59:59").state is State.OPEN
    assert stand(at="2026-03-17 23:59:59").due_at == moment("2026-03-17 23:59:59")

    dormant = stand(at="2026-03-18 00:00:00")
    assert dormant.state is State.OVERDUE
    assert dormant.misses == (MissedMoment(moment("2026-03-17 23:59:59"), "edu"),)


def test_renewal_moves_the_due_moment() -> None:
    renewed = stand(fact("thing.renewed", "2026-03-10 08:00"), at="2026-03-20")

    assert renewed.state is State.OPEN
    assert renewed.due_at == moment("2026-03-25 23:59:59")
    assert renewed.renewed_at == moment("2026-03-10 08:00")


def test_gap_does_not_roll_over_rest_days() -> None:
    renewed = stand(fact("thing.renewed", "2026-03-06 08:00"), at="2026-03-07")

    assert renewed.due_at == moment("2026-03-21 23:59:59")  # a Saturday


def test_late_renewal_ends_the_miss_and_the_promise_goes_on() -> None:
    awake = stand(
        fact("thing.renewed", "2026-03-20 08:00"),
        fact("thing.renewed", "2026-04-20 08:00"),
        at="2026-04-21",
    )

    assert awake.state is State.OPEN
    assert awake.misses == (
        MissedMoment(moment("2026-03-17 23:59:59"), "edu", moment("2026-03-20 08:00")),
        MissedMoment(moment("2026-04-04 23:59:59"), "edu", moment("2026-04-20 08:00")),
    )


def test_renewal_told_late_shows_that_nothing_was_missed() -> None:
    early = fact("thing.renewed", "2026-03-12 08:00", position=5)
    late = fact("thing.renewed", "2026-03-20 08:00", position=6)

    assert stand(late, at="2026-03-21").misses != ()
    assert stand(late, early, at="2026-03-21").misses == ()


def test_closing_ends_the_promise() -> None:
    closed = stand(fact("thing.closed", "2026-03-12 08:00"), at="2026-05-01")

    assert closed.state is State.CLOSED
    assert closed.decided_at == moment("2026-03-12 08:00")
    assert closed.misses == ()


OWN = freshness(
    no_gap_over="payload:update_cycle", set_by=["thing.changed"], owed_by="payload:unit"
)


@pytest.mark.parametrize(
    ("cycle", "limit"),
    [("2 weeks", "2 weeks"), ("两周", "2 weeks"), ("不定期", ""), ("", ""), (None, "")],
)
def test_case_names_its_own_limit(cycle: str | None, limit: str) -> None:
    assert limit_of(OWN, {"update_cycle": cycle}) == limit


def own(*facts: EventFact, limit: str = "", at: str) -> Standing:
    gap = Gap(moment("2026-03-02 10:00"), limit, "edu")
    return replay_freshness(OWN, gap, facts, HISTORY, moment(at))


def test_case_without_a_limit_does_not_run() -> None:
    idle = own(at="2027-03-02")

    assert idle.state is State.OPEN
    assert idle.paused_at == moment("2026-03-02 10:00")
    assert idle.misses == ()


def test_limit_that_is_set_later_runs_from_then() -> None:
    begun = own(fact("thing.changed", "2026-04-01 10:00", update_cycle="1 week"), at="2026-04-02")

    assert begun.due_at == moment("2026-04-08 23:59:59")
    assert begun.paused_at is None


def test_limit_that_is_changed_counts_from_the_latest_renewal() -> None:
    changed = own(
        fact("thing.renewed", "2026-03-20 10:00"),
        fact("thing.changed", "2026-03-21 10:00", update_cycle="1 week", unit="health"),
        limit="1 month",
        at="2026-03-22",
    )

    assert (changed.due_at, changed.unit) == (moment("2026-03-27 23:59:59"), "health")


def test_change_of_something_else_leaves_the_limit() -> None:
    changed = own(
        fact("thing.changed", "2026-03-21 10:00", fields=["name"]), limit="1 month", at="2026-03-22"
    )

    assert changed.limit == "1 month"


def test_warnings_come_before_the_gap_is_full() -> None:
    expected: tuple[datetime, ...] = (
        moment("2026-03-12 23:59:59"),
        moment("2026-03-13 23:59:59"),
    )
    assert stand(at="2026-03-03").warnings == expected
