"""States and kinds of emergency series and of notices on every page. Pure: no Django."""

from mingtang.ground.foundation.labels import LabelledEnum


class SeriesState(LabelledEnum):
    """Where an emergency series stands (应急专题状态)."""

    OPEN = "open", "进行中"
    CLOSED = "closed", "已结束"


class SeriesTextKind(LabelledEnum):
    """What an entry of a series is (发布内容)."""

    FACTS = "facts", "基本情况"
    UPDATE = "update", "最新进展"


class EntryState(LabelledEnum):
    """Where an entry stands (内容状态)."""

    WAITING = "waiting", "待审定"
    RELEASED = "released", "已发布"
    WITHDRAWN = "withdrawn", "已撤回"


class FrameKind(LabelledEnum):
    """What a notice does to every page of a site (全站提示)."""

    ALERT = "alert", "紧急提示横幅"
    MOURNING = "mourning", "全站灰色"
