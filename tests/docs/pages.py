"""Read the documentation's pages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FENCE = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Page:
    """A page in Markdown."""

    path: Path

    @property
    def name(self) -> str:
        """The page's path inside the project."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def text(self) -> str:
        """The whole page."""
        return _text(self.path)

    @property
    def prose(self) -> str:
        """The page without its code blocks and inline code."""
        return re.sub(r"`[^`\n]*`", "", FENCE.sub("", self.text))

    def blocks(self, language: str) -> Iterator[str]:
        """Yield the code blocks in a language."""
        for found in FENCE.finditer(self.text):
            if found[1] == language:
                yield found[2]

    def anchors(self) -> set[str]:
        """Return the anchors of the page's headings, as code hosts make them."""
        headings = re.findall(r"^#+ +(.+)$", FENCE.sub("", self.text), re.MULTILINE)
        return {
            re.sub(r"[^\w\- ]", "", heading.lower().replace("`", "")).strip().replace(" ", "-")
            for heading in headings
        }


@cache
def _text(path: Path) -> str:
    return path.read_text("utf-8")


def pages() -> list[Page]:
    """Return every page: the folder docs/ and what stands at the top."""
    found = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    return [Page(path) for path in sorted(found)]
