from datetime import datetime, timedelta

import pytest
from django.db import connection

from mingtang.spine.events.anchors import anchor_path, write_anchor
from mingtang.spine.events.checks import CHECKS
from mingtang.spine.events.delivery import deliver_due
from mingtang.spine.events.guards import install_guards, remove_guards
from mingtang.spine.events.sealing import seal_waiting
from mingtang.spine.events.signing import key_path
from mingtang.spine.events.subscribers import SealedEvent
from mingtang.spine.events.testing import subscribed
from tests.factories.events import record

pytestmark = pytest.mark.django_db

MINUTES = timedelta(minutes=2)


def found(name: str, at: datetime) -> list[tuple[str, str]]:
    check = next(check for check in CHECKS if check.name == name)
    return [(result.level.value, result.found) for result in check.run(at)]


def test_missing_guards_are_an_error(at: datetime) -> None:
    [(level, text)] = found("events.guards", at)
    assert level == "error"
    assert "events_event_update" in text
    install_guards(connection)
    assert found("events.guards", at) == []
    remove_guards(connection)


def test_events_that_nobody_seals_are_an_error(at: datetime) -> None:
    record(at)
    assert found("events.sealing", at) == []
    assert found("events.sealing", at + MINUTES) == [("error", "有 1 条事件超过一分钟没有封存")]
    seal_waiting(at)
    assert found("events.sealing", at + MINUTES) == []


def failing(event: SealedEvent) -> None:
    raise ValueError("not today")


def test_deliveries_that_wait_or_fail_are_told(at: datetime) -> None:
    with subscribed("trial", codes="*", handler=failing):
        record(at)
        seal_waiting(at)
        assert found("events.delivery", at) == []
        assert found("events.delivery", at + MINUTES) == [("error", "有 1 条投递等待超过一分钟")]
        deliver_due(at)
        assert found("events.delivery", at) == [("warning", "有 1 条投递失败，正在等待重试")]
    texts = [text for _, text in found("events.delivery", at)]
    assert texts[1] == "有 1 条投递通道的订阅者已不存在，不会再投递"


def test_anchors_that_are_old_or_broken_are_told(at: datetime) -> None:
    assert found("events.anchors", at) == []
    record(at)
    seal_waiting(at)
    assert found("events.anchors", at) == [("warning", f"{anchor_path()} 里没有锚")]
    write_anchor(at)
    assert found("events.anchors", at) == [
        ("good", "最近的锚：2026-03-11 10:00，第 1 个，记到第 1 条")
    ]
    assert found("events.anchors", at + timedelta(days=3)) == [
        ("warning", "最近的锚写于 2026-03-11 10:00，每小时应有一个")
    ]
    key_path().unlink()
    assert found("events.anchors", at)[0][0] == "error"
    anchor_path().write_text("{\n")
    [(level, text)] = found("events.anchors", at)
    assert (level, "锚不能读" in text) == ("error", True)
