"""Our words for Wagtail are compiled, complete in their places, and still asked for."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import wagtail
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from django.utils.translation import gettext, ngettext, override

ROOT = Path(__file__).resolve().parents[3]
LOCALE = ROOT / "src/mingtang/workbench/backoffice/locale/zh_Hans/LC_MESSAGES"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|<[^>]+>")


def _messages(source: Path) -> list[Message]:
    with source.open("rb") as file:
        return [message for message in read_po(file) if message.id]


def _known(domain: str) -> set[str]:
    """Return everything that Wagtail asks for in a domain."""
    root = Path(wagtail.__file__).parent
    known: set[str] = set()
    for source in root.rglob(f"locale/en/LC_MESSAGES/{domain}.po"):
        known.update(_single(message) for message in _messages(source))
    return known


def _single(message: Message) -> str:
    return message.id[0] if isinstance(message.id, tuple) else message.id


def test_catalogues_are_compiled() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "scripts/compile_messages.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_every_entry_is_still_asked_for(domain: str) -> None:
    known = _known(domain)

    stale = [
        _single(one) for one in _messages(LOCALE / f"{domain}.po") if _single(one) not in known
    ]

    assert stale == []


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_placeholders_and_tags_survive(domain: str) -> None:
    for message in _messages(LOCALE / f"{domain}.po"):
        shown = message.string[0] if isinstance(message.string, tuple) else message.string
        assert shown, message.id
        for placeholder in PLACEHOLDER.findall(shown):
            assert placeholder.replace("<br />", "<br") in str(message.id).replace("<br />", "<br")


def test_words_reach_the_platform() -> None:
    with override("zh-hans"):
        assert gettext("Go to the first error") == "转到第一处错误"
        assert gettext("Collection") == "所属单位"
        assert ngettext("Referenced %(count)s time", "Referenced %(count)s times", 3) == (
            "被引用 %(count)s 次"
        )
