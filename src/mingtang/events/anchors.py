"""Anchors (锚): once a day the head of the chain is written to a file outside the database.

Whoever rewrites the whole chain, or cuts off its end and sets the head back, cannot change the files
that were copied away: `mingtang events verify` compares them.
"""

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

from mingtang.events.models import ChainHead
from mingtang.events.policies import instant_text
from mingtang.foundation.clock import beijing_date


class BrokenAnchor(ValueError):
    """An anchor file that cannot be read; the text names it."""


@dataclass(frozen=True)
class Anchor:
    """What an anchor file says: on this day the event at `position` had this hash."""

    date: str
    position: int
    hash: str
    written_at: str

    def __post_init__(self) -> None:
        date.fromisoformat(self.date)
        if self.position < 1 or len(self.hash) != 64:
            raise ValueError("position or hash is not one of an event")


def anchor_folder() -> Path:
    """Return the folder of the anchor files (settings.EVENT_ANCHOR_DIR)."""
    return Path(settings.EVENT_ANCHOR_DIR)


def write_anchor(at: datetime) -> int:
    """Write the anchor of the day in Beijing unless it is there; return how many were written."""
    day = beijing_date(at).isoformat()
    path = anchor_folder() / f"{day}.json"
    if path.exists():
        return 0
    head = _durable_head()
    if head is None:
        return 0
    anchor = Anchor(day, head.position, head.hash, instant_text(at))
    return int(_write_once(path, json.dumps(asdict(anchor), indent=2) + "\n"))


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


def _write_once(path: Path, text: str) -> bool:
    """Write a file whole or not at all, and never over one that is there; say whether it was us."""
    path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with draft.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        return False
    finally:
        draft.unlink()
    return True


def read_anchors(folder: Path) -> list[Anchor]:
    """Return the anchors of a folder, oldest first; an absent folder holds none.

    :raises BrokenAnchor: a file does not hold an anchor.
    """
    return [_read(path) for path in sorted(folder.glob("*.json"))]


def _read(path: Path) -> Anchor:
    try:
        return Anchor(**json.loads(path.read_text("utf-8")))
    except (TypeError, ValueError) as error:
        raise BrokenAnchor(f"{path}: {error}") from error


def by_position(anchors: Iterable[Anchor]) -> dict[int, str]:
    """Return the hash that each anchored position must have."""
    return {anchor.position: anchor.hash for anchor in anchors}
