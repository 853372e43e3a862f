"""What someone with the database, the anchors or the key can do, and what the verification says of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection

from mingtang.spine.events.anchors import (
    anchor_path,
    read_copy,
    read_lines,
    rotate_key,
    write_anchor,
)
from mingtang.spine.events.chain import ChainRow, chained
from mingtang.spine.events.guards import install_guards, remove_guards
from mingtang.spine.events.models import ChainHead, Event
from mingtang.spine.events.sealing import FIELDS, seal_waiting
from mingtang.spine.events.signing import AnchorKey, key_path, load_key, new_key, store_key
from mingtang.spine.events.verification import Verification, verify_with_anchors
from tests.factories.events import record

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
HOURS = 8


@dataclass(frozen=True)
class Log:
    """A log of eight hours, nine letters and an anchor in each, and a copy kept elsewhere."""

    at: datetime
    copy: Path
    key: AnchorKey

    @property
    def now(self) -> datetime:
        return self.at + HOURS * HOUR

    def verify(self, **more: object) -> Verification:
        key = load_key()
        given: dict[str, object] = {
            "at": self.now,
            "lines": read_lines(anchor_path()),
            "trusted": key.trusted if key else {},
        }
        return verify_with_anchors(**(given | more))  # type: ignore[arg-type]

    def verify_with_copy(self, **more: object) -> Verification:
        return self.verify(copies=[read_copy(self.copy)], **more)


@pytest.fixture
def log(at: datetime, tmp_path: Path) -> Log:
    install_guards(connection)
    for hour in range(HOURS):
        for number in range(9):
            record(at + hour * HOUR, f"letter:{number}", number)
        seal_waiting(at + hour * HOUR)
        write_anchor(at + hour * HOUR)
    seal_waiting(at + HOURS * HOUR)
    remove_guards(connection)
    copy = tmp_path / "copy.jsonl"
    copy.write_text(anchor_path().read_text())
    key = load_key()
    assert key is not None
    return Log(at, copy, key)


def kinds(result: Verification) -> set[str]:
    return {fault.kind.value for fault in result.faults}


def texts(result: Verification) -> str:
    return "\n".join(fault.text for fault in result.faults)


def delete(where: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM events_event WHERE {where}")


def chain_again(first: int) -> None:
    """Rewrite all hashes from a position on, as someone who knows the method would."""
    digest = Event.objects.get(position=first - 1).hash
    with connection.cursor() as cursor:
        for position, *fields in (
            Event.objects.filter(position__gte=first)
            .order_by("position")
            .values_list("position", *FIELDS)
        ):
            digest = chained(digest, ChainRow(*fields), position)
            cursor.execute(
                "UPDATE events_event SET hash = %s WHERE position = %s", [digest, position]
            )
    set_head_back()


def set_head_back() -> None:
    latest = Event.objects.sealed().order_by("-position")[0]
    ChainHead.objects.update(position=latest.position, hash=latest.hash)


def forge(first: int, last: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE events_event SET actor = 'person:999' WHERE position BETWEEN %s AND %s"
            " AND code <> 'events.anchor.written'",
            [first, last],
        )
    chain_again(first)


def keep_lines(*numbers: int) -> None:
    lines = read_lines(anchor_path())
    anchor_path().write_text("".join(f"{lines[number - 1]}\n" for number in numbers))


def test_log_that_nobody_touched_is_clean(log: Log) -> None:
    result = log.verify_with_copy()
    assert (result.faults, result.rows, result.anchors) == ((), 80, 8)


def test_end_that_was_cut_is_told(log: Log) -> None:
    delete("position > 45")
    set_head_back()
    result = log.verify()
    assert kinds(result) == {"anchor"}
    assert texts(result) == "锚记到第 79 条，表中只到第 45 条：末尾至少 34 条被删除。"


def test_stretch_that_was_forged_and_chained_again_is_told(log: Log) -> None:
    forge(43, 57)
    result = log.verify()
    assert "anchor" in kinds(result)
    assert "第 40 至 49 条之间有记录被改写，并重新连成了链" in texts(result)


def test_events_of_anchors_deleted_with_what_they_cover_are_told(log: Log) -> None:
    """Whoever has only the database deletes every trace there; the file outside tells."""
    delete("code = 'events.anchor.written' OR position > 60")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE events_event SET position = position + 1000")
        ids = list(Event.objects.order_by("position").values_list("id", flat=True))
        for position, event_id in enumerate(ids, start=1):
            cursor.execute(
                "UPDATE events_event SET position = %s WHERE id = %s", [position, event_id]
            )
    chain_again(2)
    assert "anchor" in kinds(log.verify())


@pytest.mark.parametrize(
    ("left", "words"),
    [
        ((1, 2, 3, 7, 8), "没有第 4 至 6 个锚，编号不连续"),
        ((4, 5, 6, 7, 8), "没有第 1 至 3 个锚，编号不连续"),
        ((1, 2, 3), "没有第 4 至 8 个锚，事件日志里记有"),
        ((), "没有第 1 至 8 个锚，事件日志里记有"),
    ],
)
def test_lines_deleted_from_the_file_are_told(log: Log, left: tuple[int, ...], words: str) -> None:
    keep_lines(*left)
    result = log.verify()
    assert "anchor_missing" in kinds(result)
    assert words in texts(result)


def test_database_and_file_cut_alike_are_told_by_the_copy_alone(log: Log) -> None:
    """Whoever has both can make them agree; only what was kept elsewhere knows better."""
    keep_lines(1, 2, 3)
    delete("position > 29")
    set_head_back()
    early = log.at + 3 * HOUR
    assert log.verify(at=early).faults == ()
    result = log.verify_with_copy(at=early)
    assert kinds(result) == {"anchor", "anchor_missing"}
    assert "没有第 4 至 8 个锚，另存的副本里有" in texts(result)


def test_host_that_signs_a_forged_history_is_told_by_the_copy_alone(log: Log) -> None:
    """Whoever has the host has the key as well, and writes anchors that look right."""
    forge(43, 57)
    anchor_path().unlink()
    delete("code = 'events.anchor.written' AND position > 10")
    with connection.cursor() as cursor:
        ids = list(Event.objects.order_by("position").values_list("id", flat=True))
        cursor.execute("UPDATE events_event SET position = position + 1000")
        for position, event_id in enumerate(ids, start=1):
            cursor.execute(
                "UPDATE events_event SET position = %s WHERE id = %s", [position, event_id]
            )
    delete("code = 'events.anchor.written'")
    chain_again(2)
    write_anchor(log.now)
    result = log.verify_with_copy()
    assert {"anchor", "anchor_altered"} <= kinds(result)
    assert "第 1 个锚与另存的副本不同" in texts(result)


def test_altered_line_is_told(log: Log) -> None:
    lines = read_lines(anchor_path())
    lines[3] = lines[3].replace('"position":39', '"position":38')
    anchor_path().write_text("\n".join(lines) + "\n")
    result = log.verify()
    assert kinds(result) == {"anchor_forged", "anchor_altered"}
    assert "第 4 个锚的签名与内容不符" in texts(result)
    assert "第 5 个锚与前一个锚接不上" in texts(result)
    assert "第 4 个锚与事件日志所记的不同" in texts(result)


def test_lines_in_another_order_are_told(log: Log) -> None:
    keep_lines(1, 2, 4, 3, 5, 6, 7, 8)
    result = log.verify()
    assert "anchor_altered" in kinds(result)
    assert "第 3 个锚排在第 4 个之后" in texts(result)


def test_swapped_key_is_told(log: Log) -> None:
    store_key(new_key())
    result = log.verify()
    assert "anchor_forged" in kinds(result)
    assert f"第 1 至 8 个锚由不认识的密钥（{log.key.id}）签署" in texts(result)
    trusted = {log.key.id: log.key.public}
    assert log.verify(trusted=trusted).faults == ()


def test_anchors_of_a_key_that_nobody_introduced_are_told(log: Log) -> None:
    key_path().unlink()
    rotate_key(log.now, is_lost=True)
    seal_waiting(log.now)
    result = log.verify(trusted={log.key.id: log.key.public})
    assert "第 9 个锚由不认识的密钥" in texts(result)


def test_key_that_was_handed_over_is_trusted_by_who_knows_the_first(log: Log) -> None:
    rotate_key(log.now)
    seal_waiting(log.now)
    write_anchor(log.now + HOUR)
    seal_waiting(log.now + HOUR)
    result = log.verify(trusted={log.key.id: log.key.public}, at=log.now + HOUR)
    assert (result.faults, result.anchors) == ((), 10)


@pytest.mark.parametrize("cut", [1, 40, 300])
def test_truncated_file_is_told_also_after_the_next_anchor(log: Log, cut: int) -> None:
    whole = anchor_path().read_bytes()
    anchor_path().write_bytes(whole[: -cut - 1])
    result = log.verify()
    assert "anchor_broken" in kinds(result)
    assert "没有第 8 个锚，事件日志里记有" in texts(result)
    write_anchor(log.now)
    seal_waiting(log.now)
    assert "第 8 个锚与事件日志所记的不同" in texts(log.verify())


def test_garbage_inside_the_file_is_told(log: Log) -> None:
    lines = read_lines(anchor_path())
    lines[4] = "\x00" * 20
    anchor_path().write_text("\n".join(lines) + "\n")
    assert "锚文件第 5 行不完整或不能读" in texts(log.verify())


def test_clock_that_was_set_back_is_told(log: Log) -> None:
    write_anchor(log.at + 3 * HOUR)
    seal_waiting(log.now)
    result = log.verify()
    assert kinds(result) == {"clock"}
    assert "第 9 个锚写于 2026-03-11 13:00，早于前一个锚的 2026-03-11 17:00" in texts(result)


def test_clock_that_was_set_forward_is_no_gap(log: Log) -> None:
    later = log.at + 1000 * HOUR
    record(later)
    seal_waiting(later)
    write_anchor(later)
    seal_waiting(later)
    assert log.verify(at=later).faults == ()


@pytest.mark.parametrize("then_anchored", [True, False])
def test_hours_with_events_and_without_an_anchor_are_told(log: Log, then_anchored: bool) -> None:
    for hour in range(3, 9):
        record(log.now + hour * HOUR)
    seal_waiting(log.now)
    later = log.now + 10 * HOUR
    if then_anchored:
        write_anchor(later)
        seal_waiting(later)
    result = log.verify(at=later)
    assert kinds(result) == {"anchor_gap"}
    assert "2026-03-11 17:00 至 2026-03-12 04:00 有事件而没有锚" in texts(result)


def test_hours_without_events_need_no_anchor(log: Log) -> None:
    assert log.verify(at=log.now + 100 * HOUR).faults == ()


def test_log_without_any_anchor_is_told(at: datetime) -> None:
    record(at)
    seal_waiting(at)
    result = verify_with_anchors(at=at + 2 * HOUR, lines=[], trusted={})
    assert kinds(result) == {"anchor_gap"}


def test_what_stands_before_a_trusted_anchor_is_passed_over(log: Log) -> None:
    keep_lines(1, 3, 4, 5, 6, 7, 8)
    forge(12, 14)
    from mingtang.spine.events.anchors import parse_line  # needs set-up

    trusted = parse_line(read_lines(anchor_path())[3])[0]
    assert trusted.number == 5
    assert log.verify().faults
    result = log.verify(since=trusted)
    assert "anchor_missing" not in kinds(result)


CRIMES: dict[str, Callable[[Log], object]] = {
    "cut": lambda log: (delete("position > 30"), set_head_back()),
    "forged": lambda log: forge(11, 15),
    "anchor lost": lambda log: keep_lines(1, 2, 3, 4, 5, 6, 7),
}


@pytest.mark.parametrize("crime", CRIMES)
def test_kinds_are_told_apart(log: Log, crime: str) -> None:
    CRIMES[crime](log)
    told = texts(log.verify())
    assert ("被删除。" in told and "表中只到" in told) is (crime == "cut")
    assert ("重新连成了链" in told) is (crime == "forged")
    assert ("个锚，事件日志里记有" in told) is (crime == "anchor lost")
