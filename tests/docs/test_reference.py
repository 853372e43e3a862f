import re
from pathlib import Path

from mingtang.wiring.cli.main import COMMANDS
from tests.architecture.source import sources
from tests.docs.pages import ROOT, Page

COMMANDS_PAGE = Page(ROOT / "docs/reference/commands.md")
SETTINGS_PAGE = Page(ROOT / "docs/reference/settings.md")
OURS = re.compile(r"\bMINGTANG_[A-Z][A-Z_]*\b")


def test_every_command_is_described() -> None:
    described = set(re.findall(r"^\| `mingtang ([a-z-]+)`", COMMANDS_PAGE.text, re.MULTILINE))

    assert described == set(COMMANDS)


def test_every_make_target_is_described() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z][a-z-]*):.*?## ", makefile, re.MULTILINE))
    described = set(re.findall(r"^\| `make ([a-z-]+)`", COMMANDS_PAGE.text, re.MULTILINE))

    assert described == targets - {"help"}
    assert targets == set(re.findall(r"^\.PHONY: ([a-z-]+)$", makefile, re.MULTILINE))


def test_every_setting_is_described() -> None:
    read = {name for source in sources() for name in OURS.findall(source.text)}
    tests = (ROOT / "tests").rglob("*.py")
    read |= {name for path in tests for name in OURS.findall(path.read_text("utf-8"))}
    described = set(re.findall(r"^\| `(MINGTANG_[A-Z_]+)`", SETTINGS_PAGE.text, re.MULTILINE))
    inner = {"MINGTANG_TEST_SESSION"}

    assert described == read - inner


def test_decisions_are_numbered_and_complete() -> None:
    records = sorted((ROOT / "docs/decisions").glob("[0-9]*.md"))
    index = Page(ROOT / "docs/decisions/README.md").text

    assert len({path.name[:4] for path in records}) == len(records) > 0
    for path in records:
        _is_whole(path)
        assert f"({path.name})" in index


def _is_whole(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.startswith(f"# {int(path.name[:4])}. "), path.name
    for heading in ("Context", "Decision", "Options weighed", "Consequences"):
        assert f"\n## {heading}\n" in text, f"{path.name} lacks {heading}"
    assert "\nStatus: " in text, path.name


def test_glossary_has_one_word_for_one_term() -> None:
    rows = re.findall(
        r"^\| ([^|]+) \| ([^|]+) \|", Page(ROOT / "docs/glossary.md").text, re.MULTILINE
    )
    terms: dict[str, str] = {}
    words: dict[str, str] = {}
    for english, chinese in rows:
        if english in {"English", "---"}:
            continue
        assert words.setdefault(english, chinese) == chinese, f"{english} stands for two terms"
        for term in re.split(r"[；、，]", chinese):
            assert terms.setdefault(term.strip(), english) == english, f"{term} has two words"
    assert len(terms) > 100


def test_changelog_begins_with_what_is_not_released() -> None:
    headings = re.findall(r"^## (.+)$", Page(ROOT / "CHANGELOG.md").text, re.MULTILINE)

    assert headings[0] == "Unreleased"
