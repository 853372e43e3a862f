"""The rules of publishing as tables, and for whatever anybody may type."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mingtang.editorial.pages.enums import TakeDownReason
from mingtang.editorial.pages.policies import paths
from mingtang.editorial.publishing.policies import addresses, parts, releases
from mingtang.editorial.publishing.policies.parts import PartFacts
from mingtang.ground.foundation.clock import BEIJING
from mingtang.ground.foundation.decisions import Decision

AT = datetime(2026, 3, 11, 10, 0, tzinfo=BEIJING)
MOMENTS = st.integers(946_684_800, 4_102_444_800).map(lambda at: datetime.fromtimestamp(at, UTC))
SECONDS = st.floats(-1e6, 1e6, allow_nan=False)


def codes(decision: Decision) -> list[str]:
    return [reason.code for reason in decision.reasons]


# addresses


@pytest.mark.parametrize(
    ("moment", "month"),
    [
        (datetime(2026, 2, 28, 15, 59, 59, tzinfo=UTC), 202602),
        (datetime(2026, 2, 28, 16, 0, tzinfo=UTC), 202603),
        (datetime(2025, 12, 31, 16, 0, tzinfo=UTC), 202601),
        (AT, 202603),
    ],
)
def test_months_are_those_of_beijing(moment: datetime, month: int) -> None:
    assert addresses.month_of(moment) == month


def test_addresses_in_a_column() -> None:
    assert addresses.part_path("tzgg", 202603, 1) == "/tzgg/202603/index.html"
    assert addresses.part_path("tzgg", 202603, 12) == "/tzgg/202603/p12.html"
    assert addresses.article_path("tzgg", AT, 7) == "/tzgg/202603/7.html"


@given(
    st.from_regex(r"[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?(/[a-z0-9]{1,20}){0,4}", fullmatch=True),
    MOMENTS,
    st.integers(1, 2**63 - 1),
    st.integers(1, 10**6),
)
def test_what_columns_and_articles_get_is_good(
    column: str, moment: datetime, number: int, part: int
) -> None:
    assume(column.split("/", maxsplit=1)[0] not in paths.RESERVED_FIRST)
    for path in (
        paths.head_path(column),
        addresses.part_path(column, addresses.month_of(moment), part),
        addresses.article_path(column, moment, number),
    ):
        assert paths.check_path(path)
        assert paths.check_path(paths.gone_path(path), is_internal=True)


# parts of a month


def key(minute: int, number: int = 1) -> parts.Key:
    return AT + timedelta(minutes=minute), number


PARTS = [PartFacts(1, key(0), 100), PartFacts(3, key(50), 90), PartFacts(2, key(90), 4)]


@pytest.mark.parametrize(
    ("minute", "number"), [(-5, 1), (0, 1), (49, 1), (50, 3), (89, 3), (90, 2), (999, 2)]
)
def test_an_item_lies_in_the_part_whose_range_holds_it(minute: int, number: int) -> None:
    found = parts.part_for(PARTS, key(minute))
    assert found is not None
    assert found.number == number


def test_a_month_without_parts_holds_nothing() -> None:
    assert parts.part_for([], key(0)) is None


@given(
    st.lists(st.tuples(st.integers(0, 500), st.integers(1, 9)), min_size=1, unique=True),
    st.tuples(st.integers(-50, 550), st.integers(1, 9)),
)
def test_every_item_has_exactly_one_part(lows: list[tuple[int, int]], wanted: tuple[int, int]) -> None:  # fmt: skip
    facts = [PartFacts(number, key(*low), 1) for number, low in enumerate(lows, 1)]
    found = parts.part_for(facts, key(*wanted))
    assert found is not None
    below = [part for part in facts if part.low <= key(*wanted)]
    assert found.low == max((part.low for part in below), default=min(part.low for part in facts))


@pytest.mark.parametrize(
    ("count", "is_last", "is_highest", "opens"),
    [
        (99, True, True, False),
        (100, True, True, True),
        (250, True, True, True),
        (100, False, True, False),
        (100, True, False, False),
    ],
)
def test_a_new_part_opens_behind_a_full_last_one(
    count: int, is_last: bool, is_highest: bool, opens: bool
) -> None:
    assert parts.opens_new_part(count, is_last=is_last, is_highest=is_highest) is opens


def test_a_part_splits_above_twice_its_size() -> None:
    assert [parts.must_split(count) for count in (1, 100, 200, 201)] == [False, False, False, True]


@pytest.mark.parametrize(
    ("number", "part"), [(1, 1), (1000, 1), (1001, 2), (2000, 2), (10**7, 10**4)]
)
def test_parts_of_the_site_map(number: int, part: int) -> None:
    assert parts.sitemap_part(number) == part


@given(st.integers(1, 10**8))
def test_parts_of_the_site_map_hold_what_they_may(number: int) -> None:
    """Source: the protocol of sitemaps.org: at most 50,000 addresses a file, 50,000 files an index."""
    part = parts.sitemap_part(number)
    first = (part - 1) * parts.SITEMAP_PART + 1
    assert first <= number < first + parts.SITEMAP_PART
    assert parts.SITEMAP_PART <= 50_000
    assert parts.sitemap_part(50_000_000) <= 50_000


# releases


def test_release_needs_a_place_and_a_review() -> None:
    assert codes(releases.has_place(0)) == ["publishing.no_column"]
    assert releases.has_place(1)
    assert codes(releases.has_passed(is_passed=False)) == ["publishing.not_passed"]
    assert releases.has_passed(is_passed=True)


@pytest.mark.parametrize(
    ("minutes", "reason", "expected"),
    [
        (0, "按原件", []),
        (-60, "按原件", []),
        (1, "按原件", ["publishing.date_ahead"]),
        (-1, " ", ["publishing.reason_missing"]),
        (1, "", ["publishing.date_ahead", "publishing.reason_missing"]),
    ],
)
def test_another_date_is_not_ahead_and_has_a_reason(
    minutes: int, reason: str, expected: list[str]
) -> None:
    stated = AT + timedelta(minutes=minutes)
    assert codes(releases.may_state_date(stated, at=AT, reason=reason)) == expected


@pytest.mark.parametrize("reason_code", list(TakeDownReason))
def test_take_down_for_a_known_reason(reason_code: str) -> None:
    assert releases.may_take_down(is_live=True, reason_code=reason_code, reason="有误")


def test_take_down_is_refused_with_every_reason() -> None:
    assert codes(releases.may_take_down(is_live=False, reason_code="whim", reason="\n")) == [
        "publishing.not_live",
        "publishing.reason_code",
        "publishing.reason_missing",
    ]


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        (timedelta(minutes=1), []),
        (timedelta(days=366), []),
        (timedelta(0), ["publishing.due_past"]),
        (timedelta(minutes=-1), ["publishing.due_past"]),
        (timedelta(days=366, minutes=1), ["publishing.due_far"]),
        (timedelta(seconds=30), ["publishing.due_minute"]),
        (timedelta(seconds=-30), ["publishing.due_past", "publishing.due_minute"]),
    ],
)
def test_schedules_are_ahead_and_to_the_minute(due: timedelta, expected: list[str]) -> None:
    assert codes(releases.may_schedule(AT + due, at=AT)) == expected
