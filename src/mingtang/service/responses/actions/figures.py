"""Count cases into their cells when they have come to rest, and take them out when something happens to them."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F

from mingtang.institution.organization.actions.merging import Merger
from mingtang.service.responses.models import CountedResponse, PendingResponse, ResponseCell
from mingtang.service.responses.queries.figures import COUNTS, contributions
from mingtang.workbench.casework.models import Case

REST = timedelta(hours=1)  # without news: verdicts of the last event have come by then
AT_ONCE = 500
Cell = tuple[str, str, date]
MOVES = ("responses.ResponseCell.unit", "responses.CountedResponse.unit")


def note_news(*, at: datetime, case_id: int) -> None:
    """Count a case live from now on: what it added to its cell is taken out. A repeat is harmless."""
    with transaction.atomic():
        # First the pending row: whoever counts the case in holds it, and is waited for.
        PendingResponse.objects.update_or_create(case_id=case_id, defaults={"changed_at": at})
        counted = CountedResponse.objects.select_for_update().filter(case=case_id).first()
        if counted is not None:
            _add(counted.site, counted.unit, counted.month, _taken_out(counted))
            counted.delete()


def _taken_out(counted: CountedResponse) -> dict[str, int]:
    return {name: -getattr(counted, name) for name in COUNTS}


def _add(site: str, unit: str, month: date, counts: dict[str, int]) -> None:
    cell, _ = ResponseCell.objects.get_or_create(site=site, unit=unit, month=month)
    more = {name: F(name) + number for name, number in counts.items() if number}
    if more:
        ResponseCell.objects.filter(pk=cell.pk).update(**more)


def count_rested(at: datetime) -> int:
    """Count in the cases that had no news for an hour; return how many."""
    with transaction.atomic():
        rows = PendingResponse.objects.select_for_update().filter(changed_at__lte=at - REST)
        ids = list(rows.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
        if not ids:
            return 0
        found = list(contributions(Case.objects.filter(pk__in=ids)))
        CountedResponse.objects.bulk_create(
            CountedResponse(
                case_id=one.case_id, site=one.site, unit=one.unit, month=one.month, **one.counts
            )
            for one in found
        )  # fmt: skip
        cells: dict[Cell, dict[str, int]] = defaultdict(lambda: dict.fromkeys(COUNTS, 0))
        for one in found:
            for name, number in one.counts.items():
                cells[one.site, one.unit, one.month][name] += number
        for cell in sorted(cells):
            _add(*cell, cells[cell])
        PendingResponse.objects.filter(pk__in=ids).delete()
        return len(ids)


def note_news_of_all(*, at: datetime) -> None:
    """Count every case live again, as after a change of the calendar, until it is counted in anew."""
    _forget(CountedResponse.objects.values_list("pk", flat=True), at)
    ResponseCell.objects.all().delete()


def _forget(ids: Iterable[int], at: datetime) -> None:
    known = list(ids)
    PendingResponse.objects.bulk_create(
        (PendingResponse(case_id=pk, changed_at=at) for pk in known), ignore_conflicts=True
    )
    CountedResponse.objects.filter(pk__in=known).delete()


def hand_over_figures(merger: Merger) -> None:
    """Let what a merged unit holds be counted under its successor."""
    old = merger.unit.code
    _forget(CountedResponse.objects.filter(unit=old).values_list("pk", flat=True), merger.at)
    ResponseCell.objects.filter(unit=old).delete()
