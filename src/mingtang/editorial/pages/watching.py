"""The watcher: what changes in the published trees is looked at within a second or two.

Every change gives a notice, our own too; what is there then is what was published, or what a batch
is writing. All else is healed and recorded. A site is checked from its beginning when a worker
starts, since nobody watched before, and when notices were missed.
"""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from mingtang.editorial.pages.actions.incidents import heal_all
from mingtang.editorial.pages.actions.rolling import DAILY, check_all, check_all_soon, check_daily
from mingtang.editorial.pages.disk import kind_of
from mingtang.editorial.pages.engine.root_files import suspects_beside_sites
from mingtang.editorial.pages.engine.verification import (
    ROOT,
    Suspect,
    can_be_published,
    is_temporary,
)
from mingtang.editorial.pages.inotify import Noticed, TreeWatch
from mingtang.editorial.pages.models import Incident, Target
from mingtang.editorial.pages.writing import make_folders, owner_below
from mingtang.editorial.sites.models import GovSite

logger = logging.getLogger(__name__)
MOST_AT_ONCE = 2000
# Where not every folder can be watched, sites are checked more often.
UNWATCHED = timedelta(hours=1)


class Watcher:
    """Looks after the trees of all sites, one step at a time."""

    def __init__(self, root: Path) -> None:
        make_folders(str(root), owner_below(str(root)))
        self.root = root
        self.tree = TreeWatch(root)
        self._noticed = Noticed()
        self._waiting: dict[Suspect, None] = {}
        self._is_new = True
        if not self.tree.is_complete:
            logger.warning("not every folder is watched; raise fs.inotify.max_user_watches")

    def close(self) -> None:
        """End the watch."""
        self.tree.close()

    def step(self, at: datetime) -> list[Incident]:
        """Look at what changed since the last step; return the incidents found.

        What was noticed is forgotten only after it was looked at: a database that is away costs time.
        """
        self.tree.look(self._noticed)
        self._waiting.update(dict.fromkeys(self._suspects()))
        if self._is_new:
            check_all(at)
        elif self._noticed.has_overflowed:
            check_all_soon(at)
        self._noticed, self._is_new = Noticed(), False
        part = list(self._waiting)[:MOST_AT_ONCE]
        found = heal_all(part, at)
        for suspect in part:
            self._waiting.pop(suspect, None)
        return found

    def _suspects(self) -> Iterator[Suspect]:
        if self._is_new or self._noticed.has_overflowed:
            yield from suspects_beside_sites()
        if not self._noticed.names:
            return
        codes = dict(GovSite.objects.values_list("code", "pk"))
        start = len(str(self.root))
        for name in sorted(self._noticed.names):
            if is_temporary(name) and kind_of(name) in {"absent", "file"}:
                continue
            path = name[start:]
            code, _, rest = path[1:].partition("/")
            if code not in codes or not rest:
                yield Suspect(ROOT, "", path)
            if code in codes:
                inside = path[len(code) + 1 :]
                yield Suspect(codes[code], code, inside)
                if name in self._noticed.gone:
                    yield from _pages_below(codes[code], code, inside)


def _pages_below(site_id: int, code: str, folder: str) -> Iterator[Suspect]:
    """Yield the pages of a folder that is gone."""
    if can_be_published(folder):
        rows = Target.objects.filter(site_id=site_id, entry__digest__gt="")
        below = rows.filter(path__startswith=f"{folder}/").values_list("path", flat=True)
        yield from (Suspect(site_id, code, path) for path in below.iterator(5000))


_watcher: Watcher | None = None


def watch(at: datetime) -> int:
    """One step of this process's watcher, which is begun at the first call."""
    global _watcher  # noqa: PLW0603 - a watch lives as long as its process
    root = Path(settings.PUBLISH_ROOT)
    if _watcher is None or _watcher.root != root:
        if _watcher is not None:
            _watcher.close()
        _watcher = Watcher(root)
    return len(_watcher.step(at))


def roll(at: datetime) -> int:
    """Look beside the sites, and begin the next daily check when it is time."""
    is_watched = _watcher is not None and _watcher.tree.is_complete
    check_daily(at, every=DAILY if is_watched else UNWATCHED)
    return len(heal_all(suspects_beside_sites(), at))
