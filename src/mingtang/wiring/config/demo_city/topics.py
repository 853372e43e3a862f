"""Topic pages of the portal: two that go on and one that is closed, each with columns of its own."""

from datetime import datetime, timedelta
from typing import Any

from mingtang.editorial.layouts.actions.layouts import (
    create_layout,
    release_layout,
    send_layout,
)
from mingtang.editorial.layouts.actions.topics import set_topic_state
from mingtang.editorial.layouts.enums import LayoutKind, TopicState
from mingtang.editorial.sites.actions.columns import ColumnFields, open_column
from mingtang.editorial.sites.enums import ColumnType
from mingtang.editorial.sites.models import Column, GovSite
from mingtang.institution.organization.enums import Post
from mingtang.wiring.config.demo_city.history import pass_gates
from mingtang.wiring.config.demo_city.people import SECOND, People
from mingtang.wiring.config.demo_city.pictures import wide_picture
from mingtang.wiring.config.demo_city.places import CITY
from mingtang.wiring.config.demo_city.topic_plans import TOPICS, TopicPlan
from mingtang.workbench.backoffice.actions.taking import take_picture


def open_topic_columns(people: People, portal: GovSite, at: datetime) -> None:
    """Open the column of each topic, below the news of the portal."""
    parent = Column.objects.get(site=portal, code="news")
    for position, plan in enumerate(TOPICS):
        open_column(
            actor=people.operator,
            at=at,
            site_id=portal.pk,
            code=plan.code,
            name=plan.title,
            parent_id=parent.pk,
            fields=ColumnFields(
                description=plan.summary,
                keywords=f"明州市,{plan.title}",
                column_type=ColumnType.NEWS,
                purpose=plan.summary,
                update_cycle="6 months",
                responsible_unit_code="office",
                responsible_person_id=people.of("office", Post.INFORMATION_OFFICER).pk,
                position=position,
            ),
        )


def build_topics(people: People, portal: GovSite, at: datetime, closed_at: datetime) -> None:
    """Design the topics, pass their gates, put them online, and close what is over."""
    for days, plan in enumerate(reversed(TOPICS)):
        _build(people, portal, plan, at + timedelta(days=days), closed_at)


def _build(
    people: People, portal: GovSite, plan: TopicPlan, at: datetime, closed_at: datetime
) -> None:
    desk = people.of(CITY, Post.DESK)
    designer = people.of(SECOND, Post.DESK)
    row = create_layout(
        actor=designer,
        at=at,
        site_id=portal.pk,
        kind=LayoutKind.TOPIC.value,
        title=plan.title,
        code=plan.code,
        summary=plan.summary,
        body=_body(people, portal, plan, at),
    )
    found = send_layout(actor=designer, at=at, layout_id=row.pk)
    pass_gates(people, found, CITY, at + timedelta(hours=1))
    release_layout(actor=desk, at=at + timedelta(hours=2), layout_id=row.pk)
    if plan.is_closed:
        set_topic_state(actor=desk, at=closed_at, layout_id=row.pk, topic_state=TopicState.CLOSED)


def _body(people: People, portal: GovSite, plan: TopicPlan, at: datetime) -> list[dict[str, Any]]:
    column = Column.objects.get(site=portal, code=plan.code).pk
    picture = take_picture(
        actor=people.of(SECOND, Post.DESK),
        at=at,
        unit=people.units[CITY],
        data=wide_picture(plan.scene, plan.code),
        name=f"{plan.code}.jpg",
        title=plan.banner,
    )
    entries = [{"title": title, "link": link, "note": ""} for title, link in plan.entries]
    banner = {"picture": picture, "name": plan.banner, "link": ""}
    lead = {"article": "", "columns": [column], "count": 3, "picture": None}
    return [
        {"type": "banner", "width": 12, "title": "", "value": banner},
        {"type": "lead", "width": 8, "title": "最新进展", "value": lead},
        {"type": "figures", "width": 4, "title": "数字", "value": plan.figures},
        {
            "type": "policies", "width": 6, "title": "有关政策",
            "value": {"columns": [column], "count": 6},
        },
        {
            "type": "news", "width": 6, "title": "全部动态",
            "value": {"columns": [column], "count": 10, "has_day": True},
        },
        {"type": "services", "width": 12, "title": "参与和监督", "value": {"entries": entries}},
    ]  # fmt: skip
