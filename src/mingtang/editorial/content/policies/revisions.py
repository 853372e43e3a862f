"""What tells one saved text from another."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def digest_of(data: Mapping[str, Any]) -> str:
    """Return the SHA-256 of the canonical text of a revision, in hexadecimal."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def changed_fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> set[str]:
    """Return the names of the fields that differ."""
    return {name for name in set(before) | set(after) if before.get(name) != after.get(name)}
