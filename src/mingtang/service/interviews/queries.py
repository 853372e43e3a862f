"""Queries of interviews and plans for pages, lists, forms and search."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.db.models import Q

from mingtang.ground.foundation.clock import BEIJING
from mingtang.service.interviews.enums import InterviewState, PlanItemState
from mingtang.service.interviews.models import (
    Interview,
    InterviewPlanItem,
    PublishedInterview,
)
from mingtang.service.interviews.policies import COMING, ONLINE, is_behind, page_path
from mingtang.spine.events.subscribers import SealedEvent
from mingtang.spine.search.registry import SearchDocument, SearchKind

MOST_LISTED = 100
_PAST = sorted(ONLINE - set(COMING))


def year_of(year: int) -> Q:
    """Return the filter for interviews of a year in Beijing."""
    begin = datetime(year, 1, 1, tzinfo=BEIJING)
    return Q(starts_at__gte=begin, starts_at__lt=datetime(year + 1, 1, 1, tzinfo=BEIJING))


def past_of_year(site_id: int, year: int) -> list[Interview]:
    """Return the interviews of a site and year that are over, the newest first."""
    rows = Interview.objects.filter(year_of(year), site_id=site_id, state__in=_PAST)
    return list(rows.order_by("-starts_at", "-pk")[:MOST_LISTED])


def past_below(site_ids: Iterable[int]) -> list[Interview]:
    """Return the interviews of sites that are over, the newest first."""
    rows = Interview.objects.filter(site_id__in=site_ids, state__in=_PAST)
    return list(rows.order_by("-starts_at", "-pk")[:MOST_LISTED])


def years_of(site_id: int) -> list[int]:
    """Return the years in which a site had interviews, the newest first."""
    rows = Interview.objects.filter(site_id=site_id, state__in=_PAST)
    moments = rows.datetimes("starts_at", "year", order="DESC", tzinfo=BEIJING)
    return [moment.year for moment in moments]


def open_for_questions(site: str) -> list[tuple[str, str]]:
    """Return id and title of the interviews of a site that take questions, the next first.

    It reads only the public table, so that the public process can run it.
    """
    rows = PublishedInterview.objects.filter(site__code=site, takes_questions=True)
    found = rows.order_by("starts_at", "pk").values_list("pk", "title")[:MOST_LISTED]
    return [(str(pk), title) for pk, title in found]


def _read(numbers: Sequence[int]) -> Iterator[SearchDocument]:
    for row in PublishedInterview.objects.filter(pk__in=numbers).select_related("site"):
        yield SearchDocument(
            number=row.pk,
            title=row.title,
            text=row.text,
            unit=row.unit,
            site=row.site.code,
            dated=row.dated,
            sort=DOCUMENTS.name,
            link=page_path(row.pk),
            unit_name=row.unit_name,
            is_past=row.is_past,
        )


def _numbers_after(number: int, limit: int) -> list[int]:
    rows = PublishedInterview.objects.filter(pk__gt=number).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:limit])


def _touched(event: SealedEvent) -> list[int]:
    return []


# It subscribes to no events: the actions on interviews update the index in their transaction.
DOCUMENTS = SearchKind(
    name="interview",
    label="在线访谈",
    read=_read,
    numbers_after=_numbers_after,
    codes=frozenset(),
    touched=_touched,
    is_public=True,
)


def how_far(item: InterviewPlanItem, at: datetime) -> tuple[str, bool]:
    """Return in words how far an entry of a plan has come, and whether it is late.

    Its interviews must be loaded (`prefetch_related("interviews")`).
    """
    if item.state != PlanItemState.PLANNED:
        return PlanItemState(item.state).label, False
    held = _held(item.interviews.all())
    late = is_behind(item.plan.year, item.month, held_at=held, at=at)
    if held is not None:
        return ("逾期举办" if late else "已按时举办"), late
    if late:
        return "逾期未举办", True
    states = {one.now for one in item.interviews.all()} - {InterviewState.CANCELLED}
    return (min(states).label if states else "待筹备"), False


def _held(interviews: Iterable[Interview]) -> datetime | None:
    return min((one.live_at for one in interviews if one.live_at), default=None)
