"""Rules that are a list: the classes, fields, steps or formats that a notice counts out (清单)."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from mingtang.institution.regulations.enums import RuleKind
from mingtang.institution.regulations.schema.base import Name, Rule, RulePart, Text


class RegisterEntry(RulePart):
    """One item of a list: a code for data, the Chinese words, and values such as file suffixes.

    `of` are the kinds of units that the item concerns; none named, all of those of the list.
    `points` is the maximum of points of the item if the list is one of criteria (评分标准).
    """

    code: Name
    label: Text
    values: tuple[str, ...] = ()
    of: tuple[Name, ...] = ()
    points: Annotated[int, Field(ge=1, le=100)] | None = None


class Sampling(RulePart):
    """How a sample to be judged by criteria (抽查) is drawn from each unit and month.

    `share` is in percent, rounded up, but at least `at_least` if there are that many. A score below
    `passes_from` of 100 points is bad.
    """

    share: Annotated[int, Field(ge=1, le=100)]
    at_least: Annotated[int, Field(ge=0)] = 0
    passes_from: Annotated[int, Field(ge=1, le=100)]


class Register(Rule):
    """A closed list (清单) of a notice, in its own order; `of` are the kinds of units that it binds, or all."""

    kind: Literal[RuleKind.REGISTER]
    entries: Annotated[tuple[RegisterEntry, ...], Field(min_length=1)]
    sampling: Sampling | None = None
    of: tuple[Name, ...] = ()

    def labels_for(self, unit_kind: str) -> dict[str, str]:
        """Return code and label of the items that concern a kind of unit; empty where the list does not bind it."""
        if self.of and unit_kind not in self.of:
            return {}
        entries = (one for one in self.entries if not one.of or unit_kind in one.of)
        return {one.code: one.label for one in entries}

    @model_validator(mode="after")
    def _codes_are_unique(self) -> "Register":
        codes = [entry.code for entry in self.entries]
        if len(set(codes)) != len(codes):
            raise ValueError("清单中的代码有重复")
        if self.sampling and any(entry.points is None for entry in self.entries):
            raise ValueError("抽查的评分标准，每一项都要写分值 points")
        return self

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the codes in the order of the notice."""
        return tuple(entry.code for entry in self.entries)

    @property
    def numbers(self) -> tuple[str, ...]:
        drawn = (f"{self.sampling.share} per cent",) if self.sampling else ()
        return (f"{len(self.entries)} entries", *drawn)
