"""Consultations of the demo city: one with its result, and one that is open."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from mingtang.editorial.sites.models import GovSite
from mingtang.institution.organization.enums import Post
from mingtang.service.consultations.actions.drafting import draft_consultation, send_consultation
from mingtang.service.consultations.actions.opinions import (
    enter_opinion,
    hide_opinion,
    show_opinion,
)
from mingtang.service.consultations.actions.results import publish_result, save_point
from mingtang.service.consultations.actions.turning import count_days, turn_consultations
from mingtang.service.consultations.enums import Adoption, OpinionChannel, OpinionShowing
from mingtang.service.consultations.models import Consultation
from mingtang.service.consultations.policies import ConsultationText
from mingtang.wiring.config.demo_city.people import People
from mingtang.workbench.approvals.actions import pass_step

HOST = "edu"
DAYS = 30


@dataclass(frozen=True)
class OpinionPlan:
    """An opinion that came by telephone or letter: when, about which paragraph, what is shown of it."""

    day: int
    channel: OpinionChannel
    point: str
    text: str
    shown: str = ""


CARE = ConsultationText(
    title="关于《明州市中小学课后服务管理办法（征求意见稿）》公开征求意见",
    background="课后服务已覆盖全市义务教育学校，家长对时间、收费和内容意见较多，需要统一规定。\n"
    "征求意见稿根据国家和省有关规定起草，主要明确服务时间、收费公示和家长参与。",
    draft="第一条　学校每周提供不少于五天的课后服务，结束时间一般不早于十七时三十分。\n"
    "第二条　家长自愿报名，学校不得强制或者变相强制学生参加。\n"
    "第三条　收费标准和收支情况每学期在学校网站和公示栏公布一次。\n"
    "第四条　学校应当听取家长委员会意见，每学期至少一次。",
    days=DAYS,
    phone="0563-6032118",
    mail="khfw@jyj.mingzhou.example",
    address="明州市学府路1号明州市教育局基础教育科，邮编 242099",
)
ROADS = ConsultationText(
    title="关于《明州市学校门前交通秩序管理方案（征求意见稿）》公开征求意见",
    background="上下学时段学校门前拥堵，市教育局会同有关部门起草了管理方案，现向社会公开征求意见。",
    draft="第一条　上下学时段学校门前道路设置限时停车区，每次停车不超过十分钟。\n"
    "第二条　有条件的学校实行分年级错峰上下学。\n"
    "第三条　学校组织志愿者维护秩序，交警在重点路段值守。",
    days=DAYS,
    showing=OpinionShowing.AT_ONCE,
    phone="0563-6032120",
    mail="aq@jyj.mingzhou.example",
)
OPINIONS = (
    OpinionPlan(3, OpinionChannel.PHONE, "1", "双职工家庭希望延长到十八时。", "希望延长到十八时。"),
    OpinionPlan(9, OpinionChannel.LETTER, "3", "收支情况应当每月公布。", "收支情况应当每月公布。"),
    OpinionPlan(15, OpinionChannel.MAIL, "", "代售教辅资料，量大从优。"),
    OpinionPlan(
        22, OpinionChannel.PHONE, "4", "请让学生也参加听取意见。", "请让学生也参加听取意见。"
    ),
)


def hold_consultations(people: People, sites: dict[str, GovSite], now: datetime) -> None:
    """Tell both consultations by the real actions, each act at its time."""
    first = now - timedelta(days=75)
    row = _opened(people, sites, CARE, first)
    officer = people.of(HOST, Post.INFORMATION_OFFICER)
    for plan in OPINIONS:
        at = first + timedelta(days=plan.day)
        taken = enter_opinion(
            actor=officer, at=at, consultation_id=row.pk, channel=plan.channel, received_at=at,
            values={"text": plan.text, "point": plan.point},
        )  # fmt: skip
        judged = at + timedelta(hours=2)
        if plan.shown:
            show_opinion(actor=officer, at=judged, opinion_id=taken.pk, public_text=plan.shown)
        else:
            hide_opinion(actor=officer, at=judged, opinion_id=taken.pk, reason="商业广告")
    turn_consultations(at=first + timedelta(days=DAYS + 1))
    _answer(people, row, first + timedelta(days=DAYS + 12))
    _opened(people, sites, ROADS, now - timedelta(days=11))
    count_days(at=now)


def _opened(
    people: People, sites: dict[str, GovSite], text: ConsultationText, at: datetime
) -> Consultation:
    officer = people.of(HOST, Post.INFORMATION_OFFICER)
    row = draft_consultation(
        actor=officer, at=at - timedelta(days=2), site_id=sites[HOST].pk,
        unit_id=people.units[HOST].pk, text=text,
    )  # fmt: skip
    sent_at = at - timedelta(days=1)
    found = send_consultation(actor=officer, at=sent_at, consultation_id=row.pk)
    leader, release = found.steps.order_by("order")
    pass_step(
        actor=people.of(HOST, Post.LEADER_IN_CHARGE),
        at=at - timedelta(hours=3),
        step_id=leader.pk,
    )
    pass_step(actor=people.of(HOST, Post.SITE_EDITOR), at=at, step_id=release.pk)
    return row


def _answer(people: People, row: Consultation, at: datetime) -> None:
    officer = people.of(HOST, Post.INFORMATION_OFFICER)
    points = (
        (
            "延长课后服务结束时间",
            Adoption.PARTLY,
            "有需要的学校可以延长到十八时，由家长委员会商定。",
        ),
        (
            "收支情况每月公布",
            Adoption.NOT_ADOPTED,
            "课后服务按学期收费和结算，每月公布的数据不完整。",
        ),
        ("听取学生意见", Adoption.ADOPTED, ""),
    )
    for about, verdict, because in points:
        save_point(
            actor=officer, at=at, consultation_id=row.pk, about=about, verdict=verdict,
            because=because,
        )  # fmt: skip
    result = "征集期间共收到意见4条，其中1条与征求意见的内容无关。采纳、部分采纳2项，未采纳1项。办法修改后按程序印发。"
    leader = people.of(HOST, Post.LEADER_IN_CHARGE)
    publish_result(actor=leader, at=at + timedelta(days=1), consultation_id=row.pk, result=result)
