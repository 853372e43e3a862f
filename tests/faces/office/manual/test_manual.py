"""The manual is escaped, all its links resolve, and every screen with a chapter links to it."""

import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from mingtang.faces.office.manual.rendering import heading_id, render_manual
from mingtang.faces.office.manual.screens import CHAPTERS, FOLDER, PAGES, manual_page
from mingtang.workbench.backoffice.manual import help_for
from tests.factories.cast import Cast

Browser = Callable[..., Client]
PICTURES = FOLDER.parent.parent / "static" / "manual"
HEAVIEST = 60_000  # bytes


def _rendered(text: str) -> str:
    return render_manual(text, link=lambda to: f"/{to}", picture=lambda to: f"/p/{to}").body


def test_a_page_holds_headings_lists_tables_pictures_and_no_html() -> None:
    page = render_manual(
        "# 标题\n\n## 移交、协办\n\n点**转办**\n看 [这里](x)\n\n1. 一\n   续\n2. 二\n\n- 三",
        link=lambda to: f"/{to}", picture=str,
    )  # fmt: skip
    assert (page.title, page.chapters) == ("标题", (("移交协办", "移交、协办"),))
    assert page.body == (
        '<h2 id="移交协办">移交、协办</h2>\n<p>点<strong>转办</strong> 看 <a href="/x">这里</a></p>\n'
        "<ol><li>一 续</li><li>二</li></ol>\n<ul><li>三</li></ul>"
    )
    table = _rendered("| 甲 | 乙 |\n| --- | --- |\n| 1 | <b>2</b> |")
    assert '<th scope="col">甲</th>' in table
    assert "<td>&lt;b&gt;2&lt;/b&gt;</td>" in table
    assert _rendered('<script>"x"</script>') == "<p>&lt;script&gt;&quot;x&quot;&lt;/script&gt;</p>"
    picture = _rendered('![一"件](a.jpg)')
    assert picture == '<p><img src="/p/a.jpg" alt="一&quot;件" loading="lazy"></p>'
    assert heading_id("Step 1 转办") == "step-1-转办"


def test_every_link_and_picture_of_the_manual_is_there(rooms: None) -> None:
    shown = set()
    for slug in PAGES:
        text = (FOLDER / f"{slug}.md").read_text("utf-8")
        headings = {id for id, _ in manual_page(slug).chapters}
        assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= headings, slug
        shown |= set(re.findall(r"static/manual/([\w.-]+)\)", text))
        HTMLParser().feed(manual_page(slug).body)
    assert shown == {path.name for path in PICTURES.iterdir()}
    assert all(path.stat().st_size <= HEAVIEST for path in PICTURES.iterdir())
    assert {path.stem for path in FOLDER.iterdir()} == set(PAGES)


def test_chapters_are_those_of_screens_and_headings_that_there_are(rooms: None) -> None:
    spaces = get_resolver("mingtang.wiring.config.office_urls").namespace_dict
    for names, chapter in CHAPTERS.items():
        space, _, name = names.partition(":")
        assert space in spaces, names
        assert not name or name in spaces[space][1].reverse_dict, names
        slug, _, heading = chapter.partition("#")
        assert slug in PAGES
        assert not heading or heading in {id for id, _ in manual_page(slug).chapters}, chapter


# Spaces without screens of their own, and those of the sign-in, in which no manual is read.
NO_SCREENS = {"parts", "manual", "api", "sign_in"}


def test_every_space_of_screens_has_a_chapter(rooms: None) -> None:
    spaces = get_resolver("mingtang.wiring.config.office_urls").namespace_dict
    ours = {space for space in spaces if not space.startswith("wagtail")} - NO_SCREENS
    assert {space for space in ours if space not in CHAPTERS} == set()


@pytest.mark.django_db
def test_a_screen_leads_to_its_chapter(cast: Cast, browser: Browser) -> None:
    client = browser(cast.desk_editor)
    assert f'href="{reverse("manual:letters")}"' in client.get("/cases/").content.decode()
    contents = client.get("/help/").content.decode()
    assert "来信办理" in contents
    assert "#转办" in contents
    page = client.get("/help/letters/").content.decode()
    assert 'id="转办"' in page
    assert "操作说明</a>" not in page
    assert client.get("/help/nothing/").status_code == 404
    assert help_for(None) == ""
    with pytest.raises(NoReverseMatch):
        reverse("manual:nothing")
