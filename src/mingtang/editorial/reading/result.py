"""What the reader of documents hands back (识读结果).

:class:`Reading` holds one :class:`Found` for every field: the value, the words of the page it was
read from (evidence), and the place they stand in. Doubts are a list of :class:`Doubt`, each with
the name of its field, so that a screen can show a field, its evidence and its doubts in one row. The body
is a sequence of blocks: :class:`Text`, :class:`ReadTable`, :class:`ReadPicture`, :class:`File`.

A page that is no single readable document raises :class:`Unreadable` with its :class:`DocumentKind`.
All values are plain data: `as_json` gives what an import stores, `FIELD_LABELS` the Chinese names.
"""

import html as html_text
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar

T = TypeVar("T")

FIELD_LABELS = {
    "title": "标题",
    "number": "发文字号",
    "office": "发文机关",
    "signers": "落款单位",
    "document_date": "成文日期",
    "released": "发布日期",
    "source": "信息来源",
    "index_number": "索引号",
    "body": "正文",
}


class DocumentKind(StrEnum):
    """What a file turned out to be; everything but a document is refused."""

    DOCUMENT = "document"
    LIST = "list"
    HOME = "home"
    ERROR = "error"
    EMPTY = "empty"
    FRAMES = "frames"
    SCRIPT = "script"  # drawn by a script in the browser, no words in the file
    SEVERAL = "several"  # more than one document on the page
    PAGED = "paged"  # one document over several pages
    MHTML = "mhtml"
    RTF = "rtf"
    PICTURE = "picture"
    PDF = "pdf"
    OFFICE = "office"
    ARCHIVE = "archive"
    BINARY = "binary"
    MIXED = "mixed"  # two encodings in one file
    LARGE = "large"


class ValuePlace(StrEnum):
    """Where on the page a value stood."""

    NOWHERE = ""
    LABEL = "label"
    META = "meta"
    TITLE = "title"
    HEAD = "head"  # between title and text, without a label
    SIGNATURE = "signature"
    TEXT = "text"


class Unreadable(ValueError):
    """A file that cannot be taken as one document; the message is Chinese and says what to do."""

    def __init__(self, kind: DocumentKind, message: str) -> None:
        super().__init__(message)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Doubt:
    """A reason to look at a field before it is used, as one Chinese sentence."""

    field: str
    words: str


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """A value with the words it was read from."""

    value: T
    evidence: str = ""
    place: ValuePlace = ValuePlace.NOWHERE


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph (`p`), a heading (`h2`, `h3`) or a list item (`ul`, `ol`); `html` is its inside."""

    words: str
    html: str
    tag: str = "p"
    align: str = ""  # `center` or `right` of a paragraph in a document, as it is set there


@dataclass(frozen=True, slots=True)
class ReadTable:
    """A table of data as clean HTML."""

    html: str
    rows: int
    columns: int


@dataclass(frozen=True, slots=True)
class ReadPicture:
    """A picture of the text; `address` is resolved, `written` is what the page says.

    `data` holds the bytes of a picture that is written into the page itself.
    """

    address: str
    written: str
    name: str = ""
    data: bytes = b""


@dataclass(frozen=True, slots=True)
class File:
    """A file that the text offers for download; `address` is resolved where the base is known."""

    name: str
    address: str
    written: str


Block = Text | ReadTable | ReadPicture | File


@dataclass
class Reading:
    """One document as it was read."""

    file: str
    title: Found[str] = field(default_factory=lambda: Found(""))
    number: Found[str] = field(default_factory=lambda: Found(""))
    office: Found[str] = field(default_factory=lambda: Found(""))
    signers: Found[tuple[str, ...]] = field(default_factory=lambda: Found(()))
    document_date: Found[date | None] = field(default_factory=lambda: Found(None))
    released: Found[date | None] = field(default_factory=lambda: Found(None))
    released_at: datetime | None = None  # with the time of day where the page states one
    source: Found[str] = field(default_factory=lambda: Found(""))
    index_number: Found[str] = field(default_factory=lambda: Found(""))
    body: tuple[Block, ...] = ()
    files: tuple[File, ...] = ()  # all files, those of the body among them
    base: str = ""
    encoding: str = ""
    doubts: list[Doubt] = field(default_factory=list)

    def doubt(self, name: str, words: str) -> None:
        """Add a doubt about a field, once."""
        if Doubt(name, words) not in self.doubts:
            self.doubts.append(Doubt(name, words))

    @property
    def doubtful(self) -> frozenset[str]:
        """Return the names of the fields with a doubt."""
        return frozenset(doubt.field for doubt in self.doubts)

    @property
    def warnings(self) -> list[str]:
        """Return the sentences of all doubts."""
        return [doubt.words for doubt in self.doubts]

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """Return the words of paragraphs, headings and list items in order."""
        return tuple(block.words for block in self.body if isinstance(block, Text))

    @property
    def tables(self) -> tuple[ReadTable, ...]:
        """Return the tables of data."""
        return tuple(block for block in self.body if isinstance(block, ReadTable))

    @property
    def pictures(self) -> tuple[ReadPicture, ...]:
        """Return the pictures of the text."""
        return tuple(block for block in self.body if isinstance(block, ReadPicture))

    @property
    def html(self) -> str:
        """Return the body as one piece of HTML."""
        return "\n".join(_pieces(self.body))

    def values(self) -> dict[str, Any]:
        """Return value, evidence and place of every field, as JSON holds them."""
        found = {}
        for name in FIELD_LABELS:
            if name == "body":
                continue
            one: Found[Any] = getattr(self, name)
            value = one.value
            if isinstance(value, date):
                value = value.isoformat()
            elif isinstance(value, tuple):
                value = list(value)
            found[name] = {"value": value, "evidence": one.evidence, "place": str(one.place)}
        return found

    def as_json(self) -> dict[str, Any]:
        """Return the document as plain values for printing."""
        day, released = self.document_date.value, self.released.value
        return {
            "file": self.file,
            "title": self.title.value,
            "document_number": self.number.value,
            "issuing_office": self.office.value,
            "document_date": day.isoformat() if day else None,
            "release_date": released.isoformat() if released else None,
            "source": self.source.value,
            "body": self.html,
            "warnings": self.warnings,
            "index_number": self.index_number.value,
            "signers": list(self.signers.value),
            "files": [{"name": file.name, "address": file.address} for file in self.files],
        }


def _pieces(body: tuple[Block, ...]) -> Iterator[str]:
    for block in body:
        if isinstance(block, Text):
            yield text_html(block)
        elif isinstance(block, ReadTable):
            yield block.html
        elif isinstance(block, ReadPicture):
            yield picture_html(block)
        else:
            yield f"<p>{file_html(block)}</p>"


def text_html(block: Text) -> str:
    """Return a text block as HTML; a list item stands in a list of its own."""
    if block.tag in {"ul", "ol"}:
        return f"<{block.tag}><li>{block.html}</li></{block.tag}>"
    return f"<{block.tag}>{block.html}</{block.tag}>"


def picture_html(block: ReadPicture) -> str:
    """Return a picture as HTML."""
    address, name = html_text.escape(block.address), html_text.escape(block.name)
    return f'<p><img src="{address}" alt="{name}"></p>'


def file_html(block: File) -> str:
    """Return a file as a link, as words alone where its address is not known."""
    name = html_text.escape(block.name, quote=False)
    return f'<a href="{html_text.escape(block.address)}">{name}</a>' if block.address else name
