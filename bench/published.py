"""An archive as publishing leaves it: targets with their newest version, watches, few files on disk.

The pages of articles, of months and of the site map have their rows, but no file: nothing touches
them. The pages that every new item wakes (home, columns, feeds) are made by the engine itself, so
that their watches and frames are real.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import islice
from typing import Any

from django.db import connection, transaction

from bench.archive import CHUNK, load_content
from bench.rows import Rows, count_on
from mingtang.editorial.pages.engine.lanes import work_everything
from mingtang.editorial.pages.engine.missing import expected_pages
from mingtang.editorial.pages.enums import (
    BatchKind,
    BatchState,
    PageScope,
    RunState,
    TargetLane,
    TargetState,
)
from mingtang.editorial.pages.models import Batch, Entry, Run, Target, Watch
from mingtang.editorial.pages.reader import LOWEST
from mingtang.editorial.pages.registry import page_kind
from mingtang.editorial.sites.models import Column, GovSite
from mingtang.ground.foundation.clock import now
from mingtang.institution.organization.actions.people import add_person
from mingtang.institution.organization.actions.posts import assign_post
from mingtang.institution.organization.enums import Post
from mingtang.institution.organization.models import Person, Unit

COLUMNS = 60
CHARACTERS = 200
_RENDERED = {PageScope.SITE, PageScope.COLUMN}  # these wake with every item and are made for real
_TARGET = (
    "id", "site_id", "path", "kind", "key", "column_id", "state", "lane", "woken_at",
    "claimed_wake", "entry_id", "written_at",
)  # fmt: skip
_ENTRY = ("id", "batch_id", "target_id", "digest", "twins")
_WATCH = ("id", "target_id", "list", "low_at", "low_id")


@dataclass(frozen=True)
class Office:
    """Who publishes where; the names are those of the tests' cast."""

    officer: Person
    desk_editor: Person
    edu: Unit
    portal: GovSite


def load_published(articles: int) -> tuple[Office, tuple[Column, ...]]:
    """Fill an empty database with an archive and publish what every new item will wake."""
    at = now()
    _prepare_for_many_rows()
    archive = load_content(
        site_code="portal",
        articles=articles,
        columns=COLUMNS,
        at=at,
        characters=CHARACTERS,
        revisions=False,
    )
    Run.objects.update(state=RunState.DONE.value, done_at=at)
    _write_rows(archive.site.pk, at)
    connection.close()  # from here on with the settings of service
    work_everything(now())
    officer = add_person(
        actor=archive.operator, at=at, unit_id=archive.unit.pk, username="officer", name="林晓"
    )
    assign_post(
        actor=archive.operator,
        at=at,
        person_id=officer.pk,
        post=Post.INFORMATION_OFFICER,
        unit_id=archive.unit.pk,
    )
    return Office(officer, archive.editor, archive.unit, archive.site), archive.columns


def _prepare_for_many_rows() -> None:
    """SQLite keeps 2 MB of pages by default: too few for the indexes of millions of rows."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA cache_size = -2000000")
            cursor.execute("PRAGMA synchronous = OFF")


def _write_rows(site_id: int, at: datetime) -> None:
    batch = Batch.objects.create(
        key="bulk-loaded", kind=BatchKind.BULK.value, state=BatchState.DONE.value, started_at=at
    )
    writer = _Writer(site_id, batch.pk, at)
    pages = _unseen_pages(site_id)
    while part := list(islice(pages, CHUNK)):
        with transaction.atomic():
            writer.write(part)
    count_on([Target, Entry, Watch])


def _unseen_pages(site_id: int) -> Iterator[tuple[str, Any]]:
    for name, page in expected_pages(site_id):
        kind = page_kind(name)
        assert kind is not None
        if kind.scope not in _RENDERED:
            yield name, page


class _Writer:
    """Gives out the numbers of the rows and writes them, a chunk at a time."""

    def __init__(self, site_id: int, batch_id: int, at: datetime) -> None:
        self._site, self._batch, self._at = site_id, batch_id, at
        self._targets = Rows(Target, _TARGET)
        self._entries = Rows(Entry, _ENTRY)
        self._watches = Rows(Watch, _WATCH)
        self._target = self._targets.next_number()
        self._entry = self._entries.next_number()
        self._watch = self._watches.next_number()

    def write(self, pages: list[tuple[str, Any]]) -> None:
        """Write targets, their versions, and what the pages watch."""
        for kind, page in pages:
            self._page(kind, page)
        # Entries first: SQLite looks for rows that waited for a key, and targets have no index there.
        for rows in (self._entries, self._targets, self._watches):
            rows.write()

    def _page(self, kind: str, page: Any) -> None:
        digest = sha256(page.path.encode()).hexdigest()
        self._targets.add(
            (
                self._target, self._site, page.path, kind, page.key, page.column_id,
                TargetState.VERIFIED.value, TargetLane.BULK.value, self._at, 1, self._entry, self._at,
            )
        )  # fmt: skip
        self._entries.add((self._entry, self._batch, self._target, digest, digest))
        if kind == "article" and int(page.key) % 20 == 7:  # what a policy document watches
            name = f"interprets:{page.key}"
            self._watches.add((self._watch, self._target, name, *LOWEST))
            self._watch += 1
        self._target += 1
        self._entry += 1
