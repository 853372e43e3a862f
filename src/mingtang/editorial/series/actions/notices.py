"""A banner or mourning grey on every page: of a site, or of all sites; on and off by a named post's decision."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from mingtang.editorial.pages.engine.waking import Wakes
from mingtang.editorial.publishing.actions.articles import follow_up
from mingtang.editorial.publishing.actions.sites import visible_site
from mingtang.editorial.series import policies
from mingtang.editorial.series.actions.waking import wake_frames
from mingtang.editorial.series.enums import FrameKind
from mingtang.editorial.series.models import EmergencySeries, FrameNotice
from mingtang.ground.foundation.decisions import Decision, NotVisible, no
from mingtang.ground.foundation.text import one_line
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person
from mingtang.spine.events.actions import record_event, record_reason
from mingtang.spine.events.policies import JSON

ALL_SITES = "all"


def begin_notice(
    *,
    actor: Person,
    at: datetime,
    kind: FrameKind,
    site_id: int | None,
    reason: str,
    text: str = "",
    series_id: int | None = None,
) -> FrameNotice:
    """Put a banner, or mourning grey, on every page of a site, or of all sites where none is named.

    One small file of each site changes, and the page that the banner leads to; no article and no archive is
    made again.

    :raises Refused: not the named post, no reason, no words, a series that is not online, or one is on already.
    """
    words = one_line(text) if kind is FrameKind.ALERT else ""
    with transaction.atomic():
        decision = _may_decide(actor, at, kind, site_id)
        known = (
            FrameNotice.objects.on().select_for_update().filter(kind=kind.value, site_id=site_id)
        )
        decision &= policies.may_begin_notice(kind, words, is_on=known.exists())
        decision &= policies.may_have_reason(reason)
        row = EmergencySeries.objects.online().filter(pk=series_id).first() if series_id else None
        if series_id and row is None:
            decision &= no("series.not_online", "请选已经发布的应急专题。", "series")
        decision.require()
        notice = FrameNotice.objects.create(
            kind=kind.value, site_id=site_id, text=words, series=row, reason=record_reason(reason),
            begun_by=actor, begun_at=at,
        )  # fmt: skip
        _show([notice], actor, at)
        payload: dict[str, JSON] = {"series": row.pk} if row else {}
        _record("series.notice.begun", notice, actor, at, payload)
    return notice


def end_notice(*, actor: Person, at: datetime, notice_id: int) -> FrameNotice:
    """Lift a banner or mourning grey, within seconds.

    :raises Refused: not the named post, or it is lifted already.
    """
    with transaction.atomic():
        if not FrameNotice.objects.visible_to(actor, at=at).filter(pk=notice_id).exists():
            raise NotVisible(f"notice {notice_id}")
        notice = FrameNotice.objects.select_for_update().get(pk=notice_id)
        decision = _may_decide(actor, at, FrameKind(notice.kind), notice.site_id)
        decision &= policies.may_end_notice(is_on=notice.ended_at is None)
        decision.require()
        lift(notice, actor, at)
        _show([notice], actor, at)
    return notice


def lift(notice: FrameNotice, actor: Person, at: datetime) -> None:
    """Write down that a notice is lifted; the caller wakes what showed it."""
    notice.ended_by, notice.ended_at = actor, at
    notice.save(update_fields=["ended_by", "ended_at"])
    _record("series.notice.ended", notice, actor, at, {})


def _may_decide(actor: Person, at: datetime, kind: FrameKind, site_id: int | None) -> Decision:
    right = policies.right_to(kind, is_all=site_id is None)
    if site_id is None:
        return authority.may(actor, right, at=at)
    return authority.may(actor, right, site=visible_site(actor, site_id, at).code, at=at)


def _show(notices: list[FrameNotice], actor: Person, at: datetime) -> None:
    wakes = Wakes(at, actor.person_key)
    wake_frames(notices, wakes)
    follow_up(wakes)


def _record(
    code: str, notice: FrameNotice, actor: Person, at: datetime, payload: Mapping[str, JSON]
) -> None:
    site = notice.site
    record_event(
        code=code, subject=notice.subject, actor=actor.person_key, at=at,
        unit=site.unit.code if site else actor.unit.code, site=site.code if site else "",
        payload={"kind": notice.kind, "scope": site.code if site else ALL_SITES, **payload},
        reason=notice.reason if code == "series.notice.begun" else None,
    )  # fmt: skip
