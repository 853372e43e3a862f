"""Rules that are a list: the classes, fields, steps or formats that a notice counts out (清单)."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from mingtang.institution.regulations.enums import RuleKind
from mingtang.institution.regulations.schema.base import Name, Rule, RulePart, Text


class RegisterEntry(RulePart):
    """One item of a list: a code for data, the Chinese words, and values such as file suffixes."""

    code: Name
    label: Text
    values: tuple[str, ...] = ()


class Register(Rule):
    """A closed list (清单) of a notice, in its own order."""

    kind: Literal[RuleKind.REGISTER]
    entries: Annotated[tuple[RegisterEntry, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _codes_are_unique(self) -> "Register":
        codes = [entry.code for entry in self.entries]
        if len(set(codes)) != len(codes):
            raise ValueError("清单中的代码有重复")
        return self

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the codes in the order of the notice."""
        return tuple(entry.code for entry in self.entries)

    @property
    def numbers(self) -> tuple[str, ...]:
        return (f"{len(self.entries)} entries",)
