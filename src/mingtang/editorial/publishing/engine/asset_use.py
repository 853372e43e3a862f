"""Which pictures and files articles and sites show: online while one of them uses them."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from mingtang.editorial.content.body import files_of
from mingtang.editorial.pages.engine.waking import Wakes
from mingtang.editorial.pages.enums import TargetLane
from mingtang.editorial.pages.registry import PageSpec
from mingtang.editorial.publishing.assets import asset_views
from mingtang.editorial.publishing.engine.derived_use import request_sizes, wake_derived
from mingtang.editorial.publishing.models import Address, AssetUse, SiteAsset

LOOK_OWNER = "look"


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
    woken too, and is removed unless another article uses it there. The files made from pictures go
    with them (`image:5/960.avif`); those that are not made yet are asked for.
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
    made = wake_derived(found, site_ids, wakes, lane)
    request_sizes({(key, pins.get(key, "")) for key in wanted & found.keys()}, wakes)
    return found | made


def sync_site_assets(site_id: int, owner: str, pins: Mapping[str, str], wakes: Wakes) -> None:
    """Note what a site shows under an owner now and wake those files; `pins` are key and digest."""
    rows = SiteAsset.objects.filter(site_id=site_id, owner=owner)
    had = dict(rows.values_list("asset", "digest"))
    rows.exclude(asset__in=sorted(pins)).delete()
    for key, digest in sorted(pins.items()):
        SiteAsset.objects.update_or_create(
            site_id=site_id, owner=owner, asset=key, defaults={"digest": digest}
        )
    changed = {key for key in {*had, *pins} if had.get(key) != pins.get(key)}
    for key, view in sorted(asset_views(changed).items()):
        if view is not None:
            wakes.page(site_id, "asset", PageSpec(view.path, key, None), TargetLane.OWN)
    wake_derived(changed, [site_id], wakes, TargetLane.OWN)
    if owner != LOOK_OWNER:  # its pictures are small, and shown as they are
        request_sizes(pins.items(), wakes)


def is_used(site_id: int, key: str) -> bool:
    """Tell whether an article online on a site, or the site itself, uses a picture or file.

    A file made from a picture (`image:5/960.avif`) is used like the picture.
    """
    key = key.partition("/")[0]
    if SiteAsset.objects.filter(site_id=site_id, asset=key).exists():
        return True
    users = AssetUse.objects.filter(asset=key).values("article_id")
    live = Address.objects.filter(site_id=site_id, is_live=True, article_id__in=users)
    return live.exists()
