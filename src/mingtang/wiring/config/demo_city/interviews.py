"""Interviews of the demo city: the plan of the year, two with their transcript, one announced."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from mingtang.editorial.sites.models import GovSite
from mingtang.ground.foundation.clock import BEIJING
from mingtang.institution.organization.enums import Post
from mingtang.institution.organization.models import Person
from mingtang.service.interviews.actions.interviews import (
    GuestFacts,
    InterviewFacts,
    announce_interview,
    archive_interview,
    draft_interview,
    end_interview,
    open_interview,
    set_guests,
)
from mingtang.service.interviews.actions.live import (
    ask_question,
    choose_question,
    store_turn,
    take_question,
)
from mingtang.service.interviews.actions.plans import begin_plan, send_plan, write_item
from mingtang.service.interviews.enums import Speaker
from mingtang.service.interviews.models import Interview
from mingtang.wiring.config.demo_city.people import People
from mingtang.wiring.config.demo_city.places import CITY
from mingtang.workbench.approvals.actions import pass_step

HOST_SITE = "portal"
HOW = "在本页提问，也可以拨打 12345。"


@dataclass(frozen=True)
class InterviewStory:
    """One interview: how many days ago it was (below zero: how soon it is), who came, what was said."""

    days_ago: int
    title: str
    intro: str
    guest: GuestFacts
    turns: tuple[tuple[Speaker, str], ...] = ()


STORIES = (
    InterviewStory(
        150,
        "中小学招生政策访谈",
        "介绍今年义务教育招生范围、随迁子女入学和报名办法，回答网友提问。",
        GuestFacts("郑国安", "市教育局局长"),
        (
            (Speaker.HOST, "各位网友好，今天请市教育局局长介绍招生政策。"),
            (Speaker.GUEST, "今年义务教育招生仍按划片就近入学，招生范围比去年调整两处，已在网站公布。"),
            (Speaker.READER, "随迁子女入学需要准备什么材料？"),
            (Speaker.GUEST, "准备居住证和监护人的务工或者经营证明，在网上报名时上传即可，不用跑窗口。"),
            (Speaker.HOST, "谢谢局长，谢谢各位网友。"),
        ),
    ),
    InterviewStory(
        60,
        "公交线网优化访谈",
        "介绍公交线网优化方案和早晚高峰运力安排，回答网友提问。",
        GuestFacts("江涛", "市交通运输局局长"),
        (
            (Speaker.HOST, "各位网友好，今天谈公交出行。"),
            (Speaker.GUEST, "这次优化调整线路十二条，新增微循环线路三条，高峰发车间隔缩短到八分钟。"),
            (Speaker.READER, "城东新区晚上能不能晚一点收车？"),
            (Speaker.GUEST, "新区两条线路的末班车从下月起延长到二十二时。"),
            (Speaker.HOST, "谢谢局长，谢谢各位网友。"),
        ),
    ),
    InterviewStory(
        -5,
        "养老服务访谈",
        "介绍社区养老服务和高龄津贴办理，回答网友提问。",
        GuestFacts("范成", "市民政局局长"),
    ),
)  # fmt: skip


def hold_interviews(
    people: People, sites: dict[str, GovSite], founded: datetime, now: datetime
) -> None:
    """Tell plan and interviews by the real actions, each act at its time."""
    desk, leader = people.of(CITY, Post.DESK), people.of(CITY, Post.LEADER_IN_CHARGE)
    items = _plan(desk, leader, founded, now)
    for story in STORIES:
        _hold(desk, leader, sites[HOST_SITE], story, now, items.get(story.title))


def _plan(desk: Person, leader: Person, founded: datetime, now: datetime) -> dict[str, int]:
    """Have the plan of the year adopted; return the keys of its entries by topic."""
    year = now.astimezone(BEIJING).year
    at = max(founded, datetime(year, 1, 5, 9, tzinfo=BEIJING))
    plan = begin_plan(actor=desk, at=at, unit=CITY, year=year)
    for story in STORIES:
        month = (now - timedelta(days=story.days_ago)).astimezone(BEIJING).month
        write_item(
            actor=desk, at=at, plan_id=plan.pk, month=month, topic=story.title, guests=story.guest.post
        )  # fmt: skip
    found = send_plan(actor=desk, at=at, plan_id=plan.pk)
    for step in found.steps.order_by("order"):
        pass_step(actor=leader, at=at + timedelta(days=1), step_id=step.pk)
    return dict(plan.items.values_list("topic", "pk"))


def _hold(
    desk: Person,
    leader: Person,
    site: GovSite,
    story: InterviewStory,
    now: datetime,
    item: int | None,
) -> None:
    starts = _morning(now - timedelta(days=story.days_ago))
    at = min(starts - timedelta(days=4), now - timedelta(hours=2))
    facts = InterviewFacts(title=story.title, starts_at=starts, intro=story.intro, how=HOW)
    row = draft_interview(actor=desk, at=at, site_id=site.pk, facts=facts, item_id=item)
    set_guests(actor=desk, at=at, interview_id=row.pk, guests=[story.guest])
    announce_interview(actor=leader, at=at + timedelta(hours=1), interview_id=row.pk)
    if story.turns:
        _talk(desk, story, row, starts)
        archive_interview(actor=leader, at=starts + timedelta(days=1), interview_id=row.pk)


def _morning(day: datetime) -> datetime:
    return day.astimezone(BEIJING).replace(hour=10, minute=0, second=0, microsecond=0)


def _talk(desk: Person, story: InterviewStory, row: Interview, starts: datetime) -> None:
    open_interview(actor=desk, at=starts, interview_id=row.pk)
    guest = row.guests.get()
    for number, (speaker, text) in enumerate(story.turns, 1):
        at = starts + timedelta(minutes=6 * number)
        if speaker is Speaker.READER:
            _ask(desk, row, text, at)
            continue
        guest_id = guest.pk if speaker is Speaker.GUEST else None
        store_turn(
            actor=desk, at=at, interview_id=row.pk, speaker=speaker, text=text, guest_id=guest_id
        )
    end_interview(actor=desk, at=starts + timedelta(hours=1), interview_id=row.pk)


def _ask(desk: Person, row: Interview, text: str, at: datetime) -> None:
    question = take_question(
        at=at - timedelta(minutes=3), site=HOST_SITE, interview=str(row.pk), text=text, name="",
        phone="", receipt=f"demo-interview-{row.pk}",
    )  # fmt: skip
    if question is not None:
        choose_question(actor=desk, at=at, question_id=question.pk, wording=text)
        ask_question(actor=desk, at=at, question_id=question.pk)
