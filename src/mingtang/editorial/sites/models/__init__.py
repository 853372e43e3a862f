"""Tables of sites, their approvals, and columns."""

from mingtang.editorial.sites.models.columns import Column, ColumnClosure, ColumnQuerySet
from mingtang.editorial.sites.models.sites import GovSite, GovSiteQuerySet, SiteApproval

__all__ = [
    "Column",
    "ColumnClosure",
    "ColumnQuerySet",
    "GovSite",
    "GovSiteQuerySet",
    "SiteApproval",
]
