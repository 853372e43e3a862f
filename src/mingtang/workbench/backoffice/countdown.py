"""How much time is left, in words that an office uses (倒计时)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from mingtang.ground.foundation.clock import BEIJING

URGENT = timedelta(hours=4)
SOON = timedelta(days=1)


class Pressure(StrEnum):
    """How a countdown looks; each has a colour, an icon and a word of its own."""

    CALM = "calm"
    SOON = "soon"
    URGENT = "urgent"
    OVERDUE = "overdue"


WORDS = {
    Pressure.CALM: "",
    Pressure.SOON: "今明到期",
    Pressure.URGENT: "即将到期",
    Pressure.OVERDUE: "已超期",
}
ICONS = {
    Pressure.CALM: "history",
    Pressure.SOON: "time",
    Pressure.URGENT: "warning",
    Pressure.OVERDUE: "cross",
}


@dataclass(frozen=True)
class Remaining:
    """What a countdown shows: the text, how pressing it is, and the word and icon beside it."""

    text: str
    pressure: Pressure

    @property
    def word(self) -> str:
        return WORDS[self.pressure]

    @property
    def icon(self) -> str:
        return ICONS[self.pressure]


def remaining(due: datetime, at: datetime) -> Remaining:
    """Say how long it is until `due` (both aware), or how long it has been overdue."""
    left = due - at
    if left < timedelta(0):
        return Remaining(f"已超 {span_text(-left)}", Pressure.OVERDUE)
    if left < URGENT:
        return Remaining(f"还剩 {span_text(left)}", Pressure.URGENT)
    if left < SOON:
        return Remaining(f"还剩 {span_text(left)}", Pressure.SOON)
    return Remaining(f"还剩 {span_text(left)}", Pressure.CALM)


def span_text(span: timedelta) -> str:
    """Write a span of time with its two largest units: `3 小时 20 分`, `2 天 5 小时`."""
    minutes = int(span.total_seconds() // 60)
    days, minutes = divmod(minutes, 24 * 60)
    hours, minutes = divmod(minutes, 60)
    if days:
        return f"{days} 天 {hours} 小时" if hours and days < 10 else f"{days} 天"
    if hours:
        return f"{hours} 小时 {minutes} 分" if minutes else f"{hours} 小时"
    return f"{minutes} 分" if minutes else "不到 1 分"


def moment_text(moment: datetime, at: datetime) -> str:
    """Write a moment as Beijing reads it, without the year where it is this year."""
    local, today = moment.astimezone(BEIJING), at.astimezone(BEIJING)
    if local.date() == today.date():
        return f"今天 {local:%H:%M}"
    day = f"{local.month}月{local.day}日"
    if local.year != today.year:
        day = f"{local.year}年{day}"
    return f"{day} {local:%H:%M}"
