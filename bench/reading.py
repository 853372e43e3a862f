"""How well and how fast the reader of documents reads pages whose right reading is known.

Two parts in `tests/data/reading`: `open`, beside which the reader was written, and `held_out`, written
by people who had not read the reader. Bounds apply to each part.
"""

import argparse
import re
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from mingtang.editorial.reading.reader import read_page
from mingtang.editorial.reading.result import Reading, Unreadable

PARTS = Path(__file__).parents[1] / "tests" / "data" / "reading"
BOTH = ("open", "held_out")
FIELDS = (
    "title",
    "number",
    "office",
    "signers",
    "document_date",
    "released",
    "source",
    "index_number",
)
RIGHT_FIELDS = 0.98
RIGHT_BODIES = 0.95
PAGES_A_SECOND = 40
SECONDS_A_PAGE = 2.0


@dataclass
class Score:
    """What was counted over the pages of one part."""

    pages: int = 0
    documents: int = 0
    right: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    wanted: Counter[str] = field(default_factory=Counter)
    complete: int = 0
    clean: int = 0
    whole: int = 0
    tables: Counter[str] = field(default_factory=Counter)
    pictures: Counter[str] = field(default_factory=Counter)
    files: Counter[str] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    unwarned: list[str] = field(default_factory=list)
    missed_warnings: list[str] = field(default_factory=list)
    details: list[str] = field(default_factory=list)
    seconds: float = 0.0
    fields: int = 0
    doubted: int = 0

    def precision(self, name: str) -> float:
        """Return the share of values found that are right."""
        return self.right[name] / self.found[name] if self.found[name] else 1.0

    def recall(self, name: str) -> float:
        """Return the share of values on the pages that were found."""
        return self.right[name] / self.wanted[name] if self.wanted[name] else 1.0


def pages_of(part: Path) -> Iterator[tuple[str, bytes, dict[str, Any]]]:
    """Yield name, bytes and right reading of every page of a part."""
    for path in sorted(part.glob("*.toml")):
        yield (
            path.stem,
            path.with_suffix(".html").read_bytes(),
            tomllib.loads(path.read_text("utf-8")),
        )


def squashed(text: str) -> str:
    """Return a text without the spaces that a browser may draw or not."""
    return re.sub(r"[\s\u3000\xa0]+", "", text)


def value_of(reading: Reading, name: str) -> Any:
    """Return what was read, in the form in which it is compared."""
    value = getattr(reading, name).value
    if isinstance(value, tuple):
        return [squashed(one) for one in value]
    return squashed(value) if isinstance(value, str) else value


def wanted_of(wanted: dict[str, Any], name: str) -> Any:
    """Return what is right, in the form in which it is compared; None where there is nothing."""
    value = wanted.get(name)
    if isinstance(value, list):
        return [squashed(one) for one in value] or None
    if isinstance(value, datetime):
        return value.date()
    return squashed(value) if isinstance(value, str) else value


def score_page(score: Score, name: str, data: bytes, wanted: dict[str, Any]) -> None:
    """Read one page and count what is right."""
    score.pages += 1
    kind = wanted.get("kind", "document")
    started = time.process_time()
    try:
        reading = read_page(f"{name}.html", data, base=wanted.get("base", ""))
    except Unreadable as error:
        score.seconds += time.process_time() - started
        score.refusals["right" if kind != "document" else "wrong"] += 1
        if kind == "document":
            score.kinds[f"a document refused as {error.kind}"] += 1
        if kind == "document":
            score.documents += 1
            score.details.append(f"{name}: refused as {error.kind}")
            for one in FIELDS:
                score.wanted[one] += wanted_of(wanted, one) not in (None, "")
        elif error.kind != kind:
            score.details.append(f"{name}: refused as {error.kind}, is {kind}")
        return
    score.seconds += time.process_time() - started
    if kind != "document":
        score.refusals["missed"] += 1
        score.kinds[f"{kind} taken for a document"] += 1
        score.unwarned.append(f"{name}: {kind} taken for a document")
        return
    score.documents += 1
    for one in FIELDS:
        score_field(score, name, one, reading, wanted)
    score_body(score, name, reading, wanted)
    score.fields += len(FIELDS) + 1
    score.doubted += len(reading.doubtful)
    for one in wanted.get("warned", []):
        if one.replace("paragraphs", "body") not in reading.doubtful:
            score.missed_warnings.append(f"{name}: {one}")


