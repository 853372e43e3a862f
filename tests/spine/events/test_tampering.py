from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingtang.spine.events.chain import GENESIS, ChainRow, chained
from mingtang.spine.events.tampering import MOST_SUSPECTS, ChainChecker, FaultKind, LogFault, Sealed

AT = datetime(2026, 3, 11, 2, 0, tzinfo=UTC)


def row(number: int) -> ChainRow:
    return ChainRow(
        id=100 + number,
        code="trial.letter.arrived",
        subject=f"letter:{number}",
        actor="system",
        unit="edu",
        site="portal",
        payload=f'{{"number":{number}}}',
        occurred_at=AT,
        recorded_at=AT + timedelta(seconds=number),
        reason_digest="",
    )


def chain(count: int) -> list[Sealed]:
    rows, digest = [], GENESIS
    for position in range(1, count + 1):
        one = row(position)
        digest = chained(digest, one, position)
        rows.append(Sealed(position, digest, one))
    return rows


def check(
    rows: list[Sealed], original: list[Sealed], anchors: dict[int, str] | None = None
) -> list[LogFault]:
    checker = ChainChecker(anchors=anchors)
    for one in rows:
        checker.feed(one)
    head = original[-1] if original else Sealed(0, GENESIS, row(0))
    return checker.finish((head.position, head.hash))


def found(faults: list[LogFault]) -> list[tuple[str, int]]:
    return [(fault.kind.value, fault.position) for fault in faults]


def altered(one: Sealed) -> Sealed:
    return replace(one, row=replace(one.row, payload='{"number":0}'))


def renumbered(rows: list[Sealed]) -> list[Sealed]:
    return [replace(one, position=position) for position, one in enumerate(rows, start=1)]


def forged(position: int) -> Sealed:
    return Sealed(position, "f" * 64, row(5000 + position))


sizes = st.integers(min_value=1, max_value=14)


@given(sizes)
def test_untouched_chain_has_no_fault(size: int) -> None:
    rows = chain(size)
    anchors = {one.position: one.hash for one in rows[::3]}
    assert check(rows, rows, anchors) == []


@given(sizes, st.data())
def test_changed_row_is_named(size: int, data: st.DataObject) -> None:
    rows = chain(size)
    which = data.draw(st.sets(st.integers(0, size - 1), min_size=1))
    tampered = [altered(one) if index in which else one for index, one in enumerate(rows)]
    assert found(check(tampered, rows)) == [("changed", index + 1) for index in sorted(which)]


@given(sizes, st.data())
def test_changed_hash_is_named(size: int, data: st.DataObject) -> None:
    rows = chain(size)
    index = data.draw(st.integers(0, size - 1))
    tampered = [replace(one, hash="e" * 64) if one is rows[index] else one for one in rows]
    faults = check(tampered, rows)
    expected = [("changed", index + 1)]
    if index == size - 1:  # the last one: nothing after it, but the head
        assert found(faults)[0] == expected[0]
    else:
        assert found(faults) == expected


@given(sizes, st.data())
def test_removed_rows_are_named(size: int, data: st.DataObject) -> None:
    rows = chain(size)
    which = data.draw(st.sets(st.integers(1, size), min_size=1))
    faults = check([one for one in rows if one.position not in which], rows)
    gone = {
        position
        for fault in faults
        for position in range(fault.position, (fault.last or fault.position) + 1)
    }
    assert gone == which
    assert {fault.kind for fault in faults} == {FaultKind.REMOVED}


@given(sizes, st.data())
def test_removed_row_is_named_though_the_rest_was_renumbered(
    size: int, data: st.DataObject
) -> None:
    rows = chain(size + 2)
    index = data.draw(st.integers(0, size - 1))
    count = data.draw(st.integers(1, 2))
    faults = check(renumbered(rows[:index] + rows[index + count :]), rows)
    assert [(fault.kind, fault.position, fault.last) for fault in faults] == [
        (FaultKind.REMOVED, index + 1, index + count)
    ]


@given(sizes, st.data())
def test_inserted_row_is_named(size: int, data: st.DataObject) -> None:
    rows = chain(size)
    index = data.draw(st.integers(0, size))
    tampered = renumbered([*rows[:index], forged(index), *rows[index:]])
    assert found(check(tampered, rows)) == [("inserted", index + 1)]


