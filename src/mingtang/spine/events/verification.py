"""Reading the whole chain again and saying what was done to it."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.db import transaction

from mingtang.ground.foundation.clock import BEIJING
from mingtang.spine.events.anchor_check import check_copy, check_lines, check_recorded
from mingtang.spine.events.anchors import WRITTEN, Anchor
from mingtang.spine.events.chain import ChainRow, reason_digest
from mingtang.spine.events.models import ChainHead, Event
from mingtang.spine.events.sealing import FIELDS
from mingtang.spine.events.tampering import ChainChecker, FaultKind, LogFault, Sealed

BATCH = 5000
WORDS = ("reason__text", "reason__salt", "reason__digest", "reason__erased_at")
HOUR = timedelta(minutes=65)  # within which an anchor follows the one before, and an event


@dataclass(frozen=True)
class Verification:
    """What a verification found: how many events were read, up to where, and every fault.

    `recorded` is what the events say of anchors: the digest of the line by number. `erased` counts
    the events whose reason was erased; such an event is whole.
    """

    rows: int
    reached: int
    anchors: int
    faults: tuple[LogFault, ...]
    recorded: Mapping[int, str] = field(default_factory=dict, compare=False)
    erased: int = 0


@dataclass
class _Reading:
    """What is gathered while the events go by: anchors that they name, what became of reasons."""

    recorded: dict[int, str] = field(default_factory=dict)
    faults: list[LogFault] = field(default_factory=list)
    erased: int = 0

    def meet(self, position: int, row: ChainRow, words: "_Words") -> None:
        """Take the next event and the row of its reason."""
        if row.code == WRITTEN:
            for number, named in _recorded(row.payload).items():
                self.recorded.setdefault(number, named)  # who takes the number again is found out
        if not row.reason_digest:
            return
        self.erased += words.is_erased
        if not words.fits(row.reason_digest):
            text = f"第 {position} 条（{row.code} {row.subject}）的理由与封存时不同。"
            self.faults.append(LogFault(FaultKind.REASON, position, text, row_id=row.id))


@dataclass(frozen=True, slots=True)
class _Words:
    """The row of a reason as it stands beside an event; all empty where there is none."""

    text: str | None
    salt: str | None
    digest: str | None
    erased_at: datetime | None

    @property
    def is_erased(self) -> bool:
        return self.erased_at is not None

    def fits(self, sealed: str) -> bool:
        """Tell whether these are the words that were sealed, or were erased."""
        if self.digest != sealed:
            return False
        return self.is_erased or reason_digest(self.salt or "", self.text or "") == sealed


def verify_with_anchors(
    *,
    at: datetime,
    lines: Sequence[str],
    copies: Iterable[Sequence[str]] = (),
    trusted: Mapping[str, str],
    since: Anchor | None = None,
    progress: Callable[[int], None] = lambda position: None,
) -> Verification:
    """Check chain, anchors and their copies against each other.

    `lines` is the file of the anchors, `copies` the anchors that were kept elsewhere, `trusted` the
    public keys by id. `since` trusts an anchor and reads only what follows.
    """
    number = since.number if since else 0
    own = check_lines(lines, trusted, since=number)
    elsewhere = [check_copy(own, copy, trusted) for copy in copies]
    known = [one for check in (own, *elsewhere) for one in check.anchors if one.number > number]
    result = verify(anchors=known, since=since, progress=progress)
    faults = [fault for check in (own, *elsewhere) for fault in check.faults]
    faults += [*result.faults, *check_recorded(own, result.recorded)]
    faults += _gaps(sorted(known, key=lambda one: one.number), since, at)
    return replace(result, faults=tuple(faults))


def verify(
    *,
    anchors: Iterable[Anchor] = (),
    since: Anchor | None = None,
    progress: Callable[[int], None] = lambda position: None,
    batch: int = BATCH,
) -> Verification:
    """Check every sealed event against the chain, its head and the anchors.

    Reads by position in batches, so that any length can be checked while work goes on; only the
    last batch is read with the head locked. `since` trusts an anchor and starts behind it.
    `progress` is told the position reached after every batch.
    """
    after = since.position if since else 0
    known = {one.position: one.hash for one in anchors if one.position > after}
    checker = (
        ChainChecker(position=after, digest=since.hash, anchors=known)
        if since
        else ChainChecker(anchors=known)
    )
    reading = _Reading()
    reached = after
    while not checker.is_lost:
        count, reached = _feed(checker, reading, reached, batch)
        progress(reached)
        if count < batch:
            break
    with transaction.atomic():
        head = ChainHead.objects.select_for_update().filter(pk=1).first()
        while not checker.is_lost:
            count, reached = _feed(checker, reading, reached, batch)
            if not count:
                break
        end = (head.position, head.hash) if head else None
    faults = (*checker.finish(end), *reading.faults)
    return Verification(
        checker.rows_read, reached, len(known), faults, reading.recorded, reading.erased
    )


def _feed(checker: ChainChecker, reading: _Reading, after: int, batch: int) -> tuple[int, int]:
    """Feed one batch; return how many rows it had and the position reached."""
    rows = Event.objects.filter(position__gt=after).order_by("position")
    count = 0
    wanted = ("position", "hash", *FIELDS, *WORDS)
    for position, digest, *values in rows.values_list(*wanted)[:batch]:
        count, after = count + 1, position
        row = ChainRow(*values[: len(FIELDS)])
        checker.feed(Sealed(position, digest, row))
        reading.meet(position, row, _Words(*values[len(FIELDS) :]))
        if checker.is_lost:
            break
    return count, after


def _recorded(payload: str) -> dict[int, str]:
    """Return what an event says of an anchor; a payload that was tampered with says nothing."""
    try:
        content = json.loads(payload)
        return {int(content["number"]): str(content["digest"])}
    except (KeyError, TypeError, ValueError):
        return {}


def _gaps(anchors: Sequence[Anchor], since: Anchor | None, at: datetime) -> Iterator[LogFault]:
    """Yield stretches of time in which events were recorded and no anchor was written."""
    if not (anchors or since):
        sealed = Event.objects.sealed().filter(recorded_at__lt=at - HOUR)
        if sealed.exists():
            yield LogFault(FaultKind.ANCHOR_GAP, 0, "没有任何可信的锚，整个日志只有链本身作证。")
        return
    marks = [*([since] if since else []), *anchors]
    ends: list[tuple[datetime, int | None]] = [(one.at, one.position) for one in marks[1:]]
    for one, (end, position) in zip(marks, [*ends, (at, None)], strict=True):
        if end - one.at <= 2 * HOUR:
            continue
        between = Event.objects.filter(
            position__gt=one.position, recorded_at__gt=one.at + HOUR, recorded_at__lt=end - HOUR
        )
        if position is not None:
            between = between.filter(position__lte=position)
        if between.exists():
            text = (
                f"{_time(one.at)} 至 {_time(end)} 有事件而没有锚：后台任务没有运行，或锚没有写下；"
                f"第 {one.position} 条之后的这段记录保护较弱。"
            )
            yield LogFault(FaultKind.ANCHOR_GAP, one.position, text)


def _time(moment: datetime) -> str:
    return f"{moment.astimezone(BEIJING):%Y-%m-%d %H:%M}"