def score_field(
    score: Score, name: str, one: str, reading: Reading, wanted: dict[str, Any]
) -> None:
    """Count one field."""
    is_value, right = value_of(reading, one), wanted_of(wanted, one)
    has_value, has_right = is_value not in (None, "", []), right not in (None, "", [])
    score.found[one] += has_value
    score.wanted[one] += has_right
    if has_value and has_right and is_value == right:
        score.right[one] += 1
    elif has_value or has_right:
        is_warned = one in reading.doubtful
        score.details.append(f"{name}: {one} {show(is_value)} instead of {show(right)}")
        if has_value and not is_warned:
            score.unwarned.append(f"{name}: {one}")


def show(value: Any) -> str:
    """Return a value for a line of the report."""
    return str(value) if isinstance(value, date) else repr(value)


def score_body(score: Score, name: str, reading: Reading, wanted: dict[str, Any]) -> None:
    """Count body, tables, pictures and files; lines that only name a file count as files."""
    names = {squashed(one[0]) for one in wanted.get("files", [])}
    names |= {squashed(one.name) for one in reading.files}
    right = [words for one in wanted.get("paragraphs", []) if (words := squashed(one)) not in names]
    read = [words for one in reading.paragraphs if (words := squashed(one)) not in names]
    is_complete = contains("".join(read), right)
    is_clean = contains("".join(right), read)
    score.complete += is_complete
    score.clean += is_clean
    score.whole += is_complete and is_clean
    if not (is_complete and is_clean):
        lost = [words for words in right if words not in "".join(read)]
        more = [words for words in read if words not in "".join(right)]
        score.details.append(f"{name}: body lost {lost[:3]}, has besides {more[:3]}")
        if lost and "body" not in reading.doubtful:
            score.unwarned.append(f"{name}: body")
    tables = [[table.rows, table.columns] for table in reading.tables]
    compare(score.tables, name, "table", tables, wanted.get("tables", []), score.details)
    pictures = [one.address or one.written for one in reading.pictures]
    compare(score.pictures, name, "picture", pictures, wanted.get("pictures", []), score.details)
    files = [[squashed(one.name), one.address or one.written] for one in reading.files]
    right_files = [[squashed(one[0]), one[1]] for one in wanted.get("files", [])]
    compare(score.files, name, "file", files, right_files, score.details)


def contains(text: str, parts: list[str]) -> bool:
    """Tell whether a text holds all parts in their order."""
    place = 0
    for part in parts:
        place = text.find(part, place)
        if place < 0:
            return False
        place += len(part)
    return True


def compare(
    counts: Counter[str],
    name: str,
    what: str,
    read: list[Any],
    right: list[Any],
    details: list[str],
) -> None:
    """Count which of some things are there."""
    left = list(read)
    counts["wanted"] += len(right)
    counts["found"] += len(read)
    for one in right:
        if one in left:
            left.remove(one)
            counts["right"] += 1
        else:
            details.append(f"{name}: {what} {one} missing")
    details.extend(f"{name}: {what} {one} too many" for one in left)


def page(text: str) -> bytes:
    """Return the bytes of a page."""
    return text.encode()


ADVERSARIAL: dict[str, Callable[[], bytes]] = {
    "1 MB of one character": lambda: b"a" * 1_000_000,
    "1 MB of one Chinese character": lambda: page("<p>" + "中" * 333_333),
    "100,000 nested div": lambda: b"<div>" * 100_000 + b"x" + b"</div>" * 100_000,
    "100,000 nested b": lambda: b"<p>x" + b"<b>" * 100_000 + b"x",
    "50,000 nested tables": lambda: b"<table><tr><td>" * 50_000 + b"x",
    "50,000 nested lists": lambda: b"<ul><li>" * 50_000 + b"x",
    "50,000 paragraphs with open fonts": lambda: b"".join(
        b"<p><font size=%d>x" % i for i in range(50_000)
    ),
    "100,000 labels": lambda: "<p>发布时间：来源：文号：".encode() * 30_000,
    "a label of 1 MB": lambda: b"<p>" + "来源".encode() * 160_000 + "：".encode(),
    "1 MB of colons": lambda: b"<p>" + "：".encode() * 330_000,
    "1 MB of spaces in a label": lambda: page("<p>发" + "　" * 330_000 + "文：</p>"),
    "1 MB of numbers": lambda: page("<p>" + "明教〔2025〕" * 60_000 + "</p>"),
    "1 MB of dates": lambda: page("<p>" + "2025年3月1日" * 60_000 + "</p>"),
    "30,000 lines of offices": lambda: "<p>明州市教育局</p>".encode() * 30_000,
    "1 MB of open brackets": lambda: b"<" * 1_000_000,
    "1 MB of open comments": lambda: b"<!--" * 250_000,
    "20,000 links": lambda: b'<a href="a.html">' + "关于云岭市的通知</a><br>".encode() * 20_000,
    "20,000 links to files": lambda: page("<h1>关于工作的通知</h1><p>请各单位下载有关附件并认真填写，按时报送。</p><p>" + "".join(f'<a href="{i}.doc">附件{i}</a>、' for i in range(20_000)) + "</p>"),
    "20,000 frames of files": lambda: page("<h1>关于工作的通知</h1><p>请各单位下载有关附件并认真填写，按时报送。</p>" + "".join(f'<iframe src="{i}.pdf"></iframe>' for i in range(20_000))),
    "15,000 lines above the text": lambda: page("<h1>文件</h1>" + "<p>（2020年1月1日）讲话</p>" * 15_000 + "<div id=zoom>" + "<p>各单位：请认真做好各项工作。</p>" * 4 + "</div>"),
    "a title of 1 MB": lambda: page("<title>" + "关于" * 160_000 + "</title><h1>" + "关于" * 160_000 + "</h1>"),
    "30,000 rows": lambda: b"<table>" + b"<tr><td>a</td><td>b</td></tr>" * 15_000 + b"</table>",
}  # fmt: skip


