"""What templates get of sites, columns, blocks and files: frozen values, never rows of the database."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup

from mingtang.editorial.sites.enums import ColumnType

_NOTHING = Markup("")


@dataclass(frozen=True, slots=True)
class PictureView:
    """A picture of a site's look; `link` is its address as a page writes it."""

    link: str
    name: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class LookView:
    """The pictures of a site's look, None where it has none; its colours are in `/tokens.css`."""

    emblem: PictureView | None = None
    banner: PictureView | None = None
    icon: PictureView | None = None
    badge: PictureView | None = None


@dataclass(frozen=True, slots=True)
class SiteView:
    """A site as its pages show it."""

    id: int
    code: str
    name: str
    kind: str
    state: str
    url: str
    domain: str
    unit_name: str
    operating_unit_name: str
    contact: str
    phone: str
    email: str
    address: str
    identity_code: str
    icp: str
    police_record: str
    organ_badge_url: str
    description: str
    keywords: str
    parent_id: int | None
    notice: str
    successor_url: str
    look: LookView
    has_traditional: bool = False
    language: str = "chinese"


@dataclass(frozen=True, slots=True)
class LanguageView:
    """Another language of a site: its tag (BCP 47), its own name, its home page.

    `mark` is the placeholder in a frame for the address of the twin of a page.
    """

    tag: str
    name: str
    home: str

    @property
    def mark(self) -> str:
        """The placeholder of the address in a frame."""
        return f"\x02{self.tag}\x02"


@dataclass(frozen=True, slots=True)
class SiteLanguages:
    """The language of a site, the original language, and the other languages of the site."""

    own: str = ""
    original: str = ""
    others: tuple[LanguageView, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.others)


ONE_LANGUAGE = SiteLanguages()


@dataclass(frozen=True, slots=True)
class ColumnView:
    """A column as pages show it. `path` is its folder (`/zwgk/tzgg`), `link` its head page."""

    id: int
    site_id: int
    parent_id: int | None
    code: str
    name: str
    path: str
    link: str
    description: str
    keywords: str
    type: str
    purpose: str
    update_cycle: str
    state: str
    merged_into_id: int | None
    responsible_unit: str
    is_shown: bool
    presentation: str = "titles"


@dataclass(frozen=True, slots=True)
class SourceView:
    """A picture in one format, in the sizes there are: what `source` of `picture` takes."""

    type: str
    srcset: str


@dataclass(frozen=True, slots=True)
class LinkView:
    """A link with its words."""

    title: str
    link: str


@dataclass(frozen=True, slots=True)
class MapBranch:
    """A page in the map of a site, and the pages below it."""

    name: str
    link: str
    branches: tuple["MapBranch", ...] = ()


@dataclass(frozen=True, slots=True)
class MapGroup:
    """One section of the map of a site."""

    label: str
    branches: tuple[MapBranch, ...]


@dataclass(frozen=True, slots=True)
class GalleryPicture:
    """One picture of a gallery."""

    link: str
    name: str
    caption: str
    width: int
    height: int
    sources: tuple[SourceView, ...]
    shown: str
    is_ai: bool = False


@dataclass(frozen=True, slots=True)
class BlockView:
    """One block of a body; which fields are filled depends on `type`.

    `columns` is how many cells the widest row of a table has; `subtitles` and `poster` are addresses of
    a film, `words` the paragraphs of a transcript, quote or answer.
    """

    type: str
    html: Markup = _NOTHING
    rows: tuple[tuple[str, ...], ...] = ()
    headings: tuple[str, ...] = ()
    columns: int = 0
    caption: str = ""
    link: str = ""
    name: str = ""
    size: int = 0
    width: int = 0
    height: int = 0
    office: str = ""
    day: date | None = None
    sources: tuple[SourceView, ...] = ()
    shown: str = ""
    pictures: tuple[GalleryPicture, ...] = ()
    subtitles: str = ""
    poster: str = ""
    words: tuple[str, ...] = ()
    source: str = ""
    is_ai: bool = False

    @property
    def holds_ai(self) -> bool:
        """Whether artificial intelligence made the block or a picture of it."""
        return self.is_ai or any(one.is_ai for one in self.pictures)


@dataclass(frozen=True, slots=True)
class AssetView:
    """A picture or file online: `link` is its address as a page writes it, `path` as it is.

    Of a picture `sources` are the sizes in formats that not every browser knows, and `shown` is the
    size for all others; both are empty until they are made. With `is_marked` these carry a mark, and
    the original is not for readers once they are made.
    """

    link: str
    title: str
    size: int
    width: int = 0
    height: int = 0
    path: str = ""
    sources: tuple[SourceView, ...] = ()
    shown: str = ""
    is_marked: bool = False


@dataclass(frozen=True, slots=True)
class PageSection:
    """Under which heading of a site pages of a room stand, as the standard's marks of a column say it.

    `about` follows the name of the site; `keywords` are separated by commas; `link` is where the section begins.

    Source: 国办发〔2017〕47号, 网页标签规范: ColumnName, ColumnType, ColumnDescription, ColumnKeywords.
    """

    name: str
    type: ColumnType
    about: str
    keywords: str
    link: str


@dataclass(frozen=True, slots=True)
class PlacedBlock:
    """One block in its place: `view` is what its template gets, `width` how many of twelve parts it has.

    `number` counts from 1 and makes the ids of the page; `label` names a block without a title.
    """

    number: int
    view: Any
    width: int
    title: str
    label: str
    more: str
