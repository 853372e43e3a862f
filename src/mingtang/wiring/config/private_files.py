"""What of an installation only its own user may read (文件权限); nothing here needs Django.

The published pages are for the web server in front, so the way to them stays open: everybody may pass
through the home folder, and look into nothing else of it.
"""

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

HOME_MODE = 0o711
FOLDERS = ("secrets", "media", "store", "anchors", "logs", "inbox")
FILES = ("mingtang.sqlite3", "sign-ins.txt", "run.lock", "prepared")
BESIDE_A_DATABASE = ("", "-wal", "-shm", "-journal")


@dataclass(frozen=True)
class Exposed:
    """Something that others may read, and the mode it should have."""

    path: Path
    mode: int


def keep_private() -> None:
    """Make what this process writes from now on readable by its own user alone."""
    os.umask(0o077)


def exposed(home: Path, databases: tuple[Path, ...] = ()) -> Iterator[Exposed]:
    """Yield what others may read in an installation; `databases` are those outside its folder."""
    for path in _private(home, databases):
        with suppress(OSError):
            found = path.lstat()
            if not stat.S_ISLNK(found.st_mode) and stat.S_IMODE(found.st_mode) & 0o077:
                yield Exposed(path, 0o700 if stat.S_ISDIR(found.st_mode) else 0o600)


def _private(home: Path, databases: tuple[Path, ...]) -> Iterator[Path]:
    for name in FOLDERS:
        yield home / name
    for name in ("secrets", "anchors", "logs"):
        with suppress(OSError):
            yield from sorted((home / name).iterdir())
    for name in FILES[1:]:
        yield home / name
    for database in (home / FILES[0], *databases):
        for suffix in BESIDE_A_DATABASE:
            yield database.with_name(database.name + suffix)


def make_private(home: Path, databases: tuple[Path, ...] = ()) -> list[Exposed]:
    """Take the rights of others away; return what they could read. What is not ours stays as it is."""
    done = []
    for one in exposed(home, databases):
        with suppress(PermissionError):
            one.path.chmod(one.mode)
            done.append(one)
    return done


def open_the_way(home: Path) -> None:
    """Make the folder of the installation, through which the web server passes to the pages."""
    if not home.exists():
        home.mkdir(parents=True)
        home.chmod(HOME_MODE)
