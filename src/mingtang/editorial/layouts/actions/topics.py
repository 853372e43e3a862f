"""Say that a topic goes on, is closed, or is archived."""

from datetime import datetime

from django.db import transaction

from mingtang.editorial.layouts.actions.layouts import locked_layout
from mingtang.editorial.layouts.documents import TOPICS
from mingtang.editorial.layouts.enums import LayoutKind, TopicState
from mingtang.editorial.layouts.models import SiteLayout
from mingtang.editorial.layouts.policies import layouts
from mingtang.editorial.pages.engine.waking import Wakes
from mingtang.editorial.pages.enums import TargetLane
from mingtang.editorial.pages.registry import PageSpec
from mingtang.editorial.publishing.actions.articles import follow_up
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person
from mingtang.spine.events.actions import record_event
from mingtang.spine.search.actions import refresh_documents


def set_topic_state(
    *, actor: Person, at: datetime, layout_id: int, topic_state: TopicState
) -> SiteLayout:
    """Open a topic again, close it, or archive it: its page stays, marked so, and lists put it apart.

    :raises Refused: no right to publish on the site, no topic online, or it is so already.
    """
    with transaction.atomic():
        row = locked_layout(actor, at, layout_id)
        before = TopicState(row.topic_state)
        decision = authority.may(actor, "publishing.publish", site=row.site.code, at=at)
        decision &= layouts.may_set_topic(
            is_home=row.kind == LayoutKind.HOME,
            is_live=row.live_id is not None,
            before=before,
            after=topic_state,
        )
        decision.require()
        row.topic_state = topic_state.value
        row.save(update_fields=["topic_state"])
        wakes = Wakes(at, actor.person_key)
        wakes.lock([row.site_id])
        page = PageSpec(row.path, str(row.pk), None)
        wakes.page(row.site_id, row.kind, page, TargetLane.OWN)
        wakes.subject(f"topics:{row.site_id}")
        refresh_documents(TOPICS, [row.pk], at=at)
        follow_up(wakes)
        record_event(
            code="publishing.topic.stated", subject=row.subject, actor=actor.person_key, at=at,
            unit=row.site.unit.code, site=row.site.code,
            payload={"before": before.value, "after": topic_state.value},
        )  # fmt: skip
    return row
