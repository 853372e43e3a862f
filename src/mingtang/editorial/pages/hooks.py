"""What rooms above add: files beside the sites, links of the site map, the rest of a merge of columns.

A room above adds its function in `AppConfig.ready()`. Page kinds have a registry of their own, and
bundled themes are added to `themes`.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from mingtang.editorial.pages.shown import LinkView

# What the servers obey: path below the published root (`/.maps/hosts.json`) -> content.
RootFiles = Callable[[], Mapping[str, bytes]]

_root_files: list[RootFiles] = []


def add_root_files(files: RootFiles) -> None:
    """Write and guard these files beside the sites; a repeat is harmless."""
    if files not in _root_files:
        _root_files.append(files)


def root_files() -> dict[str, bytes]:
    """Return all files beside the sites as they should be now."""
    return {path: content for files in _root_files for path, content in files().items()}


# the reader of the page -> pages of its site that belong to no column; what is asked is noted as ever
MapLinks = Callable[[Any], Sequence[LinkView]]

_map_links: list[MapLinks] = []


def add_map_links(links: MapLinks) -> None:
    """List these pages on the site map page (站点地图); a repeat is harmless."""
    if links not in _map_links:
        _map_links.append(links)


def map_links(reader: Any) -> tuple[LinkView, ...]:
    """Return the pages of a site that belong to no column, room by room."""
    return tuple(link for links in _map_links for link in links(reader))


# column id, actor, moment -> how many things moved on to the column it was merged into, 0 at the end
MergeStep = Callable[[int, str, datetime], int]

_merge_steps: list[MergeStep] = []


def add_merge_step(step: MergeStep) -> None:
    """Call this for a merged column until it returns 0; a repeat is harmless.

    A step does a bounded piece inside the transaction of the caller and wakes the pages it touched.
    """
    if step not in _merge_steps:
        _merge_steps.append(step)


def merge_step(column_id: int, actor: str, at: datetime) -> int:
    """Move the next things of a merged column; return how many, 0 when nothing is left."""
    return sum(step(column_id, actor, at) for step in _merge_steps)
