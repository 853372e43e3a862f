"""What people are told about: rooms register their kinds of notices (通知事项) at start."""

from dataclasses import dataclass

from mingtang.institution.notices.enums import NoticeChannel

MAIL, SMS, ROBOT = NoticeChannel.MAIL, NoticeChannel.SMS, NoticeChannel.ROBOT


@dataclass(frozen=True)
class NoticeKind:
    """A kind of notice.

    `label` is what a person reads in the list and in the settings. `channels` are the ways outside the
    office by which it goes where the person has chosen nothing; the list in the office shows it always.
    An urgent kind goes out at night and on rest days too.
    """

    code: str
    label: str
    channels: frozenset[NoticeChannel] = frozenset()
    is_urgent: bool = False


DIGEST = NoticeKind("notices.digest", "每日汇总", frozenset({MAIL}))

_kinds: dict[str, NoticeKind] = {}


def register_kind(*kinds: NoticeKind) -> None:
    """Add kinds of notices; a repeat is harmless.

    :raises ValueError: another kind has the code.
    """
    for kind in kinds:
        if _kinds.setdefault(kind.code, kind) != kind:
            raise ValueError(f"two kinds of notice are called {kind.code!r}")


def notice_kind(code: str) -> NoticeKind:
    """Return the kind of a code; one that no room has any longer is called by its code."""
    return _kinds.get(code) or NoticeKind(code, code)


def all_kinds() -> tuple[NoticeKind, ...]:
    """Return every registered kind, by code."""
    return tuple(_kinds[code] for code in sorted(_kinds))
