"""The directories of the demo city's sites: leaders with portraits, offices, the contact book, overviews."""

import io
from datetime import datetime

from mingtang.editorial.directory.actions import (
    change_statement,
    save_contact,
    save_institution,
    save_leader,
)
from mingtang.editorial.directory.enums import InstitutionKind, StatementKind
from mingtang.editorial.directory.policies.entries import (
    ContactFacts,
    InstitutionFacts,
    LeaderFacts,
)
from mingtang.editorial.sites.enums import SiteKind
from mingtang.editorial.sites.models import GovSite
from mingtang.ground.foundation.files import FileUse, admit_file
from mingtang.institution.organization.enums import Post
from mingtang.institution.organization.models import Person
from mingtang.wiring.config.demo_city.offices import HOSTS, HOURS, HostPlan, LeaderPlan
from mingtang.wiring.config.demo_city.people import People
from mingtang.wiring.config.demo_city.places import CITY
from mingtang.wiring.config.demo_city.portraits import draw_portrait
from mingtang.workbench.backoffice.actions.media import add_media
from mingtang.workbench.backoffice.media import ensure_unit_collection
from mingtang.workbench.backoffice.models import Picture

PORTAL = "portal"


def fill_directories(people: People, sites: dict[str, GovSite], at: datetime) -> None:
    """Enter the people and offices of each site as its editor."""
    number = 0
    for code, plan in HOSTS.items():
        editor = people.of(CITY, Post.DESK) if code == PORTAL else people.of(code, Post.SITE_EDITOR)
        for position, leader in enumerate(plan.leaders):
            _add_leader(editor, at, sites[code], leader, position, number)
            number += 1
        _add_offices(editor, at, sites[code], plan)
        if plan.overview:
            change_statement(
                actor=editor,
                at=at,
                site_id=sites[code].pk,
                kind=StatementKind.OVERVIEW,
                text=plan.overview,
            )


def _add_leader(
    editor: Person, at: datetime, site: GovSite, plan: LeaderPlan, position: int, number: int
) -> None:
    words = f"{plan.name}（手绘头像）"
    save_leader(
        actor=editor,
        at=at,
        site_id=site.pk,
        facts=LeaderFacts(
            name=plan.name,
            post=plan.post,
            duties=plan.duties,
            resume=plan.resume,
            portrait_words=words,
            position=position,
        ),
        portrait=_portrait(editor, at, plan, number, words).pk,
    )


def _portrait(editor: Person, at: datetime, plan: LeaderPlan, number: int, words: str) -> Picture:
    content = draw_portrait(number, is_woman=plan.is_woman)
    admitted = admit_file(io.BytesIO(content), f"{plan.name}.png", FileUse.PICTURE)
    picture = Picture(title=words, collection=ensure_unit_collection(editor.unit))
    return add_media(actor=editor, at=at, media=picture, admitted=admitted)


def _add_offices(editor: Person, at: datetime, site: GovSite, plan: HostPlan) -> None:
    """Add the offices in their order, and the posts of the first to the contact book."""
    is_city = site.kind == SiteKind.PORTAL and site.code == PORTAL
    kind = InstitutionKind.DEPARTMENT if is_city else InstitutionKind.OFFICE
    first = None
    for position, office in enumerate(plan.offices):
        seat = HOSTS[office.site] if office.site else plan
        facts = InstitutionFacts(
            name=office.name,
            kind=kind.value,
            duties=office.duties,
            address=seat.address,
            office_hours=HOURS,
            phone=seat.phone(office.number),
            position=position,
        )
        row = save_institution(actor=editor, at=at, site_id=site.pk, facts=facts)
        first = first or row
    posts = (
        ("值班室", plan.phone(0), "全天", "突发事件和紧急情况报告"),
        ("政务公开咨询", plan.phone(8), HOURS, "依申请公开、政府信息查询"),
        ("信访接待", plan.phone(9), HOURS, "来信来访登记和答复"),
    )
    for position, (post, phone, hours, note) in enumerate(posts):
        save_contact(
            actor=editor,
            at=at,
            site_id=site.pk,
            facts=ContactFacts(
                post=post, phone=phone, office_hours=hours, note=note, position=position
            ),
            institution_id=first.pk if first else None,
        )
