from datetime import date

import pytest

from mingtang.institution.regulations.policies import Span, may_bind, may_end, succeeded_by

MARCH = date(2026, 3, 1)
APRIL = date(2026, 4, 1)
MAY = date(2026, 5, 1)


@pytest.mark.parametrize(
    ("since", "until", "day", "expected"),
    [
        (MARCH, None, MARCH, True),
        (MARCH, None, date(2026, 2, 28), False),
        (MARCH, APRIL, APRIL, True),
        (MARCH, APRIL, date(2026, 4, 2), False),
        (MARCH, MARCH, MARCH, True),
    ],
)
def test_span_holds_from_day_to_day(
    since: date, until: date | None, day: date, expected: bool
) -> None:
    assert Span("demo", since, until).holds_on(day) is expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((MARCH, None), (APRIL, None), True),
        ((MARCH, APRIL), (APRIL, None), True),
        ((MARCH, APRIL), (MAY, None), False),
        ((MAY, None), (MARCH, APRIL), False),
        ((MARCH, MAY), (APRIL, APRIL), True),
    ],
)
def test_spans_overlap(
    one: tuple[date, date | None], other: tuple[date, date | None], expected: bool
) -> None:
    first, second = Span("a", *one), Span("b", *other)
    assert first.overlaps(second) is second.overlaps(first) is expected


def test_open_binding_that_began_earlier_is_followed() -> None:
    old = Span("xuancheng", MARCH)
    new = Span("xingning", APRIL)
    assert succeeded_by([Span("demo", date(2025, 1, 1), date(2025, 12, 31)), old], new) == old
    assert succeeded_by([Span("xuancheng", MARCH, MAY)], new) is None
    assert succeeded_by([Span("xuancheng", MAY)], new) is None


def test_bind_tells_the_days_that_are_taken() -> None:
    decision = may_bind([Span("xuancheng", MARCH, MAY)], Span("xingning", APRIL))
    assert [reason.text for reason in decision.reasons] == [
        "这个单位已启用制度包“xuancheng”（2026年03月01日至2026年05月01日），"
        "日期重叠，请调整启用日期，或先停用原来的。"
    ]
    assert not may_bind([Span("xuancheng", MAY)], Span("xingning", APRIL))
    assert may_bind([Span("xuancheng", MAY)], Span("xingning", MARCH, APRIL))


def test_end_lies_between_begin_and_known_end() -> None:
    assert may_end(Span("demo", MARCH), MARCH)
    assert not may_end(Span("demo", APRIL), MARCH)
    assert not may_end(Span("demo", MARCH, APRIL), MAY)
