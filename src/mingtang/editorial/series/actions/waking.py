"""Which files a series or a notice changes; the pages of articles are none of them."""

from collections.abc import Collection, Iterable

from mingtang.editorial.pages.engine.waking import Wakes
from mingtang.editorial.pages.enums import TargetLane
from mingtang.editorial.pages.kinds.theme import TOKENS_PATH
from mingtang.editorial.pages.models import PublishedSite
from mingtang.editorial.pages.registry import PageSpec
from mingtang.editorial.series.models import EmergencySeries, FrameNotice

ALERT_PATH = "/alert.html"
LIST_PATH = "/series/index.html"


def wake_series(row: EmergencySeries, wakes: Wakes) -> None:
    """Wake the page of a series and the list of its site."""
    wakes.lock([row.site_id])
    page = PageSpec(row.path, str(row.pk), None)
    wakes.page(row.site_id, "series", page, TargetLane.OWN)
    wakes.page(row.site_id, "series_list", PageSpec(LIST_PATH, "", None))
    wakes.subject(f"series:{row.site_id}")


def wake_frames(notices: Iterable[FrameNotice], wakes: Wakes) -> None:
    """Wake the style of the frames and the page of alerts on each site that the notices are for."""
    sites: set[int] = set()
    for notice in notices:
        sites.update([notice.site_id] if notice.site_id else _all_sites())
    wake_frames_of(sites, wakes)


def wake_frames_of(sites: Collection[int], wakes: Wakes) -> None:
    """Wake the style of the frames and the page of alerts of sites."""
    wakes.lock(sites)
    for site_id in sorted(sites):
        for kind, path in (("tokens", TOKENS_PATH), ("alert", ALERT_PATH)):
            wakes.page(site_id, kind, PageSpec(path, "", None), TargetLane.OWN)


def _all_sites() -> Iterable[int]:
    return PublishedSite.objects.order_by("pk").values_list("pk", flat=True)
