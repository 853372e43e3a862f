"""Takes personal data and secrets out of a line before it is written (脱敏)."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.http import HttpRequest

from mingtang.ground.foundation.masking import mask_personal_data

GONE = "[…]"
MOST_VALUES = 2000
SHORTEST, SHORTEST_CHINESE = 4, 2  # characters; shorter values stand everywhere
_SECRETS = re.compile(r"mt_[A-Za-z0-9_-]+|(?i:bearer|basic)\s+[A-Za-z0-9._~+/=-]{8,}")
_NAMED = re.compile(
    r"(?i)\b([a-z_-]*(?:password|passwd|secret|token|cookie|authorization|sessionid|session_key))"
    r"(['\"]?\s*[=:]\s*)(?:\[…\]|'[^'\n]*'|\"[^\"\n]*\"|[^\s'\",;&)]+)"
)
_IN_ADDRESS = re.compile(r"://[^/\s:@]+:[^/\s@]+@")
# Keys of sessions and forms, digests of passwords: long words with letters and digits.
_OPAQUE = re.compile(r"(?<![\w$-])(?=[\w$-]*\d)(?=[\w$-]*[A-Za-z])[\w$-]{32,}(?![\w$-])")
# What PostgreSQL tells of a row that it refuses.
_ROW = re.compile(r"(DETAIL|详细信息)\s*[:：].*")


def scrubbed(text: str, given: Iterable[str] = ()) -> str:
    """Return a text without personal data, secrets, and whatever the client has sent (`given`)."""
    for value in given:
        text = text.replace(value, GONE)
    text = _ROW.sub(rf"\1: {GONE}", text)
    text = _SECRETS.sub(GONE, text)
    text = _NAMED.sub(rf"\1\2{GONE}", text)
    text = _IN_ADDRESS.sub(f"://{GONE}@", text)
    return mask_personal_data(_OPAQUE.sub(GONE, text))


def given_by(request: HttpRequest) -> list[str]:
    """Return what a client has sent in query, form, JSON, cookies and credentials, longest first.

    Only what was read already is looked at: a log reads no body.
    """
    found: set[str] = set()
    for value in _values(request):
        for line in (value, *value.splitlines()):
            short = SHORTEST if line.isascii() else SHORTEST_CHINESE
            if len(line.strip()) >= short:
                found |= {line.strip(), repr(line.strip())[1:-1]}
        if len(found) >= MOST_VALUES:
            break
    return sorted(found, key=len, reverse=True)


def _values(request: HttpRequest) -> Iterator[str]:
    for form in (getattr(request, "_post", None), request.GET):
        for _, values in form.lists() if form else ():
            yield from map(str, values)
    yield from request.COOKIES.values()
    yield request.META.get("HTTP_AUTHORIZATION", "").rpartition(" ")[2]
    if "json" in request.META.get("CONTENT_TYPE", "") and (body := getattr(request, "_body", b"")):
        try:
            yield from _strings(json.loads(body))
        except (ValueError, RecursionError):
            return


def _strings(value: Any) -> Iterator[str]:
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
