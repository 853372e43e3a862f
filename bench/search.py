"""How long a list of the office needs to find articles by words, against looking through every row.

    python bench/search.py [--articles 50000]           SQLite, as in service
    python bench/search.py --postgresql                 a throw-away server (no sync to disk)

The peer is Django's `icontains` over title and text in plain words (`ILIKE '%…%'`): the search of most content management
systems. Each query asks for the 30 newest articles.
"""

import argparse
import random
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parents[1])]
from bench.obligations import AT, database, prepare  # noqa: E402 - a script, found by the path above

PHRASES = (
    "关于", "进一步", "加强", "防汛抗旱", "工作", "的通知", "各县", "人民政府", "市直各部门", "认真", "贯彻落实",
    "安全生产", "教育局", "招生", "优化营商环境", "意见", "办法", "公开", "征求", "群众", "服务", "项目", "建设",
)  # fmt: skip
RARE = "抗旱保墒"
QUERIES = {
    "a phrase of one article": RARE,
    "two words of most": "工作 通知",
    "one of most": "人民政府",
}
WORDS = 120  # phrases of a body
RUNS = 15


def fill(number: int) -> None:
    """Write articles and index them."""
    from django.core.management import call_command  # needs set-up

    from mingtang.editorial.content.documents import ARTICLES  # needs set-up
    from mingtang.editorial.content.models import Article  # needs set-up
    from mingtang.editorial.sites.models import GovSite  # needs set-up
    from mingtang.institution.organization.models import Unit  # needs set-up
    from mingtang.spine.search.actions import refresh_documents  # needs set-up

    for room in ("content", "search"):
        call_command("migrate", room, verbosity=0)
    unit = Unit.objects.order_by("pk")[0]
    site = GovSite.objects.create(
        code="bench", name="门户", unit=unit, operating_unit=unit, kind="portal"
    )
    began, skipped = 0.0, 0
    for first in range(0, number, 500):
        rows = [_article(Article, unit, site, one) for one in range(first, first + 500)]
        pks = [row.pk for row in Article.objects.bulk_create(rows)]
        if first == 0:
            began, skipped = time.process_time(), 500
        refresh_documents(ARTICLES, pks, at=AT)
    spent = (time.process_time() - began) / max(number - skipped, 1) * 1000
    print(
        f"{number} articles of about {WORDS * 4} characters, written and indexed: {spent:.2f} ms each"
    )


def _article(model: Any, unit: Any, site: Any, number: int) -> Any:
    words = random.choices(PHRASES, k=WORDS)
    if number == 321:
        words[60] = RARE
    text = "".join(words)
    return model(
        kind="news", unit=unit, site=site, title="".join(words[:5]), created_at=AT, changed_at=AT,
        body=[{"type": "text", "value": f"<p>{text}</p>", "id": "1"}], version=1,
    )  # fmt: skip


def milliseconds(act: Callable[[], Any]) -> float:
    """Return the median of some runs."""
    times = []
    for _ in range(RUNS):
        began = time.perf_counter()
        act()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def compare() -> None:
    """Print a line for each query."""
    from mingtang.editorial.content.models import Article  # needs set-up
    from mingtang.spine.search.models import IndexedDocument  # needs set-up
    from mingtang.spine.search.queries import narrowed  # needs set-up

    def newest(rows: Any) -> list[int]:
        return list(rows.order_by("-pk").values_list("pk", flat=True)[:30])

    def by_index(asked: str) -> list[int]:
        return newest(narrowed(Article.objects.all(), "article", asked))

    def by_reading(asked: str) -> list[int]:
        rows = IndexedDocument.objects.all()
        for word in asked.split():
            rows = rows.filter(text__icontains=word)
        return list(rows.order_by("-pk").values_list("number", flat=True)[:30])

    print("| query | index, ms | reading, ms | ratio | same rows |")
    for label, asked in QUERIES.items():
        same = by_index(asked) == by_reading(asked)
        index, reading = (
            milliseconds(lambda: by_index(asked)),  # noqa: B023 - called at once
            milliseconds(lambda: by_reading(asked)),  # noqa: B023
        )
        print(f"| {label} | {index:.1f} | {reading:.1f} | {reading / index:.1f} | {same} |")


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--articles", type=int, default=50_000)
    parser.add_argument("--postgresql", action="store_true")
    asked = parser.parse_args()
    random.seed(1)
    with database(postgresql=asked.postgresql, here=False):
        prepare()
        fill(asked.articles)
        compare()


if __name__ == "__main__":
    main()
