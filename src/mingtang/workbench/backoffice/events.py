"""What the back office records."""

from mingtang.spine.events.registry import EventType

EVENT_TYPES = (
    EventType("desk.job.retried", "重试后台任务", frozenset({"kind"})),
    EventType("desk.job.stopped", "停止后台任务", frozenset({"kind"})),
    EventType("desk.keys.rotation_begun", "更换个人信息密钥", frozenset({"key"})),
    EventType("desk.export.requested", "导出列表", frozenset({"list", "form"})),
    EventType("desk.export.finished", "导出完成", frozenset({"list", "rows"})),
    EventType("desk.export.failed", "导出失败", frozenset({"list"})),
    EventType("desk.export.downloaded", "下载导出的列表", frozenset({"list", "rows"})),
    EventType("desk.media.handed_over", "接收合并单位的素材", frozenset({"old_unit", "number"})),
    EventType("desk.media.added", "上传图片或文件", frozenset({"kind", "size", "digest"})),
    EventType("desk.media.changed", "修改图片或文件的说明", frozenset({"changed"})),
    EventType("desk.media.deleted", "删除图片或文件", frozenset({"kind", "size", "digest"})),
    EventType("desk.media.watermark_set", "设置单位水印", frozenset({"is_set"})),
    EventType("desk.media.refused", "上传被拒收", frozenset({"use", "codes"})),
    EventType("desk.film.requested", "要求转换视频", frozenset({"kind"})),
    EventType("desk.media.downloaded", "下载文件", frozenset({"digest"})),
)
