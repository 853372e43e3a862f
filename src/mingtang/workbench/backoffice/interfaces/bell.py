"""The way to one's notices on every screen, and how many are unread."""

from datetime import datetime
from typing import Any

from mingtang.institution.notices.queries import COUNTED, unread_count
from mingtang.institution.organization.models import Person
from mingtang.workbench.backoffice.live_parts import LivePart, register_live_part


def _read(person: Person, at: datetime, row: Any) -> dict[str, str]:
    unread = unread_count(person)
    return {"unread": f"{COUNTED}+" if unread >= COUNTED else str(unread or "")}


register_live_part(LivePart("bell", "desk/parts/bell.html", _read))
