"""Closed lists of words that packs use. Pure: no Django."""

from mingtang.ground.foundation.labels import LabelledEnum


class RuleKind(LabelledEnum):
    """What sort of rule it is (规则类型)."""

    DUTY = "duty", "限时事项"
    QUOTA = "quota", "定额任务"
    FRESHNESS = "freshness", "更新频率"
    GATE = "gate", "前置关口"
    REGISTER = "register", "清单"


CLOCK_KINDS = (RuleKind.DUTY, RuleKind.QUOTA, RuleKind.FRESHNESS)


class ClauseKind(LabelledEnum):
    """How the software answers a demand of a notice (条款类型)."""

    DUTY = "duty", "限时事项"
    QUOTA = "quota", "定额任务"
    FRESHNESS = "freshness", "更新频率"
    GATE = "gate", "前置关口"
    RECORD = "record", "台账"
    FEATURE = "feature", "平台功能"
    ROLE = "role", "岗位权限"
    STAFF = "staff", "人员职责"


class Strength(LabelledEnum):
    """How strictly a clause binds (约束力度); only `must` is a breach by itself."""

    MUST = "must", "必须"
    IN_PRINCIPLE = "in_principle", "原则上"
    NORMALLY = "normally", "一般"
    STRIVE = "strive", "力争"


class NumberFrom(LabelledEnum):
    """Where the number of a rule comes from (数字来源)."""

    CLAUSE = "clause", "条款原文"
    READING = "reading", "条款未写数字，按本包理解设定"
    YARDSTICK = "yardstick", "条款未写数字，取自其他文件的检查尺度"


class QuotaPeriod(LabelledEnum):
    """The period a quota is counted over (定额周期)."""

    WEEK = "week", "每周"
    MONTH = "month", "每月"
    QUARTER = "quarter", "每季度"
    YEAR = "year", "每年"


class ShortWeek(LabelledEnum):
    """What a week shortened by a holiday owes (假期周)."""

    FULL = "full", "照常计算"
    NONE = "none", "不计算"
    PROPORTIONAL = "proportional", "按工作日折算"


class StepWhen(LabelledEnum):
    """For which items an approval step is asked (适用范围)."""

    ALWAYS = "always", "所有信息"
    ORDINARY = "ordinary", "一般信息"
    IMPORTANT = "important", "重大信息"


class GateOrder(LabelledEnum):
    """Whether gates are passed one after the other (关口次序)."""

    ANY = "any", "不分先后"
    LISTED = "listed", "按顺序"
