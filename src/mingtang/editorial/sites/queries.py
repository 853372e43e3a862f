"""Reads of sites and columns that serve more than one caller."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from mingtang.editorial.sites.enums import ColumnType, SiteKind, SiteLanguage, SiteState
from mingtang.editorial.sites.models import Column, ColumnClosure, ColumnQuerySet, GovSite
from mingtang.editorial.sites.models.sites import GovSiteQuerySet
from mingtang.editorial.sites.policies.life import ClosingNotice, Consent, Declaration
from mingtang.ground.foundation.decisions import YES, Decision, NotVisible, no
from mingtang.institution.organization.models import Person, Unit
from mingtang.institution.organization.queries import unit_path
from mingtang.institution.regulations.queries import rules_for
from mingtang.institution.regulations.schema.gates import Consents, Forbidden, ReviewList
from mingtang.institution.regulations.schema.registers import Register


@dataclass(frozen=True)
class ColumnCrumb:
    """One step of the way from the top of a site to a column."""

    column_id: int
    name: str
    path: str


@dataclass(frozen=True)
class DutyRow:
    """One line of the table of which unit keeps which column (HN-14).

    `cursor` leads :func:`duty_table` to the lines behind this one.
    """

    column_id: int
    site_code: str
    site_name: str
    path: str
    name: str
    column_type: ColumnType
    update_cycle: str
    unit_code: str
    unit_name: str
    person_name: str
    person_phone: str
    cursor: tuple[int, int, str, int]


def get_site_for(person: Person, code: str, at: datetime) -> GovSite:
    """Return a site that a person may see in the office.

    :raises NotVisible: if there is none, or they may not.
    """
    found = GovSite.objects.visible_to(person, at).filter(code=code).first()
    if found is None:
        raise NotVisible
    return found


def get_column_for(person: Person, column_id: int, at: datetime) -> Column:
    """Return a column that a person may see in the office.

    :raises NotVisible: if there is none, or they may not.
    """
    columns = Column.objects.visible_to(person, at).select_related("site")
    found = columns.filter(pk=column_id).first()
    if found is None:
        raise NotVisible
    return found


def column_of(site_code: str, column_code: str) -> Column:
    """Return the column of a site by its code.

    :raises NotVisible: if there is none.
    """
    columns = Column.objects.select_related("site")
    found = columns.filter(site__code=site_code, code=column_code).first()
    if found is None:
        raise NotVisible
    return found


def breadcrumb(column_id: int) -> tuple[ColumnCrumb, ...]:
    """Return the way from the top of the site down to a column, itself included."""
    rows = ColumnClosure.objects.filter(descendant=column_id).order_by("-depth")
    values = rows.values_list("ancestor_id", "ancestor__name", "ancestor__path")
    return tuple(ColumnCrumb(*row) for row in values)


def open_columns(site_id: int) -> list[Column]:
    """Return the columns in use of a site, parents before children, in the order of display.

    One query at any depth: what hangs below what is put together from the rows.
    """
    rows = Column.objects.open().filter(site_id=site_id).order_by("position", "pk")
    below: dict[int | None, list[Column]] = {}
    for column in rows:
        below.setdefault(column.parent_id, []).append(column)
    ordered: list[Column] = []
    waiting = list(reversed(below.get(None, [])))
    while waiting:
        column = waiting.pop()
        ordered.append(column)
        waiting.extend(reversed(below.get(column.pk, [])))
    return ordered


def cluster_sites() -> list[GovSite]:
    """Return the sites online, in the order of display: the navigation between sites."""
    return list(GovSite.objects.on_line())


def sites_below(portal_id: int) -> GovSiteQuerySet:
    """Return the open sites of the units below a portal, in its language; none for another kind of site."""
    portal = GovSite.objects.filter(pk=portal_id, kind=SiteKind.PORTAL.value)
    below = Q(unit__ancestor_rows__ancestor__in=portal.values("unit"))
    rows = GovSite.objects.on_line().filter(below, language__in=portal.values("language"))
    return rows.exclude(pk=portal_id)


def portals_above(site_id: int) -> GovSiteQuerySet:
    """Return the open portals of the units above a site, in its language: those that list it below."""
    site = GovSite.objects.filter(pk=site_id)
    above = Q(unit__descendant_rows__descendant__in=site.values("unit"))
    rows = GovSite.objects.on_line().filter(above, kind=SiteKind.PORTAL.value)
    return rows.filter(language__in=site.values("language")).exclude(pk=site_id)


def identity_code_of(site: GovSite) -> str:
    """Return the identity code a site shows: its own, or that of its main site (subsites share it)."""
    return site.identity_code or (site.parent.identity_code if site.parent else "")


def duty_columns(person: Person, at: datetime, *, site: str = "", unit: str = "") -> ColumnQuerySet:
    """Return the open columns that a person may see, of one site or unit if named, for a table."""
    columns = Column.objects.visible_to(person, at).open()
    if site:
        columns = columns.filter(site__code=site)
    return columns.filter(responsible_unit__code=unit) if unit else columns


def duty_table(
    person: Person,
    at: datetime,
    *,
    site: str = "",
    unit: str = "",
    after: tuple[int, int, str, int] | None = None,
    limit: int = 100,
) -> list[DutyRow]:
    """Return a page of the duty table: by unit, then site, then address (HN-14).

    `after` is the cursor of the last line shown; every page costs the same. Phone numbers are masked.
    """
    columns = duty_columns(person, at, site=site, unit=unit)
    columns = columns.order_by("responsible_unit_id", "site_id", "path", "pk")
    if after is not None:
        columns = columns.filter(_behind(after))
    page = columns.select_related("site", "responsible_unit", "responsible_person")[:limit]
    return [_duty_row(column) for column in page]


def _behind(cursor: tuple[int, int, str, int]) -> Q:
    unit, site, path, pk = cursor
    return Q(responsible_unit_id__gte=unit) & (
        Q(responsible_unit_id__gt=unit)
        | Q(site_id__gt=site)
        | Q(site_id=site, path__gt=path)
        | Q(site_id=site, path=path, pk__gt=pk)
    )


def _duty_row(column: Column) -> DutyRow:
    person = column.responsible_person
    return DutyRow(
        column_id=column.pk,
        site_code=column.site.code,
        site_name=column.site.name,
        path=column.path,
        name=column.name,
        column_type=ColumnType(column.column_type),
        update_cycle=column.update_cycle,
        unit_code=column.responsible_unit.code,
        unit_name=column.responsible_unit.name,
        person_name=person.name if person else "",
        person_phone=person.masked_phone if person else "",
        cursor=(column.responsible_unit_id, column.site_id, column.path, column.pk),
    )


@dataclass(frozen=True)
class OpeningRules:
    """What the regulation of a host says about opening a site."""

    consents: tuple[Consent, ...] = ()
    no_own_site: str = ""  # document and clause; empty where small units may have a site
    declarations: tuple[Declaration, ...] = ()


def opening_rules(site: GovSite, at: datetime) -> OpeningRules:
    """Return what holds for the opening of a site: whose consent is needed, and whom it is kept from.

    The rules are those of the host: `sites.opening` (XC-29), `languages.opening` for a site in a
    foreign language (GB-09), `sites.no_own_site` (GB-16), `sites.no_commerce` (XN-35). A rule that
    the pack has not asks nothing.
    """
    rules = rules_for(unit_path(site.unit.code), at)
    wanted = ["sites.opening"]
    if site.language == SiteLanguage.FOREIGN:
        wanted.append("languages.opening")
    consents = [
        Consent(party.name, party.label, rule.citation)
        for rule in (rules.rule(name, Consents) for name in wanted if name in rules)
        for party in rule.needed_from
    ]
    own = ""
    if "sites.no_own_site" in rules:
        own = rules.rule("sites.no_own_site", Forbidden).citation
    declarations: list[Declaration] = []
    if "sites.no_commerce" in rules:
        forbidden = rules.rule("sites.no_commerce", Forbidden)
        declarations += [
            Declaration(one.name, one.label, forbidden.citation) for one in forbidden.statements
        ]
    return OpeningRules(tuple(consents), own, tuple(declarations))


def closing_notice(site: GovSite, at: datetime) -> ClosingNotice:
    """Return for how long the regulation of a host has readers told before its site is closed (XN-24)."""
    rules = rules_for(unit_path(site.unit.code), at)
    if "sites.closing_notice" not in rules:
        return ClosingNotice()
    rule = rules.rule("sites.closing_notice", Register)
    return ClosingNotice(int(rule.entries[0].values[0]), rule.citation)


def may_unit_close(unit: Unit) -> Decision:
    """Answer whether a unit keeps no column and runs no site any more; asked before it is closed."""
    decision = YES
    columns = Column.objects.open().filter(responsible_unit=unit).count()
    if columns:
        decision &= no(
            "sites.unit_keeps_columns", f"还负责 {columns} 个栏目，请先改由其他单位负责。"
        )
    running = GovSite.objects.filter(operating_unit=unit).exclude(state=SiteState.CLOSED).count()
    if running:
        decision &= no("sites.unit_runs_sites", f"还承办 {running} 个网站，请先变更承办单位。")
    return decision


def column_classes(site: GovSite, *, at: datetime) -> dict[str, str]:
    """Return the content classes in force for the columns of a site, code to label.

    What the site has to release, where the rules count it out; else the classes of the review list.

    Source: 兴市府办〔2014〕19号 第十四条、第十五条 (XN-10, XN-11).
    """
    rules = rules_for(unit_path(site.operating_unit.code), at)
    is_portal = site.kind == SiteKind.PORTAL
    rule_id = "content.portal_classes" if is_portal else "content.unit_classes"
    if rule_id in rules:
        return {one.code: one.label for one in rules.rule(rule_id, Register).entries}
    if "review.list" not in rules:
        return {}
    listed = rules.rule("review.list", ReviewList)
    return {name: entry.label for name, entry in listed.classes.items()}