@given(sizes, st.data())
def test_swapped_rows_are_named(size: int, data: st.DataObject) -> None:
    rows = chain(size + 1)
    first, second = sorted(data.draw(st.permutations(range(size + 1)))[:2])
    tampered = list(rows)
    tampered[first], tampered[second] = rows[second], rows[first]
    faults = check(renumbered(tampered), rows)
    assert {fault.kind for fault in faults} == {FaultKind.REORDERED}
    assert {fault.position for fault in faults} <= {first + 1, second + 1}
    assert faults


@given(sizes, st.data())
def test_moved_row_is_named(size: int, data: st.DataObject) -> None:
    rows = chain(size + 1)
    tampered = list(rows)
    moved = tampered.pop(data.draw(st.integers(0, size)))
    place = data.draw(st.integers(0, size))
    tampered.insert(place, moved)
    faults = check(renumbered(tampered), rows)
    if place + 1 == moved.position:
        assert faults == []
    else:
        assert faults
        assert {fault.kind for fault in faults} == {FaultKind.REORDERED}


@given(sizes, st.data())
def test_any_tampering_is_found(size: int, data: st.DataObject) -> None:
    rows = chain(size)
    tampered = list(rows)
    for _ in range(data.draw(st.integers(1, 4))):
        way = data.draw(st.sampled_from(["alter", "drop", "insert", "swap", "renumber"]))
        index = data.draw(st.integers(0, max(len(tampered) - 1, 0)))
        if way == "insert":
            tampered.insert(index, forged(index))
        elif not tampered:
            continue
        elif way == "alter":
            tampered[index] = altered(tampered[index])
        elif way == "drop":
            del tampered[index]
        elif way == "swap":
            tampered[index], tampered[-1] = tampered[-1], tampered[index]
        else:
            tampered = renumbered(tampered)
    places: dict[int, Sealed] = {}
    for one in tampered:
        places.setdefault(one.position, one)
    standing = [places[position] for position in sorted(places)]
    assert bool(check(standing, rows)) is (standing != rows)


def test_shifted_positions_are_found() -> None:
    rows = chain(6)
    tampered = rows[:3] + [replace(one, position=one.position + 1) for one in rows[3:]]
    assert ("reordered", 5) in found(check(tampered, rows))


def test_rewritten_chain_is_found_by_its_anchor_alone() -> None:
    rows = chain(8)
    rewritten, digest = rows[:4], rows[3].hash
    for one in rows[4:]:
        other = replace(one.row, payload="{}")
        digest = chained(digest, other, one.position)
        rewritten.append(Sealed(one.position, digest, other))
    assert check(rewritten, rewritten) == []
    assert found(check(rewritten, rewritten, {4: rows[3].hash, 7: rows[6].hash})) == [("anchor", 7)]
    assert found(check(rewritten, rows)) == [("head", 8)]


def test_cut_tail_is_found_by_head_or_anchor() -> None:
    rows = chain(8)
    assert found(check(rows[:5], rows)) == [("removed", 6)]
    assert found(check(rows[:5], rows[:5], {7: rows[6].hash})) == [("anchor", 7)]


def test_row_after_the_head_is_found() -> None:
    rows = chain(8)
    assert found(check(rows, rows[:7])) == [("inserted", 8)]


def test_reading_stops_where_nothing_fits_any_longer() -> None:
    checker = ChainChecker()
    rows = [forged(position) for position in range(1, MOST_SUSPECTS + 1)]
    for one in rows:
        assert not checker.is_lost
        checker.feed(one)
    assert checker.is_lost
    faults = checker.finish((10_000, GENESIS))
    assert found(faults) == [("changed", 1)]


def test_lost_head_is_found() -> None:
    checker = ChainChecker()
    assert checker.finish(None) == []
    for one in chain(3):
        checker.feed(one)
    assert found(checker.finish(None)) == [("head", 3)]


@pytest.mark.parametrize("start", [1, 4])
def test_checking_can_start_behind_a_trusted_position(start: int) -> None:
    rows = chain(8)
    checker = ChainChecker(position=start, digest=rows[start - 1].hash)
    for one in rows[start:]:
        checker.feed(one)
    assert checker.finish((8, rows[-1].hash)) == []
