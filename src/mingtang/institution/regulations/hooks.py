"""Questions that this room asks of rooms above it.

People and rights live above. The room that knows them answers here at start; until then only the
system itself may change anything.
"""

from collections.abc import Callable
from datetime import datetime

from mingtang.ground.foundation.decisions import YES, Decision, no

# actor key, right, unit code, moment → may it?
Permission = Callable[[str, str, str, datetime], Decision]


def _system_only(actor: str, right: str, unit: str, at: datetime) -> Decision:
    if actor == "system":
        return YES
    return no("regulations.forbidden", "您没有启用或装入制度的权限，请联系平台管理员。")


_permission: Permission = _system_only


def answer_permission_with(permission: Permission) -> None:
    """Let `permission` decide who may install and bind packs; called once in `AppConfig.ready()`."""
    global _permission  # noqa: PLW0603 - one answer for the process
    _permission = permission


def may(actor: str, right: str, *, unit: str = "", at: datetime) -> Decision:
    """Return whether an actor has a right; the system itself always has."""
    return YES if actor == "system" else _permission(actor, right, unit, at)
