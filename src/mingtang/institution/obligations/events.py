"""What the obligations room records. Openings and fulfilments are not recorded again here.

They follow from the events of other rooms; only what no other event says is written down.
"""

from mingtang.spine.events.registry import EventType

OVERDUE = "obligations.overdue"
OVERDUE_REVOKED = "obligations.overdue_revoked"
WARNED = "obligations.warned"
NOTICE_DUE = "obligations.notice_due"
RUN_OF_MISSES = "obligations.run_of_misses"
CALENDAR_AMENDED = "obligations.calendar.amended"

_ABOUT = frozenset({"obligation", "rule", "pack", "kind", "strength", "due"})

EVENT_TYPES = (
    EventType(OVERDUE, "逾期", _ABOUT),
    EventType(OVERDUE_REVOKED, "撤销逾期记录", _ABOUT),
    EventType(WARNED, "临近期限", _ABOUT | {"threshold"}),
    EventType(NOTICE_DUE, "已提醒", _ABOUT | {"topic"}),
    EventType(RUN_OF_MISSES, "连续未完成", _ABOUT | {"count", "proposes"}),
    EventType(
        CALENDAR_AMENDED,
        "调整工作日历",
        frozenset({"notice", "document", "first_day", "last_day", "days", "completes_year"}),
    ),
)
