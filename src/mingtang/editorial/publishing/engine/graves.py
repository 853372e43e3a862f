"""What was taken down on a site, asked before an old version of any page is put back."""

import re

from mingtang.editorial.publishing.models import Tombstone

_NAMED_ARTICLES = re.compile(rb"/\d{6}/(\d+)\.html")
_NAMED_ASSETS = re.compile(rb"/assets/(image|document)/(\d+)[./]")


class Graves:
    """What was taken down on a site, and whether a version names it."""

    def __init__(self, site_id: int) -> None:
        stones = Tombstone.objects.filter(site_id=site_id, lifted_at__isnull=True)
        self.paths = set(stones.values_list("path", flat=True))
        self._articles: set[bytes] = set()
        self._assets: set[tuple[bytes, bytes]] = set()
        self._others: list[bytes] = []
        for path in self.paths:
            self._add(path.encode())

    def _add(self, path: bytes) -> None:
        if found := _NAMED_ARTICLES.search(path):
            self._articles.add(found[1])
        elif asset := _NAMED_ASSETS.search(path):
            self._assets.add((asset[1], asset[2]))
        else:
            self._others.append(path)

    def are_named_in(self, content: bytes) -> bool:
        """Tell whether a content links to anything that was taken down."""
        if self._articles and not self._articles.isdisjoint(_NAMED_ARTICLES.findall(content)):
            return True
        if self._assets and not self._assets.isdisjoint(_NAMED_ASSETS.findall(content)):
            return True
        return any(path in content for path in self._others)
