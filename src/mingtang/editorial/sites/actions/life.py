"""The steps in the life of a site: open, suspend, resume, close, reopen, recheck."""

from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime

from django.db import transaction

from mingtang.editorial.sites.actions.access import Payload, locked_site, record_site
from mingtang.editorial.sites.actions.sites import is_free, record_approval
from mingtang.editorial.sites.enums import SiteKind, SiteState, SiteStep
from mingtang.editorial.sites.models import GovSite, SiteApproval
from mingtang.editorial.sites.policies import life
from mingtang.editorial.sites.policies.life import LifeApproval
from mingtang.editorial.sites.queries import OpeningRules, closing_notice, opening_rules
from mingtang.ground.foundation.clock import beijing_date
from mingtang.ground.foundation.decisions import Decision, no
from mingtang.ground.foundation.text import has_words
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.enums import UnitKind
from mingtang.institution.organization.models import Person

OpeningCheck = Callable[[GovSite, datetime], Decision]
_opening_checks: list[OpeningCheck] = []


def ask_before_opening(check: OpeningCheck) -> OpeningCheck:
    """Let a room above speak against the opening of a site (a security test, a register)."""
    if check not in _opening_checks:
        _opening_checks.append(check)
    return check


def open_site(
    *,
    actor: Person,
    at: datetime,
    site_id: int,
    approval: LifeApproval,
    consents: Mapping[str, LifeApproval] | None = None,
    qualification_due_on: date | None = None,
    declared: Collection[str] = (),
) -> GovSite:
    """Put a planned site online (XC-29); its qualification is rechecked by the day given.

    `consents` holds, by the names of the regulation, who else agreed, `declared` what is confirmed of
    the site (`queries.opening_rules`).

    :raises Refused: without right, approval, consent or confirmation, while something it must show is missing, or
        for a unit from which the regulation keeps a site of its own.
    """
    with transaction.atomic():
        site = locked_site(actor=actor, at=at, site_id=site_id)
        given = dict(consents or {})
        decision = may_take_step(site, SiteStep.OPEN, approval, actor, at) & _may_go_on_line(
            site, at
        )
        rules = opening_rules(site, at)
        (decision & _may_begin(site, rules, given, declared, at)).require()
        for consent in given.values():
            record_approval(site, SiteStep.OPEN, consent, actor=actor, at=at)
        site.opened_at = at
        site.qualification_checked_on = approval.approved_on
        site.qualification_due_on = qualification_due_on
        return take_step(
            site,
            SiteStep.OPEN,
            "opened",
            actor=actor,
            at=at,
            approval=approval,
            fields=["opened_at", "qualification_checked_on", "qualification_due_on"],
            declared="；".join(one.label for one in rules.declarations),
            payload=_declared(rules),
        )


def suspend_site(
    *,
    actor: Person,
    at: datetime,
    site_id: int,
    approval: LifeApproval,
    until: datetime,
    notice: str,
) -> GovSite:
    """Take a site offline for a time, with an announcement for readers.

    Source: XN-24, 兴市府办〔2014〕19号 第三十条（二）.

    :raises Refused: without right or approval, for a site that is not open, without an announcement.
    """
    with transaction.atomic():
        site = locked_site(actor=actor, at=at, site_id=site_id)
        decision = may_take_step(site, SiteStep.SUSPEND, approval, actor, at)
        (decision & life.may_be_suspended_until(until, at, notice)).require()
        site.suspended_until, site.notice = until, notice.strip()
        return take_step(
            site,
            SiteStep.SUSPEND,
            "suspended",
            actor=actor,
            at=at,
            approval=approval,
            fields=["suspended_until", "notice"],
            valid_to=until,
            payload={"until": until.isoformat()},
        )


def resume_site(*, actor: Person, at: datetime, site_id: int, approval: LifeApproval) -> GovSite:
    """Put a suspended site online again."""
    with transaction.atomic():
        site = locked_site(actor=actor, at=at, site_id=site_id)
        may_take_step(site, SiteStep.RESUME, approval, actor, at).require()
        site.suspended_until, site.notice = None, ""
        return take_step(
            site,
            SiteStep.RESUME,
            "resumed",
            actor=actor,
            at=at,
            approval=approval,
            fields=["suspended_until", "notice"],
        )


def close_site(
    *,
    actor: Person,
    at: datetime,
    site_id: int,
    approval: LifeApproval,
    notice: str,
    successor_url: str = "",
) -> GovSite:
    """Close a site for good, with a notice that names where its content went.

    Source: XN-24, 兴市府办〔2014〕19号 第三十条（二）.

    :raises Refused: without right or approval, while subsites are open, without a notice, or before
        the day that was announced where the regulation asks for an announcement.
    """
    with transaction.atomic():
        site = locked_site(actor=actor, at=at, site_id=site_id)
        decision = may_take_step(site, SiteStep.CLOSE, approval, actor, at)
        decision &= life.may_be_closed(site.closing_on, beijing_date(at), closing_notice(site, at))
        if not has_words(notice):
            decision &= no("sites.notice_missing", "请填写向公众说明的停用公告。", "notice")
        open_below = site.subsites.exclude(state=SiteState.CLOSED).count()
        if open_below:
            decision &= no("sites.subsites_open", f"还有 {open_below} 个子网站或专题未关停。")
        decision.require()
        site.closed_at, site.notice, site.successor_url = at, notice.strip(), successor_url
        site.suspended_until, site.closing_on, site.closing_notice = None, None, ""
        return take_step(
            site,
            SiteStep.CLOSE,
            "closed",
            actor=actor,
            at=at,
            approval=approval,
            fields=[
                *("closed_at", "notice", "successor_url", "suspended_until"),
                *("closing_on", "closing_notice"),
            ],
            payload={"successor": successor_url},
        )


