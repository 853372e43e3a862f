"""Where a unit may stand in the tree, and when it may be closed. Pure: no Django."""

import re

from mingtang.ground.foundation.decisions import YES, Decision, no
from mingtang.ground.foundation.text import has_words
from mingtang.institution.organization.enums import UnitKind

CODE_PATTERN = r"^[a-z][a-z0-9-]{0,39}$"

# What may stand directly below what (隶属关系).
BELOW: dict[UnitKind, frozenset[UnitKind]] = {
    UnitKind.CITY: frozenset(
        {UnitKind.COUNTY, UnitKind.TOWN, UnitKind.DEPARTMENT, UnitKind.OFFICE, UnitKind.INSTITUTION}
    ),
    UnitKind.COUNTY: frozenset(
        {UnitKind.TOWN, UnitKind.COUNTY_DEPARTMENT, UnitKind.OFFICE, UnitKind.INSTITUTION}
    ),
    UnitKind.TOWN: frozenset({UnitKind.OFFICE, UnitKind.INSTITUTION}),
    UnitKind.DEPARTMENT: frozenset({UnitKind.OFFICE, UnitKind.INSTITUTION}),
    UnitKind.COUNTY_DEPARTMENT: frozenset({UnitKind.OFFICE, UnitKind.INSTITUTION}),
    UnitKind.OFFICE: frozenset({UnitKind.OFFICE}),
    UnitKind.INSTITUTION: frozenset({UnitKind.OFFICE, UnitKind.INSTITUTION}),
}
TOP_KINDS = frozenset({UnitKind.CITY, UnitKind.COUNTY})


def may_be_named(*, code: str, name: str) -> Decision:
    """Answer whether code and name of a new unit are usable."""
    decision = YES
    if not re.fullmatch(CODE_PATTERN, code):
        decision &= no(
            "organization.unit_code",
            "单位代码只能用小写字母、数字和连字符，以字母开头，不超过40个字符，例如 edu。",
            "code",
        )
    return decision & may_be_called(name)


def may_be_called(name: str) -> Decision:
    """Answer whether a name can be the name of a unit."""
    if has_words(name):
        return YES
    return no("organization.unit_name", "请填写单位名称。", "name")


def may_stand_below(*, kind: UnitKind, parent_kind: UnitKind, parent_is_active: bool) -> Decision:
    """Answer whether a unit of one kind may stand directly below one of another kind."""
    decision = YES
    if not parent_is_active:
        decision &= no("organization.parent_closed", "上级单位已撤销，请另选上级单位。", "parent")
    if kind not in BELOW[parent_kind]:
        decision &= no(
            "organization.kind_below_kind",
            f"“{kind.label}”不能直接隶属于“{parent_kind.label}”，请核对单位类别或另选上级单位。",
            "parent",
        )
    return decision


def may_close(*, children: int, people: int, hosted_sites: int, is_top: bool) -> Decision:
    """Answer whether nothing hangs on a unit any more that closing it would leave without an owner."""
    decision = YES
    if is_top:
        decision &= no("organization.close_top", "最上级单位不能撤销。")
    if children:
        decision &= no(
            "organization.close_children", f"还有 {children} 个下属单位在用，请先撤销或调整隶属。"
        )
    if people:
        decision &= no("organization.close_people", f"还有 {people} 名在用人员，请先调离或停用。")
    if hosted_sites:
        decision &= no(
            "organization.close_sites", f"还主办 {hosted_sites} 个网站，请先变更主办单位或关停。"
        )
    return decision
