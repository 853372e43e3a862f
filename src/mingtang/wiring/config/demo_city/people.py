"""People of the demo city: the post holders of the city office, and three in every unit."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from mingtang.ground.foundation.clock import beijing_date
from mingtang.institution.organization.actions.filings import file_contacts, record_training
from mingtang.institution.organization.actions.people import add_person, start_organization
from mingtang.institution.organization.actions.posts import assign_post
from mingtang.institution.organization.actions.units import add_unit
from mingtang.institution.organization.enums import Post, UnitKind
from mingtang.institution.organization.filing_rules import contact_receivers
from mingtang.institution.organization.models import Person, Unit
from mingtang.wiring.config import sign_ins
from mingtang.wiring.config.demo_city.places import CITY, CITY_NAME, UNITS, UnitPlan
from mingtang.wiring.config.sign_ins import SignIn

UNIT_POSTS = (Post.INFORMATION_OFFICER, Post.LEADER_IN_CHARGE, Post.PRINCIPAL_LEADER)
# Posts held in the city itself; who holds them serves the portal and everything below it.
CITY_POSTS = {
    Post.DESK: "陈思远",
    Post.SECRECY_REVIEWER: "何静",
    Post.LIAISON_OFFICER: "方敏",
    Post.ACCOUNT_OPERATOR: "唐佳",
    Post.DUTY_OFFICER: "韩磊",
    Post.SECURITY_OFFICER: "冯涛",
    Post.ASSESSOR: "沈洁",
    Post.AUDITOR: "钱守正",
    Post.CONTRACTOR: "吕航",
}
# Nobody reviews the own text: where one has edited, the other passes the gates.
SECOND_IN_POST = {Post.DESK: ("江帆", "desk2"), Post.SECRECY_REVIEWER: ("罗文", "secrecy2")}
SECOND = "second"  # in place of a unit: who is the second in a post of the city
CONTRACT = "稿件排版、图片和视频处理"  # what the contractor does, until when
CONTRACT_TIME = timedelta(days=730)
TITLES = {
    Post.INFORMATION_OFFICER: "办公室科员",
    Post.LEADER_IN_CHARGE: "副职领导",
    Post.PRINCIPAL_LEADER: "主要负责人",
    Post.LIAISON_OFFICER: "办公室副主任",
}
SHOWN_UNIT = "edu"  # whose three people stand for their posts in the list of sign-ins
# Who runs the county portals: desk and secrecy reviewer.
COUNTY_OFFICES = {"qingxi": ("田野", "严真"), "danxia": ("麦青", "毕成")}
SITE_EDITORS = {
    "edu": "苏雨",
    "health": "童欣",
    "transport": "段飞",
    "culture": "秦月",
    "civil": "温良",
    "agri": "麦穗",
    "qingxi": "甘霖",
    "danxia": "夏禾",
}


@dataclass
class People:
    """Who acts in the story, by unit and post, and how everybody signs in."""

    operator: Person
    units: dict[str, Unit] = field(default_factory=dict)
    holders: dict[tuple[str, Post], Person] = field(default_factory=dict)
    sign_ins: list[SignIn] = field(default_factory=list)

    def of(self, unit: str, post: Post) -> Person:
        """Return who holds a post in a unit, the first where there are two."""
        return self.holders[unit, post]


def settle(at: datetime) -> People:
    """Found the city: its units, its people and their posts."""
    people = _start(at)
    for plan in UNITS:
        people.units[plan.code] = add_unit(
            actor=people.operator,
            at=at,
            parent_id=people.units[CITY].pk,
            code=plan.code,
            name=plan.name,
            short_name=plan.short_name,
            kind=plan.kind,
        )
        for post, name in zip(UNIT_POSTS, plan.people, strict=True):
            _add(people, at, plan.code, post, name, label=_label(plan, post))
    for post, name in CITY_POSTS.items():
        _add(people, at, CITY, post, name, label=post.label)
    _add(people, at, CITY, Post.PRINCIPAL_LEADER, "顾全", label="主要领导（市政府）")
    _add(people, at, CITY, Post.LEADER_IN_CHARGE, "贺平", label="分管领导（市政府）")
    for post, (name, username) in SECOND_IN_POST.items():
        label = f"{post.label}（第二人）"
        people.holders[SECOND, post] = _add(
            people, at, CITY, post, name, label=label, username=username
        )
    for code, (desk, secrecy) in COUNTY_OFFICES.items():
        short = people.units[code].short_name
        _add(people, at, code, Post.DESK, desk, label=f"编辑部（{short}）")
        _add(people, at, code, Post.SECRECY_REVIEWER, secrecy, label=f"保密审查员（{short}）")
    return people


def file_contacts_of_units(people: People, at: datetime) -> None:
    """File the first contacts of every unit with those whom the rules name, and hold a training."""
    for code, unit in people.units.items():
        if receivers := contact_receivers(code, at):
            officer = people.holders.get((code, Post.INFORMATION_OFFICER))
            file_contacts(
                actor=officer or people.operator, at=at, unit_id=unit.pk, receivers=list(receivers)
            )
    record_training(
        actor=people.of(CITY, Post.DESK),
        at=at,
        unit_id=people.units[CITY].pk,
        topic="政府网站内容保障和信息报送业务培训",
        held_on=beijing_date(at),
        place="市政务中心三楼会议室",
        attendance=len(people.units) * 2,
    )


def appoint_editors(people: People, at: datetime) -> None:
    """Give every site but the portal, which the desk keeps, an editor of its own."""
    for code, name in SITE_EDITORS.items():
        label = Post.SITE_EDITOR.label
        if code != SHOWN_UNIT:
            label = f"{label}（{people.units[code].short_name}）"
        _add(people, at, code, Post.SITE_EDITOR, name, label=label, site=code)
    people.sign_ins.sort(key=_in_front)


def _start(at: datetime) -> People:
    entry = SignIn(Post.PLATFORM_OPERATOR.label, "孙立", "operator", sign_ins.new_password())
    operator = start_organization(
        at=at,
        code=CITY,
        name=CITY_NAME,
        kind=UnitKind.CITY,
        username=entry.username,
        person_name=entry.name,
        password=entry.password,
        must_change_password=False,
    )
    people = People(operator, {CITY: operator.unit}, sign_ins=[entry])
    people.holders[CITY, Post.PLATFORM_OPERATOR] = operator
    return people


def _add(
    people: People,
    at: datetime,
    unit: str,
    post: Post,
    name: str,
    *,
    label: str,
    site: str = "",
    username: str = "",
) -> Person:
    word = post.value.split("_")[0]
    username = username or (f"{unit}-{word}" if unit != CITY else word)
    entry = SignIn(label, name, username, sign_ins.new_password())
    number = 13800000000 + len(people.sign_ins)
    person = add_person(
        actor=people.operator,
        at=at,
        unit_id=people.units[unit].pk,
        username=username,
        name=name,
        phone=str(number),
        office_phone=f"0550-{3020000 + len(people.sign_ins)}",
        job_title=TITLES.get(post, ""),
        password=entry.password,
        must_change_password=False,
    )
    is_contractor = post is Post.CONTRACTOR
    assign_post(
        actor=people.operator,
        at=at,
        person_id=person.pk,
        post=post,
        unit_id=people.units[unit].pk,
        site_key=site,
        duties=CONTRACT if is_contractor else "",
        valid_to=at + CONTRACT_TIME if is_contractor else None,
    )
    people.holders.setdefault((unit, post), person)
    people.sign_ins.append(entry)
    return person


def _label(plan: UnitPlan, post: Post) -> str:
    return post.label if plan.code == SHOWN_UNIT else f"{post.label}（{plan.short_name}）"


def _in_front(entry: SignIn) -> tuple[bool, int]:
    """Put one sign-in per post first, in the order of the posts; the others follow."""
    labels = [post.label for post in Post]
    return (entry.post not in labels, labels.index(entry.post) if entry.post in labels else 0)
