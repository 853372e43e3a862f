"""Sites and columns of the demo city, opened by the book."""

from datetime import datetime

from mingtang.editorial.sites.actions.columns import ColumnFields, open_column
from mingtang.editorial.sites.actions.life import open_site
from mingtang.editorial.sites.actions.sites import SiteFields, plan_site
from mingtang.editorial.sites.enums import SiteKind
from mingtang.editorial.sites.models import Column, GovSite
from mingtang.editorial.sites.policies.life import LifeApproval
from mingtang.editorial.sites.queries import opening_rules
from mingtang.ground.foundation.clock import beijing_date
from mingtang.institution.organization.enums import Post
from mingtang.wiring.config.demo_city.offices import HOSTS
from mingtang.wiring.config.demo_city.people import People
from mingtang.wiring.config.demo_city.places import CITY, SITES, ColumnPlan, SitePlan


def open_sites(people: People, at: datetime) -> dict[str, GovSite]:
    """Open all sites with their columns; site code → site."""
    return {plan.code: _open(plan, people, at) for plan in SITES}


def _open(plan: SitePlan, people: People, at: datetime) -> GovSite:
    operator, host = people.of(CITY, Post.PLATFORM_OPERATOR), HOSTS[plan.code]
    site = plan_site(
        actor=operator,
        at=at,
        code=plan.code,
        kind=plan.kind,
        fields=SiteFields(
            name=plan.name,
            domain=plan.domain,
            unit_code=plan.unit,
            operating_unit_code=plan.operating_unit,
            contact="网站编辑部",
            phone=host.phone(),
            email=f"web@{plan.domain.removesuffix('.localhost')}.example",
            address=host.address,
            identity_code=plan.identity_code,
            icp=f"皖ICP备{host.icp}号",
            police_record=f"皖公网安备3499000200{host.icp % 10**4:04d}号",
            description=f"{plan.name}网站，发布权威信息，提供便民服务。",
            keywords=f"{plan.name},政务公开,政策文件",
            position=[one.code for one in SITES].index(plan.code),
            theme=plan.theme,
        ),
    )
    open_site(
        actor=operator,
        at=at,
        site_id=site.pk,
        approval=LifeApproval("省政府办公厅", beijing_date(at), "皖政办函〔2025〕1号"),
        consents={"city_office": LifeApproval("市政府办公室", beijing_date(at))},
        declared=[one.name for one in opening_rules(site, at).declarations],
    )
    for position, column in enumerate(plan.columns):
        _open_column(site, plan, column, position, people, at)
    return site


def _open_column(
    site: GovSite, plan: SitePlan, column: ColumnPlan, position: int, people: People, at: datetime
) -> Column:
    keeper = plan.operating_unit
    return open_column(
        actor=people.of(CITY, Post.PLATFORM_OPERATOR),
        at=at,
        site_id=site.pk,
        code=column.slug,
        name=column.name,
        fields=ColumnFields(
            description=column.description,
            keywords=f"{plan.name},{column.name}",
            column_type=column.column_type,
            purpose=column.description,
            update_cycle=column.update_cycle,
            responsible_unit_code=keeper,
            responsible_person_id=people.of(keeper, Post.INFORMATION_OFFICER).pk,
            position=position,
        ),
    )


def home_site(unit: str) -> str:
    """Return the site whose desk receives a unit's items: the county's own, else the city portal."""
    counties = {
        plan.code for plan in SITES if plan.kind is SiteKind.PORTAL and plan.code != "portal"
    }
    return unit if unit in counties else "portal"
