"""Remarks on texts: MB a second for a list of 65,000 words, beside one regular expression of the same words.

    .venv/bin/python bench/checks.py [--words 65000] [--megabytes 6]

Exit 1 below 20 MB/s for the list. All rules together are printed beside, without a bound.
"""

import argparse
import itertools
import re
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from time import process_time

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]

from bench.texts import paragraphs_of  # noqa: E402 - found by the line above
from mingtang.workbench.proofing import ProofBook, Wording, proof  # noqa: E402
from mingtang.workbench.proofing.wordings import WordingList  # noqa: E402

_SIGNS = "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳云腾致雨露结为霜"
_BOUND = 20.0  # MB a second


def main() -> int:
    """Print the figures; return 1 past the bound."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--words", type=int, default=65_000)
    options.add_argument("--megabytes", type=float, default=6.0)
    given = options.parse_args()
    text = _text(given.megabytes)
    size = len(text.encode()) / 1e6
    words = [
        "".join(one) for one in itertools.islice(itertools.permutations(_SIGNS, 4), given.words)
    ]
    words += ["截止目前", "三亿二千万元", "挥锹铲土"]

    listed = WordingList([Wording(word, hint) for word, hint in zip(words, words, strict=True)])
    seconds, found = _timed(lambda: len(list(listed.remarks(text))))
    # One alternation tries every word at every place: a tenth of a per cent of the text is enough to time it.
    part = text[: max(2000, len(text) // 1000)]
    pattern = re.compile("|".join(map(re.escape, words)))
    peer, _ = _timed(lambda: len(pattern.findall(part)))
    ours, theirs = size / seconds, len(part.encode()) / 1e6 / peer
    print(f"{len(words)} words over {size:.1f} MB: {found} found, {ours:.1f} MB/s")
    print(f"re.compile('|'.join(words)): {theirs:.3f} MB/s; ratio {ours / theirs:.0f}")

    book = ProofBook(today=date(2026, 11, 30))
    paragraphs = text.split("\n")
    seconds, found = _timed(lambda: sum(len(proof(one, book)) for one in paragraphs))
    print(
        f"all rules over {len(paragraphs)} paragraphs: {found} remarks, {size / seconds:.1f} MB/s"
    )
    return int(ours < _BOUND)


def _text(megabytes: float) -> str:
    day, parts, size = datetime(2026, 5, 1, tzinfo=UTC), [], 0
    for number in itertools.count():
        for one in paragraphs_of(number, day, 1000):
            parts.append(one)
            size += len(one.encode())
        if size > megabytes * 1e6:
            return "\n".join(parts)
    raise AssertionError


def _timed(work):  # type: ignore[no-untyped-def]
    start = process_time()
    result = work()
    return process_time() - start, result


if __name__ == "__main__":
    sys.exit(main())
