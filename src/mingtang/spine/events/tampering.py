"""Finding out what was done to the chain: rows changed, removed, inserted or moved.

Pure: rows go in one by one in the order of their positions, faults come out. Every row is tied to
the stored hash of the row before it and to its own position, so that a row that fits at another
place than where it stands can be recognised, and one bad row does not make all later ones bad.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from mingtang.ground.foundation.labels import LabelledEnum
from mingtang.spine.events.chain import GENESIS, ChainRow, chained

REACH = 16  # how many rows may be missing or added in one place and still be counted exactly
MOST_SUSPECTS = 500  # in one place; more means that nothing from there on fits
MOST_SLOTS = 500  # places in one gap that are tried for a row found elsewhere


class FaultKind(LabelledEnum):
    """What is wrong with the log."""

    CHANGED = "changed", "内容被改"
    REMOVED = "removed", "被删除"
    INSERTED = "inserted", "被插入"
    REORDERED = "reordered", "次序被改"
    HEAD = "head", "链头不符"
    ANCHOR = "anchor", "与锚不符"
    ANCHOR_MISSING = "anchor_missing", "锚缺失"
    ANCHOR_ALTERED = "anchor_altered", "锚被改写"
    ANCHOR_FORGED = "anchor_forged", "锚的签名不对"
    ANCHOR_BROKEN = "anchor_broken", "锚不能读"
    ANCHOR_GAP = "anchor_gap", "有事件而没有锚"
    CLOCK = "clock", "时钟被拨"
    REASON = "reason", "理由被改"


@dataclass(frozen=True)
class LogFault:
    """One thing that is wrong.

    `position` is where the row stands now, or stood if it is gone; `last` is the end of a range of
    rows that are gone. `text` is the Chinese sentence for people.
    """

    kind: FaultKind
    position: int
    text: str
    row_id: int | None = None
    last: int | None = None


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed row as it stands in the table."""

    position: int
    hash: str
    row: ChainRow

    def fits(self, previous: str, slot: int) -> bool:
        """Say whether this row was sealed at `slot`, after a row with the hash `previous`."""
        return chained(previous, self.row, slot) == self.hash


@dataclass
class Region:
    """A stretch between two rows that fit, in which something is wrong.

    `slots` are the original positions in it, `rows` what stands there now.
    """

    before: str
    slots: range
    rows: Sequence[Sealed]
    from_the_right: bool
    shifts: tuple[int, int]
    closer: Sealed | None = None
    closer_jumped: bool = False
    taken: dict[int, tuple[Sealed, "Region"]] = field(default_factory=dict)
    loose: list[Sealed] = field(default_factory=list)


