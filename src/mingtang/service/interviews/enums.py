"""States of yearly plans, interviews and the questions of readers. Pure: no Django."""

from mingtang.ground.foundation.labels import LabelledEnum


class InterviewPlanState(LabelledEnum):
    """Where a yearly plan of interviews stands (年度方案状态)."""

    DRAFT = "draft", "起草中"
    IN_REVIEW = "in_review", "审批中"
    ADOPTED = "adopted", "已印发"


class PlanItemState(LabelledEnum):
    """Where one entry of a plan stands (方案事项状态)."""

    DRAFT = "draft", "起草中"
    PLANNED = "planned", "待举办"
    DROPPED = "dropped", "已取消"


class PlanChangeKind(LabelledEnum):
    """What a proposal does to an adopted plan (调整方式)."""

    ADD = "add", "增加一期"
    CHANGE = "change", "调整一期"
    DROP = "drop", "取消一期"


class PlanChangeState(LabelledEnum):
    """Where a proposal stands (调整状态)."""

    IN_REVIEW = "in_review", "审批中"
    APPLIED = "applied", "已批准"
    RETURNED = "returned", "未批准"


class InterviewState(LabelledEnum):
    """Where an interview stands (访谈状态)."""

    DRAFT = "draft", "起草中"
    ANNOUNCED = "announced", "预告"
    POSTPONED = "postponed", "延期"
    CANCELLED = "cancelled", "取消"
    LIVE = "live", "正在直播"
    ENDED = "ended", "已结束，实录整理中"
    ARCHIVED = "archived", "往期"
    TAKEN_DOWN = "taken_down", "已撤下"


class Speaker(LabelledEnum):
    """Who says something in an interview (发言人)."""

    HOST = "host", "主持人"
    GUEST = "guest", "嘉宾"
    READER = "reader", "网友"


class QuestionState(LabelledEnum):
    """What became of a question of a reader (提问状态)."""

    WAITING = "waiting", "待选"
    CHOSEN = "chosen", "已选用"
    REJECTED = "rejected", "不选用"
    ASKED = "asked", "已提出"
