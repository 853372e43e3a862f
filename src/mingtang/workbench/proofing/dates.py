"""Dates that contradict themselves (日期)."""

import re
from collections.abc import Iterator
from datetime import date

from mingtang.workbench.proofing.remarks import Remark, remark

_DAY = r"(?P<{0}y>(?:19|20)\d\d)年(?P<{0}m>\d{{1,2}})月(?P<{0}d>\d{{1,2}})日"
_ONE = re.compile(
    _DAY.format("") + r"(?:[（(]?(?:星期|周|礼拜)(?P<week>[一二三四五六日天])[）)]?)?"
)
_RANGE = re.compile(
    _DAY.format("a") + r"(?:[上下]午)?(?:起)?(?:至|到|—|－|-|~|～){1,2}" + _DAY.format("b")
)
_WEEK = "一二三四五六日"


def date_remarks(text: str) -> Iterator[Remark]:
    """Yield days that no calendar has, weekdays that are not those of the date, and reversed spans."""
    for match in _ONE.finditer(text):
        day = _date(match["y"], match["m"], match["d"])
        if day is None:
            yield remark("impossible_date", text, *match.span())
        elif match["week"] and _WEEK.index(match["week"].replace("天", "日")) != day.weekday():
            right = _WEEK[day.weekday()]
            hint = f"{day.year}年{day.month}月{day.day}日是星期{right}，请核对日期和星期。"
            yield remark("weekday", text, *match.span(), hint=hint)
    for match in _RANGE.finditer(text):
        first = _date(match["ay"], match["am"], match["ad"])
        last = _date(match["by"], match["bm"], match["bd"])
        if first and last and last < first:
            yield remark("reversed_dates", text, *match.span())


def _date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
