"""Tags for the templates of all rooms: countdown, values, tags of state."""

from datetime import datetime
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from mingtang.institution.notices.queries import COUNTED, unread_count
from mingtang.institution.organization.models import Person
from mingtang.workbench.backoffice import countdown as countdowns
from mingtang.workbench.backoffice.interfaces.moment import moment
from mingtang.workbench.backoffice.tables import show, tag

register = template.Library()


@register.simple_tag
def countdown(due: datetime, clause: str = "", *, provisional: bool = False) -> SafeString:
    """Show how much time is left until `due`, the moment itself and the rule that says so.

    `{% countdown item.due_at clause=item.clause provisional=item.provisional %}`
    """
    return countdown_html(due, moment(), clause, provisional=provisional)


def countdown_html(
    due: datetime, at: datetime, clause: str = "", *, provisional: bool = False
) -> SafeString:
    """Return the countdown as HTML, for tables."""
    return render_to_string(
        "desk/countdown.html",
        {
            "due": due,
            "left": countdowns.remaining(due, at),
            "moment": countdowns.moment_text(due, at),
            "clause": clause,
            "provisional": provisional,
        },
    )


@register.filter
def shown(value: Any) -> str | SafeString:
    """Write a value as an office reads it."""
    return show(value)


@register.simple_tag
def state_tag(text: object, tone: str = "plain") -> SafeString:
    """Return a small label for a state; the tones are plain, good, wait, warn and bad."""
    return tag(text, tone)


@register.inclusion_tag("desk/parts/bell.html")
def notice_bell(person: Any) -> dict[str, str]:
    """Lead to one's notices and tell how many are unread; a script keeps the number up to date."""
    unread = unread_count(person) if isinstance(person, Person) else 0
    return {"unread": f"{COUNTED}+" if unread >= COUNTED else str(unread or "")}
