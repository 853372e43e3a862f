from datetime import timedelta

import pytest

from mingtang.institution.obligations.enums import ObligationState as State
from mingtang.institution.obligations.policies.duties import replay_duty, start_of
from mingtang.institution.obligations.policies.standing import EventFact, MissedMoment, Standing
from tests.factories.obligations import HISTORY, duty, fact, moment, opening

MAY_DAY_EVE = opening("2026-04-30 10:00")
DUE = moment("2026-05-11 23:59:59")  # 5 working days over May Day with a worked Saturday

LONG = duty(
    paused_by=["thing.paused"],
    resumed_by=["thing.resumed"],
    restarted_by=["thing.restarted", "thing.moved_again"],
    extended_by=["thing.extended"],
    extended_to="8 working days",
    transferred_by=["thing.moved", "thing.moved_again"],
    closed_by=["thing.withdrawn"],
    owed_by="payload:unit",
    warn_before=["1 working day", "4 working hours"],
)


def stand(*facts: EventFact, at: str = "2026-06-30 09:00") -> Standing:
    return replay_duty(LONG, MAY_DAY_EVE, facts, HISTORY, moment(at))


@pytest.mark.parametrize(
    ("done", "state"),
    [
        ("2026-05-06 09:00", State.MET),
        ("2026-05-11 23:59:59", State.MET),
        ("2026-05-12 00:00:00", State.MET_LATE),
        ("2026-05-20 09:00", State.MET_LATE),
    ],
)
def test_duty_is_judged_by_the_time_of_recording(done: str, state: State) -> None:
    standing = stand(fact("thing.done", done))

    assert standing.state is state
    assert standing.decided_at == moment(done)
    assert standing.due_at == DUE


def test_last_second_counts_whole() -> None:
    done = fact("thing.done", "2026-05-11 23:59:59.999999")

    assert stand(done).state is State.MET


def test_duty_without_any_fact_is_open_and_then_overdue() -> None:
    assert stand(at="2026-05-11 23:59:59").state is State.OPEN
    assert stand(at="2026-05-11 23:59:59").misses == ()

    overdue = stand(at="2026-05-12 00:00:00")
    assert overdue.state is State.OVERDUE
    assert overdue.misses == (MissedMoment(DUE, "edu"),)
    assert overdue.decided_at is None


def test_late_fulfilment_ends_the_miss() -> None:
    late = stand(fact("thing.done", "2026-05-13 09:00"))

    assert late.misses == (MissedMoment(DUE, "edu", moment("2026-05-13 09:00")),)


def test_withdrawal_ends_without_a_verdict() -> None:
    closed = stand(
        fact("thing.withdrawn", "2026-05-07 09:00"), fact("thing.done", "2026-05-20 09:00")
    )

    assert closed.state is State.CLOSED
    assert closed.decided_at == moment("2026-05-07 09:00")
    assert closed.misses == ()


def test_withdrawal_after_the_due_moment_leaves_the_miss() -> None:
    closed = stand(fact("thing.withdrawn", "2026-05-20 09:00"))

    assert closed.state is State.CLOSED
    assert closed.misses == (MissedMoment(DUE, "edu", moment("2026-05-20 09:00")),)


def test_pause_stops_the_clock_and_resumption_goes_on_with_what_is_left() -> None:
    pause = fact("thing.paused", "2026-05-07 09:00")  # two days are used up
    resume = fact("thing.resumed", "2026-05-18 09:00")

    stopped = stand(pause)
    assert stopped.state is State.OPEN
    assert stopped.paused_at == moment("2026-05-07 09:00")
    assert stopped.due_at == DUE
    assert stopped.misses == ()

    going_on = stand(pause, resume, at="2026-05-20 09:00")
    assert going_on.paused_at is None
    assert going_on.due_at == moment("2026-05-21 23:59:59")


def test_fulfilment_during_a_pause_is_in_time() -> None:
    facts = fact("thing.paused", "2026-05-07 09:00"), fact("thing.done", "2026-06-20 09:00")

    assert stand(*facts).state is State.MET


def test_extension_counts_once_and_only_before_the_due_moment() -> None:
    first = fact("thing.extended", "2026-05-08 09:00")
    second = fact("thing.extended", "2026-05-09 09:00")
    too_late = fact("thing.extended", "2026-05-12 09:00")

    assert stand(first, at="2026-05-09 10:00").due_at == moment("2026-05-14 23:59:59")
    assert stand(first, second, at="2026-05-09 10:00").due_at == moment("2026-05-14 23:59:59")
    assert stand(too_late).due_at == DUE
    assert stand(too_late).state is State.OVERDUE


def test_restart_begins_the_whole_period_again() -> None:
    restarted = stand(fact("thing.restarted", "2026-05-08 09:00"), at="2026-05-08 10:00")

    assert restarted.due_at == moment("2026-05-14 23:59:59")


