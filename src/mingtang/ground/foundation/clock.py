"""The only place that reads the clock. Everything below an interface takes the time as an argument."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """Return this moment as an aware datetime in UTC."""
    return datetime.now(UTC)


def beijing_date(moment: datetime) -> date:
    """Return the day in Beijing on which an aware moment falls."""
    return moment.astimezone(BEIJING).date()
