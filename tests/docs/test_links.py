import re
from collections.abc import Iterator
from urllib.parse import unquote

import pytest

from tests.docs.pages import Page, pages

LINK = re.compile(r"\]\(([^)\s]+)\)")


def _broken(page: Page) -> Iterator[str]:
    for address in LINK.findall(page.prose):
        if re.match(r"[a-z]+:", address):
            continue
        path, _, anchor = unquote(address).partition("#")
        target = (page.path.parent / path).resolve() if path else page.path
        if not target.exists():
            yield f"{address}: no such file"
        elif anchor and anchor not in Page(target).anchors():
            yield f"{address}: no such heading"


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
def test_links_lead_somewhere(page: Page) -> None:
    assert list(_broken(page)) == []


def test_every_page_can_be_reached() -> None:
    linked = {
        (page.path.parent / unquote(address.partition("#")[0])).resolve()
        for page in pages()
        for address in LINK.findall(page.prose)
        if not re.match(r"[a-z]+:", address)
    }
    top = {page.path for page in pages() if page.path.parent.name != "docs"} - linked
    lonely = [
        page.name for page in pages() if page.path not in linked and page.name.startswith("docs/")
    ]

    assert lonely == [], f"link these pages from docs/README.md (seen from {len(top)} top pages)"
