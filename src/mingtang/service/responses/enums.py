"""States of drafts of answers, and of the sheets of quality checks."""

from mingtang.ground.foundation.labels import LabelledEnum


class DraftState(LabelledEnum):
    """How far the draft of an answer has come (答复稿状态)."""

    WRITING = "writing", "起草中"
    IN_REVIEW = "in_review", "审核中"
    RETURNED = "returned", "退回修改"
    SENT = "sent", "已答复"


class CheckState(LabelledEnum):
    """The state of the sheet of a quality check (抽查单状态)."""

    WAITING = "waiting", "待评分"
    PASSED = "passed", "合格"
    POOR = "poor", "不合格"
    RETURNED = "returned", "不合格，已退回"
