"""The documents that rules rest on, and the demands of the five notices clause by clause."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from mingtang.institution.regulations.enums import ClauseKind

CATALOGUE = Path(__file__).parent / "clauses.toml"
_ARTICLES = re.compile(r"(\d+)(?:-(\d+))?(?:\((\d+)\))?")
_DIGITS = "零一二三四五六七八九"


class Document(BaseModel):
    """A notice or standard (文件); `is_house_rule` marks what the platform itself demands."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    number: str = ""
    issuer: str = ""
    issued_on: date | None = None
    note: str = ""
    is_house_rule: bool = False

    @property
    def citation(self) -> str:
        """Return the title in Chinese title marks, with the document number in brackets."""
        return f"《{self.title}》" + (f"（{self.number}）" if self.number else "")


class Clause(BaseModel):
    """One demand of a notice (条款): an ID that never changes, and how the software answers it.

    `words` are the notice's own; `gist` is ours, where its text is not at hand word for word, or the
    demand is read from a page. `demand` says in English what it comes to.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    document: str
    clause: str
    demand: str
    kinds: tuple[ClauseKind, ...]
    numbers: str = ""
    words: str = ""
    gist: str = ""

    @property
    def said(self) -> str:
        """Return what an office reads: the words of the notice, in quotes, or the gist of them."""
        return f"“{self.words}”" if self.words else self.gist

    @property
    def place(self) -> str:
        """Return where it stands, as an office writes it (`第十三条（三）`)."""
        return place_in_words(self.document, self.clause)


class Catalogue(BaseModel):
    """All documents by key, all clauses in their order."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    documents: Mapping[str, Document]
    clauses: tuple[Clause, ...]

    @property
    def by_id(self) -> Mapping[str, Clause]:
        """Return the clauses by ID."""
        return {clause.id: clause for clause in self.clauses}

    def citations(self, ids: Iterable[str]) -> list[str]:
        """Return clauses as an office cites them, each once; IDs that are not known are left out."""
        known = self.by_id
        found = [known[one] for one in ids if one in known]
        cited = (f"{self.documents[one.document].citation}{one.place}" for one in found)
        return list(dict.fromkeys(cited))


def in_chinese_digits(number: int) -> str:
    """Return a number under 100 in Chinese digits (13 → 十三)."""
    tens, ones = divmod(number, 10)
    head = {0: "", 1: "十"}.get(tens, f"{_DIGITS[tens]}十")
    return head + (_DIGITS[ones] if ones or not tens else "")


def place_in_words(document: str, clause: str) -> str:
    """Return the place of a clause as an office cites it.

    Example:
        >>> place_in_words("xingning-2014", "13(3)")
        '第十三条（三）'
    """
    if clause == "page itself":
        return "（网页本身）"
    if clause == "closing":
        return "（结尾部分）"
    if document == "state-council-2014-57":
        return f"（{in_chinese_digits(int(clause))}）"
    if document == "xingning-2014":
        return "、".join(_articles(part) for part in clause.split(", "))
    return clause.replace("(", "（").replace(")", "）").replace(", ", "、")


def _articles(text: str) -> str:
    found = _ARTICLES.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is not an article number")
    first, last, item = found.groups()
    words = f"第{in_chinese_digits(int(first))}条"
    if last:
        words += f"至第{in_chinese_digits(int(last))}条"
    return words + (f"（{in_chinese_digits(int(item))}）" if item else "")


@cache
def catalogue() -> Catalogue:
    """Return the bundled catalogue."""
    with CATALOGUE.open("rb") as file:
        return Catalogue.model_validate(tomllib.load(file))
