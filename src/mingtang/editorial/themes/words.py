"""The words of templates in another language: a table of a bundled theme, `words.toml`.

A theme in another language shares every template with its parent; only the words differ. The table is
taken from themes that come with a room alone: it also changes the parts that the standard demands.
"""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import jinja2

from mingtang.editorial.themes.lookup import find_file, folders_of, is_bundled
from mingtang.ground.foundation.wording import CHINESE, Phrasing, read_wording

WORDS_FILE = "words.toml"


@lru_cache(maxsize=64)
def wording_in(folder: Path) -> Phrasing:
    """Return the words of a theme or of the nearest parent that has some; none as a rule."""
    file = find_file(tuple(filter(is_bundled, folders_of(folder))), WORDS_FILE)
    return read_wording(file.read_text("utf-8")) if file else CHINESE


class WordedLoader(jinja2.FileSystemLoader):
    """Loads templates in the words of a theme."""

    def __init__(self, folders: tuple[Path, ...], wording: Phrasing) -> None:
        super().__init__(folders)
        self._wording = wording

    def get_source(
        self, environment: jinja2.Environment, template: str
    ) -> tuple[str, str, Callable[[], Any]]:
        """Return a source as it is compiled."""
        source, name, is_current = super().get_source(environment, template)
        return self._wording.worded(source), name, is_current
