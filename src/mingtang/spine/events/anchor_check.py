"""Finding out what was done to the anchors themselves, and comparing them with their copies.

Pure: lines go in, anchors that can be believed and faults come out.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from mingtang.ground.foundation.clock import BEIJING
from mingtang.spine.events.anchors import FIRST, Anchor, BrokenAnchor, line_digest, parse_line
from mingtang.spine.events.signing import is_signed, key_id
from mingtang.spine.events.tampering import FaultKind, LogFault

SLACK = timedelta(minutes=5)  # by which a clock may be set back without a word


@dataclass
class AnchorCheck:
    """What was found in a file of anchors: those to be believed, their digests by number, faults."""

    anchors: list[Anchor] = field(default_factory=list)
    digests: dict[int, str] = field(default_factory=dict)
    faults: list[LogFault] = field(default_factory=list)

    @property
    def last_number(self) -> int:
        """The number of the last anchor, 0 where there is none."""
        return max(self.digests, default=0)


def check_lines(lines: Sequence[str], trusted: Mapping[str, str], *, since: int = 0) -> AnchorCheck:
    """Check the own file: each line whole, signed, numbered on, tied to the one before it.

    `trusted` holds public keys by id; a key that a trusted one introduces is trusted from there on.
    What is wrong up to the anchor with the number `since` is passed over.
    """
    found, keys = AnchorCheck(), dict(trusted)
    before: Anchor | None = None
    digest = FIRST
    unsigned: list[Anchor] = []
    for place, line in enumerate(lines, start=1):
        try:
            anchor, signature = parse_line(line)
        except BrokenAnchor:
            found.faults.append(_broken(place, before))
            digest = ""
            continue
        found.faults += _order_faults(before, anchor, digest)
        if is_signed(anchor.signed_text, signature, keys.get(anchor.key, "")):
            found.anchors.append(anchor)
            if anchor.next_key:
                keys[key_id(anchor.next_key)] = anchor.next_key
        else:
            unsigned.append(anchor)
        before, digest = anchor, line_digest(line)
        found.digests[anchor.number] = digest
        if anchor.number <= since:
            found.faults.clear()
            unsigned.clear()
    found.faults += _unsigned_faults(unsigned, keys)
    return found


def check_copy(own: AnchorCheck, copied: Iterable[str], trusted: Mapping[str, str]) -> AnchorCheck:
    """Compare the own file with a copy kept elsewhere; what only the copy holds is believed too."""
    found, keys = AnchorCheck(), dict(trusted)
    missing: list[int] = []
    for line in copied:
        try:
            anchor, signature = parse_line(line)
        except BrokenAnchor:
            continue
        if not is_signed(anchor.signed_text, signature, keys.get(anchor.key, "")):
            found.faults.append(_forged(anchor, anchor, is_known=anchor.key in keys))
            continue
        if anchor.next_key:
            keys[key_id(anchor.next_key)] = anchor.next_key
        found.anchors.append(anchor)
        found.digests[anchor.number] = line_digest(line)
        if anchor.number not in own.digests:
            missing.append(anchor.number)
        elif own.digests[anchor.number] != line_digest(line):
            text = f"第 {anchor.number} 个锚与另存的副本不同：锚文件被改写。"
            found.faults.append(LogFault(FaultKind.ANCHOR_ALTERED, anchor.position, text))
    found.faults += [_missing(*stretch, "另存的副本里有") for stretch in _stretches(missing)]
    return found


def check_recorded(own: AnchorCheck, recorded: Mapping[int, str]) -> list[LogFault]:
    """Compare the own file with what the sealed events say of it (`recorded`: digest by number)."""
    missing = [number for number in sorted(recorded) if number not in own.digests]
    faults = [_missing(*stretch, "事件日志里记有") for stretch in _stretches(missing)]
    for number, digest in sorted(recorded.items()):
        if own.digests.get(number, digest) != digest:
            text = f"第 {number} 个锚与事件日志所记的不同：锚文件或这条事件被改写。"
            faults.append(LogFault(FaultKind.ANCHOR_ALTERED, 0, text))
    return faults


def _order_faults(before: Anchor | None, anchor: Anchor, digest: str) -> Iterator[LogFault]:
    expected = before.number + 1 if before else 1
    if anchor.number > expected and digest:
        yield _missing(expected, anchor.number - 1, "编号不连续")
    elif anchor.number < expected:
        text = f"第 {anchor.number} 个锚排在第 {expected - 1} 个之后：锚的次序被改或被重复。"
        yield LogFault(FaultKind.ANCHOR_ALTERED, anchor.position, text)
    elif digest and anchor.previous != digest:
        text = f"第 {anchor.number} 个锚与前一个锚接不上：前一个锚被改写。"
        yield LogFault(FaultKind.ANCHOR_ALTERED, anchor.position, text)
    if before and anchor.at < before.at - SLACK:
        text = (
            f"第 {anchor.number} 个锚写于 {_time(anchor)}，早于前一个锚的 {_time(before)}："
            "服务器时钟被拨回，期间记录的时间不可信。"
        )
        yield LogFault(FaultKind.CLOCK, anchor.position, text)
    if before and anchor.position < before.position:
        text = (
            f"第 {anchor.number} 个锚记到第 {anchor.position} 条，少于前一个锚的第 {before.position} 条："
            "日志曾被截短，或恢复过旧的备份。"
        )
        yield LogFault(FaultKind.ANCHOR, anchor.position, text, last=before.position)


def _unsigned_faults(anchors: Sequence[Anchor], keys: Mapping[str, str]) -> Iterator[LogFault]:
    """Yield one fault a stretch of anchors that no trusted key signed."""
    first: Anchor | None = None
    last: Anchor | None = None
    for anchor in anchors:
        same = last and anchor.number == last.number + 1 and anchor.key == last.key
        if first and last and not same:
            yield _forged(first, last, is_known=first.key in keys)
        first = first if same else anchor
        last = anchor
    if first and last:
        yield _forged(first, last, is_known=first.key in keys)


def _forged(first: Anchor, last: Anchor, *, is_known: bool) -> LogFault:
    name = f"第 {first.number} 个锚"
    if last.number > first.number:
        name = f"第 {first.number} 至 {last.number} 个锚"
    why = "的签名与内容不符：被改写。" if is_known else f"由不认识的密钥（{first.key}）签署。"
    return LogFault(FaultKind.ANCHOR_FORGED, first.position, name + why)


def _broken(place: int, before: Anchor | None) -> LogFault:
    text = f"锚文件第 {place} 行不完整或不能读：文件被截断或改写。"
    return LogFault(FaultKind.ANCHOR_BROKEN, before.position if before else 0, text)


def _missing(first: int, last: int, witness: str) -> LogFault:
    name = f"第 {first} 个锚" if first == last else f"第 {first} 至 {last} 个锚"
    return LogFault(FaultKind.ANCHOR_MISSING, 0, f"锚文件里没有{name}，{witness}：被删除或截断。")


def _stretches(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    start = None
    for place, number in enumerate(numbers):
        start = number if start is None else start
        if place + 1 == len(numbers) or numbers[place + 1] != number + 1:
            yield start, number
            start = None


def _time(anchor: Anchor) -> str:
    return f"{anchor.at.astimezone(BEIJING):%Y-%m-%d %H:%M}"
