"""What offices of the demo city record beside their items: codes, points, wordings, fields, the duty roster."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from mingtang.editorial.content.actions.extras import ExtraFieldWords, declare_extra_field
from mingtang.editorial.content.enums import FieldSort
from mingtang.editorial.publishing.actions.companions import request_interpretation
from mingtang.editorial.review.actions import add_wording
from mingtang.editorial.sites.models import Column, GovSite
from mingtang.editorial.submission.actions import set_point_table
from mingtang.ground.foundation.clock import beijing_date
from mingtang.institution.notices.actions import add_duty_turn
from mingtang.institution.organization.actions.units import change_unit
from mingtang.institution.organization.enums import Post
from mingtang.wiring.config.demo_city.offices import HOSTS
from mingtang.wiring.config.demo_city.people import SECOND, People
from mingtang.wiring.config.demo_city.places import CITY

# Invented, with the check characters of the standard; they begin the index numbers of documents.
ORGAN_CODES = {
    CITY: "11349900003100576R",
    "office": "113499000031009711",
    "edu": "11349900003101376M",
    "health": "11349900003101771W",
    "transport": "11349900003102176H",
    "culture": "11349900003102571Q",
    "civil": "113499000031029772",
    "agri": "11349900003103371L",
    "qingxi": "11349921003103777B",
    "danxia": "11349922003104171C",
}
POINTS = {"decisions": 3, "instructions": 3, "projects": 2, "events": 2, "experience": 4}
FEE = Decimal(20)  # yuan for a point
WORDINGS = (
    ("明洲市", "明州市", "地名用字有误"),
    ("清西县", "清溪县", "地名用字有误"),
    ("市卫计委", "市卫生健康委", "机构改革后的名称"),
    ("市文广新局", "市文化和旅游局", "机构改革后的名称"),
    ("五保户", "特困供养人员", "按现行救助办法的称谓"),
)
ALLOWED = ("最美明州人", "评选活动的正式名称")
EXPLAINED = "加快发展养老服务"  # in the title of a policy that people ask about
QUESTION = "来信多次问到居家养老补贴的对象、标准和申请地点，请集中解读。"
DAYS = 14  # of the roster, from today


def fill_lists(people: People, portal: GovSite, at: datetime) -> None:
    """Enter the codes of units, the table of points, the wordings and a field of the notices."""
    for code, unit in people.units.items():
        change_unit(
            actor=people.operator, at=at, unit_id=unit.pk, short_name=unit.short_name,
            phone=HOSTS[code].phone(1) if code in HOSTS else unit.phone, position=unit.position,
            organ_code=ORGAN_CODES[code], content_office="办公室" if code != CITY else "",
        )  # fmt: skip
        unit.refresh_from_db()
    desk = people.of(CITY, Post.DESK)
    set_point_table(
        actor=desk, at=at, unit=desk.unit, valid_from=beijing_date(at), per_item=1,
        per_class=POINTS, fee_per_point=FEE,
    )  # fmt: skip
    for word, better, why in WORDINGS:
        add_wording(actor=desk, at=at, site_id=portal.pk, word=word, better=better, why=why)
    word, why = ALLOWED
    add_wording(actor=desk, at=at, site_id=portal.pk, word=word, why=why, is_allowed=True)
    notices = Column.objects.get(site=portal, code="notices")
    words = ExtraFieldWords("咨询电话", help_text="群众询问这项公告时拨打的电话。")
    declare_extra_field(
        actor=desk, at=at, site_id=portal.pk, sort=FieldSort.TEXT, words=words,
        column_id=notices.pk,
    )  # fmt: skip


def request_interpretation_of(people: People, policies: Mapping[str, int], now: datetime) -> None:
    """Ask the unit of a policy to interpret what many ask about it; a small city may not have it."""
    policy = next((pk for title, pk in policies.items() if EXPLAINED in title), None)
    if policy is not None:
        request_interpretation(
            actor=people.of(CITY, Post.DESK), at=now - timedelta(hours=30), article_id=policy,
            question=QUESTION,
        )  # fmt: skip


def fill_roster(people: People, now: datetime) -> None:
    """Enter who is on duty in the city in the next days; those on duty take turns."""
    keeper = people.of(CITY, Post.DUTY_OFFICER)
    turns = [keeper, people.of(CITY, Post.DESK), people.of(SECOND, Post.DESK)]
    for ahead in range(DAYS):
        person = turns[ahead % len(turns)]
        day = beijing_date(now) + timedelta(days=ahead)
        add_duty_turn(
            actor=keeper, at=now, unit_code=CITY, day=day, person_id=person.pk, phone=person.phone
        )
