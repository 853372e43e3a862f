from typing import Any

import pytest
from pydantic import ValidationError

from mingtang.institution.regulations.schema import Duty, Freshness, Quota, holds
from tests.factories.regulations import rule


def _quota(**keys: Any) -> Quota:
    raw = {"counts": "test.sent", "at_least": 1, "per": "week", "of": ["department"]}
    found = rule(kind="quota", **raw | keys)
    assert isinstance(found, Quota)
    return found


def _freshness(**keys: Any) -> Freshness:
    raw = {"opened_by": "test.opened", "renewed_by": "test.renewed", "no_gap_over": "15 days"}
    found = rule(kind="freshness", **raw | keys)
    assert isinstance(found, Freshness)
    return found


def _duty(**keys: Any) -> Duty:
    found = rule(**keys)
    assert isinstance(found, Duty)
    return found


@pytest.mark.parametrize(
    ("conditions", "payload", "expected"),
    [
        ({}, {}, True),
        ({"kind": ("news",)}, {"kind": "news"}, True),
        ({"kind": ("news", "policy")}, {"kind": "policy"}, True),
        ({"kind": ("news",)}, {"kind": "notice"}, False),
        ({"kind": ("news",)}, {}, False),
        ({"kind": ("news",)}, {"kind": ["notice", "news"]}, True),
        ({"kind": ("news",), "urgent": (False,)}, {"kind": "news", "urgent": False}, True),
        ({"kind": ("news",), "urgent": (False,)}, {"kind": "news", "urgent": True}, False),
    ],
)
def test_conditions_hold(conditions: Any, payload: Any, expected: bool) -> None:
    assert holds(conditions, payload) is expected


def test_rule_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        _duty().within = "9 working days"


def test_one_event_may_stand_alone() -> None:
    assert _duty(opened_by="test.opened").opened_by == ("test.opened",)


@pytest.mark.parametrize("text", ["5个工作日", "5 working day", "5  Working Days"])
def test_period_is_kept_in_one_form(text: str) -> None:
    assert _duty(within=text).within == "5 working days"


def test_extension_is_what_is_added() -> None:
    duty = _duty(
        within="7 working days", extended_by="test.extended", extended_to="15 working days"
    )
    assert duty.extension == "8 working days"
    assert duty.numbers == ("7 working days", "15 working days")


def test_duty_without_extension_has_none() -> None:
    assert _duty().extension == ""


def test_duty_is_opened_and_met_under_its_conditions() -> None:
    duty = _duty(
        opened_when={"kind": "news"},
        met_by=["test.met", "test.returned"],
        met_when={"test.met": {"site": "portal"}},
    )
    assert duty.opens("test.opened", {"kind": "news"})
    assert not duty.opens("test.opened", {"kind": "notice"})
    assert not duty.opens("test.met", {"kind": "news"})
    assert duty.is_met("test.met", {"site": "portal"})
    assert not duty.is_met("test.met", {"site": "county"})
    assert duty.is_met("test.returned", {})


def test_named_events_tell_the_payload_they_need() -> None:
    duty = _duty(
        opened_when={"kind": "news"},
        starts="payload:happened_on",
        owed_by="payload:desk",
        transferred_by="test.moved",
        met_when={"test.met": {"site": "portal"}},
    )
    assert duty.named_events() == {
        "test.opened": {"kind", "happened_on", "desk"},
        "test.moved": {"desk"},
        "test.met": {"site"},
    }
    assert _quota(at_least="payload:posts", set_by="test.planned").named_events() == {
        "test.planned": {"posts"},
        "test.sent": frozenset(),
    }
    assert _freshness(no_gap_over="payload:cycle", closed_by="test.closed").named_events() == {
        "test.opened": {"cycle"},
        "test.renewed": frozenset(),
        "test.closed": frozenset(),
    }


@pytest.mark.parametrize(
    ("strength", "number_from", "expected"),
    [
        ("must", "clause", True),
        ("must", "yardstick", False),
        ("in_principle", "clause", False),
        ("normally", "clause", False),
        ("strive", "clause", False),
    ],
)
def test_only_a_must_with_its_own_number_is_a_breach(
    strength: str, number_from: str, expected: bool
) -> None:
    found = rule(strength=strength, number_from=number_from, reading="理由")
    assert found.is_breach_when_missed is expected


@pytest.mark.parametrize(
    ("keys", "reason"),
    [
        ({"within": None}, "必须且只能写一个"),
        ({"by": "2015-07-17"}, "必须且只能写一个"),
        ({"within": None, "ahead": "7 working days"}, "倒算"),
        ({"within": None, "by": "7月17日"}, "2015-07-17"),
        ({"within": "some time"}, "看不懂"),
        ({"within": "2 hours"}, "写明下班时间是否计时"),
        ({"outside_office_hours": True}, "只用于以小时或分钟计"),
        ({"extended_by": "test.extended"}, "要同时写"),
        ({"extended_to": "15 working days"}, "要同时写"),
        ({"extended_by": "test.extended", "extended_to": "15 days"}, "单位要与 within 相同"),
        ({"extended_by": "test.extended", "extended_to": "1 working day"}, "并且更长"),
        ({"paused_by": "test.paused"}, "要同时写"),
        ({"met_when": {"test.other": {"a": 1}}}, "没有列出这个事件"),
        ({"opened_by": "Opened"}, "不是代码"),
        ({"starts": "happened_on"}, "payload:键名"),
        ({"owed_by": "desk"}, "payload:键名"),
        ({"correlate": "article"}, "payload:键名"),
        ({"met_by": []}, "at least 1 item"),
        ({"label": " "}, "不能为空"),
        ({"number_from": "reading"}, "必须在 reading 中说明"),
        ({"within_days": 3}, "not permitted"),
    ],
)
def test_wrong_duty_is_refused(keys: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        rule(**keys)


@pytest.mark.parametrize(
    ("keys", "reason"),
    [
        ({"at_least": 0}, "大于零的整数"),
        ({"at_least": True}, "大于零的整数"),
        ({"at_least": "posts"}, "payload:键名"),
        ({"counts_when": {"test.sent": {"a": 1.5}}}, "应为文字、整数"),
        ({"at_least": "payload:posts"}, "set_by"),
        ({"set_by": "test.planned"}, "set_by"),
        ({"escalates_after": 3}, "要同时写"),
        ({"of": []}, "at least 1 item"),
        ({"counts_when": {"test.other": {"a": 1}}}, "没有列出这个事件"),
    ],
)
def test_wrong_quota_is_refused(keys: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        _quota(**keys)


def test_freshness_condition_for_another_event_is_refused() -> None:
    with pytest.raises(ValidationError, match="没有列出这个事件"):
        _freshness(renewed_when={"test.other": {"a": 1}})


def test_quota_and_freshness_answer_about_events() -> None:
    quota = _quota(counts_when={"test.sent": {"kind": "news"}})
    assert quota.is_counted("test.sent", {"kind": "news"})
    assert not quota.is_counted("test.sent", {})
    freshness = _freshness(opened_when={"kind": "portal"})
    assert freshness.opens("test.opened", {"kind": "portal"})
    assert freshness.is_renewed("test.renewed", {})
    assert not freshness.is_renewed("test.opened", {})
