"""Tags for the templates of all rooms: countdown, values, tags of state."""

from datetime import datetime
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from mingtang.institution.organization.models import Person
from mingtang.workbench.backoffice import countdown as countdowns
from mingtang.workbench.backoffice.interfaces.moment import moment
from mingtang.workbench.backoffice.live_parts import show_live_part
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


@register.simple_tag(takes_context=True)
def live_part(context: Any, name: str, row: Any = None) -> SafeString:
    """Show a live part to the person who looks; a script refreshes it.

    `{% live_part "bell" %}`, `{% live_part "job" object %}`; nothing for who is not signed in.
    """
    person = getattr(context.get("request"), "user", None)
    if not isinstance(person, Person):
        return SafeString("")
    return show_live_part(name, person, moment(), row)
