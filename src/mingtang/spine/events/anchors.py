"""Anchors (锚): each hour the head of the chain is signed and appended to a file outside the database.

Each one names its predecessor and counts one up, so that a missing, altered or forged one is told.
That it was written is itself an event, so that the chain and the file vouch for each other.
"""

import fcntl
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from hashlib import sha256
from io import SEEK_END
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import connection, transaction

from mingtang.ground.foundation.clock import beijing_date
from mingtang.spine.events.actions import record_event
from mingtang.spine.events.models import ChainHead
from mingtang.spine.events.policies import instant_text
from mingtang.spine.events.signing import (
    AnchorKey,
    BrokenKey,
    key_id,
    load_key,
    new_key,
    store_key,
)

NAME = "anchors.jsonl"
WRITTEN = "events.anchor.written"
FIRST = "0" * 64  # predecessor of the first one
AT_LEAST_EVERY = 1000  # events: a busy hour is not left to its end
LINE = re.compile(r'\{"hash":.*?"signature":"[^"]*"\}')  # also inside a line of syslog or a mail
_LONGEST = 4096  # bytes of a line


class BrokenAnchor(ValueError):
    """A line that is no anchor."""


@dataclass(frozen=True)
class Anchor:
    """What a line says: at this time the event at `position` had this hash, and it was the last.

    `previous` is the digest of the line before, `key` the id of the key that signed this one; where a
    new key takes over, `next_key` is its public half.
    """

    number: int
    position: int
    hash: str
    previous: str
    written_at: str
    key: str
    next_key: str = ""

    def __post_init__(self) -> None:
        kinds = {"number": int, "position": int}
        for one in fields(self):
            if not isinstance(getattr(self, one.name), kinds.get(one.name, str)):
                raise TypeError(f"{one.name} is of another kind")
        if self.position < 1 or self.number < 1 or len(self.hash) != 64:
            raise ValueError("number, position or hash is not one of an anchor")
        if self.at.tzinfo is None:
            raise ValueError("the time of an anchor carries a zone")

    @property
    def at(self) -> datetime:
        """When it was written, by the server's clock."""
        return datetime.fromisoformat(self.written_at)

    @property
    def date(self) -> date:
        """The day in Beijing on which it was written."""
        return beijing_date(self.at)

    @property
    def signed_text(self) -> str:
        """The one text that is signed: a JSON object with sorted keys."""
        return json.dumps(asdict(self), sort_keys=True, separators=(",", ":"))

    def line(self, key: AnchorKey) -> str:
        """Return the line of the file, signed."""
        return f'{self.signed_text[:-1]},"signature":"{key.sign(self.signed_text)}"}}'


def parse_line(line: str) -> tuple[Anchor, str]:
    """Return an anchor and its signature.

    :raises BrokenAnchor: the line does not hold one.
    """
    try:
        content = json.loads(line)
        signature = content.pop("signature")
        return Anchor(**content), str(signature)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise BrokenAnchor(str(error)) from error


def line_digest(line: str) -> str:
    """Return the digest by which the next anchor, and the event, name a line."""
    return sha256(line.encode()).hexdigest()


def anchor_path() -> Path:
    """Return the file of the anchors (settings.EVENT_ANCHOR_DIR)."""
    return Path(settings.EVENT_ANCHOR_DIR) / NAME


def read_lines(path: Path) -> list[str]:
    """Return the lines of the own file; an absent file has none."""
    try:
        return path.read_text("utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return []


def read_copy(path: Path) -> list[str]:
    """Return the anchors in a copy kept elsewhere: the file itself, a log of syslog, a mailbox."""
    return LINE.findall(path.read_text("utf-8", errors="replace"))


def write_anchor(at: datetime) -> int:
    """Append an anchor when the hour has changed or many events came; return how many were written.

    :raises BrokenKey: the key is missing or another one than signed so far.
    """
    with _locked_file() as file:
        latest = _latest_line(file)
        before = parse_line(latest)[0] if latest else None
        head = _durable_head()
        if head is None or (before and not _is_due(before, head, at)):
            return 0
        key = key_after(before)
        _append(file, before, latest, head, at, key)
    return 1


def rotate_key(at: datetime, *, is_lost: bool = False) -> AnchorKey:
    """Let a new key take over, introduced by an anchor that the old one signs.

    `is_lost` starts with a new key that nothing introduces, where the old one is gone.

    :raises BrokenKey: the old key is missing or another one than signed so far.
    """
    with _locked_file() as file:
        latest = _latest_line(file)
        before = parse_line(latest)[0] if latest else None
        old, head = None if is_lost else key_after(before), _durable_head()
        key = new_key(old)
        if old is not None and head is not None:
            _append(file, before, latest, head, at, old, next_key=key.public)
        store_key(key)
        if old is None and head is not None:
            _append(file, before, latest, head, at, key)
    return key


def key_after(before: Anchor | None) -> AnchorKey:
    """Return the key that may sign the next anchor; the first anchor makes one.

    :raises BrokenKey: the key is missing or another one than signed so far.
    """
    key = load_key()
    if key is None and before is None:
        key = new_key()
        store_key(key)
    if key is None:
        raise BrokenKey(
            "锚的密钥文件不见了。请从备份取回；确已丢失的，请执行 mingtang events new-key --lost。"
        )
    introduced = key_id(before.next_key) if before and before.next_key else ""
    if before and key.id not in {before.key, introduced}:
        raise BrokenKey("锚的密钥不是签署前一个锚的那一把，请从备份取回原来的密钥文件。")
    return key


def _append(
    file: IO[bytes],
    before: Anchor | None,
    latest: str,
    head: ChainHead,
    at: datetime,
    key: AnchorKey,
    next_key: str = "",
) -> None:
    anchor = Anchor(
        number=before.number + 1 if before else 1,
        position=head.position,
        hash=head.hash,
        previous=line_digest(latest) if latest else FIRST,
        written_at=instant_text(at),
        key=key.id,
        next_key=next_key,
    )
    line = anchor.line(key)
    file.write(f"{line}\n".encode())
    file.flush()
    os.fsync(file.fileno())
    with transaction.atomic():
        record_event(
            code=WRITTEN,
            subject=f"anchor:{anchor.number}",
            actor="system",
            at=at,
            payload={
                "number": anchor.number,
                "position": anchor.position,
                "digest": line_digest(line),
            },
        )


@contextmanager
def _locked_file() -> Iterator[IO[bytes]]:
    """Open the file for one writer at a time."""
    path = anchor_path()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


def _latest_line(file: IO[bytes]) -> str:
    """Return the last line, empty where there is none; half a line of a crash is taken away first."""
    size = file.seek(0, SEEK_END)
    file.seek(max(0, size - 2 * _LONGEST))
    tail = file.read()
    whole, _, half = tail.rpartition(b"\n")
    if half:
        file.truncate(size - len(half))
    return whole.rpartition(b"\n")[2].decode("utf-8", errors="replace")


def _is_due(before: Anchor, head: ChainHead, at: datetime) -> bool:
    if head.position - before.position >= AT_LEAST_EVERY:
        return True
    return _hour(before.at) != _hour(at)


def _hour(moment: datetime) -> int:
    return int(moment.timestamp()) // 3600


def _durable_head() -> ChainHead | None:
    """Return the head as it would survive a power failure.

    SQLite in WAL mode syncs at a checkpoint only; an anchor must not know more than the database
    does after a crash.
    """
    head = ChainHead.objects.filter(pk=1, position__gt=0).first()
    if head is not None and connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(PASSIVE)")
    return head
