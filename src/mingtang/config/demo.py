"""The demo city of Mingzhou (示范城市明州市): so far a unit and a person per post, no content."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from mingtang.config import sign_ins
from mingtang.config.environment import data_dir
from mingtang.config.sign_ins import SignIn
from mingtang.foundation import clock
from mingtang.foundation.clock import beijing_date
from mingtang.organization.actions.people import add_person, start_organization
from mingtang.organization.actions.posts import assign_post
from mingtang.organization.enums import Post, UnitKind
from mingtang.organization.models import Person, Unit
from mingtang.organization.rights import rights_table
from mingtang.regulations.actions import bind_pack

CITY = "mingzhou"
PACK = "demo"
FIRST = Post.PLATFORM_OPERATOR
NAMES = {
    Post.INFORMATION_OFFICER: "林晓",
    Post.LEADER_IN_CHARGE: "周明",
    Post.PRINCIPAL_LEADER: "郑国安",
    Post.SECRECY_REVIEWER: "何静",
    Post.SITE_EDITOR: "苏雨",
    Post.DESK: "陈思远",
    Post.LIAISON_OFFICER: "方敏",
    Post.ACCOUNT_OPERATOR: "唐佳",
    Post.DUTY_OFFICER: "韩磊",
    Post.SECURITY_OFFICER: "冯涛",
    Post.ASSESSOR: "沈洁",
    Post.PLATFORM_OPERATOR: "孙立",
    Post.AUDITOR: "钱守正",
    Post.CONTRACTOR: "吕航",
}


def seed(progress: Callable[[str], None]) -> None:
    """Fill an empty database; does nothing where there are units already.

    `progress` is told a Chinese sentence per step. The sign-ins go to the file of `sign_ins`,
    written before the commit, so that no city stands there whose passwords nobody knows.
    """
    if Unit.objects.exists():
        progress("示范城市已经建立，未改动。")
        return
    at = clock.now()
    with transaction.atomic():
        progress("明州市人民政府：单位和平台管理员")
        operator, first = _start(at)
        progress("启用示范制度")
        bind_pack(actor="system", at=at, unit_key=CITY, pack=PACK, valid_from=beijing_date(at))
        progress("每个岗位一个账号")
        others = [_add(post, operator, at) for post in Post if _is_held_in_a_unit(post)]
        sign_ins.write(data_dir(), [first, *others])


def _is_held_in_a_unit(post: Post) -> bool:
    return post is not FIRST and rights_table().posts[post].held_in != "site"


def _sign_in(post: Post) -> SignIn:
    return SignIn(post.label, NAMES[post], post.value.replace("_", "-"), sign_ins.new_password())


def _start(at: datetime) -> tuple[Person, SignIn]:
    entry = _sign_in(FIRST)
    person = start_organization(
        at=at,
        code=CITY,
        name="明州市人民政府",
        kind=UnitKind.CITY,
        username=entry.username,
        person_name=entry.name,
        password=entry.password,
        must_change_password=False,
    )
    return person, entry


def _add(post: Post, operator: Person, at: datetime) -> SignIn:
    entry = _sign_in(post)
    person = add_person(
        actor=operator,
        at=at,
        unit_id=operator.unit_id,
        username=entry.username,
        name=entry.name,
        password=entry.password,
        must_change_password=False,
    )
    assign_post(actor=operator, at=at, person_id=person.pk, post=post, unit_id=operator.unit_id)
    return entry
