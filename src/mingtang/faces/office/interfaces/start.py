"""The start page (工作台): what waits for me, in the order of its deadline."""

from datetime import datetime
from typing import Any

from mingtang.institution.organization.models import Person
from mingtang.workbench.backoffice.interfaces.moment import powers
from mingtang.workbench.backoffice.live_parts import LivePart, register_live_part
from mingtang.workbench.backoffice.screens import Crumb, Screen
from mingtang.workbench.backoffice.start import actions_for, panels_for, waiting_for

SHOWN = 50


def _read_waiting(person: Person, at: datetime, row: Any) -> dict[str, Any]:
    held = powers(person)
    waiting = waiting_for(person, held, at)
    return {
        "waiting": waiting[:SHOWN],
        "more": max(0, len(waiting) - SHOWN),
        "overdue": sum(1 for item in waiting if item.due_at and item.due_at < at),
        "has_posts": bool(held.grants),
        "has_actions": bool(actions_for(held)),
    }


register_live_part(LivePart("waiting", "office/waiting.html", _read_waiting))


class StartScreen(Screen):
    """What waits for the person, the figures of their posts, what they can begin."""

    template_name = "office/start.html"
    title = "工作台"

    def get_crumbs(self) -> list[Crumb]:
        """There is no way to the start page; it is where one starts."""
        return []

    def get_lead(self) -> str:
        """Say who is signed in, in which posts."""
        posts = "、".join(
            f"{post.label}（代行）" if lent else post.label for post, lent in self._posts()
        )
        return f"{self.person.unit.name}　{posts or '还没有岗位'}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Gather what the rooms registered for the posts in use."""
        asked = (self.person, self.powers, self.at)
        cards = [
            (panel.title, list(panel.figures(*asked)))
            for panel in panels_for(self.powers)
            if panel.figures is not None
        ]
        return super().get_context_data(
            cards=[card for card in cards if card[1]],
            actions=actions_for(self.powers),
            **kwargs,
        )

    def get_title(self) -> str:
        """Greet by name: several people share a machine in some offices."""
        return f"{self.person.name}，您好"

    def _posts(self) -> list[tuple[Any, bool]]:
        own = {grant.post for grant in self.powers.grants if not grant.is_lent}
        lent = {grant.post for grant in self.powers.grants if grant.is_lent} - own
        return [(post, False) for post in sorted(own)] + [(post, True) for post in sorted(lent)]
