"""Keeping the files that were made from what is online, and deleting those that nothing shows."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Exists, OuterRef

from mingtang.editorial.content.models import Article
from mingtang.editorial.pages.actions.tombstones import lift
from mingtang.editorial.pages.engine.waking import Wakes
from mingtang.editorial.pages.enums import TargetLane
from mingtang.editorial.publishing.actions.articles import follow_up
from mingtang.editorial.publishing.derived import paper_sources
from mingtang.editorial.publishing.engine.derived_use import (
    sites_showing,
    wake_derived,
    wake_original,
    wake_users,
)
from mingtang.editorial.publishing.models import AssetUse, DerivedSet, SiteAsset

SWEPT_AT_ONCE = 500


def keep_sizes(
    *,
    at: datetime,
    owner: str,
    digest: str,
    made: Mapping[str, bytes],
    measures: Mapping[str, tuple[int, int]],
    note: str = "",
) -> bool:
    """Store the sizes of a picture and wake the pages that show it; False where nothing shows it now.

    `made` are contents by name, `measures` width and height.
    """
    files = [
        _stored(owner, digest, name, content)
        | {"width": measures[name][0], "height": measures[name][1]}
        for name, content in sorted(made.items())
    ]
    return _keep(owner, digest, files, note, at)


def keep_papers(
    *, at: datetime, article_id: int, source: str, made: Mapping[str, bytes], note: str = ""
) -> bool:
    """Store the documents of a policy and wake its pages; False where another version is online now."""
    owner = f"article:{article_id}"
    files = [_stored(owner, source, name, content) for name, content in sorted(made.items())]
    with transaction.atomic():
        # A release or take-down locks the article first: the same order here avoids a deadlock.
        Article.objects.select_for_update().get(pk=article_id)
        if paper_sources([article_id]).get(article_id) != source:
            _delete_later(files)
            return False
        return _keep(owner, source, files, note, at)


def _keep(owner: str, digest: str, files: list[dict[str, Any]], note: str, at: datetime) -> bool:
    """Store files of an owner and wake what shows it; the files go out before the pages."""
    with transaction.atomic():
        wakes = Wakes(at)
        sites = sites_showing(owner)
        if not sites:
            _delete_later(files)
            return False
        wakes.lock(sites)
        before = _replace(owner, digest, files, note, at)
        if files or before:
            made_at = wake_derived([owner], sites, wakes, TargetLane.DEPENDENT).values()
            wake_original(owner, sites, wakes)
            lift({(site_id, path) for site_id in sites for path in made_at}, at, wakes)
            wake_users(owner, wakes)
        follow_up(wakes)
    return True


def sweep_derived(*, after: int = 0) -> int | None:
    """Delete files of what is shown nowhere any more, a slice; return where to go on, or None."""
    with transaction.atomic():
        rows = DerivedSet.objects.filter(pk__gt=after).order_by("pk")
        listed = list(rows.select_for_update()[:SWEPT_AT_ONCE])
        shown = rows.filter(
            Exists(AssetUse.objects.filter(asset=OuterRef("owner")))
            | Exists(SiteAsset.objects.filter(asset=OuterRef("owner")))
        )
        used = set(shown.filter(pk__in=[row.pk for row in listed]).values_list("owner", flat=True))
        numbers = [int(row.owner[8:]) for row in listed if row.owner.startswith("article:")]
        used |= {f"article:{pk}" for pk in paper_sources(numbers)}
        for row in listed:
            if row.owner not in used:
                _delete_later(row.files)
                row.delete()
    return listed[-1].pk if listed else None


def _stored(owner: str, source: str, name: str, content: bytes) -> dict[str, Any]:
    version = hashlib.sha256(source.encode()).hexdigest()[:16]
    place = f"derived/{owner.replace(':', '/')}/{version}/{name}"
    return {
        "name": name,
        "place": default_storage.save(place, ContentFile(content)),
        "digest": hashlib.sha256(content).hexdigest(),
        "size": len(content),
    }


def _replace(owner: str, source: str, files: list[dict[str, Any]], note: str, at: datetime) -> bool:
    """Put new files in the place of those before; tell whether there were any."""
    before = DerivedSet.objects.select_for_update().filter(owner=owner).first()
    if before is not None:
        _delete_later(before.files)
    values = {"source": source, "files": files, "note": note[:200], "made_at": at}
    DerivedSet.objects.update_or_create(owner=owner, defaults=values)
    return before is not None and bool(before.files)


def _delete_later(files: Sequence[Mapping[str, Any]]) -> None:
    places = [one["place"] for one in files]
    transaction.on_commit(lambda: _delete(places), robust=True)


def _delete(places: list[str]) -> None:
    for place in places:
        default_storage.delete(place)
