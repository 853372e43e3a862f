"""Walks over the folders of published sites: every name is met, whatever kind of thing it is."""

import os
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mingtang.editorial.pages.disk import has_rights, kind_of, look
from mingtang.editorial.pages.engine.batches import site_root
from mingtang.editorial.pages.engine.verification import (
    Suspect,
    Version,
    can_be_published,
    is_right,
    is_temporary,
    owner,
    page_path,
)
from mingtang.editorial.pages.models import Target
from mingtang.editorial.sites.models import GovSite

_READ_AHEAD = 5000


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of a site (`/news`, empty for the top) with the names of everything but folders."""

    path: str
    names: tuple[str, ...]
    has_rights: bool


def suspects_of(site: GovSite, *, shard: int = 0, shards: int = 1) -> Iterator[Suspect]:
    """Walk the tree of a site and yield what looks wrong; `shards` split the folders among processes."""
    expected = expected_files(site.pk, shard=shard, shards=shards)
    root = str(site_root(site.code))
    seen: set[str] = set()
    for folder in folders_after(root, None):
        if in_shard(folder.path, shard, shards):
            for path in _wrong_in(root, folder, expected, seen):
                yield Suspect(site.pk, site.code, path)
    for path in expected.keys() - seen:
        yield Suspect(site.pk, site.code, path)


def expected_files(site_id: int, *, shard: int = 0, shards: int = 1) -> dict[str, Version]:
    """Return the digests of every page that should be on disk, and of its twins."""
    rows = Target.objects.filter(site_id=site_id, entry__digest__gt="").order_by()
    values = rows.values_list("path", "entry__digest", "entry__twins")
    return {
        path: (digest, twins)
        for path, digest, twins in values.iterator(_READ_AHEAD)
        if shards == 1 or in_shard(path.rpartition("/")[0], shard, shards)
    }


def in_shard(folder: str, shard: int, shards: int) -> bool:
    """Tell whether a folder (`/news/202603`) belongs to a share of the work."""
    return shards == 1 or zlib.crc32(os.fsencode(folder)) % shards == shard


def _wrong_in(
    root: str, folder: Folder, expected: dict[str, Version], seen: set[str]
) -> Iterator[str]:
    if not folder.has_rights:
        yield folder.path
    for name in folder.names:
        path = f"{folder.path}/{name}"
        if path in expected:
            seen.add(path)
            if not is_right(look(root + path, owner()), expected[path]):
                yield path
        elif page_path(path) not in expected and not _is_ours(root, path):
            yield path


def _is_ours(root: str, path: str) -> bool:
    return is_temporary(path) and kind_of(root + path) == "file"


def folders_after(root: str, after: str | None) -> Iterator[Folder]:
    """Yield folders below a root, in one order, from behind `after`; links are no folders here.

    The order is that of the parts of the path; what is wholly before is not walked again.
    """
    seen = None if after is None else _parts(after)
    owned_by = owner()
    for place, inside, names in os.walk(root):
        path = place[len(root) :]
        linked = [name for name in inside if os.path.islink(f"{place}/{name}")]
        here = _parts(path)
        inside[:] = sorted(
            name for name in inside if seen is None or _may_hold_more([*here, name], seen)
        )
        if seen is None or here > seen:
            yield Folder(path, (*names, *linked), _has_rights(place, owned_by))


def _has_rights(place: str, owned_by: int) -> bool:
    try:
        return has_rights(os.lstat(place), owned_by)
    except OSError:
        return True  # gone meanwhile


def _parts(folder: str) -> list[str]:
    return folder.split("/")[1:]


def _may_hold_more(folder: list[str], seen: list[str]) -> bool:
    return folder > seen or seen[: len(folder)] == folder


def unknown_in(site: GovSite, folder: Folder) -> Iterator[Suspect]:
    """Yield what no page of the site explains in a folder, and the folder itself if its rights are wrong."""
    if not folder.has_rights:
        yield Suspect(site.pk, site.code, folder.path)
    paths = [f"{folder.path}/{name}" for name in sorted(folder.names)]
    known = _known(site.pk, [path for path in paths if can_be_published(path)])
    for path in paths:
        if path not in known and page_path(path) not in known:
            yield Suspect(site.pk, site.code, path)


def _known(site_id: int, paths: Iterable[str]) -> set[str]:
    wanted = sorted({name for path in paths for name in (path, page_path(path))})
    found: set[str] = set()
    for start in range(0, len(wanted), 500):
        rows = Target.objects.filter(site_id=site_id, path__in=wanted[start : start + 500])
        found.update(rows.filter(entry__digest__gt="").values_list("path", flat=True))
    return found
