"""Render the Markdown of the manual: headings, paragraphs, lists, tables, images, links, bold.

Every text is escaped first, so a page cannot contain HTML of its own.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

_HEADING = re.compile(r"(#{1,4}) +(.+)")
_ITEM = re.compile(r"(?:(\d+)\.|-) +(.+)")
_PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)\)")
_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
_STRONG = re.compile(r"\*\*(.+?)\*\*")
_NO_ID = re.compile(r"[^\w\- ]")
Address = Callable[[str], str]


@dataclass(frozen=True)
class ManualPage:
    """A page: its title, its body as HTML, and its chapters as pairs of id and heading."""

    title: str
    body: str
    chapters: tuple[tuple[str, str], ...]


def render_manual(text: str, *, link: Address, picture: Address) -> ManualPage:
    """Return a page; `link` and `picture` turn targets of the file into addresses."""
    blocks = [block for block in re.split(r"\n\s*\n", text.strip()) if block.strip()]
    title, chapters, parts = "", [], []
    for block in blocks:
        if found := _HEADING.fullmatch(block.strip()):
            level, words = len(found[1]), found[2].strip()
            if level == 1:
                title = words
                continue
            if level == 2:
                chapters.append((heading_id(words), words))
            parts.append(f'<h{level} id="{heading_id(words)}">{escape(words)}</h{level}>')
        else:
            parts.append(_block(block.strip().splitlines(), link, picture))
    return ManualPage(title, "\n".join(parts), tuple(chapters))


def heading_id(words: str) -> str:
    """Return the id of a heading, in the form used by hosts of Markdown."""
    return _NO_ID.sub("", words.strip().lower()).replace(" ", "-")


def _block(lines: Sequence[str], link: Address, picture: Address) -> str:
    def inline(words: str) -> str:
        return _inline(words, link, picture)

    if _ITEM.match(lines[0]):
        tag = "ol" if lines[0][0].isdigit() else "ul"
        items = "".join(f"<li>{inline(one)}</li>" for one in _items(lines))
        return f"<{tag}>{items}</{tag}>"
    if lines[0].startswith("|"):
        return _table(lines, inline)
    return f"<p>{inline(' '.join(lines))}</p>"


def _items(lines: Sequence[str]) -> Iterator[str]:
    held: list[str] = []
    for line in lines:
        found = _ITEM.match(line)
        if found and held:
            yield " ".join(held)
            held = []
        held.append(found[2] if found else line.strip())
    yield " ".join(held)


def _table(lines: Sequence[str], inline: Callable[[str], str]) -> str:
    rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines]
    head = "".join(f'<th scope="col">{inline(cell)}</th>' for cell in rows[0])
    body = "".join(
        f"<tr>{''.join(f'<td>{inline(cell)}</td>' for cell in row)}</tr>" for row in rows[2:]
    )
    return (
        f'<div class="mt-table-frame"><table class="mt-table"><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _inline(words: str, link: Address, picture: Address) -> str:
    def pictured(found: re.Match[str]) -> str:
        return f'<img src="{escape(picture(found[2]))}" alt="{found[1]}" loading="lazy">'

    def linked(found: re.Match[str]) -> str:
        address = link(found[2])
        return f'<a href="{escape(address)}">{found[1]}</a>' if address else found[1]

    safe = _PICTURE.sub(pictured, escape(words))
    return _STRONG.sub(r"<strong>\1</strong>", _LINK.sub(linked, safe))
