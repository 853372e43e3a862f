"""An English edition of the portal of the cast."""

from datetime import datetime
from typing import Any

from mingtang.editorial.editions.actions import EditionFields, declare_edition
from mingtang.editorial.editions.enums import EditionLanguage
from mingtang.editorial.editions.models import Edition
from mingtang.editorial.sites.enums import SiteKind, SiteLanguage
from mingtang.editorial.sites.models import Column, GovSite
from tests.factories.sites import ColumnFactory, GovSiteFactory


def english_site(cast: Any, **changes: Any) -> GovSite:
    """Return a site in English hosted by the city."""
    values: dict[str, Any] = {
        "code": "english", "name": "Mingzhou, China", "kind": SiteKind.SUBSITE, "unit": cast.city,
        "language": SiteLanguage.FOREIGN, "domain": "en.mingzhou.gov.cn", "theme": "english",
        "parent": cast.portal, **changes,
    }  # fmt: skip
    return GovSiteFactory(**values)


def english_news(site: GovSite) -> Column:
    """Return its column of news."""
    return ColumnFactory(
        site=site, code="news", name="News", description="News of Mingzhou", keywords="news"
    )


def fields(cast: Any, **changes: Any) -> EditionFields:
    """Return an edition of the portal, updated and reviewed by the desk."""
    values: dict[str, Any] = {
        "mirrors_id": cast.portal.pk,
        "language": EditionLanguage.ENGLISH,
        "updater_ids": [cast.desk_editor.pk],
        "reviewer_ids": [cast.second_desk.pk],
    }
    return EditionFields(**values | changes)


def english_edition(cast: Any, at: datetime, site: GovSite | None = None) -> Edition:
    """Return the English edition of the portal."""
    found = site or english_site(cast)
    return declare_edition(actor=cast.operator, at=at, site_id=found.pk, fields=fields(cast))
