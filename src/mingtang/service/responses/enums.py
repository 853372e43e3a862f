"""How an answer that is being written stands."""

from mingtang.ground.foundation.labels import LabelledEnum


class DraftState(LabelledEnum):
    """How far the draft of an answer has come (答复稿状态)."""

    WRITING = "writing", "起草中"
    IN_REVIEW = "in_review", "审核中"
    RETURNED = "returned", "退回修改"
    SENT = "sent", "已答复"
