import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingtang.ground.foundation.clock import BEIJING
from mingtang.spine.events.policies import (
    LONGEST_PAUSE,
    PAYLOAD_LENGTH,
    MalformedEvent,
    canonical_json,
    check_keys,
    check_times,
    instant_text,
    is_waiting_after_failure,
    masked,
    may_set_aside,
    pause_after,
)

AT = datetime(2026, 3, 11, 10, 0, tzinfo=BEIJING)

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab中"), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text("abc"), values, max_size=4))
def test_canonical_json_keeps_the_value_and_has_one_text(value: dict[str, Any]) -> None:
    text = canonical_json(value)
    assert json.loads(text) == value
    assert canonical_json(dict(reversed(list(value.items())))) == text


def test_canonical_json_is_sorted_narrow_and_chinese() -> None:
    assert canonical_json({"b": [1, None], "a": "信"}) == '{"a":"信","b":[1,null]}'


@pytest.mark.parametrize(
    "value",
    [{"a": float("nan")}, {"a": AT}, {"a": {1}}, {"a": "\ud800"}, {"a": "x" * PAYLOAD_LENGTH}],
)
def test_payload_that_is_not_json_is_refused(value: dict[str, Any]) -> None:
    with pytest.raises(MalformedEvent):
        canonical_json(value)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("请与13912345678联系", "请与139****5678联系"),
        (["wenren@example.cn", {"file": "13912345678.xlsx"}],
         ["w***@example.cn", {"file": "139****5678.xlsx"}]),
        ("/2026/6222021234567894.html", "/2026/6222021234567894.html"),
        ("电话/13912345678 转", "电话/139****5678 转"),
        ("电话/13912345678", "电话/139****5678"),
        (13912345678, 13912345678),
        (None, None),
    ],
)  # fmt: skip
def test_numbers_of_people_in_a_payload_are_masked_and_addresses_stay(
    value: Any, shown: Any
) -> None:
    assert masked(value) == shown


@given(values)
def test_masking_twice_changes_nothing_more(value: Any) -> None:
    assert masked(masked(value)) == masked(value)


def keys(**changes: str) -> dict[str, str]:
    return {"subject": "article:12", "actor": "person:3", "unit": "edu", "site": "portal"} | changes


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"actor": "system"},
        {"unit": "", "site": ""},
        {"subject": "site:portal"},
        {"subject": "newmedia.account:wx-1"},
    ],
)
def test_opaque_keys_are_taken(changes: dict[str, str]) -> None:
    check_keys(**keys(**changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"subject": ""},
        {"subject": "article"},
        {"subject": "article:1 2"},
        {"subject": "王小明的信"},
        {"subject": "article:" + "1" * 151},
        {"actor": ""},
        {"actor": "王小明"},
        {"unit": "教育 局"},
        {"site": "x" * 101},
    ],
)
def test_other_keys_are_refused(changes: dict[str, str]) -> None:
    with pytest.raises(MalformedEvent, match=next(iter(changes))):
        check_keys(**keys(**changes))


def test_same_time_needs_no_reason() -> None:
    check_times(occurred_at=AT, recorded_at=AT, has_reason=False)
    check_times(occurred_at=AT.astimezone(UTC), recorded_at=AT, has_reason=False)


def test_earlier_time_needs_a_reason() -> None:
    earlier = AT - timedelta(hours=1)
    check_times(occurred_at=earlier, recorded_at=AT, has_reason=True)
    with pytest.raises(MalformedEvent, match="reason"):
        check_times(occurred_at=earlier, recorded_at=AT, has_reason=False)


def test_future_and_naive_times_are_refused() -> None:
    with pytest.raises(MalformedEvent, match="future"):
        check_times(occurred_at=AT + timedelta(seconds=1), recorded_at=AT, has_reason=True)
    with pytest.raises(MalformedEvent, match="zone"):
        check_times(occurred_at=AT.replace(tzinfo=None), recorded_at=AT, has_reason=False)


since_the_end_of_summer_time = st.datetimes(
    datetime.fromisoformat("1992-01-01"),
    datetime.fromisoformat("2200-01-01"),
    timezones=st.sampled_from([UTC, BEIJING]),
)


@given(since_the_end_of_summer_time)
def test_instant_has_one_text_in_every_zone(moment: datetime) -> None:
    text = instant_text(moment)
    assert datetime.fromisoformat(text) == moment
    assert text == instant_text(moment.astimezone(UTC))


def test_pause_doubles_to_an_hour() -> None:
    seconds = [pause_after(tries).total_seconds() for tries in range(1, 14)]
    assert seconds[:4] == [2, 4, 8, 16]
    assert seconds[10:] == [2048, 3600, 3600]
    assert pause_after(10_000) == LONGEST_PAUSE


def test_only_a_failed_delivery_is_dealt_with() -> None:
    assert is_waiting_after_failure("failed")
    for state in ("waiting", "done", "set_aside"):
        assert not is_waiting_after_failure(state)
    assert is_waiting_after_failure("done").reasons[0].text == (
        "这项投递的状态是“已投递”，只能处理失败待重试的投递。"
    )


def test_setting_aside_needs_a_reason() -> None:
    assert may_set_aside("对象已注销")
    assert may_set_aside("  ").reasons[0].field == "reason"
