import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from mingtang.events.anchors import Anchor, BrokenAnchor, anchor_folder, read_anchors, write_anchor
from mingtang.events.models import Event
from mingtang.events.sealing import seal_waiting
from tests.factories.events import record


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.EVENT_ANCHOR_DIR = tmp_path / "anchors"
    return anchor_folder()


@pytest.mark.django_db
def test_write_anchor_writes_the_head_once_a_day(at: datetime, folder: Path) -> None:
    record(at)
    record(at)
    seal_waiting(at)
    assert write_anchor(at) == 1
    record(at)
    seal_waiting(at)
    assert write_anchor(at + timedelta(hours=1)) == 0
    assert write_anchor(at + timedelta(days=1)) == 1
    hashes = list(Event.objects.order_by("position").values_list("hash", flat=True))
    assert read_anchors(folder) == [
        Anchor("2026-03-11", 2, hashes[1], "2026-03-11T02:00:00.000000+00:00"),
        Anchor("2026-03-12", 3, hashes[2], "2026-03-12T02:00:00.000000+00:00"),
    ]
    assert sorted(path.name for path in folder.iterdir()) == ["2026-03-11.json", "2026-03-12.json"]


@pytest.mark.django_db
def test_anchor_bears_the_day_in_beijing(at: datetime, folder: Path) -> None:
    record(at)
    seal_waiting(at)
    write_anchor(datetime.fromisoformat("2026-03-11T16:00:00+00:00"))
    assert [path.name for path in folder.iterdir()] == ["2026-03-12.json"]


@pytest.mark.django_db(transaction=True)
def test_anchor_is_written_in_the_worker_outside_a_transaction(at: datetime, folder: Path) -> None:
    record(at)
    seal_waiting(at)
    assert write_anchor(at) == 1


@pytest.mark.django_db
def test_empty_log_has_no_anchor(at: datetime, folder: Path) -> None:
    assert write_anchor(at) == 0
    assert not folder.exists()
    assert read_anchors(folder) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        json.dumps({"date": "heute", "position": 1, "hash": "a" * 64, "written_at": ""}),
        json.dumps({"date": "2026-03-11", "position": 0, "hash": "a" * 64, "written_at": ""}),
        json.dumps({"date": "2026-03-11", "position": 1, "hash": "a", "written_at": ""}),
        json.dumps({"date": "2026-03-11", "position": "1", "hash": "a" * 64, "written_at": ""}),
    ],
)
def test_file_that_is_no_anchor_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "2026-03-11.json"
    path.write_text(text)
    with pytest.raises(BrokenAnchor, match=path.name):
        read_anchors(tmp_path)
