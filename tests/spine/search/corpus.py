"""A small city of texts, put into the public index."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from mingtang.spine.search.actions import put_public
from mingtang.spine.search.registry import SearchDocument
from tests.factories.obligations import moment

HERE = Path(__file__).parent


def lines_of(name: str) -> Iterator[str]:
    """Yield the lines of a file beside this one, without its remarks."""
    text = (HERE / name).read_text("utf-8")
    return (line for line in text.splitlines() if line and not line.startswith("#"))


def documents() -> list[SearchDocument]:
    """Return the texts as documents of the portal."""
    found = []
    for number, line in enumerate(lines_of("corpus.txt"), 1):
        sort, day, of_office, title, text = line.split("|")
        found.append(
            SearchDocument(
                number=number,
                title=title,
                text=f"{of_office}\n{text}",
                site="portal",
                unit="edu" if "学" in title else "office",
                dated=moment(f"{day} 09:00"),
                group=f"article:{number}",
                sort=sort,
                numbers=(of_office,) if of_office else (),
                is_past="废止" in text,
            )
        )
    return found


def fill(at: datetime) -> list[SearchDocument]:
    """Index them and return them."""
    found = documents()
    put_public("trial", found, at=at)
    return found
