"""Anchors on their way to other places: a file, syslog, a mailbox; each a real one on this machine."""

import stat
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from pytest_django import Settings

from mingtang.spine.events.anchors import anchor_path, read_copy, read_lines, write_anchor
from mingtang.spine.events.checks import CHECKS
from mingtang.spine.events.deposits import UnknownPlace, deposit_anchors, read_state
from mingtang.spine.events.sealing import seal_waiting
from tests.factories.events import record
from tests.harness.servers import closed_port, serving

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def anchored(at: datetime, hours: int) -> list[str]:
    for hour in range(hours):
        record(at + hour * HOUR)
        seal_waiting(at + hour * HOUR)
        write_anchor(at + hour * HOUR)
    return read_lines(anchor_path())


def told(at: datetime) -> list[tuple[str, str]]:
    check = next(check for check in CHECKS if check.name == "events.deposits")
    return [(result.level.value, result.found) for result in check.run(at)]


def test_file_elsewhere_gets_each_line_once(
    at: datetime, tmp_path: Path, settings: Settings
) -> None:
    copy = tmp_path / "mount" / "anchors.jsonl"
    copy.parent.mkdir()
    settings.EVENT_ANCHOR_PLACES = f"file://{copy}"
    anchored(at, 2)
    assert [deposit_anchors(at) for _ in range(2)] == [1, 0]
    lines = anchored(at + 2 * HOUR, 1)
    deposit_anchors(at)
    assert copy.read_text().splitlines() == lines
    assert read_copy(copy) == lines
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert told(at) == [("good", f"锚已送到 file://{copy}，到第 3 个")]


def test_mount_that_is_gone_is_told_and_made_good_later(
    at: datetime, tmp_path: Path, settings: Settings
) -> None:
    copy = tmp_path / "mount" / "anchors.jsonl"
    settings.EVENT_ANCHOR_PLACES = f"file://{copy}"
    lines = anchored(at, 2)
    with pytest.raises(OSError, match="mount"):
        deposit_anchors(at)
    [(level, text)] = told(at)
    assert (level, "锚没有送到" in text) == ("error", True)
    copy.parent.mkdir()
    assert deposit_anchors(at) == 1
    assert copy.read_text().splitlines() == lines
    assert told(at)[0][0] == "good"


@pytest.mark.parametrize("kind", ["syslog", "syslog+tcp"])
def test_syslog_gets_each_line_whole(
    at: datetime, tmp_path: Path, settings: Settings, kind: str
) -> None:
    with serving(kind) as server:
        settings.EVENT_ANCHOR_PLACES = f"{kind}://127.0.0.1:{server.port}"
        lines = anchored(at, 3)
        assert deposit_anchors(at) == 1
        taken = server.wait(3 if kind == "syslog" else 1)
    stored = tmp_path / "syslog"
    stored.write_bytes(b"\n".join(taken))
    assert read_copy(stored) == lines
    if kind == "syslog":
        assert taken[0].startswith(b"<109>1 2026-03-11T02:00:00.000000+00:00 ")
    else:
        length, _, rest = taken[0].partition(b" ")
        assert rest[int(length) :].split(b" ")[1].startswith(b"<109>1")


def test_mailbox_gets_the_lines(at: datetime, tmp_path: Path, settings: Settings) -> None:
    with serving("mail") as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EVENT_ANCHOR_PLACES = "mailto:notary@example.gov.cn"
        lines = anchored(at, 2)
        assert deposit_anchors(at) == 1
        [raw] = server.wait(1)
    message = message_from_bytes(raw, policy=policy.default)
    assert (message["To"], message["Subject"]) == ("notary@example.gov.cn", "明堂：第 2 个锚")
    stored = tmp_path / "mailbox"
    stored.write_text(message.get_content())
    assert read_copy(stored) == lines


def test_place_that_cannot_be_reached_keeps_no_other_waiting(
    at: datetime, tmp_path: Path, settings: Settings
) -> None:
    copy = tmp_path / "copy.jsonl"
    dead = f"syslog+tcp://127.0.0.1:{closed_port()}"
    settings.EVENT_ANCHOR_PLACES = f"{dead}, file://{copy}"
    settings.EMAIL_PORT = closed_port()
    lines = anchored(at, 1)
    with pytest.raises(OSError, match="refused"):
        deposit_anchors(at)
    assert copy.read_text().splitlines() == lines
    assert "error" in {level for level, _ in told(at)}
    assert "ConnectionRefusedError" in str(read_state()[dead]["error"])


def test_place_of_an_unknown_kind_is_named(at: datetime, settings: Settings) -> None:
    settings.EVENT_ANCHOR_PLACES = "ftp://notary"
    anchored(at, 1)
    with pytest.raises(UnknownPlace, match="ftp://notary"):
        deposit_anchors(at)
    assert told(at)[0][0] == "error"


def test_nothing_configured_is_told(at: datetime) -> None:
    assert deposit_anchors(at) == 0
    assert told(at) == [("note", "锚只存在本机，控制本机的人可以一并改写")]
