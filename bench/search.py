"""How long a list of the office needs to find articles by words, against looking through every row.

    python bench/search.py [--articles 50000]           SQLite, as in service
    python bench/search.py --postgresql                 a throw-away server (no sync to disk)
    python bench/search.py --public 300000              questions of readers over so many paragraphs

The questions of readers are asked as the public process asks them, one after the other; the program ends with 1 where 95 of
100 take longer than 100 ms.

The peer is Django's `icontains` over title and text in plain words (`ILIKE '%…%'`): the search of most content management
systems. Each query asks for the 30 newest articles.
"""

import argparse
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
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


KINDS = ("news", "notice", "policy", "interpretation")
SITES = 9
WORDS_OF_PARAGRAPH, VOCABULARY = 30, 3000
LIMIT_MS = 100.0


def vocabulary() -> tuple[list[str], list[float]]:
    """Return words and how frequent they are: the n-th is n times rarer than the first, as in a language."""
    signs = [chr(code) for code in range(0x4E00, 0x4E00 + 1500)]
    made = [
        "".join(random.choices(signs, k=random.choice((2, 2, 2, 3, 4)))) for _ in range(VOCABULARY)
    ]
    words = [*(word for word in PHRASES if len(word) > 1), *made]
    return words, [1 / number for number in range(1, len(words) + 1)]


def fill_public(number: int, words: list[str], weights: list[float]) -> None:
    """Index paragraphs as public documents over ten years, nine sites and thirty offices."""
    from datetime import timedelta

    from django.core.management import call_command  # needs set-up

    from mingtang.spine.search.actions import put_public  # needs set-up
    from mingtang.spine.search.registry import SearchDocument  # needs set-up

    call_command("migrate", "search", verbosity=0)
    began = time.process_time()
    for first in range(0, number, 1000):
        documents = []
        for one in range(first, min(first + 1000, number)):
            text = random.choices(words, weights, k=WORDS_OF_PARAGRAPH)
            site = random.choices(range(SITES), range(SITES, 0, -1))[0]
            documents.append(
                SearchDocument(
                    number=one, title="".join(text[:6]), text="".join(text[6:]),
                    site=f"site{site}", unit=f"unit{random.randrange(30)}", sort=random.choice(KINDS),
                    dated=AT - timedelta(minutes=random.randrange(10 * 365 * 1440)),
                    is_main=random.random() < 0.8,
                    numbers=(f"明政办〔{2016 + one % 10}〕{one}号",) if one % 9 == 0 else (),
                )
            )  # fmt: skip
        put_public("bench", documents, at=AT)
    spent = (time.process_time() - began) / number * 1000
    print(
        f"{number} paragraphs of about {WORDS_OF_PARAGRAPH * 2.5:.0f} characters: {spent:.2f} ms each"
    )


def questions(words: list[str]) -> dict[str, list[Any]]:
    """Return questions of readers by what they are like."""
    from mingtang.spine.search.asking import PublicQuestion as Ask  # needs set-up

    common, rare = words[:20], words[300:]

    def some(make: Callable[[], Any]) -> list[Any]:
        return [make() for _ in range(25)]

    return {
        "a word of most": some(lambda: Ask(random.choice(common))),
        "a rarer word": some(lambda: Ask(random.choice(rare))),
        "a common and a rare word": some(
            lambda: Ask(f"{random.choice(common)} {random.choice(rare)}")
        ),
        "a common word of one site and year": some(
            lambda: Ask(random.choice(common), site="site3", year=str(random.randrange(2017, 2026)))
        ),
        "a common word, newest first": some(lambda: Ask(random.choice(common), is_by_date=True)),
        "a document number": some(
            lambda: Ask(f"明政办[{2016 + (n := random.randrange(900) * 9) % 10}]{n}号")
        ),
        "what stands nowhere": some(lambda: Ask("".join(random.choices("龘靐齉爩鱻麤", k=3)))),
    }


def ask_public(words: list[str]) -> bool:
    """Print a line for each sort of question; return whether the limit holds."""
    from django.db import connection  # needs set-up

    from mingtang.spine.search.asking import find_public  # needs set-up

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE search_public_terms")
            cursor.execute("VACUUM ANALYZE search_publicdocument")
    everything: list[tuple[float, float]] = []
    print(
        "| question | p50, ms | p95, ms | most, ms | processor p50, ms | processor p95, ms | found |"
    )
    for label, asked in questions(words).items():
        times, found = [], 0
        find_public(asked[0], at=AT)
        for question in asked:
            began, used = time.perf_counter(), _processor(connection)
            found += bool(find_public(question, at=AT).rows)
            spent = time.perf_counter() - began
            times.append((spent * 1000, (_processor(connection) - used) * 1000))
        everything += times
        print(f"| {label} | {_figures(times)} | {found}/{len(asked)} |")
    print(f"| all | {_figures(everything)} | |")
    return _share([spent for spent, _ in everything], 95) <= LIMIT_MS


def _processor(connection: Any) -> float:
    """Return the processor seconds of this process, and on Linux those of the server that answers it."""
    if connection.vendor != "postgresql":
        return time.process_time()
    clock = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    server = int(clock.read_text().split()[0]) / 1e9 if clock.exists() else 0.0
    return time.process_time() + server


def _figures(times: list[tuple[float, float]]) -> str:
    spent, used = zip(*times, strict=True)
    told = (
        _share(spent, 50), _share(spent, 95), max(spent), _share(used, 50), _share(used, 95),
    )  # fmt: skip
    return " | ".join(f"{one:.1f}" for one in told)


def _share(times: Sequence[float], percent: int) -> float:
    return sorted(times)[min(len(times) - 1, len(times) * percent // 100)]


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--articles", type=int, default=50_000)
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--public", type=int, default=0, metavar="PARAGRAPHS")
    asked = parser.parse_args()
    random.seed(1)
    with database(postgresql=asked.postgresql, here=False):
        prepare()
        if asked.public:
            words, weights = vocabulary()
            fill_public(asked.public, words, weights)
            if not ask_public(words):
                sys.exit(1)
            return
        fill(asked.articles)
        compare()


if __name__ == "__main__":
    main()
