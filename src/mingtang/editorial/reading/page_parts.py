"""Is a page one part of a document that the site shows over several pages?"""

import re

from mingtang.editorial.reading.media import leads_on
from mingtang.editorial.reading.parted import Layout
from mingtang.editorial.reading.tree import ParsedPage

_PAGES = re.compile(r"createPage(?:HTML|Html)?\s*\(\s*[\"']?(\d{1,4})[\"']?\s*,\s*[\"']?(\d{1,4})")
_NEXT = re.compile(
    r"^(?:\[?【?\s*)?(?:下一页|下页|下一頁|后一页|Next|上一页|上页)(?:\s*[>»]*\s*[\]】]?)?$",
    re.IGNORECASE,
)
MOST_PARTS = 14  # lines below the text in which its other parts are linked
_PART = re.compile(
    r"_\d{1,3}\.\w{2,6}$|[?&](?:page|p|pn|pageno|pageindex|currentpage|curpage)=\d+", re.IGNORECASE
)


def is_paged(page: ParsedPage, layout: Layout) -> bool:
    for match in _PAGES.finditer(page.scripts[:200_000]):
        if int(match[1]) > 1:
            return True
    near = layout.lines[max(layout.body_start, layout.body_end - 4) : layout.body_end + MOST_PARTS]
    numbers = 0
    own = page.canonical or page.meta.get("url", "")
    for _, node in (link for line in near for link in line.links):
        words, href = node.text().strip(" []【】"), node.get("href")
        if not leads_on(href):
            continue
        if _NEXT.match(words) and _is_next_part(href, own):
            return True
        numbers += words in {"2", "3", "4", "5"} and re.search(rf"\D{words}\b", href) is not None
    return numbers >= 2


def _is_next_part(href: str, own: str) -> bool:
    """Tell whether a link leads to the next part of a document, not to its neighbour."""
    if href.lower().startswith("javascript:") or _PART.search(href):
        return True
    stem = own.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    return bool(stem) and href.rsplit("/", 1)[-1].startswith(stem)
