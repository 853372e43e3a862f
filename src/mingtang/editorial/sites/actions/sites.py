"""Plan a site and change what is known of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from django.db import transaction

from mingtang.editorial.sites.actions.access import locked_site, record_site
from mingtang.editorial.sites.enums import SiteKind, SiteLanguage, SiteState, SiteStep
from mingtang.editorial.sites.models import GovSite, SiteApproval
from mingtang.editorial.sites.policies import domains, identity, life
from mingtang.editorial.sites.policies.columns import SLUG_PATTERN
from mingtang.editorial.sites.policies.life import LifeApproval
from mingtang.editorial.sites.queries import opening_rules
from mingtang.ground.foundation.clock import beijing_date
from mingtang.ground.foundation.decisions import YES, Decision, NotVisible, no
from mingtang.ground.foundation.text import one_line
from mingtang.institution.organization.actions.access import lock_tree
from mingtang.institution.organization.actions.units import note_site_host
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.enums import UnitKind
from mingtang.institution.organization.models import Person, Unit
from mingtang.spine.events.actions import record_reason


@dataclass(frozen=True)
class SiteFields:
    """What is known of a site and may be changed. Units are given by their codes.

    `unit_code` is the host (主办), `operating_unit_code` who runs it (承办), `builder_codes` who builds
    along (协办): HN-18.
    """

    name: str
    domain: str
    unit_code: str
    operating_unit_code: str = ""
    builder_codes: Sequence[str] = ()
    chinese_domain: str = ""
    contact: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    identity_code: str = ""
    icp: str = ""
    police_record: str = ""
    organ_badge_url: str = ""
    description: str = ""
    keywords: str = ""
    theme: str = "official"
    position: int = 0


PLAIN_FIELDS = tuple(
    field.name
    for field in fields(SiteFields)
    if field.name not in {"unit_code", "operating_unit_code", "builder_codes"}
)
# Changed while the site is known to the public, these are approved and reported upward.
APPROVED_FIELDS = frozenset({"name", "domain", "unit"})


def plan_site(
    *,
    actor: Person,
    at: datetime,
    code: str,
    kind: SiteKind,
    fields: SiteFields,
    parent_code: str = "",
    language: SiteLanguage = SiteLanguage.CHINESE,
) -> GovSite:
    """Register a site that is to be opened. Subsites and topics name their main site.

    :raises Refused: without the right over the host, or with all faults of the particulars.
    """
    with transaction.atomic():
        lock_tree()  # two plans at once could take the same domain
        units = _units(fields)
        site = GovSite(code=code, kind=kind, language=language)
        site.parent = GovSite.objects.filter(code=parent_code).first() if parent_code else None
        _fill(site, fields, units)
        decision = _may_be_coded(code) & _may_be_site(site, parent_code) & is_free(site)
        decision &= life.may_have_own_site(
            SiteKind(kind), UnitKind(site.unit.kind), opening_rules(site, at).no_own_site
        )
        if not _may_be_coded(code):  # no event could name such a site
            decision.require()
        # The right over a site hangs on its host, which is noted first; a refusal takes it back.
        note_site_host(actor=actor, at=at, site_key=code, unit_id=site.unit.pk)
        (authority.may(actor, "sites.manage", site=code, at=at) & decision).require()
        site.save(force_insert=True)
        site.builders.set(units[code] for code in fields.builder_codes)
        payload = {"kind": site.kind, "unit": site.unit.code, "domain": site.domain}
        record_site(site, "planned", actor=actor, at=at, payload=payload)
        return site


def change_site(
    *,
    actor: Person,
    at: datetime,
    site_id: int,
    fields: SiteFields,
    approval: LifeApproval | None = None,
) -> GovSite:
    """Change what is known of a site. A repeat changes nothing.

    Another name, domain or host of a site that has been opened needs an approval.

    :raises Refused: without the right over the old and the new host, or with all faults.
    """
    with transaction.atomic():
        site = locked_site(actor=actor, at=at, site_id=site_id)
        before = _snapshot(site)
        old_domain, old_unit = site.domain, site.unit.code
        units = _units(fields)
        decision = authority.may(actor, "sites.manage", site=site.code, at=at)
        _fill(site, fields, units)
        changed = _changed(before, site, fields)
        if not changed:
            return site
        decision &= _may_be_site(site, site.parent.code if site.parent else "") & is_free(site)
        decision &= _is_approved(site, changed, approval, at)
        if site.unit.code != old_unit:
            note_site_host(actor=actor, at=at, site_key=site.code, unit_id=site.unit.pk)
            decision &= authority.may(actor, "sites.manage", site=site.code, at=at)
        decision.require()
        site.save(update_fields=[*PLAIN_FIELDS, "unit", "operating_unit"])
        site.builders.set(units[code] for code in fields.builder_codes)
        row = (
            record_approval(site, SiteStep.CHANGE, approval, actor=actor, at=at)
            if approval
            else None
        )
        payload = {
            "fields": changed,
            "approval": row.pk if row else None,
            "old_domain": old_domain,
            "new_domain": site.domain,
            "old_unit": old_unit,
            "new_unit": site.unit.code,
        }
        why = row.reason if row else None
        record_site(site, "changed", actor=actor, at=at, payload=payload, reason=why)
        return site


def record_approval(
    site: GovSite,
    step: SiteStep,
    approval: LifeApproval,
    *,
    actor: Person,
    at: datetime,
    valid_to: datetime | None = None,
    declared: str = "",
) -> SiteApproval:
    """Write down who agreed to a step, and what was confirmed; inside the transaction of that step."""
    return SiteApproval.objects.create(
        site=site,
        step=step,
        approved_by=one_line(approval.approved_by),
        approved_on=approval.approved_on,
        document=one_line(approval.document),
        reason=record_reason(approval.reason),
        valid_to=valid_to,
        declared=declared[:300],
        recorded_by=actor,
        recorded_at=at,
    )


def _units(fields: SiteFields) -> dict[str, Unit]:
    """Return the units named, by code.

    :raises NotVisible: if one does not exist.
    """
    wanted = {fields.unit_code, fields.operating_unit_code or fields.unit_code}
    wanted.update(fields.builder_codes)
    found = {unit.code: unit for unit in Unit.objects.filter(code__in=wanted)}
    if wanted - found.keys():
        raise NotVisible
    return found


def _fill(site: GovSite, fields: SiteFields, units: dict[str, Unit]) -> None:
    for name in PLAIN_FIELDS:
        value = getattr(fields, name)
        setattr(site, name, one_line(value) if isinstance(value, str) else value)
    site.domain = domains.domain_text(fields.domain)
    site.identity_code = identity.identity_code_text(fields.identity_code)
    site.icp = identity.icp_text(fields.icp)
    site.police_record = identity.police_record_text(fields.police_record)
    site.unit = units[fields.unit_code]
    site.operating_unit = units[fields.operating_unit_code or fields.unit_code]


def _snapshot(site: GovSite) -> dict[str, object]:
    plain = {name: getattr(site, name) for name in PLAIN_FIELDS}
    builders = frozenset(site.builders.values_list("code", flat=True))
    return plain | {
        "unit": site.unit.code,
        "operating_unit": site.operating_unit.code,
        "builders": builders,
    }


def _changed(before: dict[str, object], site: GovSite, fields: SiteFields) -> list[str]:
    after: dict[str, object] = {name: getattr(site, name) for name in PLAIN_FIELDS}
    after |= {
        "unit": site.unit.code,
        "operating_unit": site.operating_unit.code,
        "builders": frozenset(fields.builder_codes),
    }
    return sorted(name for name, value in after.items() if before[name] != value)


def _may_be_coded(code: str) -> Decision:
    if re.fullmatch(SLUG_PATTERN, code) and len(code) <= 40:
        return YES
    return no("sites.code", "网站代码只能用小写字母、数字和连字符，不超过40个字符。", "code")


def _may_be_site(site: GovSite, parent_code: str) -> Decision:
    kind = SiteKind(site.kind)
    parent_domain = site.parent.domain if site.parent else ""
    decision = domains.may_have_domain(site.domain, kind, parent_domain)
    decision &= domains.may_have_chinese_domain(site.chinese_domain)
    decision &= identity.may_be_identity_code(site.identity_code)
    decision &= identity.may_be_icp(site.icp)
    decision &= identity.may_be_police_record(site.police_record)
    decision &= life.may_be_hosted(kind, UnitKind(site.unit.kind))
    if not site.name:
        decision &= no("sites.name", "请填写网站名称。", "name")
    if kind not in life.OWN_SITES and site.parent is None:
        text = "没有这个主站，请重新选择。" if parent_code else "子网站和专题须指定主站。"
        decision &= no("sites.parent", text, "parent")
    if kind in life.OWN_SITES and site.parent is not None:
        decision &= no("sites.parent_unwanted", "门户和部门网站不设主站。", "parent")
    if not site.unit.is_active or not site.operating_unit.is_active:
        decision &= no("sites.unit_closed", "主办或承办单位已撤销，请另选单位。", "unit")
    return decision


def is_free(site: GovSite) -> Decision:
    """Answer whether code, domain and identity code are used by no other site, and its host has no other."""
    others = GovSite.objects.exclude(pk=site.pk) if site.pk else GovSite.objects.all()
    living = others.exclude(state=SiteState.CLOSED)
    decision = YES
    if "\0" in f"{site.code}{site.domain}":  # refused for its form; no database can be asked for it
        return decision
    if others.filter(code=site.code).exists():
        decision &= no("sites.code_taken", f"网站代码 {site.code} 已被使用，请换一个。", "code")
    if living.filter(domain=site.domain).exists():
        decision &= no("sites.domain_taken", f"域名 {site.domain} 已被其他网站使用。", "domain")
    if SiteKind(site.kind) not in life.OWN_SITES:
        return decision
    own = living.filter(kind__in=life.OWN_SITES)
    if site.identity_code and own.filter(identity_code=site.identity_code).exists():
        decision &= no("sites.identity_code_taken", "该网站标识码已属于其他网站。", "identity_code")
    if own.filter(unit=site.unit, language=site.language).exists():
        decision &= no("sites.one_per_unit", "一个单位最多开设一个网站，该单位已有网站。", "unit")
    return decision


def _is_approved(
    site: GovSite, changed: list[str], approval: LifeApproval | None, at: datetime
) -> Decision:
    if approval is not None:
        return life.may_be_approved(approval, today=beijing_date(at))
    if site.state == SiteState.PLANNED or not APPROVED_FIELDS.intersection(changed):
        return YES
    return no(
        "sites.approval_missing", "变更网站名称、域名或主办单位须经批准，请填写批准机关和批准日期。"
    )
