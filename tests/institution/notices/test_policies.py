from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingtang.ground.foundation.clock import BEIJING
from mingtang.ground.foundation.working_days import bundled_calendar
from mingtang.institution.notices import policies
from mingtang.institution.notices.enums import DispatchState, NoticeChannel
from mingtang.institution.notices.kinds import MAIL, SMS, NoticeKind
from mingtang.institution.obligations.policies.notices import NIGHT_BEGINS, NIGHT_ENDS
from tests.factories.obligations import moment

CALENDAR = bundled_calendar()
KIND = NoticeKind("a.b", "事", frozenset({MAIL}))
MOMENTS = st.integers(0, 1000 * 24 * 60).map(
    lambda n: moment("2024-01-01 00:00") + timedelta(minutes=n)
)


@pytest.mark.parametrize(
    ("told", "sent"),
    [
        ("2026-03-11 10:00", "2026-03-11 10:00"),  # a Wednesday
        ("2026-03-11 22:30", "2026-03-12 07:30"),  # at night
        ("2026-03-11 03:00", "2026-03-11 07:30"),
        ("2026-03-14 10:00", "2026-03-16 07:30"),  # Saturday, to Monday
        ("2026-03-13 21:30", "2026-03-16 07:30"),  # Friday night, to Monday
        ("2026-02-14 10:00", "2026-02-14 10:00"),  # a Saturday that is worked for the holiday
        ("2026-02-14 22:00", "2026-02-24 07:30"),  # the Spring Festival
        ("2026-10-01 08:00", "2026-10-08 07:30"),
    ],
)
def test_nobody_is_told_at_night_or_on_rest_days(told: str, sent: str) -> None:
    found = policies.sending_moment(moment(told), is_urgent=False, is_working=CALENDAR.is_working)
    assert found == moment(sent)
    assert policies.sending_moment(
        moment(told), is_urgent=True, is_working=CALENDAR.is_working
    ) == moment(told)


@given(MOMENTS)
def test_sending_moment_is_a_working_hour_and_never_earlier(told: datetime) -> None:
    found = policies.sending_moment(told, is_urgent=False, is_working=CALENDAR.is_working)
    local = found.astimezone(BEIJING)
    assert found >= told
    assert CALENDAR.is_working(local.date())
    assert NIGHT_ENDS <= local.time() < NIGHT_BEGINS
    again = policies.sending_moment(found, is_urgent=False, is_working=CALENDAR.is_working)
    assert again == found


def test_calendar_without_working_days_does_not_hold_up_for_ever() -> None:
    at = moment("2026-03-11 10:00")
    found = policies.sending_moment(at, is_urgent=False, is_working=lambda _: False)
    assert at < found <= at + timedelta(days=policies.LONGEST_HOLIDAY + 1)
    assert found.date() > date(2026, 4, 1)


@pytest.mark.parametrize(
    ("chosen", "reachable", "ways"),
    [
        ({}, {MAIL, SMS}, [MAIL]),
        ({MAIL: False}, {MAIL, SMS}, []),
        ({SMS: True}, {MAIL, SMS}, [MAIL, SMS]),
        ({SMS: True, MAIL: False}, {MAIL}, []),
        ({}, set(), []),
    ],
)
def test_ways_are_what_was_chosen_and_can_be_reached(
    chosen: dict[NoticeChannel, bool], reachable: set[NoticeChannel], ways: list[NoticeChannel]
) -> None:
    assert policies.channels_for(KIND, chosen, reachable) == ways


def test_pauses_grow_until_it_is_given_up() -> None:
    at = moment("2026-03-11 10:00")
    found = [policies.next_try(tries, at) for tries in range(1, 7)]
    assert [(one - at).total_seconds() / 60 for one in found if one] == [1, 5, 15, 60, 240]
    assert found[-1] is None


@pytest.mark.parametrize("state", DispatchState)
def test_only_what_failed_is_sent_again(state: DispatchState) -> None:
    assert bool(policies.may_retry(state)) is (state is DispatchState.FAILED)


@pytest.mark.parametrize(
    ("name", "others", "codes"),
    [
        ("工作群", [], []),
        (" ", [], ["notices.robot_unnamed"]),
        ("工作群", ["工作群"], ["notices.robot_name_taken"]),
        ("工作群", ["一", "二"], ["notices.too_many_robots"]),
    ],
)
def test_robot_has_a_name_of_its_own(name: str, others: list[str], codes: list[str]) -> None:
    decision = policies.may_add_robot(name, others, 2)
    assert [reason.code for reason in decision.reasons] == codes


def test_digest_tells_the_newest_and_how_many_more() -> None:
    text = policies.digest_text([f"第{n}条。" for n in range(25)], 100, 3)
    assert text.startswith("您有 100 条未读通知：\n1. 第0条。\n")
    assert "第19条" in text
    assert "第20条" not in text
    assert "其余请登录工作台查看。" in text
    assert text.endswith("今天到期或已超期的事项有 3 项，请及时办理。")
    assert policies.digest_text([], 0, 0) == ""
    assert policies.digest_text(["一。"], 1, 0) == "您有 1 条未读通知：\n1. 一。"
