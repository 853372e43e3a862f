"""What lies on disk compared with what was published: altered, added, removed files.

Looking is done without locks, so a page that is being written may look wrong. Each suspect is then
looked at again behind the lock that writers take before they rename: what is wrong then is not ours.
A batch that crashed in the middle explains its own files: its manifest was committed before.
"""

import os
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from mingtang.publishing.engine.batches import site_root
from mingtang.publishing.enums import BatchState, Finding, TargetState
from mingtang.publishing.models import Entry, Target
from mingtang.publishing.writing import TEMPORARY_PREFIX, digest_of, twins_digest
from mingtang.sites.models import GovSite

TWINS = (".gz", ".br")
_READ_AHEAD = 5000
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Suspect:
    """A path of a site that looks wrong; `path` is that of the page, also for a twin."""

    site_id: int
    code: str
    path: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A path that is wrong: how, what it should be and what it is. `file` is the file that shows it."""

    site_id: int
    code: str
    path: str
    finding: Finding
    expected: str
    found: str
    file: str
    target_id: int | None


Expected = dict[str, tuple[str, str]]


def suspects_of(site: GovSite, *, shard: int = 0, shards: int = 1) -> Iterator[Suspect]:
    """Walk the tree of a site and yield what looks wrong; `shards` split the folders among processes."""
    expected = expected_files(site.pk, shard=shard, shards=shards)
    root = str(site_root(site.code))
    seen: set[str] = set()
    for folder, names in _folders(root):
        if in_shard(folder, shard, shards):
            for path in _wrong_in(root, folder, names, expected, seen):
                yield Suspect(site.pk, site.code, path)
    for path in expected.keys() - seen:
        yield Suspect(site.pk, site.code, path)


def expected_files(site_id: int, *, shard: int = 0, shards: int = 1) -> Expected:
    """Return the digests of every page that should lie on disk, and of its twins."""
    rows = Target.objects.filter(site_id=site_id, entry__digest__gt="").order_by()
    values = rows.values_list("path", "entry__digest", "entry__twins")
    return {
        path: (digest, twins)
        for path, digest, twins in values.iterator(_READ_AHEAD)
        if shards == 1 or in_shard(path.rpartition("/")[0], shard, shards)
    }


def in_shard(folder: str, shard: int, shards: int) -> bool:
    """Tell whether a folder (`/news/202603`) belongs to a share of the work."""
    return shards == 1 or zlib.crc32(folder.encode()) % shards == shard


def _folders(root: str) -> Iterator[tuple[str, list[str]]]:
    for folder, inside, names in os.walk(root):
        linked = [name for name in inside if os.path.islink(f"{folder}/{name}")]
        yield folder[len(root) :], names + linked


def _wrong_in(
    root: str, folder: str, names: Iterable[str], expected: Expected, seen: set[str]
) -> Iterator[str]:
    listed = set(names)
    for name in names:
        path = f"{folder}/{name}"
        wanted = expected.get(path)
        if wanted is not None:
            seen.add(path)
            if not _is_right(root + path, wanted, name, listed):
                yield path
        elif not _belongs(folder, name, expected):
            yield path


def _is_right(place: str, wanted: tuple[str, str], name: str, listed: set[str]) -> bool:
    digest, twins = wanted
    try:
        if _digest_on_disk(place) != digest:
            return False
        if not twins:
            return f"{name}.gz" not in listed and f"{name}.br" not in listed
        return _twins_on_disk(place) == twins
    except OSError:
        return False


def _belongs(folder: str, name: str, expected: Expected) -> bool:
    """Tell whether a file that is no page of its own may lie here: a twin, or a temporary one.

    Temporary files are not served, and swept when they are old.
    """
    if name.startswith(TEMPORARY_PREFIX):
        return True
    stem, dot, _ = name.rpartition(".")
    return (
        name.endswith(TWINS) and bool(dot) and bool(expected.get(f"{folder}/{stem}", ("", ""))[1])
    )


def _digest_on_disk(place: str) -> str:
    return digest_of(_content(place))


def _twins_on_disk(place: str) -> str:
    return twins_digest(_content(f"{place}.gz"), _content(f"{place}.br"))


def _content(place: str) -> bytes:
    """Read a file, never through a link: what is published is a plain file."""
    descriptor = os.open(place, os.O_RDONLY | os.O_NOFOLLOW)
    with os.fdopen(descriptor, "rb", buffering=0) as file:
        return file.read()


def confirmed(suspect: Suspect) -> Difference | None:
    """Look at a suspect again behind the writers' lock; None when it is as it should be."""
    page, is_twin = _page_of(suspect.path)
    with transaction.atomic():
        target = (
            Target.objects.select_for_update(of=("self",))
            .select_related("entry")
            .filter(site_id=suspect.site_id, path__in=[suspect.path, page])
            .order_by("path")
            .last()
        )
        return _difference(suspect, target, page, is_twin=is_twin)


