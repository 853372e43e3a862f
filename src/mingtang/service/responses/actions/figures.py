"""Count settled cases into their cells, and take them out again on the next event."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F

from mingtang.institution.organization.actions.merging import Merger
from mingtang.service.responses.models import CountedResponse, PendingResponse, ResponseCell
from mingtang.service.responses.queries.figures import COUNTS, contributions
from mingtang.workbench.casework.models import Case

REST = timedelta(hours=1)  # without events: the verdicts of the last one are stored by then
AT_ONCE = 500
Cell = tuple[str, str, date]
MOVES = ("responses.ResponseCell.unit", "responses.CountedResponse.unit")


def note_news(*, at: datetime, case_id: int) -> None:
    """Take a case out of its cell and mark it pending; a repeat is harmless."""
    with transaction.atomic():
        # The pending row comes first: `count_rested` locks it, so this waits for a running count.
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
    """Count the cases without events for an hour into their cells; return how many."""
    with transaction.atomic():
        rows = PendingResponse.objects.select_for_update().filter(changed_at__lte=at - REST)
        ids = list(rows.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
        if not ids:
            return 0
        _count(ids)
        PendingResponse.objects.filter(pk__in=ids).delete()
        return len(ids)


def count_imported(*, case_ids: Sequence[int]) -> None:
    """Count cases that were imported with their verdicts, inside the transaction of the import.

    Their events are told to no subscriber, and nothing happens to them that they would wait for.
    """
    _count(case_ids)


def _count(ids: Collection[int]) -> None:
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


def note_news_of_all(*, at: datetime) -> None:
    """Mark every counted case pending and empty the cells, as after a change of the calendar."""
    _forget(CountedResponse.objects.values_list("pk", flat=True), at)
    ResponseCell.objects.all().delete()


def _forget(ids: Iterable[int], at: datetime) -> None:
    known = list(ids)
    PendingResponse.objects.bulk_create(
        (PendingResponse(case_id=pk, changed_at=at) for pk in known), ignore_conflicts=True
    )
    CountedResponse.objects.filter(pk__in=known).delete()


def hand_over_figures(merger: Merger) -> None:
    """Mark the cases of a merged unit pending, so that they are counted under its successor."""
    old = merger.unit.code
    _forget(CountedResponse.objects.filter(unit=old).values_list("pk", flat=True), merger.at)
    ResponseCell.objects.filter(unit=old).delete()
