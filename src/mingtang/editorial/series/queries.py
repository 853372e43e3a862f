"""What pages and frames show of series and notices."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from mingtang.editorial.series.enums import EntryState, FrameKind, SeriesTextKind
from mingtang.editorial.series.models import EmergencySeries, FrameNotice, SeriesEntry
from mingtang.editorial.series.policies import GREY, alert_style
from mingtang.editorial.sites.enums import SiteLanguage, SiteStep
from mingtang.editorial.sites.models import SiteApproval

MOST_UPDATES = 500


def frame_style(site_id: int) -> str:
    """Return what the notices of a site add to its small style sheet."""
    notices = list(FrameNotice.objects.over(site_id))
    alerts = [one.text for one in notices if one.kind == FrameKind.ALERT]
    closing = closing_of(site_id)
    if closing is not None:
        alerts.insert(0, closing.short)
    is_grey = any(one.kind == FrameKind.MOURNING for one in notices)
    return alert_style(alerts) + (GREY if is_grey else "")


@dataclass(frozen=True)
class ClosingAlert:
    """That a site will be closed, as its pages say it until that day: the notice, and where its content goes."""

    closing_on: date
    notice: str
    successor_url: str
    since: datetime
    is_foreign: bool = False

    @property
    def short(self) -> str:
        """The words of the banner."""
        day = self.closing_on
        if self.is_foreign:
            return f"This website will close on {day:%-d %B %Y}"
        return f"本网站将于{day.year}年{day.month}月{day.day}日关停，点此查看公告"


def closing_of(site_id: int) -> ClosingAlert | None:
    """Return what the pages of a site say of its closing, nothing where none was announced (XN-24)."""
    announced = SiteApproval.objects.filter(site=site_id, step=SiteStep.ANNOUNCE.value)
    row = announced.filter(site__closing_on__isnull=False).select_related("site")
    newest = row.order_by("-pk").first()
    if newest is None or newest.site.closing_on is None:
        return None
    site = newest.site
    return ClosingAlert(
        closing_on=newest.site.closing_on,
        notice=site.closing_notice,
        successor_url=site.successor_url,
        since=newest.recorded_at,
        is_foreign=site.language == SiteLanguage.FOREIGN,
    )


def alerts_of(site_id: int) -> list[FrameNotice]:
    """Return the banners of a site now, with what they lead to."""
    rows = FrameNotice.objects.over(site_id).filter(kind=FrameKind.ALERT.value)
    return list(rows.select_related("series__site"))


def facts_of(row: EmergencySeries) -> SeriesEntry | None:
    """Return the facts that readers see: the newest that were released."""
    return _online(row, SeriesTextKind.FACTS).first()


def updates_of(row: EmergencySeries) -> list[SeriesEntry]:
    """Return the updates that readers see, the newest first."""
    return list(_online(row, SeriesTextKind.UPDATE)[:MOST_UPDATES])


def _online(row: EmergencySeries, kind: SeriesTextKind) -> QuerySet[SeriesEntry]:
    rows = SeriesEntry.objects.filter(series=row, kind=kind.value, state=EntryState.RELEASED.value)
    return rows.order_by("-released_at", "-pk")