def test_transfer_changes_the_owner_and_keeps_the_clock() -> None:
    moved = stand(fact("thing.moved", "2026-05-08 09:00", unit="health"))

    assert (moved.unit, moved.due_at) == ("health", DUE)


def test_transfer_restarts_the_clock_where_the_rule_says_so() -> None:
    moved = stand(
        fact("thing.moved_again", "2026-05-08 09:00", unit="health"), at="2026-05-08 10:00"
    )

    assert (moved.unit, moved.due_at) == ("health", moment("2026-05-14 23:59:59"))


def test_miss_stays_with_the_unit_that_owed_it_at_the_due_moment() -> None:
    moved = stand(fact("thing.moved", "2026-05-15 09:00", unit="health"))

    assert moved.unit == "health"
    assert moved.misses == (MissedMoment(DUE, "edu"),)


def test_what_happened_before_the_opening_does_not_meet_a_forward_clock() -> None:
    assert stand(fact("thing.done", "2026-04-29 09:00")).state is State.OVERDUE


def test_the_opening_event_itself_may_meet() -> None:
    rule = duty(met_by=["thing.opened"], starts="payload:happened_on", within="2 working days")
    began = opening("2026-05-08 10:00", starts="2026-05-06", position=7)
    met = replay_duty(
        rule, began, [fact("thing.opened", "2026-05-08 10:00", position=7)], HISTORY, began.at
    )

    assert met.state is State.MET


@pytest.mark.parametrize(
    ("within", "outside", "due"),
    [
        ("2 hours", True, "2026-04-30 18:30"),
        ("2 hours", False, "2026-05-06 09:30"),
        ("30 minutes", False, "2026-04-30 17:00"),
    ],
)
def test_hours_run_at_night_only_where_the_rule_says_so(
    within: str, outside: bool, due: str
) -> None:
    rule = duty(within=within, outside_office_hours=outside)
    standing = replay_duty(
        rule, opening("2026-04-30 16:30"), [], HISTORY, moment("2026-04-30 16:31")
    )

    assert standing.due_at == moment(due)


AHEAD = duty(
    starts="payload:closes_on",
    ahead="7 working days",
    met_by=["thing.filed"],
    closed_by=["thing.kept"],
)
CLOSING = opening("2026-05-20 09:00", starts="2026-05-29")  # due on 2026-05-20


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ([("thing.filed", "2026-05-20 23:00")], State.MET),
        ([("thing.filed", "2026-05-21 00:00")], State.MET_LATE),
        ([("thing.filed", "2026-05-11 09:00")], State.MET),
        ([("thing.filed", "2026-05-11 09:00"), ("thing.kept", "2026-05-12 09:00")], State.OVERDUE),
        (
            [("thing.filed", "2026-03-11 09:00"), ("thing.opened", "2026-04-12 09:00")],
            State.OVERDUE,
        ),
        ([], State.OVERDUE),
    ],
)
def test_duty_ahead_counts_back_and_takes_what_was_filed_before(
    facts: list[tuple[str, str]], state: State
) -> None:
    told = [fact(code, text) for code, text in facts]
    standing = replay_duty(AHEAD, CLOSING, told, HISTORY, moment("2026-06-01"))

    assert standing.due_at == moment("2026-05-20 23:59:59")
    assert standing.state is state


def test_duty_by_a_day_is_due_at_its_end() -> None:
    rule = duty(by="2026-07-17")
    start = start_of(rule, MAY_DAY_EVE.at, {})
    began = type(MAY_DAY_EVE)(1, MAY_DAY_EVE.at, start, "edu")

    assert replay_duty(rule, began, [], HISTORY, began.at).due_at == moment("2026-07-17 23:59:59")


@pytest.mark.parametrize(
    ("stated", "start"),
    [
        ("2026-04-28", "2026-04-28 00:00"),
        ("2026-04-28T09:30:00+08:00", "2026-04-28 09:30"),
        ("2026-04-28T09:30:00", "2026-04-28 09:30"),
        ("去年", "2026-04-30 10:00"),
        (None, "2026-04-30 10:00"),
    ],
)
def test_clock_starts_from_what_the_payload_states(stated: str | None, start: str) -> None:
    rule = duty(starts="payload:happened_on")
    payload = {"happened_on": stated} if stated else {}

    assert start_of(rule, MAY_DAY_EVE.at, payload) == moment(start)


def test_warnings_lie_between_opening_and_due_moment() -> None:
    assert stand(at="2026-05-01").warnings == (
        moment("2026-05-09 23:59:59"),
        moment("2026-05-11 11:00"),
    )
    assert stand(fact("thing.paused", "2026-05-07 09:00")).warnings == ()


def test_due_in_a_year_without_data_is_provisional() -> None:
    began = opening("2026-12-30 10:00")
    standing = replay_duty(LONG, began, [], HISTORY, began.at)

    assert standing.provisional
    assert standing.due_at - began.at > timedelta(days=5)
