"""Where files of a theme come from: the theme, its parents, the rooms."""

from pathlib import Path

import pytest

from mingtang.editorial.themes import (
    BadTheme,
    add_bundled,
    add_room_templates,
    checked_theme,
    lookup,
    theme,
)
from mingtang.editorial.themes.lookup import find_file, folders_of


@pytest.fixture(autouse=True)
def own_themes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A room brings three themes, and a template of its own."""
    monkeypatch.setattr(lookup, "_bundled", [])
    monkeypatch.setattr(lookup, "_room_templates", [])
    for name, files in {
        "base": {"shell.html": "base {{ page_head }}{{ page_body }}", "style.css": "a"},
        "county": {"theme.toml": 'parent = "base"', "style.css": "b"},
        "town": {"theme.toml": 'parent = "county"'},
    }.items():
        (tmp_path / "themes" / name).mkdir(parents=True)
        for file, text in files.items():
            (tmp_path / "themes" / name / file).write_text(text)
    (tmp_path / "room").mkdir()
    (tmp_path / "room" / "letter.html").write_text("letter of the room")
    add_bundled(tmp_path / "themes")
    add_room_templates(tmp_path / "room")
    add_room_templates(tmp_path / "room")  # a repeat is harmless
    return tmp_path


def test_theme_of_one_file_takes_the_rest_from_its_parents_and_the_rooms(own_themes: Path) -> None:
    found = theme("town")
    assert found.template("shell.html").render(page_head="h", page_body="b") == "base hb"
    assert found.template("letter.html").render() == "letter of the room"
    style = found.file("style.css")
    assert style is not None
    assert style.read_text() == "b"
    assert found.file("reading.js") is None
    assert folders_of(own_themes / "themes" / "town") == (
        *(own_themes / "themes" / name for name in ("town", "county", "base")),
        own_themes / "room",
    )


def test_variations_follow_the_nearest_whole_sheet(own_themes: Path) -> None:
    folder = own_themes / "themes"
    for name, text in (
        ("base", "left out"),
        ("county", "c"),
        ("town", "/* of the town */\n  t {\n}"),
    ):
        (folder / name / "variation.css").write_text(text)

    style = theme("town").style()
    assert style is not None
    assert style.endswith(b"b\nc\nt{\n}")
    assert b"left out" not in style


def test_theme_replaces_the_template_of_a_room(own_themes: Path) -> None:
    (own_themes / "themes" / "base" / "letter.html").write_text("letter of the theme")
    assert theme("base").template("letter.html").render() == "letter of the theme"


def test_theme_with_a_parent_passes_the_check_without_a_frame_of_its_own(own_themes: Path) -> None:
    folder = own_themes / "own"
    folder.mkdir()
    (folder / "theme.toml").write_text('parent = "base"')
    (folder / "notice.html").write_text('{% include "letter.html" %}')
    assert checked_theme("own", folder).template("notice.html").render() == "letter of the room"
    (folder / "notice.html").write_text('{% include "nothing.html" %}')
    with pytest.raises(BadTheme, match=r"nothing\.html"):
        checked_theme("own", folder)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('parent = "unknown"', "没有名为“unknown”的模板"),
        ('parent = "town"', "互相引用，或超过 3 层"),
        ("parent = base", "格式不对"),
        ('parent = "../../etc"', "只能写一行"),
        ("parent = 1", "只能写一行"),
        ('parent = "base"\ncolour = "red"', "只能写一行"),
        ("", "只能写一行"),
    ],
)
def test_wrong_parent_is_told(own_themes: Path, text: str, told: str) -> None:
    (own_themes / "themes" / "county" / "theme.toml").write_text(text)
    with pytest.raises(BadTheme, match=told):
        folders_of(own_themes / "themes" / "county")


def test_no_file_of_a_name_is_none(own_themes: Path) -> None:
    assert find_file((own_themes,), "letter.html") is None
