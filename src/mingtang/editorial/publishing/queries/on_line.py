"""Reads of what is online, for readers: releases and places, never a working copy."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet

from mingtang.editorial.content.body import files_of
from mingtang.editorial.content.models import Placement, Release
from mingtang.editorial.publishing.bodies import block_views
from mingtang.editorial.publishing.models import Address
from mingtang.editorial.publishing.reader.tables import assets
from mingtang.editorial.sites.models import Column, GovSite
from mingtang.editorial.themes.shown import BlockView
from mingtang.ground.foundation.decisions import NotVisible

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Key = tuple[datetime, int]


@dataclass(frozen=True)
class OnLine:
    """One article online, and where: addresses by the code of the site."""

    release: Release
    links: dict[str, str]

    @property
    def interprets_id(self) -> int | None:
        """The document it interprets, where readers can see that one."""
        document = self.release.interprets_id
        rows = Release.objects.filter(pk=document or 0, is_live=True)
        return document if rows.exists() else None


def cursor_of(key: Key) -> str:
    """Return the text that leads to the items behind a key."""
    moment, article_id = key
    return f"{(moment - _EPOCH) // timedelta(microseconds=1)}-{article_id}"


def key_of(cursor: str) -> Key:
    """Return the key of a cursor that :func:`cursor_of` made."""
    moment, _, article_id = cursor.rpartition("-")
    return _EPOCH + timedelta(microseconds=int(moment)), int(article_id)


def on_line(
    site_code: str, *, column_code: str = "", after: Key | None = None, limit: int
) -> list[OnLine]:
    """Return what is online of a site or one of its columns, newest first.

    A page costs the same wherever it stands. :raises NotVisible: without such a site or column.
    """
    site = GovSite.objects.on_line().filter(code=site_code).first()
    if site is None:
        raise NotVisible(f"site {site_code}")
    rows = _rows(site, column_code).filter(is_live=True)
    if after is not None:
        moment, article_id = after
        rows = rows.filter(
            Q(released_at__lt=moment) | Q(released_at=moment, article_id__lt=article_id)
        )
    newest = rows.order_by("-released_at", "-article_id").values_list("article_id", flat=True)
    return _with_links(list(newest[:limit]))


def article_on_line(article_id: int) -> OnLine:
    """Return an article online. :raises NotVisible: if it is online nowhere."""
    found = [one for one in _with_links([article_id]) if one.links]
    if not found:
        raise NotVisible(f"article {article_id}")
    return found[0]


def links_of(article_id: int) -> dict[str, str]:
    """Return where an article is online: addresses by the code of the site."""
    return next((one.links for one in _with_links([article_id])), {})


def body_of(release: Release) -> Sequence[BlockView]:
    """Return the blocks of a release as readers see them."""
    return block_views(release.body, assets(files_of(release.body)).get)


def _rows(site: GovSite, column_code: str) -> QuerySet[Address] | QuerySet[Placement]:
    if not column_code:
        return Address.objects.filter(site=site)
    column = Column.objects.open().filter(site=site, code=column_code).first()
    if column is None:
        raise NotVisible(f"column {column_code}")
    return Placement.objects.filter(column=column)


def _with_links(article_ids: list[int]) -> list[OnLine]:
    releases = Release.objects.filter(is_live=True).in_bulk(article_ids)
    links: dict[int, dict[str, str]] = {pk: {} for pk in releases}
    rows = Address.objects.filter(article_id__in=releases, is_live=True, site__state="open")
    for article_id, code, domain, path in rows.order_by("site__position", "site_id").values_list(
        "article_id", "site__code", "site__domain", "path"
    ):
        origin = f"{settings.PUBLISH_SCHEME}://{domain}{settings.PUBLISH_PORT}"
        links[article_id][code] = origin + path
    return [OnLine(releases[pk], links[pk]) for pk in article_ids if pk in releases]
