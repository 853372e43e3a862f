"""Office hours (办公时间): when on a working day the clock of working hours runs."""

import re
from dataclasses import dataclass
from datetime import time
from functools import cached_property
from itertools import pairwise

MICROSECONDS = 1_000_000
_PART = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")


def _microseconds(moment: time) -> int:
    seconds = moment.hour * 3600 + moment.minute * 60 + moment.second
    return seconds * MICROSECONDS + moment.microsecond


@dataclass(frozen=True)
class OfficeHours:
    """Parts of the day, in order, as pairs of opening and closing time in Beijing."""

    parts: tuple[tuple[time, time], ...]

    def __post_init__(self) -> None:
        flat = [moment for part in self.parts for moment in part]
        if not flat or any(later <= earlier for earlier, later in pairwise(flat)):
            raise ValueError("办公时间须从早到晚、互不重叠，例如 08:30-12:00,14:30-17:30")

    @cached_property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """The parts as microseconds since midnight."""
        return tuple((_microseconds(opens), _microseconds(shuts)) for opens, shuts in self.parts)

    @cached_property
    def day_length(self) -> int:
        """Microseconds of office hours in one working day."""
        return sum(shuts - opens for opens, shuts in self.spans)

    def elapsed(self, since_midnight: int) -> int:
        """Return how much office time of a day has passed at a microsecond of it."""
        passed = 0
        for opens, shuts in self.spans:
            if since_midnight <= opens:
                break
            passed += min(since_midnight, shuts) - opens
        return passed

    def earliest(self, elapsed: int) -> int:
        """Return the first microsecond of the day at which `elapsed` > 0 has passed."""
        for opens, shuts in self.spans:
            if elapsed <= shuts - opens:
                return opens + elapsed
            elapsed -= shuts - opens
        raise ValueError("more than a day of office time")

    def latest(self, elapsed: int) -> int:
        """Return the last microsecond of the day at which only `elapsed` < a day has passed."""
        for opens, shuts in self.spans:
            if elapsed < shuts - opens:
                return opens + elapsed
            elapsed -= shuts - opens
        raise ValueError("no office time is left on the day")

    def __str__(self) -> str:
        return ",".join(f"{opens:%H:%M}-{shuts:%H:%M}" for opens, shuts in self.parts)


def parse_office_hours(text: str) -> OfficeHours:
    """Read `08:30-12:00,14:30-17:30`.

    :raises ValueError: with a Chinese sentence, when the text is of another form.
    """
    parts = []
    for part in text.replace("，", ",").replace("：", ":").split(","):
        match = _PART.fullmatch(part.strip())
        try:
            hours = [int(number) for number in match.groups()] if match else [24, 0, 24, 0]
            parts.append((time(hours[0], hours[1]), time(hours[2], hours[3])))
        except ValueError:
            message = f"办公时间“{part.strip()}”写法不对，请写成 08:30-12:00,14:30-17:30"
            raise ValueError(message) from None
    return OfficeHours(tuple(parts))


DEFAULT_OFFICE_HOURS = OfficeHours(((time(8, 30), time(12)), (time(14, 30), time(17, 30))))
