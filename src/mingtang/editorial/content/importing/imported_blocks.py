"""A document that was read, as the blocks of an article's body."""

from collections.abc import Iterator, Sequence
from typing import Any

from mingtang.editorial.reading.dates import date_of_line
from mingtang.editorial.reading.offices import offices_of_line
from mingtang.editorial.reading.result import (
    Block,
    File,
    Reading,
    ReadPicture,
    ReadTable,
    Text,
    file_html,
    picture_html,
)
from mingtang.ground.foundation.html import ALIGNMENTS

Raw = dict[str, Any]


class Media:
    """What pictures and files of a document became here; without a store, nothing."""

    def picture(self, one: ReadPicture) -> int | None:
        """Return the id of a picture that was taken over, or None."""
        del one
        return None

    def document(self, one: File) -> int | None:
        """Return the id of a file that was taken over, or None."""
        del one
        return None


def blocks_of(reading: Reading, media: Media) -> list[Raw]:
    """Return the body as raw blocks: runs of text, tables, pictures, files, the signature."""
    blocks: list[Raw] = []
    words: list[str] = []

    def close() -> None:
        if words:
            blocks.append({"type": "text", "value": "".join(words).rstrip("\n")})
            words.clear()

    body = reading.body
    signature = _signature(reading)
    index = 0
    while index < len(body):
        if signature is not None and index == signature.start:
            close()
            blocks.append(_signature_block(reading, body[signature[-1]]))
            index = signature.stop
            continue
        one = body[index]
        if isinstance(one, Text):
            words.extend(_text(body, index))
        else:
            close()
            blocks.append(_other(one, media))
        index += 1
    close()
    return blocks


def _text(body: Sequence[Block], index: int) -> Iterator[str]:
    """Yield the HTML of a text; items of one list stand in one list."""
    one = body[index]
    assert isinstance(one, Text)
    if one.tag not in {"ul", "ol"}:
        name = f' class="{one.align}"' if one.align in ALIGNMENTS else ""
        yield f"<{one.tag}{name}>{one.html}</{one.tag}>\n"
        return
    before = body[index - 1] if index else None
    after = body[index + 1] if index + 1 < len(body) else None
    if not (isinstance(before, Text) and before.tag == one.tag):
        yield f"<{one.tag}>"
    yield f"<li>{one.html}</li>"
    if not (isinstance(after, Text) and after.tag == one.tag):
        yield f"</{one.tag}>\n"


def _other(one: Block, media: Media) -> Raw:
    if isinstance(one, ReadTable):
        return {"type": "html_table", "value": one.html}
    if isinstance(one, ReadPicture):
        image = media.picture(one)
        if image is None:
            # The editor of texts knows no pictures of other sites; this block is left as it is.
            return {"type": "html_table", "value": picture_html(one)}
        return {
            "type": "picture",
            "value": {"image": image, "name": one.name or "图片", "caption": ""},
        }
    assert isinstance(one, File)
    document = media.document(one)
    if document is None:
        return {"type": "text", "value": f"<p>{file_html(one)}</p>"}
    return {"type": "attachment", "value": {"document": document, "title": one.name[:200]}}


def _signature(reading: Reading) -> range | None:
    """Return where the offices that signed stand with a line of their own date below."""
    body, signers = reading.body, reading.signers.value
    if not signers:
        return None
    for index, one in enumerate(body):
        if not isinstance(one, Text) or date_of_line(one.words) is None:
            continue
        start, found = index, list[str]()
        while start > 0 and len(found) < len(signers):
            before = body[start - 1]
            offices = offices_of_line(before.words) if isinstance(before, Text) else ()
            if not offices:
                break
            found[:0] = offices
            start -= 1
        if tuple(dict.fromkeys(found)) == signers:
            return range(start, index + 1)
    return None


def _signature_block(reading: Reading, line: Block) -> Raw:
    assert isinstance(line, Text)
    day = date_of_line(line.words)
    return {
        "type": "signature",
        "value": {
            "office": "　".join(reading.signers.value)[:200],
            "date": day.isoformat() if day else None,
        },
    }
