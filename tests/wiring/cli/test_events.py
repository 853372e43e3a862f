import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from click.testing import CliRunner, Result
from django.db import connection
from pytest_django import Settings

from mingtang.spine.events.anchors import anchor_path, write_anchor
from mingtang.spine.events.delivery import deliver_due
from mingtang.spine.events.deposits import deposit_anchors
from mingtang.spine.events.models import Delivery
from mingtang.spine.events.sealing import seal_waiting
from mingtang.spine.events.signing import key_path
from mingtang.spine.events.subscribers import SealedEvent, hidden
from mingtang.spine.events.testing import registered, subscribed
from mingtang.wiring.cli.main import main
from tests.factories.events import ANSWERED, ARRIVED, record

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _log(tmp_path: Path, settings: Settings, at: datetime) -> Iterator[None]:
    settings.EVENT_ANCHOR_DIR = tmp_path / "anchors"
    settings.EVENT_ANCHOR_KEY = tmp_path / "secrets" / "anchors"
    with time_machine.travel(at, tick=False), hidden(), registered(ARRIVED, ANSWERED):
        for number in (1, 2, 3):
            record(at, f"letter:{number % 2}", number)
        seal_waiting(at)
        yield


def events(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["events", *arguments])


def test_list_shows_the_latest_events_in_order() -> None:
    result = events("list", "--limit", "2")
    assert result.output.splitlines() == [
        '2  2026-03-11 10:00:00  来信到达  letter:0  person:3  edu  portal  {"number":2}',
        '3  2026-03-11 10:00:00  来信到达  letter:1  person:3  edu  portal  {"number":3}',
    ]


def test_list_shows_what_is_not_sealed_and_what_was_said_later(at: datetime) -> None:
    record(at, "letter:9", occurred_at=at - timedelta(hours=1), reason="停电补录", payload={})
    line = events("list", "--subject", "letter:9").output
    assert line == (
        "未封存  2026-03-11 10:00:00  来信到达  letter:9  person:3  edu  portal"
        "  发生于 2026-03-11 09:00:00  理由：停电补录\n"
    )


def positions(*arguments: str) -> list[int]:
    result = events("list", "--format", "json", *arguments)
    assert result.exit_code == 0, result.output
    return [event["position"] for event in json.loads(result.output)]


def test_list_is_narrowed() -> None:
    assert positions() == [1, 2, 3]
    assert positions("--subject", "letter:1") == [1, 3]
    assert positions("--subject", "letter:1", "--code", "trial.letter.answered") == []
    assert positions("--code", "trial.letter.arrived", "--after", "1") == [2, 3]
    assert positions("--actor", "person:9") == []
    assert positions("--unit", "edu", "--limit", "1") == [1]


def test_list_prints_whole_events_as_json() -> None:
    [event] = json.loads(events("list", "--subject", "letter:0", "--format", "json").output)
    assert len(event.pop("hash")) == 64
    assert event == {
        "position": 2,
        "code": "trial.letter.arrived",
        "label": "来信到达",
        "subject": "letter:0",
        "actor": "person:3",
        "unit": "edu",
        "site": "portal",
        "payload": {"number": 2},
        "occurred_at": "2026-03-11T10:00:00+08:00",
        "recorded_at": "2026-03-11T10:00:00+08:00",
        "reason": "",
    }


def test_tail_shows_the_latest() -> None:
    assert events("tail", "-n", "1").output.startswith("3  ")
    assert events("tail", "-n", "0").output == ""


def test_verify_says_that_all_is_well(at: datetime) -> None:
    write_anchor(at)
    result = events("verify")
    assert result.exit_code == 0
    assert result.output == "核对了 3 条事件（到第 3 条）和 1 个锚，没有发现问题。\n"


def test_verify_names_the_fault_and_fails() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE events_event SET actor = 'person:4' WHERE position = 2")
    result = events("verify")
    assert result.exit_code == 1
    assert result.output.splitlines() == [
        "内容被改：第 2 条（trial.letter.arrived letter:0）与校验值不符："
        "这一条被改过，或它的前一条连同校验值被改过。",
        "核对了 3 条事件（到第 3 条）和 0 个锚，发现 1 处问题。",
    ]
    told = json.loads(events("verify", "--format", "json").output)
    assert (told["rows"], told["reached"], told["anchors"]) == (3, 3, 0)
    assert [(fault["kind"], fault["position"]) for fault in told["faults"]] == [("changed", 2)]


