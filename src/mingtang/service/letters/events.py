"""What is recorded about mailboxes and letters beside the events of cases."""

from mingtang.spine.events.registry import EventType

EVENT_TYPES = (
    EventType("letters.mailbox.saved", "保存信箱", frozenset({"mailbox", "open"})),
    EventType("letters.directory.imported", "导入事项目录", frozenset({"version", "lines"})),
    EventType("letters.import.uploaded", "上传历史来信表格", frozenset({"lines"})),
    EventType(
        "letters.import.checked", "试算历史来信", frozenset({"lines", "made", "skipped", "failed"})
    ),
    EventType("letters.import.started", "开始导入历史来信", frozenset({"lines"})),
    EventType("letters.import.stopped", "停止导入历史来信"),
    EventType(
        "letters.import.ended", "导入完历史来信", frozenset({"lines", "made", "skipped", "failed"})
    ),
    EventType("letters.topic.made", "建立热点回应", frozenset({"answer", "letters"})),
    EventType("letters.topic.tied", "热点回应加入来信", frozenset({"letters"})),
    EventType("letters.topic.answered", "热点回应上线", frozenset({"answer", "letters"})),
    EventType("letters.unit.handed_over", "信箱随单位合并移交", frozenset({"old_unit", "number"})),
    EventType(
        "letters.matters.handed_over",
        "事项目录随单位合并移交",
        frozenset({"old_unit", "number"}),
    ),
    EventType("letters.letter.told", "告知来信人进度", frozenset({"kind", "number", "channel"})),
)
