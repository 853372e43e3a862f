"""The start page (工作台): what waits for me, in the order of its deadline."""

from datetime import datetime
from typing import Any

from mingtang.institution.organization.models import Person
from mingtang.workbench.backoffice.interfaces.moment import powers
from mingtang.workbench.backoffice.live_parts import LivePart, register_live_part
from mingtang.workbench.backoffice.screens import Crumb, Screen
from mingtang.workbench.backoffice.start import (
    StartAction,
    actions_for,
    panels_for,
    register_start_action,
    waiting_for,
)

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


# What the posts begin that write no articles: the screen where their work starts.
for _name, _label, _note, _url, _icon, _right, _order in (
    ("desk", "编辑部待办", "已送达的稿件，按期限排列，可以成批办理。", "submission:desk", "list-ul",
     "submission.accept", 20),
    ("register-letter", "登记来信", "电话、来访、信函来的事项，登记后一样计时。", "letters:register",
     "plus", "letters.register", 30),
    ("reviews", "查审核单", "每次送审谁在什么时候审过、提了什么意见。", "review:list", "check",
     "review.read", 40),
    ("series", "应急专题", "突发事件的事实和进展，先发布、后补审。", "series:list", "warning",
     "series.write", 50),
    ("roster", "值班表", "今后哪天谁值班，值班电话是多少。", "notices:duty", "calendar-alt",
     "notices.duty", 60),
    ("incidents", "篡改事件", "网页被改动的告警，以及怎样恢复的。", "publishing:incidents", "warning",
     "publishing.guard", 70),
    ("samples", "答复质量抽查", "每月抽取的答复，逐条评分。", "responses:samples", "tick",
     "responses.check", 80),
    ("log", "查操作记录", "谁在什么时候做了什么，不能改动。", "events:log", "history",
     "events.read", 90),
    ("people", "人员和岗位", "增加人员、安排岗位、重设密码。", "organization:people", "user",
     "organization.manage", 100),
):  # fmt: skip
    register_start_action(StartAction(_name, _label, _note, _url, _icon, _right, _order))
