"""Scripts, styles and pictures of the office: named by their content, served from one folder (静态文件).

A page names each file by a digest of its content, and so does a script or style sheet that imports
another: a browser may cache a file without end, and an upgrade is never mixed with what it replaced. Files
of earlier versions stay for :data:`KEPT`, for the pages that were open during the upgrade.
"""

import fcntl
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import brotli
from django.conf import settings as django_settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage, staticfiles_storage
from django.core.files.storage import FileSystemStorage
from whitenoise.compress import Compressor
from whitenoise.middleware import WhiteNoiseMiddleware

from mingtang.ground.foundation import clock

KEPT = timedelta(days=30)
HASHED = re.compile(r"\.[0-9a-f]{12}\.[a-z0-9]+$")
LAYOUT = 1  # goes up when the same sources are to be collected differently
STAMP, LEDGER = "collected", "superseded.json"
TWINS = (".gz", ".br")
BROTLI_QUALITY = 5  # of 11: a tenth of a second instead of ten, for 3 % more bytes
Sources = dict[str, tuple[FileSystemStorage, str]]


class HashedStaticFiles(ManifestStaticFilesStorage):
    """Puts a digest of the content into each name, also where a module imports another one."""

    support_js_module_import_aggregation = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known_urls: dict[str, str] = {}

    # A page of the office has eighty files, and a name does not change within a process.
    def url(self, name: Any, force: bool = False) -> str:
        if force:
            return str(super().url(name, force))
        if name not in self.known_urls:
            self.known_urls[name] = super().url(name)
        return self.known_urls[name]


class OfficeFiles(WhiteNoiseMiddleware):
    """Serves the static files of the office, and first brings them up to this version.

    Both are done once in a process: what it serves does not change while it runs.
    """

    def __init__(self, get_response: Any = None, settings: Any = django_settings) -> None:
        _bring_up_to_date(Path(settings.STATIC_ROOT))
        super().__init__(get_response, settings)

    def update_files_dictionary(self, root: str, prefix: str) -> None:
        if root not in _scanned:
            super().update_files_dictionary(root, prefix)
            _scanned[root] = dict(self.files)
        self.files.update(_scanned[root])


_scanned: dict[str, dict[str, Any]] = {}


@cache
def _bring_up_to_date(root: Path) -> None:
    collect(root, at=clock.now())
    storage: Any = staticfiles_storage  # ours, behind a lazy object
    storage.hashed_files, _ = storage.load_manifest()
    storage.known_urls.clear()


def collect(root: Path, *, at: datetime) -> bool:
    """Bring the folder `root` up to this version of the program; return whether it was another.

    Everything is made aside and then moved in, the list of names last: neither a process that serves
    from the folder nor a page that is open ever misses a file. One process at a time.

    :raises ValueError: a script or style sheet names a file that does not exist.
    """
    root = root.resolve()
    with _alone(root):
        sources = _sources()
        stamp = _stamp(sources)
        if _text_of(root / STAMP) == stamp:
            return False
        aside = root.with_name(".static-new")
        shutil.rmtree(aside, ignore_errors=True)  # of a process that was killed
        names = _make(aside, sources)
        _compress(aside, root, names)
        _move_in(aside, root)
        _drop_old(root, names | sources.keys(), at)
        (root / STAMP).write_text(stamp)
    return True


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    with root.with_name(".static.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _sources() -> Sources:
    """Return where each file comes from; of two with the same name the first counts."""
    found: Sources = {}
    for finder in finders.get_finders():
        for path, storage in finder.list(None):
            prefix = getattr(storage, "prefix", None)
            found.setdefault(f"{prefix}/{path}" if prefix else path, (storage, path))
    return found


def _stamp(sources: Sources) -> str:
    digest = hashlib.sha256(f"{LAYOUT}".encode())
    for name, (storage, path) in sorted(sources.items()):
        status = os.stat(storage.path(path))
        digest.update(f"{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _make(folder: Path, sources: Sources) -> set[str]:
    """Copy the sources and their hashed twins into a folder; return the hashed names."""
    storage = HashedStaticFiles(
        location=folder, file_permissions_mode=0o644, directory_permissions_mode=0o755
    )
    for name, (source, path) in sources.items():
        with source.open(path) as file:
            storage.save(name, file)
    for _, _, outcome in storage.post_process(sources):
        if isinstance(outcome, Exception):
            raise outcome
    return set(storage.hashed_files.values())


class _QuickCompressor(Compressor):
    @staticmethod
    def compress_brotli(data: bytes) -> bytes:
        return bytes(brotli.compress(data, quality=BROTLI_QUALITY))


def _compress(folder: Path, root: Path, names: set[str]) -> None:
    """Write copies for browsers that take brotli or gzip beside what is new and gets smaller."""
    compressor = _QuickCompressor(quiet=True)
    for name in sorted(names):
        if compressor.should_compress(name) and not (root / name).exists():
            for twin in compressor.compress(str(folder / name)):
                os.chmod(twin, 0o644)


def _move_in(folder: Path, root: Path) -> None:
    """Move everything into the served folder; a hashed name that is there is the same file."""
    root.mkdir(exist_ok=True)
    root.chmod(0o755)  # a web server in front may read it
    names = sorted(one.relative_to(folder) for one in folder.rglob("*") if one.is_file())
    names.sort(key=lambda name: str(name) == HashedStaticFiles.manifest_name)  # the list last
    for name in names:
        target = root / name
        if HASHED.search(_without_twin(name.name)) and target.exists():
            continue
        for parent in reversed(target.relative_to(root).parents[:-1]):
            (root / parent).mkdir(mode=0o755, exist_ok=True)
            (root / parent).chmod(0o755)
        os.replace(folder / name, target)
    shutil.rmtree(folder)


def _drop_old(root: Path, names: set[str], at: datetime) -> None:
    """Remove what this version does not name: hashed files after a while, others at once."""
    known = json.loads(_text_of(root / LEDGER) or "{}")
    superseded: dict[str, str] = {}
    own = {STAMP, LEDGER, HashedStaticFiles.manifest_name}
    for path in sorted(one for one in root.rglob("*") if one.is_file()):
        name = _without_twin(path.relative_to(root).as_posix())
        if name in names or name in own:
            continue
        since = datetime.fromisoformat(known.get(name, at.isoformat()))
        if HASHED.search(name) and at - since <= KEPT:
            superseded[name] = since.isoformat()
        else:
            path.unlink()
    (root / LEDGER).write_text(json.dumps(superseded, indent=1))


def _without_twin(name: str) -> str:
    for ending in TWINS:
        name = name.removesuffix(ending)
    return name


def _text_of(path: Path) -> str:
    return path.read_text() if path.exists() else ""
