from datetime import date

import pytest

from mingtang.institution.obligations.enums import ObligationState as State
from mingtang.institution.obligations.policies.periods import (
    PeriodOfDays,
    period_around,
    periods_between,
    target_of,
)
from mingtang.institution.obligations.policies.quotas import replay_quota
from mingtang.institution.obligations.policies.standing import MissedMoment
from tests.factories.obligations import HISTORY, fact, moment, quota

WEEK = PeriodOfDays(date(2026, 3, 9), date(2026, 3, 15))
CALENDAR = HISTORY.latest


@pytest.mark.parametrize(
    ("day", "per", "first", "last"),
    [
        ("2026-03-11", "week", "2026-03-09", "2026-03-15"),
        ("2026-03-15", "week", "2026-03-09", "2026-03-15"),
        ("2026-01-01", "week", "2025-12-29", "2026-01-04"),
        ("2026-02-28", "month", "2026-02-01", "2026-02-28"),
        ("2026-12-31", "month", "2026-12-01", "2026-12-31"),
        ("2026-11-11", "quarter", "2026-10-01", "2026-12-31"),
        ("2024-02-29", "year", "2024-01-01", "2024-12-31"),
    ],
)
def test_period_around_a_day(day: str, per: str, first: str, last: str) -> None:
    period = period_around(date.fromisoformat(day), per)

    assert (period.first.isoformat(), period.last.isoformat()) == (first, last)


def test_period_of_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="fortnight"):
        period_around(date(2026, 3, 11), "fortnight")


def test_week_is_the_week_in_beijing() -> None:
    assert WEEK.holds(moment("2026-03-09 00:00"))
    assert WEEK.holds(moment("2026-03-15 23:59:59.5"))
    assert not WEEK.holds(moment("2026-03-16 00:00"))
    assert WEEK.due_at == moment("2026-03-15 23:59:59")


def test_periods_begin_after_the_binding_began() -> None:
    weeks = list(periods_between(moment("2026-03-11 09:00"), moment("2026-03-30"), "week"))

    assert [week.first.isoformat() for week in weeks] == ["2026-03-16", "2026-03-23", "2026-03-30"]


# The week of 16 February 2026 lies wholly in Spring Festival, that of 23 February has four days
# and a worked Saturday, that of 5 October 2026 has two and a worked Saturday.
@pytest.mark.parametrize(
    ("first", "shortened", "asked", "target"),
    [
        ("2026-03-09", "proportional", 3, 3),
        ("2026-02-16", "full", 3, 3),
        ("2026-02-16", "none", 3, 0),
        ("2026-02-16", "proportional", 3, 0),
        ("2026-02-23", "proportional", 3, 3),
        ("2026-10-05", "proportional", 3, 1),
        ("2026-10-05", "proportional", 1, 1),
        ("2026-10-05", "none", 1, 0),
        ("2026-04-06", "proportional", 5, 4),
    ],
)
def test_shortened_week_owes_as_the_rule_says(
    first: str, shortened: str, asked: int, target: int
) -> None:
    week = period_around(date.fromisoformat(first), "week")

    assert target_of(asked, "week", shortened, week, CALENDAR) == target


def test_month_is_never_shortened() -> None:
    month = period_around(date(2026, 2, 1), "month")

    assert target_of(2, "month", "none", month, CALENDAR) == 2


def test_quota_is_met_by_the_item_that_fills_it() -> None:
    facts = [fact("thing.sent", f"2026-03-{day} 09:00") for day in (10, 11, 12)]
    standing = replay_quota(quota(at_least=2), WEEK, "edu", facts, HISTORY, moment("2026-03-13"))

    assert standing.state is State.MET
    assert standing.decided_at == moment("2026-03-11 09:00")
    assert (standing.number, standing.target) == (3, 2)


def test_quota_counts_at_arrival_only() -> None:
    facts = [
        fact("thing.sent", "2026-03-08 23:59:59"),
        fact("thing.sent", "2026-03-16 00:00"),
        fact("thing.read", "2026-03-10 09:00"),
    ]
    standing = replay_quota(quota(), WEEK, "edu", facts, HISTORY, moment("2026-03-20"))

    assert standing.state is State.OVERDUE
    assert standing.misses == (MissedMoment(WEEK.due_at, "edu"),)
    assert standing.number == 0


def test_quota_counts_only_what_the_rule_lets_count() -> None:
    rule = quota(counts_when={"thing.sent": {"kind": ["news", "notice"]}})
    facts = [fact("thing.sent", "2026-03-10 09:00", kind="draft")]
    assert replay_quota(rule, WEEK, "edu", facts, HISTORY, moment("2026-03-12")).number == 0

    facts.append(fact("thing.sent", "2026-03-11 09:00", kind="news"))
    assert replay_quota(rule, WEEK, "edu", facts, HISTORY, moment("2026-03-12")).number == 1


def test_week_that_owes_nothing_is_closed_without_verdict() -> None:
    week = period_around(date(2026, 2, 16), "week")
    rule = quota(shortened_week="none")
    standing = replay_quota(rule, week, "edu", [], HISTORY, moment("2026-03-01"))

    assert standing.state is State.CLOSED
    assert standing.misses == ()


def test_number_of_a_case_holds_for_the_periods_after_it_was_set() -> None:
    rule = quota(at_least="payload:posts", set_by=["thing.planned"], correlate="subject")
    plans = [
        fact("thing.planned", "2026-03-02 09:00", posts=2),
        fact("thing.planned", "2026-03-11 09:00", posts=5),
    ]

    def target(week: PeriodOfDays) -> int:
        return replay_quota(rule, week, "edu", plans, HISTORY, week.begins_at).target

    assert target(WEEK) == 2
    assert target(period_around(date(2026, 3, 16), "week")) == 5


def test_short_week_of_a_year_without_data_is_provisional() -> None:
    week = period_around(date(2027, 2, 1), "week")
    rule = quota(shortened_week="proportional")

    assert replay_quota(rule, week, "edu", [], HISTORY, week.begins_at).provisional
    assert not replay_quota(quota(), week, "edu", [], HISTORY, week.begins_at).provisional


def test_unit_that_was_closed_owes_nothing_more() -> None:
    closed = fact("organization.unit.closed", "2026-03-11 09:00")
    standing = replay_quota(quota(), WEEK, "edu", [closed], HISTORY, moment("2026-03-20"))

    assert standing.state is State.CLOSED
    assert standing.decided_at == moment("2026-03-11 09:00")
    assert standing.misses == ()
