"""When too many tries lock signing in, for how long, and what the page says of it. Pure: no Django."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Counted(StrEnum):
    """What the tries of a count have in common."""

    BOTH = "both"
    NAME = "name"
    ADDRESS = "address"


# How many tries lock, by what they have in common. One person at one computer is stopped first; a name
# tried from everywhere later, so that a stranger cannot lock an officer out with five tries; an
# address last, because a whole office may stand behind it.
LIMITS = {Counted.BOTH: 5, Counted.NAME: 20, Counted.ADDRESS: 50}


@dataclass(frozen=True)
class Tried:
    """How often something was tried without success, and when for the last time."""

    counted: Counted
    count: int
    latest_at: datetime


@dataclass(frozen=True)
class Helper:
    """Who unlocks an account: a name, the unit and its office telephone, empty where none is set."""

    name: str
    unit: str
    phone: str


def locked_until(tried: Iterable[Tried], *, at: datetime, pause: timedelta) -> datetime | None:
    """Return until when no further try is allowed, or None; `pause` runs from the latest try."""
    ends = [one.latest_at + pause for one in tried if one.count >= LIMITS[one.counted]]
    until = max(ends, default=at)
    return until if until > at else None


def minutes_until(until: datetime, at: datetime) -> int:
    """Return how many minutes are left, rounded up, at least one."""
    return max(1, math.ceil((until - at).total_seconds() / 60))


def helpers_text(helpers: Iterable[Helper]) -> str:
    """Name the people who can help; without any, the post that can."""
    told = [_helper_text(helper) for helper in helpers]
    return "或".join(told) if told else "平台管理员"


def _helper_text(helper: Helper) -> str:
    phone = f"，电话 {helper.phone}" if helper.phone else ""
    return f"平台管理员{helper.name}（{helper.unit}{phone}）"


def lock_text(*, minutes: int, helpers: Iterable[Helper]) -> str:
    """Say that signing in is locked, for how long, and whom to ask."""
    return (
        f"登录失败次数过多，为保护账号已暂停登录。请在 {minutes} 分钟后再试；"
        f"如急需使用，请联系{helpers_text(helpers)}解除锁定。"
    )
