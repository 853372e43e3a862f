"""How many working days past answers took, judged by the calendar that deadlines run on."""

from dataclasses import dataclass
from datetime import date, datetime, time

from mingtang.ground.foundation.clock import BEIJING
from mingtang.ground.foundation.working_days.arithmetic import due, is_in_time
from mingtang.ground.foundation.working_days.calendar import WorkCalendar
from mingtang.ground.foundation.working_days.index import end_of_day
from mingtang.ground.foundation.working_days.period import Period, PeriodUnit


@dataclass(frozen=True, slots=True)
class AnswerTimes:
    """When something was received (收到) and answered (答复); aware moments, in Beijing time."""

    received: datetime
    answered: datetime

    @classmethod
    def of(cls, received: datetime | date, answered: datetime | date) -> "AnswerTimes":
        """Take days without a time of day: received as it began, answered as it ended.

        :raises ValueError: the answer is before the receipt.
        """
        begin = _begin(received)
        end = answered if isinstance(answered, datetime) else end_of_day(answered.toordinal())
        if end < begin:
            raise ValueError("答复时间早于收到时间。")
        return cls(begin, end)

    def used(self, calendar: WorkCalendar) -> int:
        """Count the working days (所用工作日) after the day of receipt, with the day of the answer.

        :raises OutOfRange: a day is not between 1950 and 2100.
        """
        return calendar.index.working_days(self.received.toordinal(), self.answered.toordinal())

    def is_within(self, days: int, calendar: WorkCalendar) -> bool:
        """Say whether the answer came no later than so many working days after the receipt."""
        period = Period(days, PeriodUnit.WORKING_DAY)
        return is_in_time(self.answered, due(self.received, period, calendar).moment)


def _begin(day: datetime | date) -> datetime:
    return day if isinstance(day, datetime) else datetime.combine(day, time(), tzinfo=BEIJING)
