"""What sites are called that are known by their codes."""

from collections.abc import Iterable

from mingtang.editorial.sites.models import GovSite


def names_of_sites(codes: Iterable[str]) -> dict[str, str]:
    """Return the names of sites by their codes; one without a row is called by its code."""
    wanted = set(codes)
    rows = GovSite.objects.filter(code__in=wanted - {""})
    return {code: code for code in wanted} | dict(rows.values_list("code", "name"))
