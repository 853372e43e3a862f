"""Counting the log, a stretch at a time, and putting a new count in the place of an old one.

Functions without permission or event: figures say nothing that the log does not say.
"""

from collections import Counter
from datetime import datetime

from django.db import transaction

from mingtang.institution.figures.enums import BuildState
from mingtang.institution.figures.kinds import all_measures, definitions
from mingtang.institution.figures.models import DailyFigure, FigureBuild
from mingtang.institution.figures.policies import FigureKey, added_by, digest_of
from mingtang.institution.figures.queries import figures_of, live_build
from mingtang.spine.events.queries import sealed_after

STRETCH = 1000  # events that one transaction counts
KEY_FIELDS = ("build", "measure", "day", "unit", "site", "column", "kind")


def count_waiting(at: datetime) -> int:
    """Count the next stretch of sealed events in the live build; return how many were read."""
    build = live_build() or _first_build(at)
    return count_stretch(build.pk)


def count_stretch(build_id: int, *, up_to: int | None = None) -> int:
    """Count the next events in a build, up to a position where one is given; return how many were read.

    The figures and the position are written together: an event is counted once, whatever dies. Where
    another process is counting, nothing is done.
    """
    with transaction.atomic():
        builds = FigureBuild.objects.select_for_update(skip_locked=True)
        build = builds.filter(pk=build_id).first()
        events = sealed_after(build.position, STRETCH, up_to=up_to) if build else []
        if build is None or not events:
            return 0
        _add(build, added_by(all_measures(), events))
        build.position = events[-1].position
        build.counted_to = events[-1].recorded_at
        build.save(update_fields=["position", "counted_to"])
    return len(events)


def begin_build(at: datetime) -> FigureBuild:
    """Begin to count everything again beside the live build."""
    return FigureBuild.objects.create(
        state=BuildState.GROWING, definitions=definitions(), started_at=at
    )


def abandon_growing() -> None:
    """Give up builds that a job left unfinished; their figures are deleted with those replaced."""
    FigureBuild.objects.filter(state=BuildState.GROWING).update(state=BuildState.REPLACED)


def put_in_place(build: FigureBuild) -> bool:
    """Make a build the live one. Return whether the figures came out the same.

    Both catch up with each other and are compared at one position. Where measures were added or changed
    meanwhile there is nothing to compare, and the answer is True.
    """
    with transaction.atomic():
        live = FigureBuild.objects.select_for_update().filter(state=BuildState.LIVE).first()
        is_same = True
        if live is not None:
            furthest = max(live.position, FigureBuild.objects.get(pk=build.pk).position)
            for one in (live, build):
                while count_stretch(one.pk, up_to=furthest):
                    pass
            if live.definitions == build.definitions:
                is_same = digest_of(figures_of(live)) == digest_of(figures_of(build))
            FigureBuild.objects.filter(pk=live.pk).update(state=BuildState.REPLACED)
        FigureBuild.objects.filter(pk=build.pk).update(state=BuildState.LIVE, differs=not is_same)
    return is_same


def drop_replaced(limit: int = 5000) -> int:
    """Delete up to `limit` figures of builds that are not read any longer; return how many."""
    old = FigureBuild.objects.filter(state=BuildState.REPLACED)
    keys = list(DailyFigure.objects.filter(build__in=old).values_list("pk", flat=True)[:limit])
    if not keys:
        old.delete()
        return 0
    return DailyFigure.objects.filter(pk__in=keys).delete()[0]


def _first_build(at: datetime) -> FigureBuild:
    FigureBuild.objects.bulk_create(
        [FigureBuild(state=BuildState.LIVE, definitions=definitions(), started_at=at)],
        ignore_conflicts=True,  # two workers may begin at once
    )
    return FigureBuild.objects.get(state=BuildState.LIVE)


def _add(build: FigureBuild, added: Counter[FigureKey]) -> None:
    """Add to the figures of a build, whose lock is held."""
    if not added:
        return
    stored = build.figures.filter(
        measure__in={key.measure for key in added}, day__in={key.day for key in added}
    )
    present = {
        FigureKey(row.measure, row.day, row.unit, row.site, row.column, row.kind): row.amount
        for row in stored.iterator()
    }
    DailyFigure.objects.bulk_create(
        (_row(build, key, present.get(key, 0) + amount) for key, amount in added.items()),
        update_conflicts=True,
        update_fields=["amount"],
        unique_fields=list(KEY_FIELDS),
        batch_size=200,
    )


def _row(build: FigureBuild, key: FigureKey, amount: int) -> DailyFigure:
    return DailyFigure(
        build=build,
        measure=key.measure,
        day=key.day,
        unit=key.unit,
        site=key.site,
        column=key.column,
        kind=key.kind,
        amount=amount,
    )