def reopen_site(*, actor: Person, at: datetime, site_id: int, approval: LifeApproval) -> GovSite:
    """Open a closed site again, if its domain and codes are still its own."""
    with transaction.atomic():
        site = locked_site(actor=actor, at=at, site_id=site_id)
        decision = may_take_step(site, SiteStep.REOPEN, approval, actor, at)
        (decision & is_free(site) & _may_go_on_line(site, at)).require()
        site.closed_at, site.notice, site.successor_url = None, "", ""
        return take_step(
            site,
            SiteStep.REOPEN,
            "reopened",
            actor=actor,
            at=at,
            approval=approval,
            fields=["closed_at", "notice", "successor_url"],
        )


def recheck_site(
    *, actor: Person, at: datetime, site_id: int, approval: LifeApproval, due_on: date | None
) -> SiteApproval:
    """Keep that the qualification of a site was checked again, and when it is due next (XC-29)."""
    with transaction.atomic():
        site = locked_site(actor=actor, at=at, site_id=site_id)
        decision = authority.may(actor, "sites.manage", site=site.code, at=at)
        decision &= life.may_be_approved(approval, today=beijing_date(at))
        if due_on is not None and due_on <= approval.approved_on:
            decision &= no("sites.recheck_due", "下次复核日期须晚于本次复核日期。", "due_on")
        decision.require()
        site.qualification_checked_on, site.qualification_due_on = approval.approved_on, due_on
        site.save(update_fields=["qualification_checked_on", "qualification_due_on"])
        row = record_approval(site, SiteStep.RECHECK, approval, actor=actor, at=at)
        payload = {"approval": row.pk, "due_on": due_on.isoformat() if due_on else None}
        record_site(site, "rechecked", actor=actor, at=at, payload=payload, reason=row.reason)
        return row


def may_take_step(
    site: GovSite, step: SiteStep, approval: LifeApproval, actor: Person, at: datetime
) -> Decision:
    """Answer whether someone may take a step with a site in its state, with this approval."""
    decision = authority.may(actor, "sites.manage", site=site.code, at=at)
    decision &= life.may_step(SiteState(site.state), step)
    return decision & life.may_be_approved(approval, today=beijing_date(at))


def _may_begin(
    site: GovSite,
    rules: OpeningRules,
    given: Mapping[str, LifeApproval],
    declared: Collection[str],
    at: datetime,
) -> Decision:
    """Ask the regulation of the host: who has to agree, what is confirmed, and whether it may have a site."""
    decision = life.may_be_agreed(rules.consents, given, beijing_date(at))
    decision &= life.may_be_declared(rules.declarations, declared)
    kind, unit_kind = SiteKind(site.kind), UnitKind(site.unit.kind)
    return decision & life.may_have_own_site(kind, unit_kind, rules.no_own_site)


def _declared(rules: OpeningRules) -> Payload:
    return {"declared": [one.name for one in rules.declarations]} if rules.declarations else {}


def _may_go_on_line(site: GovSite, at: datetime) -> Decision:
    decision = life.may_go_on_line(
        identity_code=site.identity_code,
        shares_code=site.parent is not None and bool(site.parent.identity_code),
        icp=site.icp or (site.parent.icp if site.parent else ""),
        contact=site.contact,
        phone=site.phone,
    )
    if site.parent is not None and site.parent.state != SiteState.OPEN:
        decision &= no("sites.parent_not_open", "主站尚未开通，子网站和专题不能开通。")
    for check in _opening_checks:
        decision &= check(site, at)
    return decision


def take_step(
    site: GovSite,
    step: SiteStep,
    verb: str,
    *,
    actor: Person,
    at: datetime,
    approval: LifeApproval,
    fields: list[str],
    valid_to: datetime | None = None,
    payload: Payload | None = None,
    declared: str = "",
) -> GovSite:
    """Write down a step that is allowed: the fields, the approval, the event."""
    state = life.next_state(SiteState(site.state), step)
    if state is None:
        raise AssertionError(f"{step} was asked for before")
    site.state = state
    site.save(update_fields=["state", *fields])
    row = record_approval(
        site, step, approval, actor=actor, at=at, valid_to=valid_to, declared=declared
    )
    facts: Payload = {"approval": row.pk, "kind": site.kind, "language": site.language}
    told = {**facts, **(payload or {})}
    record_site(site, verb, actor=actor, at=at, payload=told, reason=row.reason)
    return site
