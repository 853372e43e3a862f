"""Train the models by which the reader of documents chooses, on pages whose right reading is known.

Prints for every set of pages how many titles a model gets right that was trained on older pages only;
with `--write`, trains on all pages and stores the weights beside the reader. The same pages give the same weights.
"""

import argparse
import json
import math
import random
import sys
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.reading import PARTS, pages_of, squashed
from mingtang.editorial.reading import chooser, containers, document_numbers
from mingtang.editorial.reading.decoding import decode
from mingtang.editorial.reading.layout import top_of
from mingtang.editorial.reading.line_parts import with_facts_apart
from mingtang.editorial.reading.lines import Line, lines_of_text
from mingtang.editorial.reading.reader import has_markup
from mingtang.editorial.reading.result import Unreadable
from mingtang.editorial.reading.title_candidates import candidates
from mingtang.editorial.reading.title_names import stated_titles
from mingtang.editorial.reading.title_signs import signs_of
from mingtang.editorial.reading.tree import ParsedPage
from mingtang.editorial.reading.walking import lines_of

ROUNDS = 12
RATE = 0.3
DECAY = 1e-4
LEAST_CHANGE = 1e-4


@dataclass(frozen=True)
class Choice:
    """The candidates of one page, by their signs; the right ones among them may be one text twice."""

    page: str
    signs: Sequence[Sequence[str]]
    texts: Sequence[str]
    right: frozenset[int]


def title_choice(name: str, data: bytes, wanted: dict[str, object]) -> Choice | None:
    """Return the candidates for the title of a page that is a document."""
    if wanted.get("kind", "document") != "document":
        return None
    lines: list[Line]
    try:
        text = decode(data).text
        if has_markup(text):
            page = ParsedPage(text)
            lines, stated = with_facts_apart(lines_of(page.root)), stated_titles(page)
            container = containers.known_container(page.nodes)
        else:
            lines, stated, container = with_facts_apart(lines_of_text(text)), [], None
    except Unreadable:
        return None
    top = top_of(lines, stated, container)
    found = list(candidates(top))
    texts = [squashed(document_numbers.without_number(one.text)) for one in found]
    title = squashed(str(wanted["title"]))
    right = frozenset(at for at, one in enumerate(texts) if one == title)
    return Choice(name, [signs_of(top, one) for one in found], texts, right)


def trained(choices: Iterable[Choice]) -> dict[str, float]:
    """Return the weights under which the right candidates are likeliest (conditional logit, AdaGrad)."""
    weights: dict[str, float] = defaultdict(float)
    squares: dict[str, float] = defaultdict(lambda: 1e-6)
    learned = [one for one in choices if one.right]
    order = random.Random(1)
    for _ in range(ROUNDS):
        order.shuffle(learned)
        for one in learned:
            for sign, change in _changes(weights, one).items():
                step = change - DECAY * weights[sign]
                squares[sign] += step * step
                weights[sign] += RATE * step / math.sqrt(squares[sign])
    return {sign: round(weight, 3) for sign, weight in sorted(weights.items())}


def _changes(weights: dict[str, float], one: Choice) -> dict[str, float]:
    """Return in which direction every weight has to go for one page."""
    shares = chooser.shares([chooser.score(weights, signs) for signs in one.signs])
    right = max(sum(shares[at] for at in one.right), 1e-12)
    changes: dict[str, float] = defaultdict(float)
    for at, (share, signs) in enumerate(zip(shares, one.signs, strict=True)):
        change = (share / right if at in one.right else 0.0) - share
        if abs(change) >= LEAST_CHANGE:
            for sign in signs:
                changes[sign] += change
    return changes


def chosen(weights: dict[str, float], one: Choice) -> tuple[int, float]:
    """Return the likeliest candidate and how likely its text is."""
    shares = chooser.shares([chooser.score(weights, signs) for signs in one.signs])
    best = max(range(len(shares)), key=shares.__getitem__)
    text = one.texts[best]
    return best, sum(share for share, other in zip(shares, one.texts, strict=True) if other == text)


def count(name: str, choices: Sequence[Choice], older: Sequence[Choice], *, verbose: bool) -> None:
    """Print how a model trained on older pages does on a set."""
    weights = trained(older)
    right = sure_and_wrong = sure = 0
    for one in choices:
        best, share = chosen(weights, one)
        is_right = best in one.right
        right += is_right
        sure += share >= 0.9
        sure_and_wrong += share >= 0.9 and not is_right
        if verbose and not is_right:
            wanted = next((one.texts[at] for at in one.right), "(no candidate)")
            print(f"    {one.page}: {share:.2f} {one.texts[best][:60]} instead of {wanted[:60]}")
    print(
        f"  {name}: {right} of {len(choices)} right, sure of {sure}, of these wrong {sure_and_wrong}"
    )


def folds(choices: Sequence[Choice], *, verbose: bool) -> None:
    """Print for every set of pages how a model does that has only seen older ones."""
    sets = tomllib.loads((PARTS / "sets.toml").read_text("utf-8"))
    late = {page for pages in sets.values() for page in pages}
    older = [one for one in choices if one.page not in late]
    for name, pages in sets.items():
        fresh = [one for one in choices if one.page in set(pages)]
        count(name, fresh, older, verbose=verbose)
        older = older + fresh


MODELS: dict[str, Callable[[str, bytes, dict[str, object]], Choice | None]] = {
    "title": title_choice
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="store weights trained on all pages")
    parser.add_argument("--verbose", action="store_true", help="say which page was wrong")
    options = parser.parse_args()
    models = {}
    for name, make in MODELS.items():
        pages = [make(*page) for page in pages_of(PARTS / "open")]
        choices = [one for one in pages if one is not None]
        print(
            f"{name}: {len(choices)} pages, without right candidate {sum(not one.right for one in choices)}"
        )
        if options.write:
            models[name] = trained(choices)
        else:
            folds(choices, verbose=options.verbose)
    if options.write:
        text = json.dumps(models, ensure_ascii=False, indent=0, sort_keys=True)
        chooser.WEIGHTS.write_text(f"{text}\n", "utf-8")


if __name__ == "__main__":
    main()
