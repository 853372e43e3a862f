"""A cast of named people in two units and two sites, the same in every test.

The invented city of Mingzhou (明州市) with its government office, its education bureau and its health
commission. `cast` brings everybody; each member is a fixture of its own as well.

| fixture | who | unit | post |
| --- | --- | --- | --- |
| officer | 林晓 | edu | information officer (信息员) |
| leader | 周明 | edu | leader in charge (分管领导) |
| principal | 郑国安 | edu | principal leader (主要领导) |
| secrecy | 何静 | edu | secrecy reviewer (保密审查员) |
| colleague | 吴迪 | edu | none |
| site_editor | 苏雨 | edu | site editor of the site `edu` (网站编辑) |
| desk_editor | 陈思远 | office | desk (编辑部), held in the city: serves the portal and all below |
| second_desk | 江帆 | office | desk (编辑部), held in the city beside the first |
| portal_leader | 贺平 | office | leader in charge (分管领导), held in the city |
| portal_signer | 高建华 | office | principal leader (主要领导), held in the city |
| portal_secrecy | 罗文 | office | secrecy reviewer (保密审查员), held in the city |
| stranger | 许诺 | health | information officer (信息员) |
| stranger_leader | 马骏 | health | leader in charge (分管领导) |
| operator | 孙立 | office | platform operator (平台管理员), held in the city |
| auditor | 钱守正 | office | auditor (审计员), held in the city |
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from mingtang.editorial.sites.models import Column, GovSite
    from mingtang.institution.organization.models import Person, Unit


@dataclass(frozen=True)
class Cast:
    """Everybody and everything of the small world."""

    city: "Unit"
    office: "Unit"
    edu: "Unit"
    health: "Unit"
    officer: "Person"
    leader: "Person"
    principal: "Person"
    secrecy: "Person"
    colleague: "Person"
    site_editor: "Person"
    desk_editor: "Person"
    second_desk: "Person"
    portal_leader: "Person"
    portal_signer: "Person"
    portal_secrecy: "Person"
    stranger: "Person"
    stranger_leader: "Person"
    operator: "Person"
    auditor: "Person"
    portal: "GovSite"
    edu_site: "GovSite"
    news: "Column"
    notices: "Column"
    edu_news: "Column"


@pytest.fixture
def cast(db: None) -> Cast:
    """The whole cast, written to the database."""
    units = _units()
    people = _people(units)
    return Cast(**units, **people, **_sites(units))


def _units() -> dict[str, Any]:
    from mingtang.institution.organization.enums import UnitKind  # needs set-up
    from tests.factories.organization import UnitFactory  # needs set-up

    city = UnitFactory(code="city", name="明州市人民政府", short_name="明州市", kind=UnitKind.CITY)
    return {
        "city": city,
        "office": UnitFactory(
            code="office", name="明州市人民政府办公室", short_name="市政府办", parent=city
        ),
        "edu": UnitFactory(code="edu", name="明州市教育局", short_name="市教育局", parent=city),
        "health": UnitFactory(
            code="health", name="明州市卫生健康委员会", short_name="市卫健委", parent=city
        ),
    }


# name of the fixture, Chinese name, own unit, post, unit served, site served
_CAST = (
    ("officer", "林晓", "edu", "information_officer", "edu", ""),
    ("leader", "周明", "edu", "leader_in_charge", "edu", ""),
    ("principal", "郑国安", "edu", "principal_leader", "edu", ""),
    ("secrecy", "何静", "edu", "secrecy_reviewer", "edu", ""),
    ("colleague", "吴迪", "edu", "", "", ""),
    ("site_editor", "苏雨", "edu", "site_editor", "edu", "edu"),
    ("desk_editor", "陈思远", "office", "desk", "city", ""),
    ("second_desk", "江帆", "office", "desk", "city", ""),
    ("portal_leader", "贺平", "office", "leader_in_charge", "city", ""),
    ("portal_signer", "高建华", "office", "principal_leader", "city", ""),
    ("portal_secrecy", "罗文", "office", "secrecy_reviewer", "city", ""),
    ("stranger", "许诺", "health", "information_officer", "health", ""),
    ("stranger_leader", "马骏", "health", "leader_in_charge", "health", ""),
    ("operator", "孙立", "office", "platform_operator", "city", ""),
    ("auditor", "钱守正", "office", "auditor", "city", ""),
)


def _people(units: dict[str, Any]) -> dict[str, Any]:
    from mingtang.institution.organization.enums import Post  # needs set-up
    from tests.factories.organization import PersonFactory, PostHoldingFactory  # needs set-up

    people: dict[str, Any] = {}
    for number, (key, name, own, post, served, site) in enumerate(_CAST):
        people[key] = PersonFactory(
            username=key, name=name, unit=units[own], phone=f"138056300{number:02d}"
        )
        if post:
            PostHoldingFactory(
                person=people[key], post=Post(post), unit=units[served], site_key=site
            )
    return people


def _sites(units: dict[str, Any]) -> dict[str, Any]:
    from mingtang.editorial.sites.enums import ColumnType, SiteKind  # needs set-up
    from tests.factories.sites import ColumnFactory, GovSiteFactory  # needs set-up

    portal = GovSiteFactory(
        code="portal",
        name="明州市人民政府",
        kind=SiteKind.PORTAL,
        domain="www.mingzhou.gov.cn",
        unit=units["city"],
        operating_unit=units["office"],
        identity_code="3418000001",
    )
    edu_site = GovSiteFactory(
        code="edu",
        name="明州市教育局",
        domain="jyj.mingzhou.gov.cn",
        unit=units["edu"],
        identity_code="3418000002",
    )
    return {
        "portal": portal,
        "edu_site": edu_site,
        "news": ColumnFactory(site=portal, code="news", name="明州要闻"),
        "notices": ColumnFactory(
            site=portal, code="notices", name="通知公告", column_type=ColumnType.POLICY
        ),
        "edu_news": ColumnFactory(site=edu_site, code="news", name="教育动态"),
    }


def _member(name: str) -> Any:
    @pytest.fixture(name=name)
    def member(cast: Cast) -> Any:
        return getattr(cast, name)

    return member


officer = _member("officer")
leader = _member("leader")
principal = _member("principal")
secrecy = _member("secrecy")
colleague = _member("colleague")
site_editor = _member("site_editor")
desk_editor = _member("desk_editor")
second_desk = _member("second_desk")
portal_leader = _member("portal_leader")
portal_signer = _member("portal_signer")
portal_secrecy = _member("portal_secrecy")
stranger = _member("stranger")
stranger_leader = _member("stranger_leader")
operator = _member("operator")
auditor = _member("auditor")
portal = _member("portal")
edu_site = _member("edu_site")
