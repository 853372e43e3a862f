"""States of a submission."""

from mingtang.ground.foundation.labels import LabelledEnum

KIND = "submission"


class LatenessState(LabelledEnum):
    """How a run of late submissions stands (不及时报送)."""

    PROPOSED = "proposed", "待核实影响"
    DISMISSED = "dismissed", "未造成不良影响"
    CONFIRMED = "confirmed", "待单位说明"
    EXPLAINED = "explained", "已说明，待处理"
    JUDGED = "judged", "已处理"
    REVOKED = "revoked", "已撤销"


class ReceivedState(LabelledEnum):
    """What became of a document that a reporting system sent (系统报送)."""

    RECEIVED = "received", "正在办理"
    TAKEN = "taken", "已转入报送"
    REFUSED = "refused", "未接收"
    DROPPED = "dropped", "不再办理"


class SubmissionState(LabelledEnum):
    """How a submission stands (报送状态)."""

    WAITING = "waiting", "待单位审签"  # for the unit's own leaders
    ARRIVED = "arrived", "已送达编辑部"
    ACCEPTED = "accepted", "编辑部已接收"
    RETURNED = "returned", "已退回"
    RECALLED = "recalled", "已撤回"
    RELEASED = "released", "已发布"
    MERGED = "merged", "已并入其他稿件"
