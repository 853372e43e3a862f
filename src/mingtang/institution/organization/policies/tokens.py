"""What a token looks like, and what is kept of it."""

import re

from mingtang.ground.foundation.decisions import YES, Decision, no
from mingtang.ground.foundation.text import digest

PREFIX = "mt_"  # scanners of code and logs find a token that got lost by it
NAME_LIMIT = 60
_SHAPE = re.compile(r"mt_[A-Za-z0-9_-]{43}")


def token_digest(text: str) -> str | None:
    """Return the digest under which a token is kept; None for what cannot be one."""
    return digest(text) if _SHAPE.fullmatch(text) else None


def may_name(name: str, taken: frozenset[str]) -> Decision:
    """Answer whether a token may have this name beside those that its person uses already."""
    if not name:
        return no("organization.token_unnamed", "请写明令牌的用途。", "name")
    if len(name) > NAME_LIMIT:
        return no("organization.token_name_long", f"令牌用途不能超过 {NAME_LIMIT} 个字。", "name")
    if name in taken:
        return no(
            "organization.token_name_taken",
            f"已有用途为“{name}”的令牌在用，请换一个用途，或先停用原来的。",
            "name",
        )
    return YES
