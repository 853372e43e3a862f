"""What was found in the published tree, kept as evidence in the store, and taken out of the tree."""

import contextlib
import os
import shutil
import stat
from datetime import datetime
from pathlib import Path

from django.conf import settings

from mingtang.editorial.pages.disk import TWINS, kind_of, read_plain
from mingtang.ground.foundation.keys import new_key

MOST_EVIDENCE = 20 * 1024 * 1024


def keep_evidence(place: str, at: datetime, *, with_twins: bool) -> str:
    """Copy what is at a place into the store and describe it; return its name there, empty for none.

    A store that has no room, or a file that cannot be read, costs the evidence and not the healing.
    """
    found = [s for s in ("", *(TWINS if with_twins else ())) if kind_of(f"{place}{s}") != "absent"]
    if not found:
        return ""
    name = f"evidence/{new_key(at)}"
    folder = Path(settings.PUBLISH_STORE) / name
    try:
        folder.mkdir(mode=0o700, parents=True)
    except OSError:
        return ""
    for suffix in found:
        with contextlib.suppress(OSError):
            (folder / f"about{suffix}").write_text(_described(f"{place}{suffix}"), "utf-8")
            _copy(f"{place}{suffix}", folder / f"file{suffix}")
    return name


def _described(place: str) -> str:
    status = os.lstat(place)
    lines = [
        f"kind {kind_of(place)}",
        f"mode {stat.S_IMODE(status.st_mode):o}",
        f"owner {status.st_uid}:{status.st_gid}",
        f"size {status.st_size}",
        f"changed {status.st_ctime_ns}",
    ]
    if stat.S_ISLNK(status.st_mode):
        lines.append(f"leads to {os.readlink(place)!a}")
    return "\n".join([*lines, ""])


def _copy(place: str, copy: Path) -> None:
    if kind_of(place) == "file" and os.lstat(place).st_size <= MOST_EVIDENCE:
        copy.write_bytes(read_plain(place, MOST_EVIDENCE))


def take_away(place: str, evidence: str) -> bool:
    """Take whatever is at a place out of the tree; tell whether nothing is left there.

    A folder goes to the evidence as it is where that is on the same disk, else it is lost.
    """
    try:
        if kind_of(place) == "folder":
            _take_folder(place, evidence)
        else:
            os.unlink(place)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return kind_of(place) == "absent"


def _take_folder(place: str, evidence: str) -> None:
    if evidence:
        kept = Path(settings.PUBLISH_STORE) / evidence / f"folder{os.path.splitext(place)[1]}"
        try:
            os.rename(place, kept)
        except OSError:
            pass
        else:
            return
    shutil.rmtree(place)