class ChainChecker:
    """Takes rows in the order of their positions and finds what was done to them."""

    def __init__(
        self,
        *,
        position: int = 0,
        digest: str = GENESIS,
        anchors: Mapping[int, str] | None = None,
    ) -> None:
        self.rows_read = 0
        self._start = position
        self._shift = 0  # original position minus present position
        self._previous_position = position
        self._previous = digest
        self._good = (position, digest)
        self._open: list[Sealed] = []
        self._regions: list[Region] = []
        self._anchors = dict(anchors or {})
        self._anchors_met: dict[int, bool] = {}

    @property
    def is_lost(self) -> bool:
        """Say whether nothing fits any longer, so that reading on is of no use."""
        return len(self._open) >= MOST_SUSPECTS

    @property
    def has_faults(self) -> bool:
        """Say whether something wrong was met so far."""
        return bool(self._regions or self._open)

    def feed(self, sealed: Sealed) -> None:
        """Take the next row."""
        self.rows_read += 1
        slot, linked = self._slot_of(sealed)
        if slot is None:
            self._meet_anchor(sealed.position + self._shift, sealed.hash)
            self._open.append(sealed)
        else:
            self._meet_anchor(slot, sealed.hash)
            self._fit(sealed, slot, linked=linked)
        self._previous, self._previous_position = sealed.hash, sealed.position

    def _slot_of(self, sealed: Sealed) -> tuple[int | None, bool]:
        """Return the original position of a row, and whether the row before it proves that."""
        contiguous = sealed.position == self._previous_position + 1
        here = sealed.position + self._shift
        if contiguous and sealed.fits(self._previous, here):
            return here, True
        after_good = self._good[0] + 1
        if sealed.fits(self._good[1], after_good):
            return after_good, False
        if self._open and contiguous:
            for distance in range(1, REACH + 1):
                for slot in (here + distance, here - distance):
                    if sealed.fits(self._previous, slot):
                        return slot, True
            if len(self._open) == 1:  # was only the hash of the row before rewritten?
                rewritten = chained(self._good[1], self._open[0].row, after_good)
                if sealed.fits(rewritten, after_good + 1):
                    return after_good + 1, True
        return None, False

    def _fit(self, sealed: Sealed, slot: int, *, linked: bool) -> None:
        shift = slot - sealed.position
        if self._open or slot != self._good[0] + 1 or shift != self._shift:
            region = Region(
                before=self._good[1],
                slots=range(self._good[0] + 1, slot),
                rows=tuple(self._open),
                from_the_right=linked,
                shifts=(self._shift, shift),
                closer=sealed,
                closer_jumped=not linked,
            )
            self._regions.append(region)
            self._open = []
        self._shift = shift
        self._good = (slot, sealed.hash)

    def _meet_anchor(self, slot: int, digest: str) -> None:
        if slot in self._anchors:
            self._anchors_met[slot] = self._anchors[slot] == digest

    def finish(self, head: tuple[int, str] | None) -> list[LogFault]:
        """Return all faults, given position and hash of the end; None where no end is recorded."""
        head_position, head_hash = head or (self._previous_position, self._previous)
        lost = [_lost(self._open[0])] if self.is_lost else []
        if not lost and (self._open or self._good[0] < head_position):
            self._regions.append(self._last_region(head_position, head_hash))
        _place_rows(self._regions)
        faults = [fault for region in self._regions for fault in _faults_of(region)] + lost
        if head is None and self.rows_read:
            text = f"链头的记录不见了，表中到第 {head_position} 条。"
            faults.append(LogFault(FaultKind.HEAD, head_position, text))
        if not self._open:
            faults += self._head_faults(head_position, head_hash)
        return faults + list(self._anchor_faults(faults, is_lost=bool(lost)))

    def _last_region(self, head_position: int, head_hash: str) -> Region:
        ends_with_head = bool(self._open) and self._open[-1].hash == head_hash
        shift = head_position - self._open[-1].position if ends_with_head else self._shift
        return Region(
            before=self._good[1],
            slots=range(self._good[0] + 1, head_position + 1),
            rows=tuple(self._open),
            from_the_right=ends_with_head,
            shifts=(self._shift, shift),
        )

    def _head_faults(self, head_position: int, head_hash: str) -> Iterator[LogFault]:
        last, digest = self._good
        if last > head_position:
            text = (
                f"链头记在第 {head_position} 条，表中却到第 {last} 条：多出的记录不是封存写入的。"
            )
            yield LogFault(FaultKind.INSERTED, head_position + 1, text, last=last)
        elif last == head_position and digest != head_hash:
            text = f"链头的校验值与第 {last} 条不符：末尾的记录或链头被改写。"
            yield LogFault(FaultKind.HEAD, last, text)

    def _anchor_faults(self, faults: Sequence[LogFault], *, is_lost: bool) -> Iterator[LogFault]:
        gone = [
            range(fault.position, (fault.last or fault.position) + 1)
            for fault in faults
            if fault.kind is FaultKind.REMOVED
        ]
        good = self._start
        rewritten: list[int] = []
        cut: list[int] = []
        for position in sorted(self._anchors):
            met = self._anchors_met.get(position, is_lost or None)
            if met:
                good = position if not rewritten else good
            elif met is False:
                rewritten.append(position)
            elif not any(position in stretch for stretch in gone):
                cut.append(position)
        if rewritten:
            yield _rewritten(good + 1, rewritten[0])
        if cut:
            yield _cut(cut[0], cut[-1], self._previous_position + self._shift)


