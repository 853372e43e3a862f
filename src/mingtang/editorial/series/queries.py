"""What pages and frames show of series and notices."""

from django.db.models import QuerySet

from mingtang.editorial.series.enums import EntryState, FrameKind, SeriesTextKind
from mingtang.editorial.series.models import EmergencySeries, FrameNotice, SeriesEntry
from mingtang.editorial.series.policies import GREY, alert_style

MOST_UPDATES = 500


def frame_style(site_id: int) -> str:
    """Return what the notices of a site add to its small style sheet."""
    notices = list(FrameNotice.objects.over(site_id))
    alerts = [one.text for one in notices if one.kind == FrameKind.ALERT]
    is_grey = any(one.kind == FrameKind.MOURNING for one in notices)
    return alert_style(alerts) + (GREY if is_grey else "")


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
