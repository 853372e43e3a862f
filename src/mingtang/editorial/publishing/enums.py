"""States and choices of publishing. Pure: no Django."""

from mingtang.ground.foundation.labels import LabelledEnum


class ScheduleVerb(LabelledEnum):
    """What is to happen at a set minute (定时任务)."""

    PUBLISH = "publish", "定时发布"
    TAKE_DOWN = "take_down", "定时下线"


class ScheduleState(LabelledEnum):
    """Where a scheduled action stands."""

    WAITING = "waiting", "等待"
    DONE = "done", "已执行"
    REFUSED = "refused", "未能执行"
    CANCELLED = "cancelled", "已取消"
