from datetime import UTC, date, datetime

import pytest

from mingtang.ground.foundation.working_days import KnownYear, NamedDay, bundled_calendar
from mingtang.institution.obligations.policies.agenda import Agenda
from mingtang.institution.obligations.policies.calendars import CalendarHistory
from mingtang.institution.obligations.policies.notices import next_warning, notify_at, reached
from tests.factories.obligations import moment


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2026-03-11 07:30", "2026-03-11 07:30"),
        ("2026-03-11 20:59:59", "2026-03-11 20:59:59"),
        ("2026-03-11 21:00", "2026-03-12 07:30"),
        ("2026-03-11 23:59:59", "2026-03-12 07:30"),
        ("2026-03-12 00:00", "2026-03-12 07:30"),
        ("2026-03-12 07:29:59", "2026-03-12 07:30"),
        ("2026-12-31 22:00", "2027-01-01 07:30"),
    ],
)
def test_nobody_is_told_at_night(text: str, told: str) -> None:
    assert notify_at(moment(text), urgent=False) == moment(told)
    assert notify_at(moment(text), urgent=True) == moment(text)


def test_night_is_the_night_in_beijing() -> None:
    assert notify_at(datetime(2026, 3, 11, 14, 0, tzinfo=UTC), urgent=False) == moment(
        "2026-03-12 07:30"
    )
    morning = datetime(2026, 3, 11, 1, 0, tzinfo=UTC)
    assert notify_at(morning, urgent=False) == morning


def test_thresholds_are_passed_one_after_the_other() -> None:
    first, second = moment("2026-03-11 10:00"), moment("2026-03-12 10:00")

    assert next_warning([first, second], None) == first
    assert next_warning([first, second], first) == second
    assert next_warning([first, second], second) is None
    assert reached([second, first], None, first) == [first]
    assert reached([second, first], None, second) == [first, second]
    assert reached([second, first], first, second) == [second]


def test_agenda_is_the_earliest_of_what_may_come() -> None:
    due, warning = moment("2026-03-12 23:59:59"), moment("2026-03-12 10:00")

    assert Agenda().next_at is None
    assert Agenda(runs_out_at=due).next_at == moment("2026-03-13 00:00")
    assert Agenda(runs_out_at=due, warn_at=warning).next_at == warning
    assert Agenda(notify_at=due, pending_since=warning).next_at == warning


def test_history_answers_as_it_was_known() -> None:
    bundled = bundled_calendar()
    told_at = moment("2026-11-10 15:00")
    rest = NamedDay(date(2027, 1, 1), False, "元旦", "通知", told_at)
    history = CalendarHistory(bundled.amended([rest], [KnownYear(2027, "通知", told_at)]))

    assert history.known_at(told_at).is_known(2027)
    before = history.known_at(moment("2026-11-10 14:59:59"))
    assert not before.is_known(2027)
    assert before is history.known_at(moment("2026-11-10 10:00"))
    assert history.latest_change == told_at
    assert not history.known_at(moment("2025-10-01")).is_known(2026)


def test_edition_tells_two_calendars_apart() -> None:
    told_at = moment("2026-11-10 15:00")
    rest = NamedDay(date(2027, 1, 1), False, "元旦", "通知", told_at)
    plain = CalendarHistory(bundled_calendar())
    same = CalendarHistory(bundled_calendar().amended())
    other = CalendarHistory(bundled_calendar().amended([rest]))

    assert plain.edition == same.edition
    assert plain.edition != other.edition
