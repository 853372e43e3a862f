"""States of promises, and what an event does to a clock. Pure: no Django."""

from mingtang.ground.foundation.labels import LabelledEnum


class ObligationState(LabelledEnum):
    """Where a promise stands (履行状态)."""

    OPEN = "open", "进行中"
    MET = "met", "按时完成"
    MET_LATE = "met_late", "逾期完成"
    OVERDUE = "overdue", "已逾期"
    CLOSED = "closed", "已终止"


# What still waits for someone.
LIVE_STATES = (ObligationState.OPEN, ObligationState.OVERDUE)


class Role(LabelledEnum):
    """What one event does to one promise (计时记录)."""

    OPENED = "opened", "开始计时"
    MET = "met", "办结"
    PAUSED = "paused", "暂停计时"
    RESUMED = "resumed", "恢复计时"
    EXTENDED = "extended", "延长期限"
    RESTARTED = "restarted", "重新计时"
    TRANSFERRED = "transferred", "转交"
    CLOSED = "closed", "终止"
    RENEWED = "renewed", "更新"
    COUNTED = "counted", "计入"
    SET = "set", "设定数额"


class NoticeTopic(LabelledEnum):
    """What people are told about (提醒事项)."""

    WARNED = "warned", "临期提醒"
    OVERDUE = "overdue", "逾期提醒"


class LineKind(LabelledEnum):
    """What a line of an explanation is about (说明类别)."""

    CLAUSE = "clause", "依据"
    READING = "reading", "理解"
    OPENED = "opened", "起算"
    MARK = "mark", "记录"
    DAY = "day", "逐日"
    DUE = "due", "截止"
    OUTCOME = "outcome", "现状"
