"""States of a job and the lanes that workers serve."""

from mingtang.ground.foundation.labels import LabelledEnum


class JobState(LabelledEnum):
    """How far a job has come (任务状态)."""

    WAITING = "waiting", "等待"
    RUNNING = "running", "进行中"
    DONE = "done", "已完成"
    FAILED = "failed", "失败"
    STOPPED = "stopped", "已停止"


class JobLane(LabelledEnum):
    """Which worker processes run a job (通道): a slow lane never delays a prompt one."""

    PROMPT = "prompt", "即时"
    MAIL = "mail", "通知"
    EXPORT = "export", "导出"
    MEDIA = "media", "图片视频"
    CAPTURE = "capture", "采集"
    PROBE = "probe", "监测"
    MAINTENANCE = "maintenance", "维护"


SLOW_LANES = tuple(lane for lane in JobLane if lane is not JobLane.PROMPT)
OPEN_STATES = (JobState.WAITING, JobState.RUNNING)
ENDED_STATES = (JobState.DONE, JobState.FAILED, JobState.STOPPED)
