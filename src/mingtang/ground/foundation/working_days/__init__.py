"""Working days (工作日): arithmetic over a calendar of dated exceptions, without clock or database.

`due` counts forward, `due_before` backward, `due_with_marks` with pauses, extensions and restarts;
`explain` says of each day why it was counted or not. `bundled_calendar` has 2004 to 2026.
"""

from mingtang.ground.foundation.working_days.arithmetic import due, due_before, due_many, is_in_time
from mingtang.ground.foundation.working_days.bundled import bundled_calendar
from mingtang.ground.foundation.working_days.calendar import KnownYear, NamedDay, WorkCalendar
from mingtang.ground.foundation.working_days.explain import (
    DayNote,
    explain,
    explain_before,
    explain_with_marks,
)
from mingtang.ground.foundation.working_days.index import Due, OutOfRange
from mingtang.ground.foundation.working_days.marks import (
    Clock,
    Extend,
    Mark,
    Pause,
    Restart,
    Resume,
    due_with_marks,
)
from mingtang.ground.foundation.working_days.office_hours import (
    DEFAULT_OFFICE_HOURS,
    OfficeHours,
    parse_office_hours,
)
from mingtang.ground.foundation.working_days.period import (
    SAME_DAY,
    Period,
    PeriodError,
    PeriodUnit,
    parse_period,
)
from mingtang.ground.foundation.working_days.used import AnswerTimes

__all__ = [
    "DEFAULT_OFFICE_HOURS",
    "SAME_DAY",
    "AnswerTimes",
    "Clock",
    "DayNote",
    "Due",
    "Extend",
    "KnownYear",
    "Mark",
    "NamedDay",
    "OfficeHours",
    "OutOfRange",
    "Pause",
    "Period",
    "PeriodError",
    "PeriodUnit",
    "Restart",
    "Resume",
    "WorkCalendar",
    "bundled_calendar",
    "due",
    "due_before",
    "due_many",
    "due_with_marks",
    "explain",
    "explain_before",
    "explain_with_marks",
    "is_in_time",
    "parse_office_hours",
    "parse_period",
]
