"""What is on disk compared with what was published: altered, added, removed files, changed rights.

Looking is done without locks, so a page that is being written may look wrong. Each suspect is then
looked at again behind the lock that writers take before they rename: what is wrong then is not ours.
A batch that crashed in the middle explains its own files: its manifest was committed before.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from mingtang.editorial.pages.disk import (
    ABSENT,
    TWINS,
    FoundFile,
    digest_at,
    has_rights,
    kind_of,
    look,
    read_plain,
)
from mingtang.editorial.pages.engine.batches import site_root
from mingtang.editorial.pages.enums import BatchState, TamperingKind, TargetState
from mingtang.editorial.pages.models import Entry, RootFile, Target
from mingtang.editorial.pages.writing import TEMPORARY_PREFIX, compressed, owner_below
from mingtang.editorial.sites.models import GovSite

ROOT = 0  # in the place of a site: what is beside the sites
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Suspect:
    """A path of a site that looks wrong, as it is on disk: a page, a twin, a folder, anything.

    `site_id` is `ROOT` and the code empty for what is beside the sites.
    """

    site_id: int
    code: str
    path: str

    @property
    def place(self) -> str:
        """Where it is on disk."""
        top = site_root(self.code) if self.site_id != ROOT else settings.PUBLISH_ROOT
        return f"{top}{self.path}"


@dataclass(frozen=True, slots=True)
class FileDifference:
    """A path that is wrong: how, what it should be and what it is. `file` is the file that shows it."""

    site_id: int
    code: str
    path: str
    kind: TamperingKind
    expected: str
    found: str
    file: str
    target_id: int | None


Version = tuple[str, str]  # digests of a page and of its twins, empty for none


def owner() -> int:
    """Return the user to whom the published files should belong."""
    return owner_below(str(settings.PUBLISH_ROOT))


def page_path(path: str) -> str:
    """Return the page a twin belongs to, or the path itself."""
    return path.rpartition(".")[0] if path.endswith(TWINS) else path


def is_temporary(path: str) -> bool:
    """Tell whether a name is one of ours before it is renamed."""
    return path.rpartition("/")[2].startswith(TEMPORARY_PREFIX)


def can_be_published(path: str) -> bool:
    """Tell whether a path may have a row: a name that is no text was never ours."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def is_right(found: FoundFile, version: Version) -> bool:
    """Tell whether what is on disk is a version, with the rights it was written with."""
    return found.has_rights and (found.page, found.twins) == version


def confirmed(suspect: Suspect) -> FileDifference | None:
    """Look at a suspect again behind the writers' lock; None when it is as it should be.

    Call it inside the transaction that puts right what is wrong.

    :raises OSError: the machine is too short of something to look.
    """
    with transaction.atomic():
        if suspect.site_id == ROOT:
            return _beside_sites(suspect)
        target = _locked_target(suspect)
        if target is not None:
            return _difference(suspect, target)
        return _unknown(suspect)


def _beside_sites(suspect: Suspect) -> FileDifference | None:
    """Judge a file that the servers obey, or something that has no business beside the sites."""
    row = None
    if can_be_published(suspect.path):
        row = RootFile.objects.select_for_update().filter(path=suspect.path).first()
    if row is None:
        return _unknown(suspect)
    found = look(suspect.place, owner())
    if found.has_rights and found.page in row.allowed:
        return None
    kind = TamperingKind.ALTERED if found.page else TamperingKind.REMOVED
    if found.page in row.allowed:
        kind = TamperingKind.RIGHTS
    expected = row.digest or row.pending
    return FileDifference(ROOT, "", row.path, kind, expected, found.page, suspect.place, None)


def _locked_target(suspect: Suspect) -> Target | None:
    """Lock the page that a path belongs to. What the page points to is read after the lock."""
    if not can_be_published(suspect.path):
        return None
    rows = Target.objects.select_for_update().filter(
        site_id=suspect.site_id, path__in=[suspect.path, page_path(suspect.path)]
    )
    found = {target.path: target for target in rows.order_by("pk")}
    return found.get(suspect.path) or found.get(page_path(suspect.path))


def _difference(suspect: Suspect, target: Target) -> FileDifference | None:
    place = f"{site_root(suspect.code)}{target.path}"
    now = target.entry
    present = (now.digest, now.twins) if now is not None else ("", "")
    found = look(place, owner())
    if is_right(found, present):
        return None
    begun = _begun_versions(target)
    if begun and _is_explained(place, found, [present, *begun]):
        return None
    return _told(suspect, target, present, found, place)


def _begun_versions(target: Target) -> list[Version]:
    """Return what a batch was writing here; behind our lock it is no longer at it, but crashed."""
    if target.state != TargetState.RUNNING.value:
        return []
    rows = Entry.objects.filter(
        target=target, batch__state=BatchState.WRITING.value, batch__claim=target.claim
    )
    return list(rows.values_list("digest", "twins"))


