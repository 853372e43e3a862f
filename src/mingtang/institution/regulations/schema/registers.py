"""Rules that are a list: the classes, fields, steps or formats that a notice counts out (清单)."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from mingtang.institution.regulations.enums import RuleKind
from mingtang.institution.regulations.schema.base import Name, Rule, RulePart, Text


class RegisterEntry(RulePart):
    """One item of a list: a code for data, the Chinese words, and values such as file suffixes.

    `points` is the maximum of points of the item if the list is one of criteria (评分标准).
    """

    code: Name
    label: Text
    values: tuple[str, ...] = ()
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
    """A closed list (清单) of a notice, in its own order."""

    kind: Literal[RuleKind.REGISTER]
    entries: Annotated[tuple[RegisterEntry, ...], Field(min_length=1)]
    sampling: Sampling | None = None

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
