"""How many pages a second a full run makes, beside Hugo building the same site.

    python bench/full_build.py                        SQLite, as in service
    python bench/full_build.py --postgresql           a throw-away server (no sync to disk)
    python bench/full_build.py --memory               peak memory with 1,000 and 100,000 articles
    MINGTANG_DATABASE_URL=… python bench/full_build.py --here    an empty database of your own

Both make the same pages from the same content: articles, heads and months of columns, home, feeds.
Hugo has it as Markdown, which counts, and as HTML files, for comparison.
Ours is a full run as `mingtang publish full` does it, from an empty folder: processes are started,
targets made, pages rendered, hashed, kept in the store, written, synced once a batch, renamed, and
what they read is noted. Hugo builds from an empty folder; it keeps nothing, syncs nothing and ends.
Rounds alternate, medians count. Exit code 1 if ours is slower with plain output, or if the memory of
a process differs by more than a tenth.

Ctrl-C loses nothing in service: `mingtang publish work` goes on (tests/bench proves it).
"""

import argparse
import statistics
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]

from bench.installation import installation  # noqa: E402 - found by the line above

if TYPE_CHECKING:
    from bench.archive import Archive
    from bench.building import Measured

YEARS = 3
SMALL, LARGE = 1_000, 100_000
MOST_GROWTH = 1.10
# Of what a run makes, the kinds that Hugo makes as well.
NOT_COUNTED = ("page/1.html", "sitemap.xml", "months.html", "months/index.xml")
KINDS = ("article", "column", "part", "home", "column_feed", "site_feed")


def prepare(articles: int, columns: int) -> "Archive":
    """Load the content."""
    from bench.archive import load_content  # needs set-up
    from mingtang.ground.foundation.clock import now  # needs set-up

    return load_content(
        site_code="portal", articles=articles, columns=columns, at=now(), years=YEARS
    )


def ours(archive: "Archive", processes: int, *, twins: bool = False) -> "tuple[Measured, int]":
    """Make everything from nothing; return what it took and how many pages there are."""
    from django.conf import settings  # needs set-up

    from bench.building import forget, run  # needs set-up
    from mingtang.editorial.pages.enums import RunKind  # needs set-up
    from mingtang.editorial.pages.models import Target  # needs set-up

    settings.PUBLISH_COMPRESS = twins  # the processes are forked from this one
    forget()
    measured = run(archive, RunKind.FULL, processes)
    return measured, Target.objects.filter(kind__in=KINDS, state="written").count()


def hugos(folder: Path) -> tuple[float, int]:
    """Build with Hugo; return the seconds and how many pages there are."""
    from bench import hugo  # needs set-up
    from bench.building import files  # needs set-up

    seconds = hugo.build(folder)
    pages = [name for name in files(folder / "public") if name.endswith((".html", ".xml"))]
    return seconds, sum(not name.endswith(NOT_COUNTED) for name in pages)


def compare(options: argparse.Namespace, home: Path) -> bool:
    """Alternate, print, and tell whether ours is at least as fast with plain output."""
    from bench import hugo  # needs set-up
    from bench.archive import vendor  # needs set-up

    archive = prepare(options.articles, options.columns)
    folder = home / "hugo"
    hugo.write_site(archive, folder)
    hugo.write_site(archive, home / "hugo-html", is_html=True)
    print(
        f"{options.articles:,} articles in {options.columns} columns; medians of {options.rounds}"
    )
    print(f"{vendor()}, {options.processes} processes, files synced once a batch; {hugo.version()}")
    plain, theirs, html, compressed = [], [], [], []
    for number in range(options.rounds):
        measured, pages = ours(archive, options.processes)
        seconds, others = hugos(folder)
        assert pages == others, f"{pages} pages are not Hugo's {others}"
        plain.append(pages / measured.seconds)
        theirs.append(others / seconds)
        html.append(others / hugos(home / "hugo-html")[0])
        print(f"  round {number + 1}: ours {measured.seconds:6.1f} s, Hugo {seconds:6.1f} s")
        if options.twins:
            compressed.append(pages / ours(archive, options.processes, twins=True)[0].seconds)
    other = statistics.median(theirs)
    print(f"{pages:,} pages each")
    _tell("Hugo, from Markdown", other, other)
    _tell("Hugo, from HTML files", statistics.median(html), other)
    _tell("plain", statistics.median(plain), other)
    if compressed:
        _tell("with gzip and brotli", statistics.median(compressed), other)
    return statistics.median(plain) >= other


def _tell(name: str, speed: float, other: float) -> None:
    print(f"{name:>22}: {speed:>8,.0f} pages/s  {speed / other:5.2f} x Hugo")


def memory(options: argparse.Namespace, articles: int) -> int:
    """Return the peak memory of a process, in kilobytes, over a full run with twins."""
    from bench.archive import vendor  # needs set-up

    archive = prepare(articles, options.columns)
    measured, pages = ours(archive, options.processes, twins=True)
    told = ", ".join(f"{peak / 1024:.1f} MB" for peak in measured.peaks)
    print(f"{vendor()}, {articles:,} articles, {pages:,} pages, {measured.seconds:.1f} s: {told}")
    return measured.peak


def main() -> None:
    """Read the options and run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--here", action="store_true")
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--columns", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--twins", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--memory", action="store_true")
    parser.add_argument("--memory-of", type=int, help="one size only; prints the kilobytes last")
    parser.add_argument("--sizes", type=int, nargs=2, default=(SMALL, LARGE))
    options = parser.parse_args()
    work = _print_peak if options.memory_of else _memory_is_steady if options.memory else _is_fast
    is_good = work(options)
    sys.exit(0 if is_good else 1)


def _is_fast(options: argparse.Namespace) -> bool:
    with installation(postgresql=options.postgresql, here=options.here) as home:
        return compare(options, home)


def _memory_is_steady(options: argparse.Namespace) -> bool:
    """Measure both sizes, each in a fresh installation and a process of its own."""
    peaks = [_peak_of(articles) for articles in options.sizes]
    growth = peaks[1] / peaks[0]
    print(f"{growth:.2f} times the memory (at most {MOST_GROWTH})")
    return growth <= MOST_GROWTH


def _peak_of(articles: int) -> int:
    """Run this script again for one size and read its last line."""
    words = [word for word in sys.argv[1:] if word in {"--postgresql", "--here"}]
    command = [sys.executable, __file__, *words, "--memory-of", str(articles)]
    told = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    *lines, last = told.strip().splitlines()
    print("\n".join(lines), flush=True)
    return int(last)


def _print_peak(options: argparse.Namespace) -> bool:
    with installation(postgresql=options.postgresql, here=options.here):
        print(memory(options, options.memory_of))
    return True


if __name__ == "__main__":
    main()
