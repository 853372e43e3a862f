"""This room's part of `mingtang doctor`: is the sweep running, and is the calendar complete?"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from mingtang.ground.foundation.checks import Check, Result, error, good, warning
from mingtang.ground.foundation.clock import beijing_date
from mingtang.institution.obligations.models import CalendarEdition, Obligation
from mingtang.institution.obligations.queries.calendar import calendar_known_at

PATIENCE = timedelta(minutes=10)
NOTICE_IS_OUT = (
    12,
    10,
)  # the arrangement of a year appears in November or early December before it
START_WORKER = "请确认后台任务进程在运行：mingtang worker；原因见它的日志"
ENTER_DAYS = "请按国务院办公厅的放假安排登记：mingtang obligations calendar amend"


def _sweep(at: datetime) -> Iterator[Result]:
    waiting = Obligation.objects.filter(next_at__lte=at - PATIENCE).order_by("next_at").first()
    if waiting is not None and waiting.next_at is not None:
        since = beijing_date(waiting.next_at).isoformat()
        yield error(f"有到期的时限事项自 {since} 起没有处理", START_WORKER)


def _calendar(at: datetime) -> Iterator[Result]:
    calendar, today = calendar_known_at(at), beijing_date(at)
    following = today.year + 1
    if not calendar.is_known(today.year):
        yield error(f"{today.year}年的放假安排没有登记，截止时间都是暂定的", ENTER_DAYS)
    elif not calendar.is_known(following) and (today.month, today.day) >= NOTICE_IS_OUT:
        yield warning(f"{following}年的放假安排还没有登记，跨年的截止时间是暂定的", ENTER_DAYS)
    else:
        yield good(f"工作日历登记到{max(calendar.known_years)}年")


def _recalculation(at: datetime) -> Iterator[Result]:
    running = CalendarEdition.objects.filter(finished_at=None, noted_at__lte=at - PATIENCE).first()
    if running is not None:
        found = f"日历修改后的重新推算还没有完成：{running.done}/{running.waiting}"
        yield warning(found, START_WORKER)


CHECKS = (
    Check("obligations.sweep", "时限处理", _sweep, needs_database=True),
    Check("obligations.calendar", "工作日历", _calendar, needs_database=True),
    Check("obligations.recalculation", "日历重新推算", _recalculation, needs_database=True),
)
