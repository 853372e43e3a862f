"""A full run: slices of new targets that belong to the process that made them, and a place that outlives it."""

from datetime import datetime, timedelta

import pytest

from mingtang.editorial.pages import registry
from mingtang.editorial.pages.engine import making, missing, runs
from mingtang.editorial.pages.engine.lanes import work_everything
from mingtang.editorial.pages.engine.recovery import recover
from mingtang.editorial.pages.enums import PageScope, RunKind
from mingtang.editorial.pages.models import Batch, Entry, Run, Shell, SubjectRead, Target, Watch
from mingtang.editorial.pages.registry import PageKind, PageSpec
from mingtang.editorial.publishing.actions.sites import rebuild_site
from mingtang.editorial.publishing.models import Address
from tests.factories.cast import Cast
from tests.factories.publishing import from_nothing, published_article, tree

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def forgotten(cast: Cast, at: datetime, monkeypatch: pytest.MonkeyPatch) -> int:
    """A site with articles whose pages nobody remembers, and a run over it; slices are small."""
    monkeypatch.setattr(missing, "SLICE", 3)
    monkeypatch.setattr(missing, "COLUMNS_AT_ONCE", 1)
    for number in range(7):
        published_article(cast, at, columns=[cast.news], title=f"第{number}条")
    work_everything(at)
    Target.objects.update(entry=None)
    for model in (Watch, SubjectRead, Shell, Entry, Batch, Run, Target):
        model.objects.all().delete()
    run = rebuild_site(actor=cast.operator, at=at, site_id=cast.portal.pk, kind=RunKind.FULL)
    return int(run.pk)


def test_everything_is_made_once_and_equals_a_render_from_nothing(
    cast: Cast, at: datetime, forgotten: int
) -> None:
    work_everything(at)

    made = from_nothing("portal")
    assert {path: tree("portal")[path] for path in made} == made
    run = Run.objects.get(pk=forgotten)
    assert run.state == "done"
    assert run.fed == run.total == Target.objects.filter(site=cast.portal).count()
    assert Entry.objects.filter(target__kind="article").count() == 7
    assert not Target.objects.exclude(state__in=["written", "verified", "gone"]).exists()


def test_place_moves_on_with_the_targets(cast: Cast, at: datetime, forgotten: int) -> None:
    places = []
    while (run := Run.objects.get(pk=forgotten)).phase != runs.WALKING:
        places.append(run.criteria.get("place"))
        assert runs.advance(at) > 0

    assert places[0] is None
    assert ["site", "all"] in places
    assert sum(place is not None and place[0] == "article" for place in places) >= 3
    known = list(Address.objects.order_by("number").values_list("number", flat=True))
    assert ["article", str(known[-1])] in places


def test_slice_of_a_process_that_died_waits_for_the_next(
    cast: Cast, at: datetime, forgotten: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Died(BaseException):
        """Killed between the targets and their pages."""

    def die(claim: object) -> None:
        raise Died

    while Run.objects.get(pk=forgotten).phase != runs.MAKING:
        runs.advance(at)
    with monkeypatch.context() as patched:
        patched.setattr(runs, "make", die)
        with pytest.raises(Died):
            runs.advance(at)
    lost = set(Target.objects.filter(state="running").values_list("pk", flat=True))
    assert lost

    work_everything(at)
    assert set(Target.objects.filter(state="running").values_list("pk", flat=True)) == lost
    recover(at + HOUR)
    work_everything(at + HOUR)

    made = from_nothing("portal")
    assert {path: tree("portal")[path] for path in made} == made


def test_run_over_what_is_there_makes_no_target_twice(
    cast: Cast, at: datetime, forgotten: int
) -> None:
    work_everything(at)
    before = sorted(Target.objects.values_list("pk", "path"))

    rebuild_site(actor=cast.operator, at=at + HOUR, site_id=cast.portal.pk, kind=RunKind.FULL)
    work_everything(at + HOUR)

    assert sorted(Target.objects.values_list("pk", "path")) == before
    assert not Run.objects.exclude(state="done").exists()


def test_address_that_breaks_the_rules_is_left_out_and_told(
    cast: Cast, at: datetime, forgotten: int, caplog: pytest.LogCaptureFixture
) -> None:
    """Nobody can make such an address by the actions; rows may come from elsewhere."""
    bad = Address.objects.order_by("number")[3]
    Address.objects.filter(pk=bad.pk).update(path="/news/../../etc/passwd.html")

    work_everything(at)

    assert Run.objects.get(pk=forgotten).state == "done"
    assert Target.objects.filter(kind="article").count() == 6
    assert not Target.objects.filter(path__contains="..").exists()
    assert "/news/../../etc/passwd.html" in caplog.text


def _whole(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    monkeypatch.undo()
    return from_nothing("portal")


def test_batch_takes_only_as_much_as_memory_should_hold(
    cast: Cast, at: datetime, forgotten: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "MOST_BYTES", 2000)

    work_everything(at)

    made = _whole(monkeypatch)
    assert {path: tree("portal")[path] for path in made} == made


def test_listing_without_places_is_told_instead_of_walked_for_ever(
    cast: Cast, at: datetime, forgotten: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def again(site_id: int, after: str, limit: int) -> list[PageSpec]:
        return [PageSpec("/letters/1.html", "1", None)]

    kind = PageKind(name="letter", scope=PageScope.OWN, read=lambda reader, page: b"", pages=again)
    monkeypatch.setitem(registry._kinds, "letter", kind)

    with pytest.raises(ValueError, match="letter"):
        work_everything(at)
