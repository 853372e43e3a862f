"""The watcher: what changes in the published trees is looked at within a second or two.

Every change gives a notice, our own too; what lies there is then what was published, or what a batch
is writing. All else is healed and recorded. Where notices were missed (too many at once, a folder
gone, too few watches allowed), the trees are walked.
"""

import logging
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.conf import settings

from mingtang.publishing.engine.healing import heal
from mingtang.publishing.engine.verification import TWINS, Suspect, looks_wrong, suspects_of
from mingtang.publishing.inotify import TreeWatch
from mingtang.publishing.models import Incident
from mingtang.publishing.writing import TEMPORARY_PREFIX
from mingtang.sites.models import GovSite

logger = logging.getLogger(__name__)
MOST_AT_ONCE = 2000


class Watcher:
    """Looks after the trees of all sites, one step at a time."""

    def __init__(self, root: Path) -> None:
        root.mkdir(parents=True, exist_ok=True)
        self.root = root
        self.tree = TreeWatch(root)
        self._waiting: dict[Suspect, None] = {}
        self._owes_walk = not self.tree.is_complete
        if self._owes_walk:
            logger.warning("not every folder is watched; raise fs.inotify.max_user_watches")

    def close(self) -> None:
        """End the watch."""
        self.tree.close()

    def step(self, at: datetime) -> list[Incident]:
        """Look at what changed since the last step; return the incidents found and healed."""
        noticed = self.tree.look()
        self._owes_walk |= noticed.has_overflowed
        codes = dict(GovSite.objects.values_list("code", "pk")) if noticed.files else {}
        self._waiting.update(dict.fromkeys(self._suspects(noticed.files, codes)))
        if self._owes_walk and not self._waiting:
            self._owes_walk = False
            self._waiting.update(dict.fromkeys(walk_all()))
        part = list(self._waiting)[:MOST_AT_ONCE]
        for suspect in part:
            del self._waiting[suspect]
        return heal_all(part, at)

    def _suspects(self, files: Iterable[str], codes: dict[str, int]) -> Iterable[Suspect]:
        start = len(str(self.root)) + 1
        for file in sorted(files):
            code, _, rest = file[start:].partition("/")
            if code in codes and rest and not is_temporary(rest):
                yield Suspect(codes[code], code, page_path(f"/{rest}"))


def is_temporary(path: str) -> bool:
    """Tell whether a name is one of ours before it is renamed."""
    return path.rpartition("/")[2].startswith(TEMPORARY_PREFIX)


def page_path(path: str) -> str:
    """Return the page a twin belongs to, or the path itself."""
    return path.rpartition(".")[0] if path.endswith(TWINS) else path


def walk_all() -> Iterable[Suspect]:
    """Walk the trees of all sites."""
    for site in GovSite.objects.exclude(state="planned").order_by("pk"):
        yield from suspects_of(site)


def heal_all(suspects: Iterable[Suspect], at: datetime) -> list[Incident]:
    """Look at suspects behind the writers' lock and heal what is wrong."""
    found = (heal(suspect, at) for suspect in looks_wrong(list(suspects)))
    return [incident for incident in found if incident is not None]


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
