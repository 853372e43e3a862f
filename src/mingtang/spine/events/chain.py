"""The chain of hashes: one text per event, and the hash that ties it to all events before it."""

import json
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from mingtang.spine.events.policies import instant_text

# The second format: an event seals the digest of its reason, not the words.
GENESIS = sha256("明堂事件链，第二种格式".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class ChainRow:
    """The fields of a stored event that are sealed."""

    id: int
    code: str
    subject: str
    actor: str
    unit: str
    site: str
    payload: str
    occurred_at: datetime
    recorded_at: datetime
    reason_digest: str


def canonical_text(row: ChainRow, position: int) -> str:
    """Return the one text of an event at a position: a JSON list of all its fields."""
    fields = [
        position,
        row.id,
        row.code,
        row.subject,
        row.actor,
        row.unit,
        row.site,
        row.payload,
        instant_text(row.occurred_at),
        instant_text(row.recorded_at),
        row.reason_digest,
    ]
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


def reason_digest(salt: str, text: str) -> str:
    """Return what an event seals of a reason: SHA-256 over its salt and its words."""
    return sha256(f"{salt}\n{text}".encode()).hexdigest()


def chained(previous: str, row: ChainRow, position: int) -> str:
    """Return the hash of an event: SHA-256 over the previous hash and its canonical text."""
    return sha256(f"{previous}\n{canonical_text(row, position)}".encode()).hexdigest()
