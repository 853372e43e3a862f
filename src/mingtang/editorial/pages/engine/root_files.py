"""The files beside the sites that the servers obey: written with a manifest, guarded like pages."""

import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from mingtang.editorial.pages.disk import digest_at, kind_of
from mingtang.editorial.pages.engine.evidence import take_away
from mingtang.editorial.pages.engine.verification import ROOT, Suspect, confirmed, known_folders
from mingtang.editorial.pages.hooks import root_files
from mingtang.editorial.pages.models import RootFile
from mingtang.editorial.pages.writing import Tree, digest_of, discard, owner_below, swap
from mingtang.editorial.sites.models import GovSite
from mingtang.ground.foundation.keys import new_key


def write_root_files(at: datetime) -> int:
    """Bring the files up to the tables; return how many were written.

    :raises OSError: no room, no permission, or something else is in a place.
    """
    files = root_files()
    changed = {
        path: digest_of(files[path]) for path in sorted(files) if not _is_written(path, files)
    }
    if not changed:
        return 0
    with transaction.atomic():
        for path, digest in changed.items():
            row, _ = RootFile.objects.select_for_update().get_or_create(path=path)
            if row.pending and digest_at(_place(path)) == row.pending:
                row.digest = row.pending  # someone crashed behind the renaming
            row.pending = digest
            row.save()
    with transaction.atomic():
        rows = RootFile.objects.select_for_update().filter(path__in=changed).order_by("path")
        # What another process means to write meanwhile is newer.
        ours = [row for row in rows if row.pending == changed[row.path]]
        for row in ours:
            _write(row.path, files[row.path], at)
            row.digest, row.pending, row.written_at = row.pending, "", at
            row.save()
    return len(ours)


def _place(path: str) -> str:
    return f"{settings.PUBLISH_ROOT}{path}"


def _is_written(path: str, files: Mapping[str, bytes]) -> bool:
    digest = digest_of(files[path])
    is_noted = RootFile.objects.filter(path=path, digest=digest, pending="").exists()
    return is_noted and confirmed(Suspect(ROOT, "", path)) is None


def _write(path: str, content: bytes, at: datetime) -> None:
    root = Path(settings.PUBLISH_ROOT)
    tree = Tree(root, owner_below(str(root)))
    staged = tree.stage(path, content, None, new_key(at)[-12:])
    try:
        if settings.PUBLISH_SYNC:
            tree.sync([staged])
        swap(staged)
    except OSError:
        discard(staged)
        raise


def restore_root_files(evidence: str, at: datetime) -> None:
    """Write again what is not as it should be, also where something that is no file is in the place."""
    for path in RootFile.objects.values_list("path", flat=True):
        for place in (_place(path), f"{_place(path)}.gz", f"{_place(path)}.br"):
            if kind_of(place) == "folder":
                take_away(place, evidence)
    write_root_files(at)


def suspects_beside_sites() -> list[Suspect]:
    """Return what looks wrong beside the sites: few names, so all of them are looked at."""
    paths = set(RootFile.objects.values_list("path", flat=True))
    sites = {f"/{code}" for code in GovSite.objects.values_list("code", flat=True)}
    for folder in known_folders() - sites - {"/lost+found"}:
        paths.update(f"{folder}/{name}" for name in _names(folder))
    suspects = [Suspect(ROOT, "", path) for path in sorted(paths)]
    return [suspect for suspect in suspects if confirmed(suspect) is not None]


def _names(folder: str) -> list[str]:
    try:
        return sorted(os.listdir(_place(folder)))
    except OSError:
        return []
