"""Cumulative counts over a calendar, so that a due day is two look-ups and not a walk over days.

Days are proleptic ordinals (`date.toordinal()`); a day's answer is kept ready as a :class:`Due`.
"""

from collections.abc import Mapping
from datetime import date, datetime
from itertools import accumulate, compress
from typing import NamedTuple

from mingtang.ground.foundation.clock import BEIJING

EARLIEST_YEAR = 1950
LATEST_YEAR = 2100


class OutOfRange(ValueError):
    """A count leaves the years for which days are counted."""

    def __init__(self) -> None:
        super().__init__(
            f"日期超出可推算的范围（{EARLIEST_YEAR}—{LATEST_YEAR}年），请核对起点和期限"
        )


class Due(NamedTuple):
    """When a period ends (到期时间), in Beijing time.

    `provisional` (暂定): a day that was looked at is in a year whose arrangement is not known;
    Monday to Friday was used, and the answer must be worked out again when the data comes.
    """

    moment: datetime
    provisional: bool


def end_of_day(ordinal: int) -> datetime:
    """Return 23:59:59 in Beijing of a day, the last second of a period counted in days."""
    day = date.fromordinal(ordinal)
    return datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=BEIJING)


class _DayEnds(dict[int, Due]):
    """The answer for each day, made when first asked for; a Due is immutable and is shared."""

    def __init__(self, *, provisional: bool) -> None:
        super().__init__()
        self.provisional = provisional

    def __missing__(self, ordinal: int) -> Due:
        answer = self[ordinal] = Due(end_of_day(ordinal), self.provisional)
        return answer


class DayIndex:
    """Answers about counts of working days from the first of 1950 to the last of 2100.

    `_ranks[i]` working days fall up to and including day `_first + i`, `_working[k]` is the k-th
    of them, and `_guesses[i]` days up to that day fall in years without data.
    """

    def __init__(self, exceptions: Mapping[int, bool], known_years: frozenset[int]) -> None:
        self._first = date(EARLIEST_YEAR, 1, 1).toordinal()
        self._end = date(LATEST_YEAR + 1, 1, 1).toordinal()
        flags = [int(day % 7 not in (0, 6)) for day in range(self._first, self._end)]
        for ordinal, is_working in exceptions.items():
            if self._first <= ordinal < self._end:
                flags[ordinal - self._first] = int(is_working)
        self._ranks = list(accumulate(flags))
        self._working = list(compress(range(self._first, self._end), flags))
        self._guesses = list(accumulate(self._guess_flags(known_years)))
        self._certain = _DayEnds(provisional=False)
        self._provisional = _DayEnds(provisional=True)

    @staticmethod
    def _guess_flags(known_years: frozenset[int]) -> list[int]:
        flags: list[int] = []
        for year in range(EARLIEST_YEAR, LATEST_YEAR + 1):
            length = (date(year + 1, 1, 1) - date(year, 1, 1)).days
            flags += [int(year not in known_years)] * length
        return flags

    def due_after(self, ordinal: int, count: int) -> Due:
        """Return the end of the `count`-th working day after a day; `count` > 0.

        :raises OutOfRange: when that is not between 1950 and 2100.
        """
        first = self._first
        guesses = self._guesses
        try:
            day = self._working[self._ranks[ordinal - first] + count - 1]
            guessed = guesses[day - first] - guesses[ordinal - first]
        except IndexError:
            raise OutOfRange from None
        if ordinal < first:
            raise OutOfRange
        return self._provisional[day] if guessed else self._certain[day]

    def due_on_or_after(self, ordinal: int) -> Due:
        """Return the end of a day if it is worked, else of the next working day."""
        try:
            place = ordinal - self._first
            day = self._working[self._ranks[place - 1]]
            guessed = self._guesses[day - self._first] - self._guesses[place - 1]
        except IndexError:
            raise OutOfRange from None
        if place < 1:
            raise OutOfRange
        return self._provisional[day] if guessed else self._certain[day]

    def nth_before(self, ordinal: int, count: int) -> int:
        """Return the `count`-th working day before a day; `count` > 0."""
        return self.working_day(self.rank(ordinal - 1) - count)

    def on_or_before(self, ordinal: int) -> int:
        """Return the day itself if it is worked, else the working day before it."""
        return self.nth_before(ordinal + 1, 1)

    def day_end(self, ordinal: int, *, guessed: bool | int) -> Due:
        """Return the end of a day as an answer."""
        self._place(ordinal)
        return self._provisional[ordinal] if guessed else self._certain[ordinal]

    def rank(self, ordinal: int) -> int:
        """Return how many working days there are from 1950 up to and including a day."""
        return self._ranks[self._place(ordinal)]

    def worked_before(self, ordinal: int) -> tuple[int, bool]:
        """Return the rank of the day before a day, and whether the day itself is worked."""
        place = self._place(ordinal)
        before = self._ranks[place - 1] if place else 0
        return before, self._ranks[place] > before

    def working_day(self, rank: int) -> int:
        """Return the working day that has `rank` working days before it."""
        if not 0 <= rank < len(self._working):
            raise OutOfRange
        return self._working[rank]

    def working_days(self, after: int, until: int) -> int:
        """Count the working days after one day, up to and including another."""
        return self.rank(until) - self.rank(after)

    def guessed_days(self, after: int, until: int) -> int:
        """Count the days of unknown years after one day, up to and including another."""
        return self._guesses[self._place(until)] - self._guesses[self._place(after)]

    def _place(self, ordinal: int) -> int:
        if not self._first <= ordinal < self._end:
            raise OutOfRange
        return ordinal - self._first
