"""Which derived files a site shows, and what makes and wakes them."""

from collections.abc import Collection, Iterable

from django.db.models import QuerySet

from mingtang.editorial.pages.engine.waking import MOST_AT_ONCE, Wakes
from mingtang.editorial.pages.enums import TargetLane
from mingtang.editorial.pages.registry import PageSpec
from mingtang.editorial.publishing.assets import asset_views, size_sources
from mingtang.editorial.publishing.derived import derived_paths, paper_sources
from mingtang.editorial.publishing.models import Address, AssetUse, DerivedSet, SiteAsset
from mingtang.spine.jobs.actions import enqueue_job

MAKE_SIZES = "publishing.make_sizes"
MAKE_PAPERS = "publishing.make_papers"


def wake_derived(
    owners: Iterable[str], site_ids: Collection[int], wakes: Wakes, lane: TargetLane
) -> dict[str, str]:
    """Wake the files made from pictures or articles on sites; return their keys and paths."""
    found = derived_paths(owners)
    for key, path in sorted(found.items()):
        for site_id in sorted(site_ids):
            wakes.page(site_id, "derived", PageSpec(path, key, None), lane)
    return found


def request_sizes(pins: Iterable[tuple[str, str]], wakes: Wakes) -> None:
    """Enqueue the sizes of pictures that have none yet; `pins` are key and digest."""
    wanted = {(key, digest) for key, digest in pins if key.startswith("image:") and digest}
    if not wanted:
        return
    rows = DerivedSet.objects.filter(owner__in=sorted(key for key, _ in wanted))
    made = set(rows.values_list("owner", "source"))
    sources = size_sources(wanted)
    for key, digest in sorted(pin for pin in wanted if (pin[0], sources[pin]) not in made):
        arguments = {"owner": key, "digest": digest}
        enqueue_job(kind=MAKE_SIZES, actor=wakes.actor, at=wakes.at, arguments=arguments, key=key)


def request_papers(article_id: int, wakes: Wakes) -> None:
    """Enqueue the documents of a policy whose files are not of the version online."""
    owner = f"article:{article_id}"
    source = paper_sources([article_id]).get(article_id)
    if source and not DerivedSet.objects.filter(owner=owner, source=source).exists():
        arguments = {"article_id": article_id}
        enqueue_job(
            kind=MAKE_PAPERS, actor=wakes.actor, at=wakes.at, arguments=arguments, key=owner
        )


def sites_showing(key: str) -> set[int]:
    """Return the sites on which a picture, or an article, is online."""
    sites = set(SiteAsset.objects.filter(asset=key).values_list("site_id", flat=True))
    return sites | set(_addresses(key).values_list("site_id", flat=True).distinct())


def wake_original(key: str, site_ids: Collection[int], wakes: Wakes) -> None:
    """Wake the original of a picture whose sizes changed: readers get it, or sizes with a mark in its place."""
    if not key.startswith("image:"):
        return
    for view in filter(None, asset_views([key]).values()):
        for site_id in sorted(site_ids):
            wakes.page(site_id, "asset", PageSpec(view.path, key, None), TargetLane.DEPENDENT)


def request_other_sizes(key: str, wakes: Wakes) -> None:
    """Enqueue the sizes of a picture whose mark has changed, where something shows it."""
    uses = AssetUse.objects.filter(asset=key).values_list("digest", flat=True)
    shown = SiteAsset.objects.filter(asset=key).exclude(owner="look")
    request_sizes(
        {(key, one) for rows in (uses, shown.values_list("digest", flat=True)) for one in rows},
        wakes,
    )


def wake_users(key: str, wakes: Wakes) -> None:
    """Wake the pages that show a picture, or an article's own, behind what others wait for.

    Of more than a thousand articles the newest are woken; the others show the sizes when they are
    next made.
    """
    wakes.subject(f"asset:{key}")
    rows = _addresses(key).order_by("-released_at", "-article_id")
    values = rows.values_list("site_id", "path", "article_id", "column_id")
    for site_id, path, article_id, column_id in values[:MOST_AT_ONCE]:
        page = PageSpec(path, str(article_id), column_id)
        wakes.page(site_id, "article", page, TargetLane.BULK)


def _addresses(key: str) -> "QuerySet[Address]":
    kind, _, number = key.partition(":")
    if kind == "article":
        return Address.objects.filter(article_id=number, is_live=True)
    users = AssetUse.objects.filter(asset=key).values("article_id")
    return Address.objects.filter(article_id__in=users, is_live=True)
