"""RTF documents: objects, templates on the network, fields that start programs.

Source: Rich Text Format Specification 1.9.1: a control word is letters with a number behind them if
it has one, `\\'hh` and `\\uN` write a character.
"""

import mmap
import re
from collections.abc import Iterator
from itertools import islice, pairwise
from typing import BinaryIO

from mingtang.ground.foundation.decisions import Reason, Refused
from mingtang.ground.foundation.files.pieces import searchable
from mingtang.ground.foundation.files.reasons import COMMAND, EMBEDDED, EXTERNAL, TOO_COMPLEX

_OBJECT = re.compile(rb"\\obj(?:ect|data|emb|autlink|link|ocx|html|icemb|sub|pub)(?![a-z])")
_TEMPLATE = re.compile(rb"\\template(?![a-z])-?\d* ?([^{}]{0,1000})")
_FIELD = re.compile(rb"\\fldinst(?![a-z])-?\d* ?")
MAX_FIELDS = 100_000
_FIELD_LENGTH = 2000
_FOLDER_OF_OWN = re.compile(rb"(?:file:/{2,3})?[A-Za-z]:|[\w .()-]*$", re.ASCII)
_HEXADECIMAL = re.compile(rb"\\'([0-9a-fA-F]{2})")
_NUMBERED = re.compile(rb"\\u(-?\d{1,6}) ?\??")
_MARKS = re.compile(rb"\\[a-z]+-?\d* ?|\\\*|[{}\r\n\"]")
_STARTS_PROGRAM = re.compile(rb"DDE(?:AUTO)?(?![A-Z])|DDEAUTO", re.IGNORECASE)


def rtf_faults(source: BinaryIO) -> Iterator[Reason]:
    """Return why an RTF document may not come in."""
    with searchable(source) as content:
        if _OBJECT.search(content):
            yield EMBEDDED
        if any(_leads_outside(found[1]) for found in _TEMPLATE.finditer(content)):
            yield EXTERNAL
        if any(_STARTS_PROGRAM.match(_plain(field)) for field in _fields(content)):
            yield COMMAND


def _fields(content: bytes | mmap.mmap) -> Iterator[bytes]:
    """Yield the beginning of each field, at most up to where the next one begins."""
    places = [found.end() for found in islice(_FIELD.finditer(content), MAX_FIELDS + 1)]
    if len(places) > MAX_FIELDS:
        raise Refused([TOO_COMPLEX])
    for place, following in pairwise([*places, len(content)]):
        yield content[place : min(following, place + _FIELD_LENGTH)]


def _leads_outside(target: bytes) -> bool:
    return not _FOLDER_OF_OWN.match(_decoded(target).strip())


def _plain(field: bytes) -> bytes:
    """Return the words of a field without the formatting between its letters."""
    return _MARKS.sub(b"", _decoded(field)).lstrip()


def _decoded(text: bytes) -> bytes:
    text = _HEXADECIMAL.sub(lambda found: bytes([int(found[1], 16)]), text)
    return _NUMBERED.sub(lambda found: chr(int(found[1]) % 65536).encode("utf-8", "replace"), text)
