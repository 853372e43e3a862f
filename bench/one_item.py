"""One archive in a process of its own, which publishes, corrects and takes down one item at a time."""

import multiprocessing
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

STEPS = ("publish", "edit", "take down")


@dataclass(frozen=True)
class Cost:
    """What one step cost; times in milliseconds from the click, bytes as the store keeps them."""

    targets: int
    queries: int
    bytes: int
    own: float
    dependent: float


class Publisher:
    """The parent's end: starts the process, asks it for one step after the other, ends it."""

    def __init__(self, articles: int, url: Callable[[str], str] | None) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="mingtang-bench-"))
        self.articles = articles
        self.url = url
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        database = f"archive_{articles}"
        if url is not None:
            _create(url("postgres"), database)
        self.process = context.Process(
            target=serve, args=(theirs, self.home, url(database) if url else "", articles)
        )

    def __enter__(self) -> "Publisher":
        self.process.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.join()
        shutil.rmtree(self.home, ignore_errors=True)

    def load(self) -> str:
        """Fill the archive; return how long it took."""
        return str(self._ask("load"))

    def do(self, step: str, number: int) -> Cost:
        """Take one step with the item of this number."""
        found = self._ask((step, number))
        assert isinstance(found, Cost)
        return found

    def _ask(self, question: object) -> object:
        self.pipe.send(question)
        answer = self.pipe.recv()
        if isinstance(answer, Exception):
            raise answer
        return answer


def _create(url: str, database: str) -> None:
    import psycopg  # optional dependency

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{database}"')


def serve(pipe: Connection, home: Path, url: str, articles: int) -> None:
    """Be the process of one archive."""
    os.environ["MINGTANG_HOME"] = str(home)
    os.environ.pop("MINGTANG_DATABASE_URL", None)
    if url:
        os.environ["MINGTANG_DATABASE_URL"] = url
    from mingtang.wiring.cli.main import setup_django  # needs set-up

    setup_django()
    office = Office(articles)
    while True:
        question = pipe.recv()
        try:
            pipe.send(office.load() if question == "load" else office.do(*question))
        except Exception as error:  # noqa: BLE001 - told to the parent
            pipe.send(error)


class Office:
    """Does in one process what office and worker do."""

    def __init__(self, articles: int) -> None:
        self.articles = articles
        self.item = 0

    def load(self) -> str:
        """Make the tables and fill them."""
        from django.db import connection  # needs set-up

        from bench.published import load_published  # needs set-up
        from mingtang.wiring.config.first_tables import make_first_tables  # needs set-up

        begun = time.perf_counter()
        make_first_tables(connection)
        self.cast, self.columns = load_published(self.articles)
        return f"loaded in {time.perf_counter() - begun:.0f} s"

    def do(self, step: str, number: int) -> Cost:
        """Take one step and settle what follows from it outside of publishing."""
        from mingtang.ground.foundation.clock import now  # needs set-up
        from mingtang.spine.events.testing import drain  # needs set-up

        act = {"publish": self._publish, "edit": self._edit, "take down": self._take_down}[step]
        cost = act(number)
        drain(now())
        return cost

    def _publish(self, number: int) -> Cost:
        from mingtang.editorial.publishing.actions import publish_article  # needs set-up
        from mingtang.ground.foundation.clock import now  # needs set-up
        from mingtang.spine.events.testing import drain  # needs set-up
        from tests.factories.publishing import ready_article  # needs set-up

        column = self.columns[number % len(self.columns)]
        article = ready_article(
            self.cast,
            now(),
            columns=[column],
            site=column.site,
            title=f"本市新增便民措施第{number}项",
        )
        self.item = article.pk
        drain(now())
        return self._cost(
            lambda: publish_article(actor=self.cast.desk_editor, at=now(), article_id=self.item),
            f"第{number}项",
        )

    def _edit(self, number: int) -> Cost:
        from mingtang.editorial.publishing.actions import publish_article  # needs set-up
        from mingtang.ground.foundation.clock import now  # needs set-up
        from tests.factories.publishing import revised  # needs set-up

        revised(self.cast, self.item, now(), title=f"更正第{number}项")
        return self._cost(
            lambda: publish_article(actor=self.cast.desk_editor, at=now(), article_id=self.item),
            f"更正第{number}项",
        )

    def _take_down(self, number: int) -> Cost:
        from mingtang.editorial.publishing.actions import take_down_article  # needs set-up
        from mingtang.ground.foundation.clock import now  # needs set-up

        return self._cost(
            lambda: take_down_article(
                actor=self.cast.desk_editor,
                at=now(),
                article_id=self.item,
                reason_code="error",
                reason="内容有误",
                public_reason="内容有误，已撤下。",
            ),
            "",
        )

    def _cost(self, act: Callable[[], Any], wanted: str) -> Cost:
        """Measure an action until its own page is seen, then until all that depends on it is.

        An empty `wanted`: until the page is gone.
        """
        from mingtang.editorial.pages.engine.lanes import work_urgent  # needs set-up
        from mingtang.ground.foundation.clock import now  # needs set-up

        kept = _kept_bytes()
        with _counted() as queries:
            begun = time.perf_counter()
            published = act()
            self._look(wanted)
            own = time.perf_counter() - begun
            done = len(published.target_ids)
            while count := work_urgent(now()):
                done += count
            dependent = time.perf_counter() - begun
        return Cost(done, queries[0], _kept_bytes() - kept, own * 1000, dependent * 1000)

    def _look(self, wanted: str) -> None:
        from django.conf import settings  # needs set-up

        from mingtang.editorial.publishing.models import Address  # needs set-up

        address = Address.objects.select_related("site").get(article_id=self.item)
        page = Path(settings.PUBLISH_ROOT) / address.site.code / address.path.lstrip("/")
        if wanted and wanted not in page.read_text("utf-8"):
            raise LookupError(f"{page} does not show {wanted}")
        if not wanted and page.exists():
            raise LookupError(f"{page} is still there")


def _kept_bytes() -> int:
    """Return what all batches after the archive's own have put into the store."""
    from django.db.models import Sum  # needs set-up

    from mingtang.editorial.pages.models import Batch  # needs set-up

    return int(Batch.objects.aggregate(total=Sum("pack_bytes"))["total"] or 0)


@contextmanager
def _counted() -> Iterator[list[int]]:
    """Count the statements that the database is given inside."""
    from django.db import connection  # needs set-up

    count = [0]

    def counting(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        count[0] += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(counting):
        yield count