def adversarial(report: list[str]) -> bool:
    """Print how long hostile pages take; tell whether all end in time."""
    worst = 0.0
    for name, make in ADVERSARIAL.items():
        data = make()
        started = time.process_time()
        try:
            read_page("hostile.html", data)
            outcome = "read"
        except Unreadable as error:
            outcome = f"refused: {error.kind}"
        seconds = time.process_time() - started
        worst = max(worst, seconds)
        report.append(f"  {name:36} {seconds:6.2f} s  {outcome}")
    return worst <= SECONDS_A_PAGE


def print_part(name: str, score: Score, *, verbose: bool) -> bool:
    """Print one part; tell whether it is within the bounds."""
    print(f"{name}: {score.pages} pages, {score.documents} documents")
    print(f"  {'field':16} precision  recall  on pages")
    fits = True
    for one in FIELDS:
        precision, recall = score.precision(one), score.recall(one)
        fits = fits and precision >= RIGHT_FIELDS and recall >= RIGHT_FIELDS
        print(f"  {one:16} {precision:8.1%} {recall:8.1%} {score.wanted[one]:6}")
    documents = max(score.documents, 1)
    print(
        f"  bodies complete {score.complete / documents:.1%}, clean {score.clean / documents:.1%}, both {score.whole / documents:.1%}"
    )
    for what, counts in (
        ("tables", score.tables),
        ("pictures", score.pictures),
        ("files", score.files),
    ):
        print(f"  {what} kept {counts['right']} of {counts['wanted']}, found {counts['found']}")
    refused = score.refusals
    print(
        f"  refused rightly {refused['right']} of {refused['right'] + refused['missed']}, wrongly {refused['wrong']}"
    )
    for what, count in sorted(score.kinds.items()):
        print(f"    {what}: {count}")
    print(
        f"  wrong without a warning {len(score.unwarned)}, warnings missed {len(score.missed_warnings)}"
    )
    print(f"  fields with a warning {score.doubted / max(score.fields, 1):.1%}")
    rate = score.pages / score.seconds if score.seconds else 0.0
    print(f"  {rate:.0f} pages/s a core")
    if verbose:
        for line in [
            *score.details,
            *(f"UNWARNED {one}" for one in score.unwarned),
            *(f"NOT WARNED {one}" for one in score.missed_warnings),
        ]:
            print(f"    {line}")
    fits = fits and score.whole / documents >= RIGHT_BODIES and not score.unwarned
    return fits and rate >= PAGES_A_SECOND and not refused["missed"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", help="open and held_out, as far as there are pages")
    parser.add_argument("--verbose", action="store_true", help="say what is wrong on which page")
    parser.add_argument("--no-hostile", action="store_true", help="leave out the hostile pages")
    options = parser.parse_args()
    fits = True
    for name in options.parts or [one for one in BOTH if any((PARTS / one).glob("*.toml"))]:
        if not (PARTS / name).is_dir():
            parser.error(f"no pages in {PARTS / name}")
        score = Score()
        read_page("warm.html", "<h1>关于防汛的通知</h1><p>请各单位做好准备。</p>".encode())
        for page, data, wanted in pages_of(PARTS / name):
            score_page(score, page, data, wanted)
        fits = print_part(name, score, verbose=options.verbose) and fits
    if not options.no_hostile:
        report: list[str] = []
        fits = adversarial(report) and fits
        print("hostile pages")
        print("\n".join(report))
    print("within the bounds" if fits else "past a bound")
    sys.exit(0 if fits else 1)


if __name__ == "__main__":
    main()
