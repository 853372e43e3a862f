"""Open, change and close columns. Articles are never touched here."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from mingtang.editorial.sites.actions.access import (
    Payload,
    end_column,
    locked_column,
    locked_open_column,
    locked_site,
    may_hang,
    named_column,
    record_column,
)
from mingtang.editorial.sites.enums import (
    ColumnState,
    ColumnSupply,
    ColumnType,
    Presentation,
    SiteState,
)
from mingtang.editorial.sites.models import Column, ColumnClosure, GovSite
from mingtang.editorial.sites.policies import columns as policy
from mingtang.ground.foundation.decisions import YES, Decision, no
from mingtang.ground.foundation.text import has_words, one_line
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person, Unit


@dataclass(frozen=True)
class ColumnFields:
    """What is known of a column and may be changed. The unit is given by its code, people by id."""

    description: str = ""
    keywords: str = ""
    column_type: ColumnType = ColumnType.NEWS
    content_class: str = ""
    purpose: str = ""
    update_cycle: str = ""
    item_kinds: Sequence[str] = field(default_factory=tuple)
    responsible_unit_code: str = ""
    responsible_person_id: int | None = None
    position: int = 0
    presentation: Presentation = Presentation.TITLES
    supply: ColumnSupply = ColumnSupply.SUBMISSION
    link_url: str = ""
    builder_codes: Sequence[str] = ()


STORED = (
    "description",
    "keywords",
    "column_type",
    "content_class",
    "purpose",
    "update_cycle",
    "item_kinds",
    "responsible_unit",
    "responsible_person",
    "position",
    "presentation",
    "supply",
    "link_url",
)


def open_column(
    *,
    actor: Person,
    at: datetime,
    site_id: int,
    code: str,
    name: str,
    fields: ColumnFields,
    parent_id: int | None = None,
    slug: str = "",
) -> Column:
    """Open a column of a site, at the top or below another one; the address part is its code.

    Without a unit in `fields`, the host of the site keeps it.

    :raises Refused: without the right over the site, with a parent of another site, or with all
        faults of the particulars.
    """
    with transaction.atomic():
        site = locked_site(actor=actor, at=at, site_id=site_id)
        parent = named_column(parent_id, site, "parent") if parent_id else None
        column = Column(site=site, parent=parent, code=code, name=one_line(name), opened_at=at)
        column.slug = slug or code
        column.path = policy.path_of(column.slug, parent.path if parent else "")
        decision = authority.may(actor, "sites.manage_columns", site=site.code, at=at)
        decision &= policy.may_be_column(
            code=code, name=name, slug=column.slug, is_top=parent is None
        )
        if "\0" in f"{code}{column.slug}":  # no database can be asked whether it is taken
            decision.require()
        decision &= _may_grow(site) & may_hang(column, parent) & _code_is_free(site, code)
        decision &= policy.may_have_path(len(column.path)) & _fill(column, fields)
        decision.require()
        column.save(force_insert=True)
        column.builders.set(_builders(fields))
        ColumnClosure.attach(column.pk, parent.pk if parent else None)
        payload: Payload = {
            "column_type": column.column_type,
            "content_class": column.content_class,
            "parent": parent.column_key if parent else "",
            "path": column.path,
            "responsible_unit": column.responsible_unit.code,
            "site_kind": site.kind,
            "update_cycle": column.update_cycle,
        }
        record_column(column, "opened", actor=actor.person_key, at=at, payload=payload)
        return column


def change_column(*, actor: Person, at: datetime, column_id: int, fields: ColumnFields) -> Column:
    """Change what is known of a column, but for name and place. A repeat changes nothing."""
    with transaction.atomic():
        column = locked_open_column(actor=actor, at=at, column_id=column_id)
        before = {name: getattr(column, name) for name in STORED}
        decision = authority.may(actor, "sites.manage_columns", site=column.site.code, at=at)
        (decision & _fill(column, fields)).require()
        changed = sorted(name for name in STORED if getattr(column, name) != before[name])
        builders = _builders(fields)
        if {unit.pk for unit in builders} != set(column.builders.values_list("pk", flat=True)):
            column.builders.set(builders)
            changed.append("builders")
        if not changed:
            return column
        column.save(update_fields=[name for name in changed if name in STORED])
        record_change(column, changed, actor=actor.person_key, at=at)
        return column


def close_column(*, actor: Person, at: datetime, column_id: int, reason: str) -> Column:
    """Close a column that nobody keeps up; columns below it are moved or closed first.

    :raises Refused: without the right, without a reason, or with open columns below.
    """
    with transaction.atomic():
        column = locked_column(actor=actor, at=at, column_id=column_id)
        if column.state != ColumnState.OPEN:
            return column
        decision = authority.may(actor, "sites.manage_columns", site=column.site.code, at=at)
        below = column.children.open().count()
        if below:
            decision &= no("sites.columns_below", f"还有 {below} 个下级栏目，请先移走或关闭。")
        if not has_words(reason):
            decision &= no("sites.close_reason", "请填写关闭栏目的原因。", "reason")
        decision.require()
        end_column(column, ColumnState.CLOSED, at, merged_into=None)
        payload: Payload = {"path": column.path}
        record_column(
            column, "closed", actor=actor.person_key, at=at, payload=payload, reason=reason
        )
        return column


def record_change(column: Column, changed: list[str], *, actor: str, at: datetime) -> None:
    """Record which particulars of a column changed, with what rules read of it."""
    payload: Payload = {
        "fields": changed,
        "responsible_unit": column.responsible_unit.code,
        "update_cycle": column.update_cycle,
    }
    record_column(column, "changed", actor=actor, at=at, payload=payload)


def _fill(column: Column, fields: ColumnFields) -> Decision:
    """Put what was given into the row, and answer whether it is usable."""
    code = fields.responsible_unit_code or column.site.unit.code
    unit = Unit.objects.filter(code=code, is_active=True).first()
    person = Person.objects.filter(pk=fields.responsible_person_id or 0, is_active=True).first()
    for name in ("description", "keywords", "content_class", "purpose"):
        setattr(column, name, one_line(getattr(fields, name)))
    column.column_type = fields.column_type
    column.presentation = fields.presentation
    column.supply, column.link_url = fields.supply, fields.link_url.strip()
    column.update_cycle = policy.cycle_text(fields.update_cycle)
    column.item_kinds = list(fields.item_kinds)
    column.position = fields.position
    column.responsible_person = person
    decision = policy.may_be_updated_every(fields.update_cycle)
    decision &= policy.may_be_supplied(
        fields.supply, link_url=column.link_url, builders=len(set(fields.builder_codes))
    )
    if len(_builders(fields)) != len(set(fields.builder_codes)):
        decision &= no(
            "sites.builder_unknown", "共建单位中有不存在或已撤销的单位。", "column_builders"
        )
    decision &= policy.may_be_described(description=column.description, keywords=column.keywords)
    if unit is None:
        decision &= no("sites.duty_unit", "没有这个单位或已撤销，请重新选择。", "responsible_unit")
    else:
        column.responsible_unit = unit
    if fields.responsible_person_id is not None and person is None:
        decision &= no(
            "sites.duty_person", "没有这名人员或已停用，请重新选择。", "responsible_person"
        )
    elif person is not None and unit is not None and person.unit_id != unit.pk:
        decision &= no("sites.duty_far", "责任人应为责任单位的人员。", "responsible_person")
    return decision


def _builders(fields: ColumnFields) -> list[Unit]:
    return list(Unit.objects.filter(code__in=set(fields.builder_codes), is_active=True))


def _may_grow(site: GovSite) -> Decision:
    if site.state != SiteState.CLOSED:
        return YES
    return no("sites.site_closed", "网站已关停，不能开设栏目。")


def _code_is_free(site: GovSite, code: str) -> Decision:
    if not Column.objects.filter(site=site, code=code).exists():
        return YES
    return no("sites.column_code_taken", f"栏目代码 {code} 已被使用，请换一个。", "code")