def _is_explained(place: str, found: FoundFile, versions: Sequence[Version]) -> bool:
    """Tell whether a crash at some step of the writing leaves this.

    The page is one of the versions; between the steps each of its twins may be missing, but none of
    another version is beside it. Recovery writes all of it again.
    """
    if not found.has_rights or found.page not in {digest for digest, _ in versions}:
        return False
    if found.twins == ABSENT or (found.page, found.twins) in versions:
        return True
    return found.page != ABSENT and _are_its_own_twins(place)


def _are_its_own_twins(place: str) -> bool:
    try:
        twins = compressed(read_plain(place))
    except OSError:
        return False
    wanted = {".gz": twins.gzip, ".br": twins.brotli} if twins else {}
    for suffix in TWINS:
        try:
            if read_plain(f"{place}{suffix}") != wanted.get(suffix):
                return False
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError:
            return False
    return True


def _unknown(suspect: Suspect) -> FileDifference | None:
    """Judge what no row knows: a folder may be there with the right rights, nothing else may."""
    file_kind = kind_of(suspect.place)
    if file_kind == "absent" or (file_kind == "file" and is_temporary(suspect.path)):
        return None
    kind = TamperingKind.ADDED
    if file_kind == "folder" and (suspect.site_id != ROOT or suspect.path in known_folders()):
        kind = TamperingKind.RIGHTS
        if has_rights(os.lstat(suspect.place), owner()):
            return None
    digest = digest_at(suspect.place) if file_kind == "file" else ""
    return FileDifference(
        suspect.site_id, suspect.code, suspect.path, kind, "", digest, suspect.place, None
    )


def known_folders() -> set[str]:
    """Return the folders that may be beside each other below the root, and the root itself (empty)."""
    codes = GovSite.objects.values_list("code", flat=True)
    files = RootFile.objects.values_list("path", flat=True)
    folders = {path.rpartition("/")[0] for path in files}
    # What a file system of its own has at its top.
    return {"", "/lost+found", *(f"/{code}" for code in codes), *folders}


def _told(
    suspect: Suspect, target: Target, wanted: Version, found: FoundFile, place: str
) -> FileDifference:
    kind, shown = TamperingKind.ALTERED, found.page
    if (found.page, found.twins) == wanted:
        kind = TamperingKind.RIGHTS
    elif not wanted[0]:
        kind = TamperingKind.ADDED
    elif not found.page:
        kind = TamperingKind.REMOVED
    elif found.page == wanted[0]:
        kind, shown = TamperingKind.TWIN, found.twins
    return FileDifference(
        suspect.site_id, suspect.code, target.path, kind, wanted[0], shown, place, target.pk
    )


def looks_wrong(suspects: Sequence[Suspect]) -> Iterator[Suspect]:
    """Yield those of many suspects that look wrong, without locks and in few queries."""
    by_site: dict[int, list[Suspect]] = {}
    for suspect in suspects:
        by_site.setdefault(suspect.site_id, []).append(suspect)
    for site_id, same in by_site.items():
        if site_id == ROOT:  # few, and each has a rule of its own
            yield from (suspect for suspect in same if confirmed(suspect) is not None)
            continue
        for start in range(0, len(same), _AT_ONCE):
            part = same[start : start + _AT_ONCE]
            wanted = _versions_of(site_id, part)
            by_page = {_row_path(suspect.path, wanted): suspect for suspect in part}
            yield from (
                suspect for path, suspect in by_page.items() if _looks_wrong(path, suspect, wanted)
            )


def _versions_of(site_id: int, suspects: Sequence[Suspect]) -> dict[str, Version]:
    paths = {
        path
        for suspect in suspects
        if can_be_published(suspect.path)
        for path in (suspect.path, page_path(suspect.path))
    }
    rows = Target.objects.filter(site_id=site_id, path__in=paths)
    values = rows.values_list("path", "entry__digest", "entry__twins")
    return {path: (digest or "", twins or "") for path, digest, twins in values}


def _row_path(path: str, wanted: Mapping[str, Version]) -> str:
    """Return the path of the page that explains a path, or the path itself."""
    return page_path(path) if path not in wanted and page_path(path) in wanted else path


def _looks_wrong(path: str, suspect: Suspect, wanted: Mapping[str, Version]) -> bool:
    if path not in wanted:
        return _unknown(suspect) is not None
    return not is_right(look(f"{site_root(suspect.code)}{path}", owner()), wanted[path])


def verify_written(at: datetime, *, limit: int = _AT_ONCE) -> list[Suspect]:
    """Read back what was written lately and mark it verified; return what looks wrong."""
    rows = Target.objects.filter(state=TargetState.WRITTEN.value)
    rows = rows.select_related("entry", "site").order_by("lane", "woken_at", "pk")
    good: list[int] = []
    wrong: list[Suspect] = []
    for target in rows[:limit]:
        assert target.entry is not None
        found = look(f"{site_root(target.site.code)}{target.path}", owner())
        if is_right(found, (target.entry.digest, target.entry.twins)):
            good.append(target.pk)
        else:
            wrong.append(Suspect(target.site_id, target.site.code, target.path))
    Target.objects.filter(pk__in=good, state=TargetState.WRITTEN.value).update(
        state=TargetState.VERIFIED.value
    )
    return wrong
