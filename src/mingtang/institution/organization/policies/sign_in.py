"""Time steps of one-time codes, idle sessions, and where one may be led afterwards. Pure: no Django."""

import re
from datetime import datetime, timedelta

from mingtang.ground.foundation.labels import LabelledEnum

STEP_SECONDS = 30  # Source: RFC 6238, section 5.2, the recommended time step
STEPS_OF_GRACE = 1  # a clock may be half a minute off, either way


def steps_accepted(at: datetime, latest_step: int) -> list[int]:
    """Return the time steps whose code is accepted now.

    `latest_step` is the step of the code accepted last: neither it nor an older one works again.

    Source: RFC 6238, section 5.2: a second use of the same code is refused.
    """
    current = int(at.timestamp()) // STEP_SECONDS
    window = range(current - STEPS_OF_GRACE, current + STEPS_OF_GRACE + 1)
    return [step for step in window if step > latest_step]


def is_idle(*, at: datetime, latest: datetime, limit: timedelta) -> bool:
    """Tell whether a session has been left alone for too long."""
    return at - latest >= limit


def recovery_code_text(typed: str) -> str:
    """Return a recovery code as it was made, however it was typed (spaces, dashes, capitals)."""
    return re.sub(r"[\s-]", "", typed).lower()


class SignInDuty(LabelledEnum):
    """What a person must do after signing in before anything else."""

    PASSWORD = "password", "修改密码"
    SECOND_FACTOR = "second_factor", "启用动态口令"


def owed_after_sign_in(
    *,
    must_change_password: bool,
    password_set_at: datetime | None,
    at: datetime,
    password_max_days: int,
    lacks_second_factor: bool,
) -> SignInDuty | None:
    """Return what is owed first; `password_max_days` of 0 lets passwords live forever."""
    is_old = (
        password_max_days > 0
        and password_set_at is not None
        and at - password_set_at >= timedelta(days=password_max_days)
    )
    if must_change_password or is_old:
        return SignInDuty.PASSWORD
    return SignInDuty.SECOND_FACTOR if lacks_second_factor else None


def must_use_second_factor(setting: str, *, marked: bool) -> bool:
    """Tell whether a second factor is asked for.

    `setting` is `offered` (nobody must), `posts` (who holds a post marked so) or `everyone`.

    :raises ValueError: for any other setting.
    """
    if setting not in {"offered", "posts", "everyone"}:
        raise ValueError(f"MINGTANG_SECOND_FACTOR: {setting!r}，请用 offered、posts 或 everyone")
    return setting == "everyone" or (setting == "posts" and marked)
