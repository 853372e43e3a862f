"""Sites and columns."""

from typing import Any

import factory
from factory.django import DjangoModelFactory

from mingtang.editorial.sites.enums import ColumnType, SiteKind, SiteState
from mingtang.editorial.sites.models import Column, ColumnClosure, GovSite
from mingtang.institution.organization.models import SiteHost
from tests.factories.organization import LONG_AGO, UnitFactory


class GovSiteFactory(DjangoModelFactory[GovSite]):
    """A site online, with its host noted for the authority."""

    class Meta:
        model = GovSite
        skip_postgeneration_save = True

    code = factory.Sequence(lambda number: f"site-{number}")
    name = factory.Sequence(lambda number: f"第{number}网站")
    kind = SiteKind.DEPARTMENT
    state = SiteState.OPEN
    domain = factory.LazyAttribute(lambda site: f"{site.code}.mingzhou.gov.cn")
    unit = factory.SubFactory(UnitFactory)
    operating_unit = factory.SelfAttribute("unit")
    # Codes of the cast begin with 341800: a site that is made before the cast must not take one.
    identity_code = factory.Sequence(lambda number: f"341801{number:04d}")
    icp = "皖ICP备12345678号"
    police_record = "皖公网安备 34180002000123号"
    contact = "张敏"
    phone = "0563-3020000"
    opened_at = LONG_AGO

    @factory.post_generation
    def host(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        SiteHost.objects.create(site_key=self.code, unit=self.unit)  # type: ignore[attr-defined,misc]


class ColumnFactory(DjangoModelFactory[Column]):
    """An open column kept by the host of its site."""

    class Meta:
        model = Column
        skip_postgeneration_save = True

    site = factory.SubFactory(GovSiteFactory)
    parent = None
    code = factory.Sequence(lambda number: f"column-{number}")
    slug = factory.SelfAttribute("code")
    path = factory.LazyAttribute(
        lambda column: f"{column.parent.path}/{column.slug}" if column.parent else column.slug
    )
    name = factory.Sequence(lambda number: f"第{number}栏目")
    description = "发布工作动态"
    keywords = "工作,动态"
    column_type = ColumnType.NEWS
    responsible_unit = factory.LazyAttribute(lambda column: column.site.unit)
    opened_at = LONG_AGO

    @factory.post_generation
    def closure(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        ColumnClosure.attach(self.pk, self.parent_id)  # type: ignore[attr-defined]
