"""What a room above adds to the engine: kinds that own their addresses, links, merges, themes."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import transaction

from mingtang.editorial.pages import hooks, registry
from mingtang.editorial.pages.actions.tombstones import Burial, bury, lift
from mingtang.editorial.pages.engine.graves import Graves
from mingtang.editorial.pages.engine.lanes import work_everything
from mingtang.editorial.pages.engine.missing import expected_count
from mingtang.editorial.pages.engine.runs import start_run
from mingtang.editorial.pages.engine.waking import Wakes
from mingtang.editorial.pages.enums import PageScope, RunKind, RunState, TakeDownReason
from mingtang.editorial.pages.models import Run, Target, Tombstone
from mingtang.editorial.pages.reader import Loaded, Page, PageReader, Reader
from mingtang.editorial.pages.registry import PageKind, PageSpec
from mingtang.editorial.themes import BadTheme, add_bundled, bundled_folder, lookup
from mingtang.ground.foundation.decisions import Refused
from tests.factories.cast import Cast
from tests.factories.publishing import tree

pytestmark = pytest.mark.django_db
LETTER = PageKind(
    name="letter",
    scope=PageScope.OWN,
    read=lambda reader, page: f"letter {page.key}".encode(),
    has_shell=False,
    names=re.compile(rb"/letters/(\d+)/"),
    count=lambda site_id: 7,
    owns_address=True,
)


@pytest.fixture
def letters() -> Iterator[None]:
    """A room above has pages of letters."""
    known = dict(registry._kinds)
    registry.register(LETTER)
    yield
    registry._kinds.clear()
    registry._kinds.update(known)


def wake(cast: Cast, at: datetime, path: str, key: str, *, kind: str = "letter") -> None:
    with transaction.atomic():
        wakes = Wakes(at)
        wakes.lock([cast.portal.pk])
        wakes.page(cast.portal.pk, kind, PageSpec(path, key, None))
        wakes.flush()


def test_page_of_another_room_is_made(cast: Cast, at: datetime, letters: None) -> None:
    wake(cast, at, "/letters/5/index.html", "5")

    work_everything(at)

    assert tree("portal")["/letters/5/index.html"] == b"letter 5"


def test_owned_address_is_given_to_nothing_else(cast: Cast, at: datetime, letters: None) -> None:
    wake(cast, at, "/letters/5/index.html", "5")

    with pytest.raises(Refused, match="已经属于另一个页面"):
        wake(cast, at, "/letters/5/index.html", "6")
    with pytest.raises(Refused, match="已经属于另一个页面"):
        wake(cast, at, "/letters/5/index.html", "", kind="tree")

    assert Target.objects.get(path="/letters/5/index.html").key == "5"


def test_address_of_other_kinds_is_handed_over(cast: Cast, at: datetime, letters: None) -> None:
    registry.register(replace(LETTER, owns_address=False))
    wake(cast, at, "/letters/5/index.html", "5")

    wake(cast, at, "/letters/5/index.html", "6")

    assert Target.objects.get(path="/letters/5/index.html").key == "6"


def burial(subject: str, at: datetime) -> Burial:
    return Burial(
        subject=subject,
        reason_code=TakeDownReason.ERROR.value,
        public_reason="",
        is_secret=False,
        at=at,
    )


def test_version_that_links_to_what_was_taken_down_is_known(
    cast: Cast, at: datetime, letters: None
) -> None:
    place = (cast.portal.pk, "/letters/5/index.html")
    with transaction.atomic():
        wakes = Wakes(at)
        wakes.lock([cast.portal.pk])
        bury([place, (cast.portal.pk, "/old/page.html")], burial("letter:5", at), wakes)
        wakes.flush()

    graves = Graves(cast.portal.pk)

    assert set(Tombstone.objects.values_list("subject", flat=True)) == {"letter:5"}
    # The same letter is meant wherever the pattern finds it, also below another folder.
    assert graves.are_named_in(b'<a href="/elsewhere/letters/5/">')
    assert graves.are_named_in(b'<a href="/old/page.html">')
    assert not graves.are_named_in(b'<a href="/letters/55/"> <a href="/letters/6/">')

    with transaction.atomic():
        wakes = Wakes(at)
        wakes.lock([cast.portal.pk])
        lift([place], at, wakes)
        wakes.flush()
    assert not Graves(cast.portal.pk).are_named_in(b'<a href="/letters/5/">')


def test_progress_counts_what_rooms_say(cast: Cast, at: datetime, letters: None) -> None:
    run = Run(kind=RunKind.FULL.value, site=cast.portal, actor="system", started_at=at)

    assert expected_count(run) == 7  # and no article, no archive


def test_merged_column_is_emptied_a_step_at_a_time(
    cast: Cast, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = [3, 2]
    asked: list[tuple[int, str, datetime]] = []

    def step(column_id: int, actor: str, moment: datetime) -> int:
        asked.append((column_id, actor, moment))
        return left.pop() if left else 0

    monkeypatch.setattr(hooks, "_merge_steps", [])
    hooks.add_merge_step(step)
    hooks.add_merge_step(step)  # a repeat is harmless
    criteria: dict[str, object] = {"column": cast.news.pk}
    run = start_run(
        RunKind.MERGE, site_id=cast.portal.pk, actor="person:1", at=at, criteria=criteria
    )
    later = at + timedelta(minutes=1)

    work_everything(later)

    run.refresh_from_db()
    assert (run.state, run.fed) == (RunState.DONE.value, 5)
    assert asked == [(cast.news.pk, "person:1", later)] * 3


class Letters(Loaded):
    """What a room above loads for a batch."""

    def __init__(self, reader: Reader) -> None:
        super().__init__(reader)
        self.texts = {5: "a letter"}

    def forget(self) -> None:
        self.texts.clear()


def test_batch_is_loaded_once_for_all_its_pages_and_forgotten(cast: Cast) -> None:
    reader = Reader()
    pages = [
        PageReader(reader, Page(number, cast.portal.pk, "", "letter", str(number), None))
        for number in (1, 2)
    ]

    first, second = (page.reader.of(Letters) for page in pages)

    assert first is second
    assert (first.reader, first.texts) == (reader, {5: "a letter"})
    reader.forget()
    assert not first.texts
    assert Reader().of(Letters) is not first


def test_room_brings_themes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookup, "_bundled", list(lookup._bundled))
    (tmp_path / "district").mkdir()
    with pytest.raises(BadTheme, match="district"):
        bundled_folder("district")

    add_bundled(tmp_path)
    add_bundled(tmp_path)  # a repeat is harmless

    assert bundled_folder("district") == tmp_path / "district"
    assert lookup._bundled.count(tmp_path) == 1
    assert bundled_folder("plain").name == "plain"
