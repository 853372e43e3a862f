"""Fields that a pack or an office declares: what may be written into each, and what is missing. Pure.

All values are texts: a day as `2026-03-09`, a number as its digits.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from urllib.parse import urlsplit

from mingtang.editorial.content.enums import FieldSort
from mingtang.ground.foundation.decisions import YES, Decision, no
from mingtang.ground.foundation.text import has_words, visible

LONGEST = {FieldSort.TEXT: 200, FieldSort.LONG: 2000, FieldSort.LINK: 500}
_PLAIN_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6})?")


@dataclass(frozen=True)
class DeclaredField:
    """One field: its code, its Chinese name, what may be written into it, and whether it has to be."""

    name: str
    label: str
    sort: FieldSort = FieldSort.TEXT
    choices: tuple[str, ...] = ()
    help_text: str = ""
    is_required: bool = False


def tidied(values: Mapping[str, str]) -> dict[str, str]:
    """Return the values that say something, by name, without blanks around them."""
    tidy = {name: visible(str(value)).strip() for name, value in values.items()}
    return {name: tidy[name] for name in sorted(tidy) if tidy[name]}


def fits(fields: Sequence[DeclaredField], values: Mapping[str, str], where: str) -> Decision:
    """Answer whether every value is of the sort of its field; `where` is the field of the form."""
    decision = YES
    for one in fields:
        value = values.get(one.name, "")
        problem = _problem(one, value) if value else ""
        if problem:
            decision &= no("content.field_unfit", f"“{one.label}”{problem}", where)
    return decision


def complete(fields: Sequence[DeclaredField], values: Mapping[str, str], where: str) -> Decision:
    """Answer whether every required field says something, and all are of their sort."""
    decision = fits(fields, values, where)
    for one in fields:
        if one.is_required and not has_words(values.get(one.name, "")):
            decision &= no("content.field_missing", f"请填写“{one.label}”。", where)
    return decision


def shown(fields: Sequence[DeclaredField], values: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return name and value of each field that says something, in the declared order.

    A value whose field is no longer declared is left out; it stays in the stored text.
    """
    return [(one.label, values[one.name]) for one in fields if values.get(one.name)]


def facts_shown(fields: Sequence[DeclaredField], values: Mapping[str, str]) -> list[dict[str, str]]:
    """Return what readers see: name, value and sort of each field that says something.

    A day is written out: `2026年3月9日`.
    """
    return [
        {"label": one.label, "value": _written(one, values[one.name]), "sort": one.sort.value}
        for one in fields
        if values.get(one.name) and not _problem(one, values[one.name])
    ]


def _written(field: DeclaredField, value: str) -> str:
    if field.sort is not FieldSort.DATE:
        return value
    day = date.fromisoformat(value)
    return f"{day.year}年{day.month}月{day.day}日"


def may_declare(
    *, label: str, sort: FieldSort, choices: str, is_known: bool, is_of_one: bool
) -> Decision:
    """Answer whether a field may be declared; `choices` are its options, one a line."""
    decision = YES
    if not has_words(label):
        decision &= no("content.field_label", "请填写字段名称。", "label")
    if is_known:
        text = "这个栏目或类型已有同名的字段，请换一个名称。"
        decision &= no("content.field_known", text, "label")
    if sort is FieldSort.CHOICE and len(choices.splitlines()) < 2:
        text = "“从选项中选一项”至少要有两个选项，一行一个。"
        decision &= no("content.field_choices", text, "choices")
    if not is_of_one:
        decision &= no("content.field_scope", "请选择栏目或稿件类型，只能选一样。", "scope")
    return decision


def _problem(field: DeclaredField, value: str) -> str:
    longest = LONGEST.get(field.sort)
    if longest is not None and len(value) > longest:
        return f"超过 {longest} 个字，请缩短。"
    match field.sort:
        case FieldSort.DATE:
            return "" if _is_day(value) else "应写成日期，例如 2026-03-09。"
        case FieldSort.NUMBER:
            return "" if _is_number(value) else "应写成数字，例如 1200 或 3.5。"
        case FieldSort.CHOICE:
            return (
                "" if value in field.choices else f"应从这些选项中选：{'、'.join(field.choices)}。"
            )
        case FieldSort.LINK:
            return "" if _is_link(value) else "应写成以 http:// 或 https:// 开头的完整网址。"
        case FieldSort.TEXT:
            return "只能写一行。" if "\n" in value else ""
        case _:
            return ""


def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_number(value: str) -> bool:
    try:
        return bool(_PLAIN_NUMBER.fullmatch(value)) and Decimal(value).is_finite()
    except InvalidOperation:
        return False


def _is_link(value: str) -> bool:
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and " " not in value
