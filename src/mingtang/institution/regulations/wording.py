"""What a rule demands, in one Chinese phrase with its numbers (规则要点)."""

from functools import singledispatch

from mingtang.ground.foundation.working_days import parse_period
from mingtang.institution.regulations.enums import StepWhen
from mingtang.institution.regulations.schema import (
    ApprovalRule,
    BlockingRemarks,
    Companion,
    CompulsoryGates,
    Consents,
    Countersigning,
    DifferentPeople,
    Duty,
    Forbidden,
    Freshness,
    Naming,
    Numbering,
    Quota,
    Register,
    RequiredFields,
    ReviewList,
    Rule,
    Separation,
    UrgentRelease,
    payload_name,
)


@singledispatch
def in_words(rule: Rule) -> str:
    """Return what a rule demands as an office would say it (`5个工作日内`, `每周至少1次`)."""
    raise TypeError(f"no words for {type(rule).__name__}")


@in_words.register
def _duty(rule: Duty) -> str:
    if rule.by is not None:
        return "按各件写明的期限" if payload_name(rule.by) else f"{rule.by}前"
    if rule.ahead is not None:
        return f"提前{parse_period(rule.ahead).label}"
    period = parse_period(rule.within or "")
    words = f"{period.label}内" if period.amount else period.label
    if rule.outside_office_hours is False:
        words += "（下班时间不计）"
    if rule.extended_to is not None:
        words += f"，可延长，合计{parse_period(rule.extended_to).label}内"
    return words


@in_words.register
def _quota(rule: Quota) -> str:
    if isinstance(rule.at_least, str):
        return f"{rule.per.label}按自定数量"
    words = f"{rule.per.label}至少{rule.at_least}次"
    if rule.escalates_after:
        words += f"，连续{rule.escalates_after}次不足的提请核实"
    return words


@in_words.register
def _freshness(rule: Freshness) -> str:
    if payload_name(rule.no_gap_over):
        return "间隔不超过自定周期"
    return f"间隔不超过{parse_period(rule.no_gap_over).label}"


@in_words.register
def _gates(rule: ReviewList | CompulsoryGates) -> str:
    return "经" + "、".join(gate.label for gate in rule.gates.values())


@in_words.register
def _urgent(rule: UrgentRelease) -> str:
    return f"一人签发并确认{len(rule.statements)}项后先发布，各关随后补审"


@in_words.register
def _separation(rule: Separation) -> str:
    return "本人不得经手"


@in_words.register
def _different_people(rule: DifferentPeople) -> str:
    groups = ("、".join(gate.label for gate in group) for group in rule.groups)
    return f"不得由同一人把关：{'；'.join(groups)}"


@in_words.register
def _approval(rule: ApprovalRule) -> str:
    return " → ".join(
        step.label + ("" if step.when is StepWhen.ALWAYS else f"（{step.when.label}）")
        for step in rule.steps
    )


@in_words.register
def _required_fields(rule: RequiredFields) -> str:
    extra = "，图片有名称" if rule.picture_names else ""
    extra += "，正文符合无障碍要求" if rule.accessible_text else ""
    return "写明" + "、".join(field.label for field in rule.fields) + extra


@in_words.register
def _forbidden(rule: Forbidden) -> str:
    return "；".join(statement.label for statement in rule.statements)


@in_words.register
def _remarks(rule: BlockingRemarks) -> str:
    return f"有{'、'.join(one.label for one in rule.blocks)}的，改正或说明理由后才能送审"


@in_words.register
def _companion(rule: Companion) -> str:
    what = "解读" if rule.companion == "interpretation" else "配套信息"
    return f"同时发布{what}" + ("，写明理由的可以后发" if rule.exception else "")


@in_words.register
def _countersigning(rule: Countersigning) -> str:
    needed = "、".join(one.label for one in rule.classes)
    return f"{needed}未经会签不得发布" if needed else "编辑部或者报送单位可以送会签"


@in_words.register
def _consents(rule: Consents) -> str:
    joint = "和" if rule.all_of else "或"
    return "经" + joint.join(one.label for one in rule.needed_from)


@in_words.register
def _naming(rule: Naming) -> str:
    return "如" + "、".join(f"“{pattern.example}”" for pattern in rule.patterns)


@in_words.register
def _numbering(rule: Numbering) -> str:
    words = {
        "organ": "统一社会信用代码",
        "year": "年",
        "month": "月",
        "serial": f"{rule.digits}位序号",
    }
    return rule.pattern.format(**words)


@in_words.register
def _register(rule: Register) -> str:
    return f"共{len(rule.entries)}项"
