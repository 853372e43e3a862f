"""How long it takes to look at every published file, and to put a whole site back.

    python bench/going_back.py --articles 100000 --postgresql
    python bench/going_back.py --articles 10000

A site is published with gzip and brotli copies. Every file is read and compared with the manifest by
two processes. Then the frame of the site changes, all pages are made again as a bulk run, and the
site is put back to how it was before: from the store, nothing is rendered. Afterwards every file is
compared once more. Each published page is three files, its copies included.

Exit code 1: comparing takes more than 15 s for each 100,000 pages, or going back more than 2 ms a page.
"""

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]

from bench.installation import installation  # noqa: E402 - after the path is set

VERIFY_BOUND = 15.0 / 100_000  # seconds a page
BACK_BOUND = 2.0 / 1_000
COLUMNS = 60


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return the seconds that a piece of work takes, and what it returns."""
    begun = time.perf_counter()
    found = work()
    return time.perf_counter() - begun, found


def pages() -> int:
    """Return how many pages are online."""
    from mingtang.editorial.pages.models import Target  # needs set-up

    return Target.objects.filter(entry__digest__gt="").count()


def publish(articles: int, processes: int) -> Any:
    """Load articles and publish the whole site; return the archive."""
    from bench.archive import load_content  # needs set-up
    from mingtang.ground.foundation.clock import now  # needs set-up
    from mingtang.wiring.cli.publish_work import work_off  # needs set-up

    archive = load_content(site_code="portal", articles=articles, columns=COLUMNS, at=now())
    if not work_off(processes, quietly=True):
        raise SystemExit("the site could not be published")
    return archive


def compare(processes: int) -> int:
    """Look at every file; return how many are not as published."""
    from mingtang.wiring.cli.publish_work import suspects  # needs set-up

    return len(list(suspects(["portal"], processes)))


def reshell(archive: Any, processes: int) -> None:
    """Change what every page shows and make all of them again."""
    from mingtang.editorial.pages.enums import RunKind  # needs set-up
    from mingtang.editorial.publishing.actions.sites import rebuild_site  # needs set-up
    from mingtang.editorial.sites.models import GovSite  # needs set-up
    from mingtang.ground.foundation.clock import now  # needs set-up
    from mingtang.wiring.cli.publish_work import work_off  # needs set-up

    GovSite.objects.filter(pk=archive.site.pk).update(icp="皖ICP备15000001号")
    rebuild_site(actor=archive.operator, at=now(), site_id=archive.site.pk, kind=RunKind.RESHELL)
    if not work_off(processes, quietly=True):
        raise SystemExit("the site could not be made again")


def go_back(archive: Any, moment: Any) -> int:
    """Put the site back; return how many pages went."""
    from mingtang.editorial.operating.actions.history import roll_back_site  # needs set-up
    from mingtang.ground.foundation.clock import now  # needs set-up

    done = roll_back_site(
        actor=archive.operator, at=now(), site_id=archive.site.pk, moment=moment, reason="测量"
    )
    return int(done.pages)


def run(articles: int, processes: int) -> bool:
    """Measure and print; say whether the bounds hold."""
    from mingtang.ground.foundation.clock import now  # needs set-up

    seconds, archive = timed(lambda: publish(articles, processes))
    count = pages()
    print(f"  loaded and published in {seconds:.0f} s: {count:,} pages")
    seconds, wrong = timed(lambda: compare(processes))
    is_good = wrong == 0 and seconds <= VERIFY_BOUND * max(count, 10_000)
    print(f"  every file compared by {processes} processes: {seconds:.1f} s, {wrong} wrong")
    moment = now()
    seconds, _ = timed(lambda: reshell(archive, processes))
    print(f"  all made again after a change of the frame: {seconds:.0f} s")
    seconds, back = timed(lambda: go_back(archive, moment))
    is_good &= back > 0 and seconds <= BACK_BOUND * back
    print(f"  {back:,} pages put back by one process: {seconds:.1f} s")
    wrong = compare(processes)
    print(f"  compared once more: {wrong} wrong")
    return is_good and wrong == 0


def main() -> int:
    """Run once on the chosen database."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--postgresql", action="store_true", help="default: SQLite")
    arguments = parser.parse_args()
    with installation(postgresql=arguments.postgresql):
        name = "PostgreSQL, no syncs of the database" if arguments.postgresql else "SQLite"
        print(f"{arguments.articles:,} articles, {name}", flush=True)
        return 0 if run(arguments.articles, arguments.processes) else 1


if __name__ == "__main__":
    raise SystemExit(main())