def _page_of(path: str) -> tuple[str, bool]:
    if path.endswith(TWINS):
        return path.rpartition(".")[0], True
    return path, False


def _difference(
    suspect: Suspect, target: Target | None, page: str, *, is_twin: bool
) -> Difference | None:
    place = f"{site_root(suspect.code)}{suspect.path}"
    if target is not None and target.path == suspect.path:
        is_twin = False
    versions = _allowed(target) if target is not None else []
    if target is None or (is_twin and not any(twins for _, twins in versions)):
        return _added(suspect, place)
    page_place = f"{site_root(suspect.code)}{page if is_twin else suspect.path}"
    found = _versions_on_disk(page_place)
    if any(_matches(version, found) for version in versions):
        return None
    return _told(suspect, target, versions[0], found, page_place)


def _added(suspect: Suspect, place: str) -> Difference | None:
    if os.path.basename(place).startswith(TEMPORARY_PREFIX):
        return None
    try:
        found = _digest_on_disk(place)
    except FileNotFoundError:
        return None
    except OSError:
        found = ""
    return Difference(
        suspect.site_id, suspect.code, suspect.path, Finding.ADDED, "", found, place, None
    )


def _allowed(target: Target) -> list[tuple[str, str]]:
    """The versions that may lie there: the present one, and that of a batch being written."""
    now = target.entry
    versions = [(now.digest, now.twins) if now is not None else ("", "")]
    if target.state == TargetState.RUNNING.value:
        rows = Entry.objects.filter(
            target=target, batch__state=BatchState.WRITING.value, batch__claim=target.claim
        )
        versions += list(rows.values_list("digest", "twins"))
    return versions


def _versions_on_disk(place: str) -> tuple[str, str]:
    """Digest of the page (empty: absent) and of its twins (empty: absent, `?`: only one of them)."""
    try:
        digest = _digest_on_disk(place)
    except FileNotFoundError:
        digest = ""
    except OSError:
        digest = "?"
    has = [os.path.exists(f"{place}{twin}") for twin in TWINS]
    if not any(has):
        return digest, ""
    try:
        return digest, _twins_on_disk(place) if all(has) else "?"
    except OSError:
        return digest, "?"


def _matches(version: tuple[str, str], found: tuple[str, str]) -> bool:
    return version == found


def _told(
    suspect: Suspect,
    target: Target,
    wanted: tuple[str, str],
    found: tuple[str, str],
    place: str,
) -> Difference:
    finding = Finding.ALTERED
    if not wanted[0]:
        finding = Finding.ADDED
    elif not found[0]:
        finding = Finding.REMOVED
    elif found[0] == wanted[0]:
        finding = Finding.TWIN
    return Difference(
        suspect.site_id,
        suspect.code,
        target.path,
        finding,
        wanted[0],
        found[0] if finding is not Finding.TWIN else found[1],
        place,
        target.pk,
    )


def looks_wrong(suspects: Sequence[Suspect]) -> Iterator[Suspect]:
    """Yield those of many suspects that look wrong, without locks and in few queries."""
    by_site: dict[int, list[Suspect]] = {}
    for suspect in suspects:
        by_site.setdefault(suspect.site_id, []).append(suspect)
    for site_id, same in by_site.items():
        for start in range(0, len(same), _AT_ONCE):
            part = same[start : start + _AT_ONCE]
            expected = _expected_of(site_id, [suspect.path for suspect in part])
            for suspect in part:
                wanted = expected.get(suspect.path, ("", ""))
                if _versions_on_disk(f"{site_root(suspect.code)}{suspect.path}") != wanted:
                    yield suspect


def _expected_of(site_id: int, paths: Sequence[str]) -> Expected:
    rows = Target.objects.filter(site_id=site_id, path__in=paths, entry__isnull=False)
    values = rows.values_list("path", "entry__digest", "entry__twins")
    return {path: (digest or "", twins or "") for path, digest, twins in values}


def verify_written(at: datetime, *, limit: int = _AT_ONCE) -> list[Suspect]:
    """Read back what was written lately and mark it verified; return what looks wrong."""
    rows = Target.objects.filter(state=TargetState.WRITTEN.value)
    rows = rows.select_related("entry", "site").order_by("lane", "woken_at", "pk")
    good: list[int] = []
    wrong: list[Suspect] = []
    for target in rows[:limit]:
        assert target.entry is not None
        found = _versions_on_disk(f"{site_root(target.site.code)}{target.path}")
        if found == (target.entry.digest, target.entry.twins):
            good.append(target.pk)
        else:
            wrong.append(Suspect(target.site_id, target.site.code, target.path))
    Target.objects.filter(pk__in=good, state=TargetState.WRITTEN.value).update(
        state=TargetState.VERIFIED.value
    )
    return wrong
