"""What templates get of articles and lists: frozen values, never rows of the database."""

from dataclasses import dataclass
from datetime import date, datetime

from mingtang.editorial.themes.shown import AssetView, BlockView
from mingtang.ground.foundation.text import one_line

DESCRIBED = 120  # characters of a text that stand for it in a list of results


@dataclass(frozen=True, slots=True)
class ItemView:
    """One row of a list. Times are in Beijing."""

    article_id: int
    kind: str
    title: str
    summary: str
    link: str
    source: str
    unit_name: str
    document_number: str
    document_date: date | None
    force: str
    released_at: datetime
    changed_at: datetime
    is_pinned: bool = False

    @property
    def released_on(self) -> date:
        """The day of release in Beijing."""
        return self.released_at.date()


@dataclass(frozen=True, slots=True)
class PicturedItem:
    """One item of a list of pictures or films; `picture` is the first of its text, None where it has none."""

    item: ItemView
    picture: AssetView | None


@dataclass(frozen=True, slots=True)
class MonthView:
    """One month of a column's archive."""

    month: int
    count: int
    link: str

    @property
    def year(self) -> int:
        """The year of the month."""
        return self.month // 100


@dataclass(frozen=True, slots=True)
class YearView:
    """One year of a column's archive with the months that hold items, both newest first."""

    year: int
    count: int
    link: str
    months: tuple[MonthView, ...]


@dataclass(frozen=True, slots=True)
class TimeLink:
    """A way to another month or year of an archive: `2026年2月`."""

    name: str
    link: str


@dataclass(frozen=True, slots=True)
class PartView:
    """One page of a month's archive, newest first, with its neighbours.

    `newer` and `older` are the pages beside it inside the month; `newer_month` and `older_month` the nearest
    months that hold items, `year` all months of its year.
    """

    month: int
    number: int
    count: int
    items: tuple[ItemView, ...]
    newer: str
    older: str
    newer_month: TimeLink | None = None
    older_month: TimeLink | None = None
    year: TimeLink | None = None


@dataclass(frozen=True, slots=True)
class PaperView:
    """A policy as a file to download: what it is called, its extension, where it is, bytes."""

    label: str
    extension: str
    link: str
    size: int


@dataclass(frozen=True, slots=True)
class RoomLink:
    """A link that a room offers for a policy document, such as a form or a list of answers."""

    title: str
    link: str


@dataclass(frozen=True, slots=True)
class ExtraFact:
    """One field that the office declared, as it was at the release; `sort` is `link` for an address."""

    label: str
    value: str
    sort: str


@dataclass(frozen=True, slots=True)
class RelationView:
    """What a document did to another one, or another to it; `item` is none where that is not online."""

    kind: str
    is_from: bool
    item: ItemView | None
    words: str


@dataclass(frozen=True, slots=True)
class ArticleView:
    """An article as its page shows it. `changed_at` is the page's stamp; times are in Beijing.

    Source: 南政办〔2015〕86号 as published, page of the document (HN-20): lapse date, level of force, number and date of issue of a document.
    """

    id: int
    kind: str
    title: str
    subtitle: str
    summary: str
    keywords: str
    source: str
    author: str
    editor: str
    unit_name: str
    released_at: datetime
    changed_at: datetime
    happened_on: date | None
    document_number: str
    index_number: str
    issuing_office: str
    topic_class: str
    document_date: date | None
    legal_level: str
    force: str
    lapses_on: date | None
    interpretation_form: str
    link: str
    canonical: str
    blocks: tuple[BlockView, ...]
    interprets: ItemView | None = None
    interpretations: tuple[ItemView, ...] = ()
    extra_facts: tuple[ExtraFact, ...] = ()
    relations: tuple[RelationView, ...] = ()
    papers: tuple[PaperView, ...] = ()
    questions: tuple[RoomLink, ...] = ()

    @property
    def holds_ai(self) -> bool:
        """Whether artificial intelligence made a part of it, which the page says in its metadata too."""
        return any(block.holds_ai for block in self.blocks)

    @property
    def undone_by(self) -> tuple[ItemView, ...]:
        """The documents online that repealed or amended this one, as its validity says."""
        kind = {"repealed": "repeals", "amended": "amends"}.get(self.force, "")
        found = (one for one in self.relations if not one.is_from and one.kind == kind)
        return tuple(one.item for one in found if one.item)

    @property
    def pictures(self) -> tuple[str, ...]:
        """The links of the pictures in the text, those of galleries last, each once."""
        found = [block.link for block in self.blocks if block.type == "picture"]
        found += [one.link for block in self.blocks for one in block.pictures]
        return tuple(dict.fromkeys(found))

    @property
    def description(self) -> str:
        """The summary, else the beginning of the text, else the title; at most 120 characters."""
        if self.summary:
            return self.summary
        texts = (block.html.striptags() for block in self.blocks if block.type == "text")
        return (one_line("".join(texts)) or self.title)[:DESCRIBED]


@dataclass(frozen=True, slots=True)
class AddressView:
    """One line of a site map."""

    url: str
    changed_at: datetime | None = None
