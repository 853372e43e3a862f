"""Who may have a site, and the steps of its life. Pure: no Django."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from mingtang.editorial.sites.enums import SiteKind, SiteState, SiteStep
from mingtang.ground.foundation.decisions import YES, Decision, no
from mingtang.ground.foundation.text import has_words
from mingtang.institution.organization.enums import UnitKind

# (from, step) -> to. What stands not here is refused.
STEPS: dict[tuple[SiteState, SiteStep], SiteState] = {
    (SiteState.PLANNED, SiteStep.OPEN): SiteState.OPEN,
    (SiteState.OPEN, SiteStep.SUSPEND): SiteState.SUSPENDED,
    (SiteState.SUSPENDED, SiteStep.RESUME): SiteState.OPEN,
    (SiteState.OPEN, SiteStep.ANNOUNCE): SiteState.OPEN,
    (SiteState.SUSPENDED, SiteStep.ANNOUNCE): SiteState.SUSPENDED,
    (SiteState.OPEN, SiteStep.CANCEL): SiteState.OPEN,
    (SiteState.SUSPENDED, SiteStep.CANCEL): SiteState.SUSPENDED,
    (SiteState.OPEN, SiteStep.CLOSE): SiteState.CLOSED,
    (SiteState.SUSPENDED, SiteStep.CLOSE): SiteState.CLOSED,
    (SiteState.CLOSED, SiteStep.REOPEN): SiteState.OPEN,
}

# Which kind of unit may host which kind of site at all; a regulation may narrow it.
HOSTS: dict[SiteKind, frozenset[UnitKind]] = {
    SiteKind.PORTAL: frozenset({UnitKind.CITY, UnitKind.COUNTY, UnitKind.TOWN}),
    SiteKind.DEPARTMENT: frozenset({UnitKind.DEPARTMENT, UnitKind.COUNTY_DEPARTMENT}),
    SiteKind.SUBSITE: frozenset(UnitKind),
    SiteKind.TOPIC: frozenset(UnitKind),
}
OWN_SITES = frozenset({SiteKind.PORTAL, SiteKind.DEPARTMENT})
BELOW_COUNTY = frozenset({UnitKind.TOWN, UnitKind.COUNTY_DEPARTMENT})


@dataclass(frozen=True)
class LifeApproval:
    """Who agreed to a step in the life of a site, when and on which paper (XC-29)."""

    approved_by: str
    approved_on: date
    document: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Consent:
    """Someone whose agreement a regulation asks for before a site is opened, with its clause."""

    name: str
    label: str
    citation: str


@dataclass(frozen=True)
class Declaration:
    """A sentence that who opens a site confirms, because a regulation forbids the contrary."""

    name: str
    label: str
    citation: str


def next_state(state: SiteState, step: SiteStep) -> SiteState | None:
    """Return where a step leads, or nothing where it is not allowed."""
    return STEPS.get((state, step))


def may_step(state: SiteState, step: SiteStep) -> Decision:
    """Answer whether a site in a state may take a step."""
    if next_state(state, step) is not None:
        return YES
    return no("sites.step", f"网站现为“{state.label}”状态，不能办理“{step.label}”。")


def may_be_hosted(kind: SiteKind, unit_kind: UnitKind) -> Decision:
    """Answer whether a unit of a kind may host a site of a kind.

    Source: 国办发〔2017〕47号 二.
    """
    if unit_kind in HOSTS[kind]:
        return YES
    return no(
        "sites.host_kind",
        f"“{unit_kind.label}”不能单独开办“{kind.label}”，请在上级门户网站开设子网站、栏目或专题。",
        "unit",
    )


def may_have_own_site(kind: SiteKind, unit_kind: UnitKind, citation: str) -> Decision:
    """Answer whether a unit may have a site of its own where a regulation keeps that from small ones.

    Towns and county departments use columns and subsites of the portal above (GB-16). `citation` is
    document and clause; empty where no such rule holds.
    """
    if not citation or kind not in OWN_SITES or unit_kind not in BELOW_COUNTY:
        return YES
    return no(
        "sites.no_own_site",
        f"“{unit_kind.label}”不单独建设网站（{citation}），请在上级门户网站开设子网站、栏目或专题。",
        "unit",
    )


def may_be_agreed(
    needed: Iterable[Consent], given: Mapping[str, LifeApproval], today: date
) -> Decision:
    """Answer whether everybody agreed whom a regulation asks, each with a date that is not ahead."""
    decision = YES
    for consent in needed:
        if consent.name not in given:
            decision &= no(
                "sites.consent_missing",
                f"须经{consent.label}（{consent.citation}），请填写日期。",
                f"consent_{consent.name}",
            )
        else:
            decision &= may_be_approved(given[consent.name], today=today)
    return decision


def may_be_declared(needed: Iterable[Declaration], given: Iterable[str]) -> Decision:
    """Answer whether everything is confirmed that a regulation wants to be true of a new site.

    Source: XN-35, 兴市府办〔2014〕19号 第三十条（一）.
    """
    confirmed, decision = set(given), YES
    for one in needed:
        if one.name not in confirmed:
            decision &= no(
                "sites.not_declared",
                f"须确认“{one.label}”（{one.citation}），不符合的不能开办。",
                "declared",
            )
    return decision


def may_be_approved(approval: LifeApproval, *, today: date) -> Decision:
    """Answer whether an approval says who agreed, and is not in the future."""
    decision = YES
    if not has_words(approval.approved_by):
        decision &= no("sites.approval_by", "请填写批准机关或批准人。", "approved_by")
    if approval.approved_on > today:
        decision &= no("sites.approval_date", "批准日期不能晚于今天。", "approved_on")
    return decision


def may_go_on_line(
    *, identity_code: str, shares_code: bool, icp: str, contact: str, phone: str
) -> Decision:
    """Answer whether a site has what it must show from its first day.

    The police record follows within a time after going online, so it is not asked for here.

    Source: 国办发〔2017〕47号 (GL-B4, GL-F); XC-29.
    """
    decision = YES
    if not identity_code and not shares_code:
        decision &= no(
            "sites.identity_code_missing",
            "请先填写网站标识码，没有标识码的网站不能开通。",
            "identity_code",
        )
    if not icp:
        decision &= no("sites.icp_missing", "请先填写ICP备案编号。", "icp")
    if not contact or not phone:
        decision &= no("sites.contact_missing", "请先填写网站联系人和联系电话。", "contact")
    return decision


@dataclass(frozen=True)
class ClosingNotice:
    """For how many days readers are told before a site is closed, with the clause; 0 where none is asked for."""

    days: int = 0
    citation: str = ""


def may_be_announced(
    closing_on: date, today: date, rule: ClosingNotice, notice: str, successor_url: str
) -> Decision:
    """Answer whether an announcement tells readers early enough, and where the content goes.

    Source: XN-24, 兴市府办〔2014〕19号 第三十条（二）.
    """
    decision = YES
    first = today + timedelta(days=max(rule.days, 1))
    if closing_on < first:
        text = (
            f"关停前须向社会公告{rule.days}天（{rule.citation}）" if rule.days else "公告须先于关停"
        )
        text += f"，最早可以填{first.year}年{first.month}月{first.day}日。"
        decision &= no("sites.closing_early", text, "closing_on")
    if not has_words(notice):
        decision &= no("sites.notice_missing", "请填写向公众说明的关停公告。", "notice")
    if not successor_url:
        text = "请填写内容迁移到的网址，读者从公告可以直接前往。"
        decision &= no("sites.successor_missing", text, "successor_url")
    return decision


def may_be_closed(closing_on: date | None, today: date, rule: ClosingNotice) -> Decision:
    """Answer whether a site was announced to close by today, where a regulation asks for that.

    Source: XN-24, 兴市府办〔2014〕19号 第三十条（二）.
    """
    if not rule.days or (closing_on is not None and closing_on <= today):
        return YES
    if closing_on is None:
        text = f"请先办理关停公告：关停前须向社会公告{rule.days}天（{rule.citation}）。"
        return no("sites.closing_unannounced", text)
    day = f"{closing_on.year}年{closing_on.month}月{closing_on.day}日"
    return no("sites.closing_unannounced", f"已公告于{day}关停，到期后再办理。")


def may_be_suspended_until(until: datetime, at: datetime, notice: str) -> Decision:
    """Answer whether a suspension ends in the future and tells readers about it."""
    decision = YES
    if until <= at:
        decision &= no("sites.suspended_until", "临时下线的截止时间须晚于现在。", "until")
    if not has_words(notice):
        decision &= no("sites.notice_missing", "请填写向公众说明的停用公告。", "notice")
    return decision