def test_verify_reads_anchors_kept_elsewhere(at: datetime, tmp_path: Path) -> None:
    write_anchor(at)
    copy = anchor_path().rename(tmp_path / "copy.jsonl")
    assert "和 1 个锚" in events("verify", "--anchors", str(copy)).output
    for since in ("2026-03-11", "1"):
        told = events("verify", "--anchors", str(copy), "--since", since)
        assert told.output == "核对了 0 条事件（到第 3 条）和 0 个锚，没有发现问题。\n"
    missing = events("verify", "--since", "2026-03-11")
    assert (missing.exit_code, "没有 2026-03-11 的锚" in missing.output) == (2, True)
    gone = events("verify", "--copy", str(copy))
    assert gone.exit_code == 1
    assert "锚缺失：锚文件里没有第 1 个锚，另存的副本里有：被删除或截断。" in gone.output


def test_verify_compares_with_configured_files_by_itself(
    at: datetime, tmp_path: Path, settings: Settings
) -> None:
    settings.EVENT_ANCHOR_PLACES = f"file://{tmp_path}/copy.jsonl"
    write_anchor(at)
    deposit_anchors(at)
    assert events("verify").exit_code == 0
    anchor_path().unlink()
    assert events("verify").exit_code == 1


def test_verify_names_a_broken_anchor(at: datetime) -> None:
    write_anchor(at)
    with anchor_path().open("a") as file:
        file.write("{}\n")
    result = events("verify")
    assert result.exit_code == 1
    assert "锚不能读：锚文件第 2 行不完整或不能读" in result.output


def test_key_is_shown_handed_over_and_asked_for(at: datetime) -> None:
    assert events("key").exit_code == 1
    write_anchor(at)
    first = events("key").output.strip()
    assert events("verify", "--key", first).exit_code == 0
    rotated = events("new-key").output.splitlines()[-1]
    assert events("key").output.strip() == rotated != first
    assert events("verify", "--key", first).exit_code == 0
    assert "由不认识的密钥" in events("verify", "--key", rotated).output
    assert events("verify", "--key", "nonsense").exit_code == 2
    key_path().unlink()
    assert "密钥文件不见了" in events("new-key").output
    assert events("new-key", "--lost").exit_code == 0


def failing(event: SealedEvent) -> None:
    raise ValueError("not today")


@pytest.fixture
def failed(at: datetime) -> Iterator[Delivery]:
    with subscribed("trial", codes=["trial.letter.answered"], handler=failing):
        record(at, "letter:5", code="trial.letter.answered")
        seal_waiting(at)
        deliver_due(at)
        yield Delivery.objects.get()


def test_failures_are_shown_with_their_error(failed: Delivery) -> None:
    result = events("failures")
    first, second = result.output.splitlines()
    assert first.startswith(
        f"投递 {failed.pk}  trial  letter:5  第 4 条（来信答复）  已试 1 次，2026-03-11 10:00:0"
    )
    assert second == "    ValueError: not today"
    [told] = json.loads(events("failures", "--format", "json").output)
    assert (told["id"], told["subscriber"], told["tries"]) == (failed.pk, "trial", 1)


def test_failures_name_subscribers_that_are_gone(at: datetime) -> None:
    with subscribed("gone", codes=["trial.letter.answered"], handler=failing):
        record(at, code="trial.letter.answered")
        seal_waiting(at)
    assert events("failures").output == (
        "没有失败的投递。\n以下订阅者已不存在，投递给它们的事件一直等着：gone\n"
    )


def test_retry_makes_it_due_now(failed: Delivery) -> None:
    assert events("retry").exit_code == 2
    result = events("retry", str(failed.pk))
    assert result.output == f"投递 {failed.pk}：马上重试。\n"
    assert events("retry", "--all").output == f"投递 {failed.pk}：马上重试。\n"
    missing = events("retry", "999999999")
    assert (missing.exit_code, missing.output) == (1, "Error: 没有编号为 999999999 的投递。\n")


def test_set_aside_is_done_once(failed: Delivery) -> None:
    assert events("set-aside", str(failed.pk)).exit_code == 2
    done = events("set-aside", str(failed.pk), "--reason", "对象已注销")
    assert done.output == f"投递 {failed.pk}：已搁置。\n"
    again = events("set-aside", str(failed.pk), "--reason", "对象已注销")
    assert again.exit_code == 1
    assert "状态是“已搁置”" in again.output
    assert Delivery.objects.get().state == "set_aside"


def test_codes_are_listed_with_their_room() -> None:
    rows = json.loads(events("codes", "--format", "json").output)
    assert {
        "code": "events.delivery.retried",
        "label": "重新投递事件",
        "payload": ["key", "position", "subscriber", "tries"],
        "room": "events",
    } in rows
