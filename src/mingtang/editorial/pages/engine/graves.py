"""What was taken down on a site, asked before an old version of any page is put back."""

import re

from mingtang.editorial.pages.models import Tombstone
from mingtang.editorial.pages.registry import all_kinds


class Graves:
    """What was taken down on a site, and whether a version names it."""

    def __init__(self, site_id: int) -> None:
        stones = Tombstone.objects.filter(site_id=site_id, lifted_at__isnull=True)
        self.paths = set(stones.values_list("path", flat=True))
        self._patterns = [kind.names for kind in all_kinds() if kind.names is not None]
        self._named: dict[re.Pattern[bytes], set[bytes]] = {}
        self._others: list[bytes] = []
        for path in self.paths:
            self._add(path.encode())

    def _add(self, path: bytes) -> None:
        for pattern in self._patterns:
            if found := pattern.search(path):
                self._named.setdefault(pattern, set()).add(found[1])
                return
        self._others.append(path)

    def are_named_in(self, content: bytes) -> bool:
        """Tell whether a content links to anything that was taken down."""
        if any(
            not buried.isdisjoint(pattern.findall(content))
            for pattern, buried in self._named.items()
        ):
            return True
        return any(path in content for path in self._others)
