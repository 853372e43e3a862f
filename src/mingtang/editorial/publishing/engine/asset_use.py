"""Which pictures and files released articles show: online while one of them uses them."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from mingtang.editorial.content.body import files_of
from mingtang.editorial.pages.engine.waking import Wakes
from mingtang.editorial.pages.enums import TargetLane
from mingtang.editorial.pages.registry import PageSpec
from mingtang.editorial.publishing.assets import asset_views
from mingtang.editorial.publishing.models import Address, AssetUse


def sync_assets(
    article_id: int,
    body: Sequence[Mapping[str, Any]],
    wakes: Wakes,
    *,
    pins: Mapping[str, str],
    site_ids: Collection[int],
    lane: TargetLane = TargetLane.OWN,
) -> dict[str, str]:
    """Note what an article uses now and wake those files on its sites; return key and path.

    `pins` are the digests of what was reviewed: no other bytes go online. What it no longer uses is
    woken too, and is removed unless another article uses it there.
    """
    wanted = set(files_of(body))
    had = set(AssetUse.objects.filter(article_id=article_id).values_list("asset", flat=True))
    if not wanted and not had:
        return {}
    if stale := had - wanted:
        AssetUse.objects.filter(article_id=article_id, asset__in=sorted(stale)).delete()
    AssetUse.objects.bulk_create(
        AssetUse(article_id=article_id, asset=key, digest=pins.get(key, ""))
        for key in sorted(wanted - had)
    )
    found = {key: view.path for key, view in asset_views(wanted | had).items() if view}
    for key, path in sorted(found.items()):
        for site_id in sorted(site_ids):
            wakes.page(site_id, "asset", PageSpec(path, key, None), lane)
    return found


def is_used(site_id: int, key: str) -> bool:
    """Tell whether an article online on a site uses a picture or file."""
    users = AssetUse.objects.filter(asset=key).values("article_id")
    live = Address.objects.filter(site_id=site_id, is_live=True, article_id__in=users)
    return live.exists()
