"""Public words in another language (其他语言的文字): tables of pieces, whole texts and patterns. No Django.

A room brings its own as `words/LANGUAGE.toml` (the tag of BCP 47), a theme as `words.toml`.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path


@dataclass(frozen=True)
class Phrasing:
    """What templates and code say, in another language.

    `words`: pieces of a template. `said`: whole texts from code. `patterns`: expressions that match a
    whole text, and what is said instead; what their groups caught is looked up as well.
    """

    words: Mapping[str, str]
    said: Mapping[str, str]
    patterns: Sequence[tuple[re.Pattern[str], str]]

    def __bool__(self) -> bool:
        return bool(self.words or self.said or self.patterns)

    def say(self, value: object) -> object:
        """Return a text from code in this language, line by line; whatever has no entry as it is.

        Parts of a line are not replaced, so that texts of an office do not change.
        """
        if not isinstance(value, str) or value.isascii() or not (self.said or self.patterns):
            return value
        lines = value.split("\n")
        said = [self._line(one) for one in lines]
        return value if said == lines else "\n".join(said)

    def _line(self, line: str) -> str:
        if line in self.said:
            return self.said[line]
        for pattern, words in self.patterns:
            if found := pattern.fullmatch(line):
                return words.format(*map(self._part, found.groups("")))
        return line

    def _part(self, part: str) -> str:
        """Return what a group caught; a list of labels is said one by one."""
        labels = part.split("、")
        if len(labels) > 1 and all(one in self.said for one in labels):
            return ", ".join(self.said[one] for one in labels)
        return str(self.say(part))

    def worded(self, text: str) -> str:
        """Return a template or script in these words; where several fit, the longest counts."""
        if not self.words:
            return text
        keys = sorted(self.words, key=len, reverse=True)
        return re.sub("|".join(map(re.escape, keys)), lambda found: self.words[found[0]], text)


CHINESE = Phrasing({}, {}, ())


def read_wording(*texts: str) -> Phrasing:
    """Return the tables of some TOML texts as one; of two entries for a text the later counts."""
    words: dict[str, str] = {}
    said: dict[str, str] = {}
    patterns: dict[str, str] = {}
    for text in texts:
        tables = tomllib.loads(text)
        for into, name in ((words, "words"), (said, "said"), (patterns, "patterns")):
            into.update(tables.get(name, {}))
    return Phrasing(words, said, [(re.compile(one), to) for one, to in patterns.items()])


@lru_cache(maxsize=16)
def wording_of(language: str) -> Phrasing:
    """Return what all rooms say in a language; :data:`CHINESE` if none has a table for it."""
    package = Path(str(files("mingtang")))
    tables = [one for one in sorted(package.glob("*/*/words/*.toml")) if one.stem == language]
    return read_wording(*(one.read_text("utf-8") for one in tables)) if tables else CHINESE
