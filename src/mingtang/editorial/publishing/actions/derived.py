"""Keeping the files that were made from what is online, and deleting those that nothing shows."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Exists, OuterRef

from mingtang.editorial.pages.actions.tombstones import lift
from mingtang.editorial.pages.engine.waking import Wakes
from mingtang.editorial.pages.enums import TargetLane
from mingtang.editorial.publishing.actions.articles import follow_up
from mingtang.editorial.publishing.engine.derived_use import (
    sites_showing,
    wake_derived,
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
    """Keep the sizes of a picture and wake the pages that show it; False where nothing shows it now.

    `made` are contents by name, `measures` width and height. The files go out before the pages.
    """
    files = [
        _stored(owner, digest, name, content)
        | {"width": measures[name][0], "height": measures[name][1]}
        for name, content in sorted(made.items())
    ]
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
            lift({(site_id, path) for site_id in sites for path in made_at}, at, wakes)
            wake_users(owner, wakes)
        follow_up(wakes)
    return True


def sweep_derived(*, after: int = 0) -> int | None:
    """Delete sets of files whose picture is shown nowhere any more; return where to go on, or None."""
    with transaction.atomic():
        rows = DerivedSet.objects.filter(pk__gt=after, owner__startswith="image:").order_by("pk")
        listed = list(rows.select_for_update()[:SWEPT_AT_ONCE])
        shown = rows.filter(
            Exists(AssetUse.objects.filter(asset=OuterRef("owner")))
            | Exists(SiteAsset.objects.filter(asset=OuterRef("owner")))
        )
        used = set(shown.filter(pk__in=[row.pk for row in listed]).values_list("pk", flat=True))
        for row in listed:
            if row.pk not in used:
                _delete_later(row.files)
                row.delete()
    return listed[-1].pk if listed else None


def _stored(owner: str, source: str, name: str, content: bytes) -> dict[str, Any]:
    place = f"derived/{owner.replace(':', '/')}/{source[:16]}/{name}"
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
