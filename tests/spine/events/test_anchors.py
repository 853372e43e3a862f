import json
import stat
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from mingtang.spine.events.anchors import (
    AT_LEAST_EVERY,
    FIRST,
    WRITTEN,
    Anchor,
    BrokenAnchor,
    anchor_path,
    line_digest,
    parse_line,
    read_lines,
    rotate_key,
    write_anchor,
)
from mingtang.spine.events.models import Event
from mingtang.spine.events.sealing import seal_waiting
from mingtang.spine.events.signing import (
    BrokenKey,
    is_signed,
    key_path,
    load_key,
    new_key,
    store_key,
)
from tests.factories.events import record

HOUR = timedelta(hours=1)


def sealed(at: datetime, count: int = 1) -> None:
    for _ in range(count):
        record(at)
    seal_waiting(at)


def anchors() -> list[Anchor]:
    return [parse_line(line)[0] for line in read_lines(anchor_path())]


@pytest.mark.django_db
def test_write_anchor_signs_the_head_once_an_hour(at: datetime) -> None:
    sealed(at, 2)
    assert [write_anchor(at + minutes * HOUR / 60) for minutes in (0, 59)] == [1, 0]
    sealed(at + HOUR)
    assert write_anchor(at + HOUR) == 1

    first, second = read_lines(anchor_path())
    key = load_key()
    assert key is not None
    hashes = dict(Event.objects.values_list("position", "hash"))
    one, two = anchors()
    assert (one.number, one.position, one.hash, one.previous) == (1, 2, hashes[2], FIRST)
    assert (two.number, two.position, two.previous) == (2, 4, line_digest(first))
    for line in (first, second):
        anchor, signature = parse_line(line)
        assert is_signed(anchor.signed_text, signature, key.public)
        assert not is_signed(anchor.signed_text + " ", signature, key.public)


@pytest.mark.django_db
def test_anchor_is_itself_an_event(at: datetime) -> None:
    sealed(at)
    write_anchor(at)
    event = Event.objects.get(code=WRITTEN)
    assert (event.subject, event.actor) == ("anchor:1", "system")
    [line] = read_lines(anchor_path())
    expected = {"number": 1, "position": 1, "digest": line_digest(line)}
    assert json.loads(event.payload) == expected


@pytest.mark.django_db
def test_many_events_do_not_wait_for_the_hour(
    at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mingtang.spine.events.anchors.AT_LEAST_EVERY", 3)
    sealed(at)
    write_anchor(at)
    sealed(at, 1)
    assert write_anchor(at) == 0
    sealed(at, 1)
    assert write_anchor(at) == 1
    assert AT_LEAST_EVERY == 1000


@pytest.mark.django_db
def test_key_and_anchors_are_for_the_owner_alone(at: datetime) -> None:
    sealed(at)
    write_anchor(at)
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (key_path(), anchor_path())]
    assert modes == [0o600, 0o600]


@pytest.mark.django_db
def test_clock_that_is_set_back_stops_no_anchor(at: datetime) -> None:
    sealed(at)
    for moment in (at, at + 1000 * HOUR, at + HOUR):
        assert write_anchor(moment) == 1
    assert [anchor.number for anchor in anchors()] == [1, 2, 3]


@pytest.mark.django_db
def test_half_a_line_of_a_crash_is_taken_away(at: datetime) -> None:
    sealed(at)
    write_anchor(at)
    with anchor_path().open("a") as file:
        file.write('{"hash":"ab')
    write_anchor(at + HOUR)
    assert [anchor.number for anchor in anchors()] == [1, 2]


@pytest.mark.django_db
@pytest.mark.parametrize("fate", ["lost", "swapped", "garbled"])
def test_nothing_is_signed_without_the_key_that_signed_before(at: datetime, fate: str) -> None:
    sealed(at)
    write_anchor(at)
    if fate == "lost":
        key_path().unlink()
    elif fate == "swapped":
        store_key(new_key())
    else:
        key_path().write_text("{}")
    with pytest.raises(BrokenKey):
        write_anchor(at + HOUR)
    assert len(anchors()) == 1


@pytest.mark.django_db
def test_new_key_is_introduced_by_the_old_one(at: datetime) -> None:
    sealed(at)
    write_anchor(at)
    old = load_key()
    key = rotate_key(at)
    write_anchor(at + HOUR)
    assert old is not None
    assert key.retired == (old.public,)
    assert [anchor.key for anchor in anchors()] == [old.id, old.id, key.id]
    assert anchors()[1].next_key == key.public


@pytest.mark.django_db
def test_lost_key_is_replaced_without_an_introduction(at: datetime) -> None:
    sealed(at)
    write_anchor(at)
    key_path().unlink()
    key = rotate_key(at, is_lost=True)
    assert write_anchor(at + HOUR) == 1
    assert [anchor.key for anchor in anchors()][1:] == [key.id, key.id]


@pytest.mark.django_db(transaction=True)
def test_anchor_is_written_in_the_worker_outside_a_transaction(at: datetime) -> None:
    sealed(at)
    assert write_anchor(at) == 1


@pytest.mark.django_db
def test_empty_log_has_no_anchor(at: datetime) -> None:
    assert write_anchor(at) == 0
    assert anchors() == []


GOOD = {
    "number": 1,
    "position": 1,
    "hash": "a" * 64,
    "previous": FIRST,
    "written_at": "2026-03-11T02:00:00+00:00",
    "key": "b" * 16,
    "next_key": "",
    "signature": "",
}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        *(
            json.dumps(GOOD | wrong)
            for wrong in (
                {"position": 0},
                {"position": "1"},
                {"number": 0},
                {"hash": "a"},
                {"written_at": "heute"},
                {"written_at": "2026-03-11T02:00:00"},
                {"more": 1},
            )
        ),
    ],
)
def test_line_that_is_no_anchor_is_refused(text: str) -> None:
    assert parse_line(json.dumps(GOOD))[0].number == 1
    with pytest.raises(BrokenAnchor):
        parse_line(text)


def test_absent_file_has_no_lines(tmp_path: Path) -> None:
    assert read_lines(tmp_path / "nothing") == []
