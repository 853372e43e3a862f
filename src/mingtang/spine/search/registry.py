"""What can be searched for: a room above declares a kind of document and how to read it. No tables."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from mingtang.spine.events.subscribers import SealedEvent
from mingtang.spine.search.policies.documents import shelf_of


@dataclass(frozen=True, kw_only=True)
class SearchDocument:
    """One thing as a search finds it.

    `number` is its number in the table of its room. `unit` and `site` are the opaque keys by which
    others may narrow what a person sees. `facets` are further values to narrow by.

    Of a public document, which must be dated: `group` is the key of the thing it shows, `is_main` tells
    the one page that stands for it among those of all sites, `sort` is what readers call its kind,
    `numbers` are those it is known by (发文字号、索引号), `phones` its telephones, `names` what it is called
    beside its title (a former name, a post), and `is_past` that it is no longer in force.

    For the list of results: `link` is its path on its site, `unit_name` its office where it is not `unit`
    by its present name, `note` a mark behind the title (已归档). With a link, these and the text as written are
    stored in the index, so that a list shows it without another table; without one, its room shows it.
    """

    number: int
    title: str
    text: str = ""
    unit: str = ""
    site: str = ""
    dated: datetime | None = None
    facets: Mapping[str, str] = field(default_factory=dict)
    group: str = ""
    is_main: bool = True
    sort: str = ""
    numbers: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    is_past: bool = False
    link: str = ""
    unit_name: str = ""
    note: str = ""


@dataclass(frozen=True)
class SearchKind:
    """A kind of document.

    `read(numbers)` returns the documents of some numbers; one that it leaves out is not found any
    more. `numbers_after(number, limit)` walks through all numbers in ascending order. `codes` are
    the events after which `touched(event)` names the numbers to be read again. A public kind is found
    by everybody: it stands in the public index and never in that of the office.
    """

    name: str
    label: str
    read: Callable[[Sequence[int]], Iterable[SearchDocument]]
    numbers_after: Callable[[int, int], Sequence[int]]
    codes: frozenset[str]
    touched: Callable[[SealedEvent], Sequence[int]]
    is_public: bool = False


class UnknownDocumentKind(LookupError):
    """No room registered a kind of this name."""


_kinds: dict[str, SearchKind] = {}


def register_documents(kind: SearchKind) -> SearchKind:
    """Add a kind; the same registration twice is harmless.

    :raises ValueError: another kind has the name, or two public kinds would share ids.
    """
    if _kinds.setdefault(kind.name, kind) != kind:
        raise ValueError(f"two kinds of documents are called {kind.name}")
    shelves = {shelf_of(one.name) for one in _kinds.values() if one.is_public}
    if len(shelves) < sum(one.is_public for one in _kinds.values()):
        del _kinds[kind.name]
        raise ValueError(f"the name {kind.name} gives the ids of another public kind")
    return kind


def document_kind(name: str) -> SearchKind:
    """Return the kind of a name.

    :raises UnknownDocumentKind: nothing is registered under it.
    """
    try:
        return _kinds[name]
    except KeyError:
        raise UnknownDocumentKind(name) from None


def document_kinds() -> Iterator[SearchKind]:
    """Yield every kind, by name."""
    for name in sorted(_kinds):
        yield _kinds[name]


def forget_documents(name: str) -> None:
    """Remove a kind; for tests that register their own."""
    _kinds.pop(name, None)
