"""Open reads of sites and columns."""

from django.http import HttpRequest
from ninja import Router, Schema

from mingtang.editorial.sites.models import Column, GovSite
from mingtang.editorial.sites.queries import identity_code_of, open_columns
from mingtang.ground.foundation.decisions import NotVisible
from mingtang.workbench.backoffice.interfaces.api import OPEN_PROBLEMS

open_reads = Router(tags=["网站栏目"])


class SiteOut(Schema):
    """A site online; units by their codes."""

    code: str
    name: str
    kind: str
    domain: str
    unit: str
    operating_unit: str
    identity_code: str
    description: str


class ColumnOut(Schema):
    """A column in use; parent and unit by their codes."""

    id: int
    code: str
    parent: str
    name: str
    path: str
    description: str
    column_type: str
    update_cycle: str
    responsible_unit: str


@open_reads.get("/sites", response={200: list[SiteOut]}, url_name="sites", summary="在用的网站")
def list_sites(request: HttpRequest) -> list[SiteOut]:
    """Return the sites online, in the order of display."""
    rows = GovSite.objects.on_line().select_related("unit", "operating_unit", "parent")
    return [_site(site) for site in rows]


@open_reads.get(
    "/sites/{slug:code}/columns",
    response={200: list[ColumnOut], **OPEN_PROBLEMS},
    url_name="columns",
    summary="一个网站的栏目",
)
def list_columns(request: HttpRequest, code: str) -> list[ColumnOut]:
    """Return the columns in use of a site, parents before children."""
    site = GovSite.objects.on_line().filter(code=code).first()
    if site is None:
        raise NotVisible(f"site {code}")
    rows = open_columns(site.pk)
    codes = {column.pk: column.code for column in rows}
    units = dict(Column.objects.filter(site_id=site.pk).values_list("pk", "responsible_unit__code"))
    return [_column(column, codes, units) for column in rows]


def _site(site: GovSite) -> SiteOut:
    return SiteOut(
        code=site.code,
        name=site.name,
        kind=site.kind,
        domain=site.domain,
        unit=site.unit.code,
        operating_unit=site.operating_unit.code,
        identity_code=identity_code_of(site),
        description=site.description,
    )


def _column(column: Column, codes: dict[int, str], units: dict[int, str]) -> ColumnOut:
    return ColumnOut(
        id=column.pk,
        code=column.code,
        parent=codes.get(column.parent_id or 0, ""),
        name=column.name,
        path=column.path,
        description=column.description,
        column_type=column.column_type,
        update_cycle=column.update_cycle,
        responsible_unit=units.get(column.pk, ""),
    )
