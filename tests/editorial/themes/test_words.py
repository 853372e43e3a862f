"""The English theme says nothing in Chinese of its own, and no theme from outside brings words."""

import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from mingtang.editorial import pages
from mingtang.editorial.pages.engine.making import ShellView
from mingtang.editorial.pages.reader import Notes
from mingtang.editorial.pages.registry import page_kind
from mingtang.editorial.pages.rendering import render_page, render_shell
from mingtang.editorial.publishing.kinds.articles import ArticlePage
from mingtang.editorial.themes import bundled_folder, theme
from mingtang.editorial.themes.filters import english_day, english_minute, hour
from mingtang.editorial.themes.lookup import folders_of, template_folders
from mingtang.editorial.themes.words import wording_in
from mingtang.ground.foundation.clock import BEIJING
from mingtang.ground.foundation.wording import Phrasing
from tests.editorial.publishing.showcase import shown_article, shown_column, shown_site

ENGLISH = bundled_folder("english")
PACKAGE = Path(pages.__file__).parents[2]
FOLDERS = [folder for folder in template_folders(ENGLISH) if PACKAGE in folder.parents]
TEMPLATES = sorted({
    path.relative_to(folder).as_posix() for folder in FOLDERS for path in folder.rglob("*.html")
})  # fmt: skip
CHINESE = re.compile(r"[\u4e00-\u9fff（）：，。　]+")
UNSEEN = re.compile(r"\{#.*?#\}|replace\([^)]*\)|繁體", re.DOTALL)
COMMENT = re.compile(r"//[^\n]*|/[^/\n]*[。！？；][^/\n]*/g")


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_has_all_its_words_in_english(name: str) -> None:
    first = next(one / name for one in FOLDERS if (one / name).is_file())

    # What is missing belongs into themes/english/words.toml.
    assert chinese_in(wording_in(ENGLISH).worded(first.read_text("utf-8"))) == []


def chinese_in(text: str) -> list[str]:
    return CHINESE.findall(UNSEEN.sub("", text))


@pytest.mark.parametrize("name", ["reading.js", "blocks.js"])
def test_script_has_all_its_words_in_english(name: str) -> None:
    script = theme("english").script(name)
    assert script is not None
    assert chinese_in(COMMENT.sub("", script.decode())) == []


def test_english_page_of_an_article_is_english() -> None:
    at = datetime(2026, 3, 11, 9, 5, tzinfo=BEIJING)
    article = replace(
        shown_article((), title="Spring farming", source="Mingzhou Daily", kind="news"),
        released_at=at, unit_name="City office", editor="Li Ming",
    )  # fmt: skip
    site = replace(
        shown_site(), name="Mingzhou", unit_name="City office", operating_unit_name="Data bureau",
        address="1 Fushan Road", icp="", police_record="",
    )  # fmt: skip
    column = replace(shown_column(1, "News"), description="")
    kind, english = page_kind("article"), theme("english")
    assert kind is not None
    pieces = render_shell(
        english, {"site": site, "column": None, "shell": ShellView((column,), ())}, Notes()
    )
    context = {
        "page": ArticlePage(article, None, ()),
        "site": site,
        "column": None,
        "url": "/a.html",
    }

    made = render_page(english, kind.template, context, pieces, marks=kind.marks).decode()

    assert chinese_in(made) == []
    assert '<html lang="en">' in made
    assert "11 March 2026, 09:05" in made
    assert '<meta name="PubDate" content="2026-03-11 09:05">' in made


def test_words_come_with_rooms_alone(tmp_path: Path) -> None:
    (tmp_path / "theme.toml").write_text('parent = "official"')
    (tmp_path / "words.toml").write_text('[words]\n"网站标识码：" = "<!--"')

    assert not wording_in(tmp_path)
    assert tmp_path in folders_of(tmp_path)
    (tmp_path / "theme.toml").write_text('parent = "english"')
    wording_in.cache_clear()
    assert wording_in(tmp_path).words["网站标识码："] == "Site code: "


def test_longest_words_count_and_dates_are_english() -> None:
    assert (
        Phrasing({"首页": "Home", "返回首页": "Back"}, {}, ()).worded("返回首页、首页")
        == "Back、Home"
    )
    assert english_day(None) == english_minute(None) == hour(None) == ""
    assert english_day(datetime(2026, 12, 1, tzinfo=BEIJING)) == "1 December 2026"