def _place_rows(regions: Sequence[Region]) -> None:
    """Find the original place of rows that do not fit where they stand."""
    for region in regions:
        region.loose = list(region.rows)
    for region in regions:
        if len(region.slots) > MOST_SLOTS:
            continue
        standing = {row.position + region.shifts[0]: row for row in region.rows}
        previous = region.before
        for slot in region.slots:
            if (found := _fitting(regions, previous, slot)) is not None:
                row, source = found
                source.loose.remove(row)
                region.taken[slot] = found
                previous = row.hash
            elif slot in standing:  # changed in place, it still carries what its successor needs
                previous = standing[slot].hash


def _fitting(regions: Sequence[Region], previous: str, slot: int) -> tuple[Sealed, Region] | None:
    candidates = ((row, source) for source in regions for row in source.loose)
    return next((found for found in candidates if found[0].fits(previous, slot)), None)


def _faults_of(region: Region) -> Iterator[LogFault]:
    shift = region.shifts[1 if region.from_the_right else 0]
    changed, added = {}, []
    for row in region.loose:
        slot = row.position + shift
        if slot in region.slots and slot not in region.taken:
            changed[slot] = row
        else:
            added.append(row)
    gone = _gaps(region.slots, {*changed, *region.taken})
    yield from _moved(region, sum(last - first + 1 for first, last in gone) - len(added))
    yield from (_removed(*gap) for gap in gone)
    yield from (_inserted(row) for row in added)
    behind_gaps = {last + 1 for _, last in gone}  # nothing is left that could tell
    yield from (_changed(row) for slot, row in changed.items() if slot not in behind_gaps)


def _gaps(slots: range, filled: Collection[int]) -> list[tuple[int, int]]:
    """Return the stretches of a range, first and last, in which nothing stands."""
    gaps, start = [], slots.start
    for slot in [*sorted(filled), slots.stop]:
        if start < slot:
            gaps.append((start, slot - 1))
        start = slot + 1
    return gaps


def _moved(region: Region, missing: int) -> Iterator[LogFault]:
    for slot, (row, source) in region.taken.items():
        if slot - row.position not in {*region.shifts, *source.shifts}:
            yield _reordered(row, slot)
    before, after = region.shifts
    if region.closer is not None and region.closer_jumped and after - before != missing:
        yield _reordered(region.closer, region.closer.position + after)


def _name(row: Sealed) -> str:
    return f"第 {row.position} 条（{row.row.code} {row.row.subject}）"


def _changed(row: Sealed) -> LogFault:
    text = f"{_name(row)}与校验值不符：这一条被改过，或它的前一条连同校验值被改过。"
    return LogFault(FaultKind.CHANGED, row.position, text, row_id=row.row.id)


def _inserted(row: Sealed) -> LogFault:
    text = f"{_name(row)}不是封存写入的，是后来插入的。"
    return LogFault(FaultKind.INSERTED, row.position, text, row_id=row.row.id)


def _reordered(row: Sealed, slot: int) -> LogFault:
    text = f"{_name(row)}原为第 {slot} 条，次序被改。"
    return LogFault(FaultKind.REORDERED, row.position, text, row_id=row.row.id)


def _removed(first: int, last: int) -> LogFault:
    text = f"第 {first} 条被删除。" if first == last else f"第 {first} 至 {last} 条被删除。"
    return LogFault(FaultKind.REMOVED, first, text, last=last)


def _rewritten(first: int, last: int) -> LogFault:
    text = f"第 {first} 至 {last} 条之间有记录被改写，并重新连成了链：第 {last} 条与锚不符。"
    return LogFault(FaultKind.ANCHOR, last, text)


def _cut(first: int, last: int, reached: int) -> LogFault:
    text = f"锚记到第 {last} 条，表中只到第 {reached} 条：末尾至少 {last - reached} 条被删除。"
    return LogFault(FaultKind.ANCHOR, first, text, last=last)


def _lost(row: Sealed) -> LogFault:
    text = f"从{_name(row)}起，{MOST_SUSPECTS} 条记录都与校验值不符，核对到此为止。"
    return LogFault(FaultKind.CHANGED, row.position, text, row_id=row.row.id)
