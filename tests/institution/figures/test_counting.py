"""The log is counted as it grows, counted again beside it, and read by permission."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from django.db import transaction

from mingtang.ground.foundation.checks import Level
from mingtang.institution.figures import actions
from mingtang.institution.figures.actions import (
    abandon_growing,
    begin_build,
    count_stretch,
    count_waiting,
    drop_replaced,
    put_in_place,
)
from mingtang.institution.figures.checks import CHECKS
from mingtang.institution.figures.enums import BuildState, Dimension
from mingtang.institution.figures.jobs import REBUILD
from mingtang.institution.figures.kinds import (
    Measure,
    forget_measure,
    measure,
    of_event,
    register_measures,
)
from mingtang.institution.figures.models import DailyFigure, FigureBuild
from mingtang.institution.figures.queries import (
    FigureRow,
    count,
    count_by,
    figures_between,
    live_build,
    visible_figures,
)
from mingtang.spine.events.actions import record_event
from mingtang.spine.events.registry import EventType, forget, register
from mingtang.spine.events.testing import drain
from mingtang.spine.jobs.actions import enqueue_job
from mingtang.spine.jobs.enums import JobLane, JobState
from mingtang.spine.jobs.models import Job
from mingtang.spine.jobs.running import work_jobs
from tests.factories.cast import Cast

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 11)


@pytest.fixture(autouse=True)
def shelf() -> Iterator[Measure]:
    """A measure of our own: books put on a shelf."""
    register(EventType("trial.shelved", "上架", frozenset({"kind"})))
    one = Measure("trial.shelved", "上架", frozenset({"trial.shelved"}), of_event, "册")
    register_measures(one)
    yield one
    forget_measure(one.name)
    forget("trial.shelved")


def shelve(at: datetime, unit: str, *, site: str = "", kind: str = "novel", times: int = 1) -> None:
    for _ in range(times):
        with transaction.atomic():
            record_event(
                code="trial.shelved",
                subject="book:1",
                actor="person:1",
                at=at,
                unit=unit,
                site=site,
                payload={"kind": kind},
            )


def counted(at: datetime) -> None:
    drain(at)
    while count_waiting(at):
        pass


def shelved(**narrower: list[str]) -> list[FigureRow]:
    rows = figures_between("trial.shelved", since=DAY, until=DAY + timedelta(days=40), **narrower)
    return count_by(rows, [Dimension.UNIT])


def test_figures_grow_with_the_log_in_any_number_of_stretches(
    at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "STRETCH", 2)
    shelve(at, "edu", times=3)
    shelve(at, "health", kind="atlas")
    counted(at)
    assert shelved() == [FigureRow(("edu",), 3), FigureRow(("health",), 1)]
    shelve(at + timedelta(days=1), "health", kind="atlas", times=4)
    counted(at + timedelta(days=1))
    assert shelved() == [FigureRow(("health",), 5), FigureRow(("edu",), 3)]
    assert shelved(kinds=["novel"]) == [FigureRow(("edu",), 3)]
    assert shelved(units=["health"]) == [FigureRow(("health",), 5)]
    assert count_waiting(at) == 0
    build = live_build()
    assert build is not None
    assert build.counted_to == at + timedelta(days=1)


def test_figures_are_split_by_day_and_month(at: datetime) -> None:
    shelve(at, "edu", kind="atlas")
    shelve(at, "edu", times=2)
    shelve(at + timedelta(days=30), "edu")
    counted(at + timedelta(days=30))
    rows = figures_between("trial.shelved", since=DAY, until=DAY + timedelta(days=30))
    assert count_by(rows, [Dimension.DAY, Dimension.KIND]) == [
        FigureRow((DAY, "novel"), 2),
        FigureRow((DAY, "atlas"), 1),
        FigureRow((DAY + timedelta(days=30), "novel"), 1),
    ]
    assert count_by(rows, [Dimension.MONTH]) == [
        FigureRow((date(2026, 3, 1),), 3),
        FigureRow((date(2026, 4, 1),), 1),
    ]
    assert count(rows) == 4
    assert count(rows.none()) == 0


def test_a_stretch_that_breaks_counts_nothing(
    at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelve(at, "edu", times=3)
    drain(at)

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the power is gone")

    with monkeypatch.context() as broken:
        broken.setattr(FigureBuild, "save", fail)
        with pytest.raises(RuntimeError):
            count_waiting(at)
    assert shelved() == []
    counted(at)
    assert shelved() == [FigureRow(("edu",), 3)]


def test_a_rebuild_gives_the_same_figures_and_takes_the_place_of_the_old(at: datetime) -> None:
    shelve(at, "edu", times=3)
    counted(at)
    old = live_build()
    shelve(at, "health")
    drain(at)
    enqueue_job(kind=REBUILD, actor="system", at=at, arguments={})

    assert work_jobs(at, lane=JobLane.MAINTENANCE) == 1

    job = Job.objects.get(kind=REBUILD)
    assert (job.state, job.result["same"]) == (JobState.DONE, True)
    new = live_build()
    assert new is not None
    assert new != old
    assert not new.differs
    assert shelved() == [FigureRow(("edu",), 3), FigureRow(("health",), 1)]
    assert set(DailyFigure.objects.values_list("build", flat=True)) == {new.pk}
    assert FigureBuild.objects.count() == 1


def test_figures_that_someone_changed_are_found_out(at: datetime) -> None:
    shelve(at, "edu", times=3)
    counted(at)
    DailyFigure.objects.filter(measure="trial.shelved").update(amount=4)
    build = begin_build(at)
    assert put_in_place(build) is False
    assert shelved() == [FigureRow(("edu",), 3)]
    (told,) = CHECKS[0].run(at)
    assert told.level is Level.ERROR
    while drop_replaced():
        pass
    assert put_in_place(begin_build(at)) is True
    assert [one.level for one in CHECKS[0].run(at)] == [Level.GOOD]


def test_a_new_measure_is_counted_from_then_on_and_a_rebuild_asked_for(at: datetime) -> None:
    assert [one.level for one in CHECKS[0].run(at)] == [Level.GOOD]
    shelve(at, "edu")
    counted(at)
    late = Measure("trial.late", "上架（新口径）", frozenset({"trial.shelved"}), of_event)
    register_measures(late)
    try:
        assert [one.level for one in CHECKS[0].run(at)] == [Level.WARNING]
        shelve(at, "edu")
        counted(at)
        rows = figures_between("trial.late", since=DAY, until=DAY)
        assert count(rows) == 1
        assert put_in_place(begin_build(at)) is True
        assert count(rows) == 2
        assert [one.level for one in CHECKS[0].run(at)] == [Level.GOOD]
    finally:
        forget_measure(late.name)


def test_people_read_figures_of_their_units_and_sites(cast: Cast, at: datetime) -> None:
    shelve(at, "edu")
    shelve(at, "health")
    shelve(at, "", site="edu")
    shelve(at, "")
    counted(at)

    def seen(person: object) -> list[tuple[str, str]]:
        rows = visible_figures(person, at=at, measure="trial.shelved", since=DAY, until=DAY)  # type: ignore[arg-type]
        return sorted(rows.values_list("unit", "site"))

    assert seen(cast.officer) == [("edu", "")]
    assert seen(cast.stranger) == [("health", "")]
    assert seen(cast.site_editor) == [("", "edu")]
    assert ("health", "") in seen(cast.desk_editor)
    assert seen(cast.colleague) == []
    cast.officer.is_active = False
    assert seen(cast.officer) == []


def test_two_measures_of_one_name_are_refused(shelf: Measure) -> None:
    register_measures(shelf)
    assert measure("trial.shelved") is shelf
    with pytest.raises(ValueError, match=r"trial\.shelved"):
        register_measures(Measure("trial.shelved", "别的", frozenset(), of_event))


def test_a_stretch_ends_at_a_position_and_goes_on_from_there(at: datetime) -> None:
    shelve(at, "edu", times=4)
    drain(at)
    build = begin_build(at)
    assert count_stretch(build.pk, up_to=3) == 3
    assert count_stretch(build.pk, up_to=3) == 0
    assert count_stretch(build.pk) == 1
    assert count_stretch(build.pk + 1) == 0  # there is no such build
    assert [row.amount for row in build.figures.all()] == [4]


def test_an_abandoned_build_is_deleted_and_the_live_one_stays(at: datetime) -> None:
    shelve(at, "edu")
    counted(at)
    count_stretch(begin_build(at).pk)
    abandon_growing()
    while drop_replaced():
        pass
    assert [build.state for build in FigureBuild.objects.all()] == [BuildState.LIVE]
    assert shelved() == [FigureRow(("edu",), 1)]


def test_one_build_is_live(at: datetime) -> None:
    count_waiting(at)
    count_waiting(at)
    assert FigureBuild.objects.filter(state=BuildState.LIVE).count() == 1
