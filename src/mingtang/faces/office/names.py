"""What units and sites are called that are known by their codes."""

from collections.abc import Iterable

from mingtang.editorial.sites.models import GovSite
from mingtang.institution.organization.models import Unit


def names_of_units(codes: Iterable[str]) -> dict[str, str]:
    """Return the short names of units by their codes."""
    rows = Unit.objects.filter(code__in=set(codes))
    return dict(rows.values_list("code", "short_name"))


def names_of_sites(codes: Iterable[str]) -> dict[str, str]:
    """Return the names of sites by their codes; one without a row is called by its code."""
    wanted = set(codes)
    rows = GovSite.objects.filter(code__in=wanted)
    return {code: code for code in wanted} | dict(rows.values_list("code", "name"))
