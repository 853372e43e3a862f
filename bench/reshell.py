"""How long a new frame takes on a large site, and how long an editor waits meanwhile.

    python bench/reshell.py                           100,000 articles, SQLite
    python bench/reshell.py --postgresql              a throw-away server (no sync to disk)
    python bench/reshell.py --articles 10000          smaller, while developing

The site is made once; then `mingtang publish reshell` runs in two processes, and once a second an
editor publishes an article, whose page this process makes, as the office does. Printed are the time
of the run, and for the editor's pages the time from the click until the file is there, and until the
head of the column shows it.
"""

import argparse
import statistics
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]

from bench.installation import installation  # noqa: E402 - found by the line above

if TYPE_CHECKING:
    from bench.archive import Archive

PAUSE = 1.0
PATIENCE = 30.0


@dataclass
class Editor:
    """Publishes again and again in a thread of its own and notes how long it took."""

    archive: "Archive"
    ended: threading.Event = field(default_factory=threading.Event)
    own: list[float] = field(default_factory=list)
    head: list[float] = field(default_factory=list)

    def work(self) -> None:
        """Publish until the run is over."""
        from django.db import connections  # needs set-up

        number = 0
        while not self.ended.wait(PAUSE):
            number += 1
            self._publish(number)
        connections.close_all()

    def _publish(self, number: int) -> None:
        from django.conf import settings  # needs set-up

        from mingtang.editorial.publishing.actions import publish_article  # needs set-up
        from mingtang.editorial.publishing.models import Address  # needs set-up
        from mingtang.ground.foundation.clock import now  # needs set-up
        from tests.factories.publishing import ready_article  # needs set-up

        column = self.archive.columns[0]
        cast: Any = SimpleNamespace(
            officer=self.archive.editor, desk_editor=self.archive.editor, edu=self.archive.unit
        )
        article = ready_article(
            cast, now(), columns=[column], site=self.archive.site, title=f"编辑发布第{number}条"
        )
        begun = time.perf_counter()
        publish_article(actor=self.archive.editor, at=now(), article_id=article.pk)
        root = Path(settings.PUBLISH_ROOT) / self.archive.site.code
        page = root / Address.objects.get(article=article).path[1:]
        head = root / column.path / "index.html"
        self.own.append(_wait(page.exists, begun))
        self.head.append(_wait(lambda: f"第{number}条<" in head.read_text("utf-8"), begun))


def _wait(is_there: Any, begun: float) -> float:
    while not is_there() and time.perf_counter() - begun < PATIENCE:
        time.sleep(0.01)
    return time.perf_counter() - begun


def measure(options: argparse.Namespace) -> None:
    """Load, make everything once, then run with the editor beside."""
    from bench.archive import load_content, vendor  # needs set-up
    from bench.building import forget, run  # needs set-up
    from mingtang.editorial.pages.enums import RunKind  # needs set-up
    from mingtang.editorial.pages.models import Target  # needs set-up
    from mingtang.editorial.sites.models import GovSite  # needs set-up
    from mingtang.ground.foundation.clock import now  # needs set-up

    archive = load_content(
        site_code="portal", articles=options.articles, columns=options.columns, at=now()
    )
    forget()
    full = run(archive, RunKind.FULL, options.processes)
    pages = Target.objects.count()
    # Every page shows it; without a change nothing would be written.
    GovSite.objects.filter(pk=archive.site.pk).update(icp="皖ICP备15000001号")
    editor = Editor(archive)
    thread = threading.Timer(0.5, editor.work)  # the processes are forked before
    thread.start()
    reshell = run(archive, RunKind.RESHELL, options.processes)
    editor.ended.set()
    thread.join()
    print(f"{vendor()}, {pages:,} pages with twins, {options.processes} processes")
    print(f"full run {full.seconds:.1f} s, new frame {reshell.seconds:.1f} s")
    print(
        f"  {pages / reshell.seconds:,.0f} pages/s: {100_000 * reshell.seconds / pages:.0f} s for 100,000"
    )
    for name, waits in (("own page", editor.own), ("head of the column", editor.head)):
        if waits:
            told = f"median {statistics.median(waits):.3f} s, longest {max(waits):.3f} s"
            print(f"  editor's {name}: {told} of {len(waits)}")


def main() -> None:
    """Read the options and run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--here", action="store_true")
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--columns", type=int, default=60)
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    with installation(postgresql=options.postgresql, here=options.here):
        measure(options)


if __name__ == "__main__":
    main()
