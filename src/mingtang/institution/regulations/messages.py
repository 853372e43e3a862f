"""Chinese sentences for what Pydantic finds wrong in a table."""

from collections.abc import Mapping, Sequence

from pydantic import ValidationError
from pydantic_core import ErrorDetails

_PLAIN = {
    "missing": "缺少这一项",
    "extra_forbidden": "不认识这个键，请检查拼写",
    "string_type": "应为文字，请加引号",
    "bool_type": "应为 true 或 false",
    "bool_parsing": "应为 true 或 false",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "greater_than": "应大于零",
    "tuple_type": "应为列表，写在方括号内",
    "list_type": "应为列表，写在方括号内",
    "dict_type": "应为表，写成 键 = 值",
    "mapping_type": "应为表，写成 键 = 值",
    "model_type": "应为表，写成 键 = 值",
    "too_short": "不能为空",
    "string_too_short": "不能为空",
}
_CHOICES = {"enum", "literal_error"}
_TAGS = {"union_tag_invalid", "union_tag_not_found"}


def dotted(place: Sequence[str | int]) -> str:
    """Return the place of a value as one dotted key; positions count from 1."""
    return ".".join(f"第{part + 1}项" if isinstance(part, int) else part for part in place)


def sentences(
    error: ValidationError, skip: frozenset[str]
) -> list[tuple[tuple[str | int, ...], str]]:
    """Return place and Chinese reason of everything that a validation found.

    `skip` names the tags of unions, which Pydantic puts into places although no table has them.
    """
    found: dict[tuple[str | int, ...], str] = {}
    for detail in error.errors():
        place = tuple(part for part in detail["loc"] if part not in skip)
        found.setdefault(place, _sentence(detail))
    return list(found.items())


def _sentence(detail: ErrorDetails) -> str:
    kind = detail["type"]
    context: Mapping[str, object] = detail.get("ctx") or {}
    if kind == "value_error":
        return str(context["error"])
    if kind in _CHOICES:
        return f"只能是 {str(context['expected']).replace(' or ', '、').replace(chr(39), '')}"
    if kind in _TAGS:
        name = str(context["discriminator"]).strip("'")
        known = str(context.get("expected_tags", "")).replace("'", "")
        return f"缺少 {name}" if not known else f"{name} 只能是 {known}"
    return _PLAIN.get(kind, f"内容不对（{detail['msg']}）")
