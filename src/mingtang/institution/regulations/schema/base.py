"""What every rule carries, whatever its kind, and the small types that rules are made of."""

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    model_validator,
)

from mingtang.ground.foundation.working_days import parse_period
from mingtang.institution.regulations.enums import NumberFrom, RuleKind, Strength

_CODE = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")
_NAME = re.compile(r"[a-z][a-z0-9_]*")

Scalar = str | bool | int
JSONValue = object


def _in_pack_form(text: str) -> str:
    """Return a period as packs write it (`5 working days`), whether written in English or Chinese."""
    return str(parse_period(text))


def _check_code(text: str) -> str:
    if not _CODE.fullmatch(text):
        raise ValueError("不是代码，应为小写英文、以点分隔，如 submission.arrived")
    return text


def _check_name(text: str) -> str:
    if not _NAME.fullmatch(text):
        raise ValueError("不是名称，只能用小写英文字母、数字和下划线")
    return text


def _check_key(text: str) -> str:
    prefix, _, name = text.partition(":")
    if prefix == "payload" and _NAME.fullmatch(name):
        return text
    raise ValueError("应写成 payload:键名")


def _check_scalar(value: object) -> Scalar:
    if isinstance(value, str | bool | int):
        return value
    raise ValueError("应为文字、整数，或 true、false")


def _check_amount(value: object) -> int | str:
    if isinstance(value, str):
        return _check_key(value)
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return value
    raise ValueError("应为大于零的整数，或 payload:键名")


def _check_period_or_key(text: str) -> str:
    return _check_key(text) if text.startswith("payload:") else _in_pack_form(text)


def _as_tuple(value: object) -> object:
    return value if isinstance(value, list | tuple) else (value,)


def _not_blank(text: str) -> str:
    if not text.strip():
        raise ValueError("不能为空")
    return text


Text = Annotated[str, AfterValidator(_not_blank)]
PeriodText = Annotated[str, AfterValidator(_in_pack_form)]
RuleId = Annotated[str, AfterValidator(_check_code)]
EventCode = Annotated[str, AfterValidator(_check_code)]
EventCodes = Annotated[tuple[EventCode, ...], BeforeValidator(_as_tuple)]
Name = Annotated[str, AfterValidator(_check_name)]
Amount = Annotated[int | str, PlainValidator(_check_amount)]  # or where the event names it
PeriodOrKey = Annotated[str, AfterValidator(_check_period_or_key)]
OneValue = Annotated[Scalar, PlainValidator(_check_scalar)]
Values = Annotated[tuple[OneValue, ...], BeforeValidator(_as_tuple), Field(min_length=1)]
Conditions = Mapping[Name, Values]  # payload key -> the values that let an event count


def payload_name(key: str) -> str:
    """Return the payload key that `payload:<key>` names, "" for anything else."""
    prefix, _, name = key.partition(":")
    return name if prefix == "payload" else ""


def holds(conditions: Conditions, payload: Mapping[str, JSONValue]) -> bool:
    """Answer whether a payload fulfils every condition; of a list, one member is enough."""
    for key, wanted in conditions.items():
        found = payload.get(key)
        members = found if isinstance(found, list | tuple) else (found,)
        if not any(member == value for member in members for value in wanted):
            return False
    return True


class RulePart(BaseModel):
    """A piece of a rule: unchangeable, and a key it does not know is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Rule(RulePart):
    """What every rule says (规则).

    `pack` is the pack that wrote the rule in its present form, also where another pack takes it. `document` and `clause`
    say in Chinese words where it stands; the loader fills both in. `number_from` tells whether the
    number stands in the clause; `verified` is false where the source of the number was not seen.
    `reading` is our reading where the clause leaves room; `notes` is for anyone who edits the pack.
    """

    id: RuleId
    pack: Name
    kind: RuleKind
    label: Text
    clauses: tuple[str, ...] = ()
    document: Text
    clause: str = ""
    strength: Strength = Strength.MUST
    number_from: NumberFrom = NumberFrom.CLAUSE
    verified: bool = True
    reading: str = ""
    notes: str = ""
    overrides: str = ""  # the pack whose rule this one changes
    because: str = ""  # why it was changed

    @model_validator(mode="after")
    def _reading_is_explained(self) -> "Rule":
        if self.number_from is not NumberFrom.CLAUSE and not self.reading:
            raise ValueError("数字不出自条款原文的，必须在 reading 中说明理由")
        return self

    @property
    def citation(self) -> str:
        """Return document and clause as an office cites them."""
        return f"{self.document}{self.clause}"

    @property
    def numbers(self) -> tuple[str, ...]:
        """Return the numbers that this rule carries, in words of the pack format."""
        return ()

    @property
    def is_breach_when_missed(self) -> bool:
        """Answer whether missing it is a breach by itself; the others are counted and shown.

        A number that does not stand in the clause breaches nothing by itself: it is our yardstick.
        """
        return self.strength is Strength.MUST and self.number_from is NumberFrom.CLAUSE

    def named_events(self) -> Mapping[str, frozenset[str]]:
        """Return the event codes that this rule names, each with the payload keys it reads."""
        return {}

    def __hash__(self) -> int:
        return hash((self.pack, self.id))


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural where it has to be."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def merge_keys(*pairs: tuple[Sequence[str], set[str]]) -> dict[str, frozenset[str]]:
    """Join pairs of event codes and payload keys into one mapping."""
    found: dict[str, set[str]] = {}
    for codes, keys in pairs:
        for code in codes:
            found.setdefault(code, set()).update(key for key in keys if key)
    return {code: frozenset(keys) for code, keys in found.items()}


RawRule = dict[str, Any]
