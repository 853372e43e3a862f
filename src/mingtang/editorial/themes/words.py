"""The words of templates in another language: a table of a bundled theme, `words.toml`.

A theme in another language shares every template with its parent; only the words differ. The table is
taken from themes that come with a room alone: it also changes the parts that the standard demands.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import jinja2

from mingtang.editorial.themes.lookup import find_file, folders_of, is_bundled

WORDS_FILE = "words.toml"


@lru_cache(maxsize=64)
def words_of(folder: Path) -> Mapping[str, str]:
    """Return the words of a theme or of the nearest parent that has some; none as a rule."""
    file = find_file(tuple(filter(is_bundled, folders_of(folder))), WORDS_FILE)
    if file is None:
        return {}
    found: dict[str, str] = tomllib.loads(file.read_text("utf-8"))["words"]
    return found


def saying_of(folder: Path) -> Callable[[object], object] | None:
    """Return the function by which a theme translates labels from code; None if it has no table.

    The table `said` has whole texts, `patterns` has expressions that match a whole text
    (`2026年2月`). Parts of a text are not replaced, so that texts of an office do not change.
    """
    file = find_file(tuple(filter(is_bundled, folders_of(folder))), WORDS_FILE)
    tables = tomllib.loads(file.read_text("utf-8")) if file else {}
    if "said" not in tables:
        return None
    said: dict[str, str] = tables["said"]
    patterns = [(re.compile(one), to) for one, to in tables.get("patterns", {}).items()]

    def say(value: object) -> object:
        if not isinstance(value, str) or value.isascii():
            return value
        if value in said:
            return said[value]
        for pattern, words in patterns:
            if found := pattern.fullmatch(value):
                return found.expand(words)
        return value

    return say


def worded(text: str, words: Mapping[str, str]) -> str:
    """Return a template or script in other words; where several fit, the longest counts."""
    if not words:
        return text
    keys = sorted(words, key=len, reverse=True)
    return re.sub("|".join(map(re.escape, keys)), lambda found: words[found[0]], text)


class WordedLoader(jinja2.FileSystemLoader):
    """Loads templates in the words of a theme."""

    def __init__(self, folders: tuple[Path, ...], words: Mapping[str, str]) -> None:
        super().__init__(folders)
        self._words = words

    def get_source(
        self, environment: jinja2.Environment, template: str
    ) -> tuple[str, str, Callable[[], Any]]:
        """Return a source as it is compiled."""
        source, name, is_current = super().get_source(environment, template)
        return worded(source, self._words), name, is_current
