"""What the map of a site holds: its columns, and the pages that rooms above add.

A room above adds its pages in `AppConfig.ready()`. The map for people and the map for machines are made of the
same entries, in the order of :class:`MapSection`.
"""

from collections.abc import Callable, Iterator, Sequence

from mingtang.editorial.pages.enums import MapSection
from mingtang.editorial.pages.reader import PageReader
from mingtang.editorial.themes.shown import ColumnView, MapBranch, MapGroup

# What a room adds to one section on the site of the reader, which notes what was asked.
MapEntries = Callable[[PageReader], Sequence[MapBranch]]

_entries: dict[MapSection, list[MapEntries]] = {}


def add_to_site_map(section: MapSection, entries: MapEntries) -> None:
    """Show these pages in a section of every site's map, behind those added before.

    A repeat is harmless. What the entries depend on must be noted with the reader, else the map is not made
    again when it changes.

    Example:
        >>> add_to_site_map(MapSection.STANDING, lambda reader: [MapBranch("关于我们", "/about.html")])
    """
    listed = _entries.setdefault(section, [])
    if entries not in listed:
        listed.append(entries)


def site_map(reader: PageReader) -> tuple[MapGroup, ...]:
    """Return the map of a site by sections; sections without a page are left out."""
    groups = (MapGroup(section.label, tuple(_branches(section, reader))) for section in MapSection)
    return tuple(group for group in groups if group.branches)


def links_of(groups: Sequence[MapGroup]) -> Iterator[str]:
    """Yield the address of every page of a map on its own site, each once, from the top."""
    seen: set[str] = set()
    waiting = [branch for group in reversed(groups) for branch in reversed(group.branches)]
    while waiting:
        branch = waiting.pop()
        waiting.extend(reversed(branch.branches))
        if branch.link.startswith("/") and branch.link not in seen:
            seen.add(branch.link)
            yield branch.link


def _branches(section: MapSection, reader: PageReader) -> Iterator[MapBranch]:
    if section is MapSection.COLUMNS:
        yield from column_branches(reader.all_columns())
    for entries in _entries.get(section, ()):
        yield from entries(reader)


def column_branches(columns: Sequence[ColumnView]) -> tuple[MapBranch, ...]:
    """Return columns as a tree, in the order given; one whose parent is not among them stands at the top."""
    known = {column.id for column in columns}
    below: dict[int | None, list[ColumnView]] = {}
    for column in columns:
        parent = column.parent_id if column.parent_id in known else None
        below.setdefault(parent, []).append(column)

    def branch(column: ColumnView) -> MapBranch:
        return MapBranch(column.name, column.link, tuple(map(branch, below.get(column.id, ()))))

    return tuple(map(branch, below.get(None, ())))
