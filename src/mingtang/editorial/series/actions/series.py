"""An emergency series: open it with its facts, write, release and withdraw entries, close it."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from mingtang.editorial.layouts.models import SiteLayout
from mingtang.editorial.pages.engine.waking import Wakes
from mingtang.editorial.publishing.actions.articles import follow_up
from mingtang.editorial.publishing.actions.sites import visible_site
from mingtang.editorial.series import policies
from mingtang.editorial.series.actions.notices import lift
from mingtang.editorial.series.actions.waking import wake_frames, wake_series
from mingtang.editorial.series.enums import EntryState, SeriesState, SeriesTextKind
from mingtang.editorial.series.models import EmergencySeries, FrameNotice, SeriesEntry
from mingtang.ground.foundation.decisions import NotVisible, no
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person
from mingtang.spine.events.actions import record_event
from mingtang.spine.events.policies import JSON

WRITE, RELEASE = "series.write", "series.release"


def open_series(
    *,
    actor: Person,
    at: datetime,
    site_id: int,
    code: str,
    title: str,
    facts: str,
    topic_id: int | None = None,
) -> EmergencySeries:
    """Open a series on a site with the facts known so far; readers see it when the facts are released.

    :raises Refused: no right to write on the site, no name, address or facts, or the address is taken.
    """
    with transaction.atomic():
        site = visible_site(actor, site_id, at)
        decision = authority.may(actor, WRITE, site=site.code, at=at)
        decision &= policies.may_open(code=code, title=title, facts=facts)
        if EmergencySeries.objects.filter(site=site, code=code).exists():
            decision &= no("series.code_taken", "这个地址已有应急专题，请换一个。", "code")
        topics = SiteLayout.objects.topics_online(site.pk)
        if topic_id is not None and not topics.filter(pk=topic_id).exists():
            decision &= no("series.no_topic", "请选本网站已上线的专题页。", "topic")
        decision.require()
        row = EmergencySeries.objects.create(
            site=site, code=code, title=title.strip(), topic_id=topic_id, opened_by=actor,
            opened_at=at, changed_at=at,
        )  # fmt: skip
        _add(row, SeriesTextKind.FACTS, facts, actor, at)
        _record("series.opened", row, actor, at, {"code": code})
    return row


def write_entry(
    *, actor: Person, at: datetime, series_id: int, kind: SeriesTextKind, text: str
) -> SeriesEntry:
    """Write an update, or newer facts; readers see it when another person has released it.

    :raises Refused: no right to write on the site, no text, or the series is closed.
    """
    with transaction.atomic():
        row = _locked(actor, at, series_id)
        decision = authority.may(actor, WRITE, site=row.site.code, at=at)
        (decision & policies.may_write(SeriesState(row.state), text)).require()
        entry = _add(row, kind, text, actor, at)
        _record("series.entry.written", row, actor, at, {"kind": kind.value, "entry": entry.pk})
    return entry


def release_entry(*, actor: Person, at: datetime, entry_id: int) -> SeriesEntry:
    """Put an entry online, within seconds; it is dated with the moment of this decision.

    :raises Refused: no right to release on the site, one's own text, not waiting, or closed.
    """
    with transaction.atomic():
        entry = _locked_entry(actor, at, entry_id)
        row = entry.series
        decision = authority.may(actor, RELEASE, site=row.site.code, at=at)
        decision &= policies.may_release(
            EntryState(entry.state), SeriesState(row.state), wrote=entry.written_by_id == actor.pk
        )
        if entry.kind == SeriesTextKind.UPDATE and row.released_at is None:
            decision &= no("series.facts_first", "请先发布基本情况，再发布最新进展。")
        decision.require()
        entry.state, entry.released_by, entry.released_at = EntryState.RELEASED.value, actor, at
        entry.save(update_fields=["state", "released_by", "released_at"])
        row.released_at, row.changed_at = row.released_at or at, at
        row.save(update_fields=["released_at", "changed_at"])
        _publish(row, actor, at)
        _record_entry("series.entry.released", entry, actor, at)
    return entry


def withdraw_entry(*, actor: Person, at: datetime, entry_id: int, reason: str) -> SeriesEntry:
    """Take an entry back: a draft by those who write, what is online by those who release.

    :raises Refused: no right, withdrawn already, the facts that readers see now, or no reason.
    """
    with transaction.atomic():
        entry = _locked_entry(actor, at, entry_id)
        row = entry.series
        is_online = entry.state == EntryState.RELEASED
        decision = authority.may(actor, RELEASE if is_online else WRITE, site=row.site.code, at=at)
        facts = row.entries.filter(kind=SeriesTextKind.FACTS, state=EntryState.RELEASED)
        newest = facts.order_by("-released_at", "-pk").first()
        is_only = is_online and newest == entry
        decision &= policies.may_withdraw(
            EntryState(entry.state), is_only_facts=is_only, reason=reason
        )
        decision.require()
        entry.state = EntryState.WITHDRAWN.value
        entry.save(update_fields=["state"])
        if is_online:
            row.changed_at = at
            row.save(update_fields=["changed_at"])
            _publish(row, actor, at)
        _record_entry("series.entry.withdrawn", entry, actor, at, reason=reason)
    return entry


def close_series(*, actor: Person, at: datetime, series_id: int) -> EmergencySeries:
    """Close a series: its page stays, marked so, and its banners are lifted.

    :raises Refused: no right to release on the site, or closed already.
    """
    with transaction.atomic():
        row = _locked(actor, at, series_id)
        decision = authority.may(actor, RELEASE, site=row.site.code, at=at)
        decision &= policies.may_close(SeriesState(row.state))
        decision.require()
        row.state, row.closed_at, row.changed_at = SeriesState.CLOSED.value, at, at
        row.save(update_fields=["state", "closed_at", "changed_at"])
        shown = list(FrameNotice.objects.on().filter(series=row).select_related("site__unit"))
        for notice in shown:
            lift(notice, actor, at)
        wakes = Wakes(at, actor.person_key)
        if shown:
            wake_frames(shown, wakes)
        wake_series(row, wakes)
        follow_up(wakes)
        _record("series.closed", row, actor, at, {"notices": len(shown)})
    return row


def _add(
    row: EmergencySeries, kind: SeriesTextKind, text: str, actor: Person, at: datetime
) -> SeriesEntry:
    return SeriesEntry.objects.create(
        series=row, kind=kind.value, text=text.strip(), written_by=actor, written_at=at
    )


def _publish(row: EmergencySeries, actor: Person, at: datetime) -> None:
    wakes = Wakes(at, actor.person_key)
    wake_series(row, wakes)
    follow_up(wakes)


def _locked(actor: Person, at: datetime, series_id: int) -> EmergencySeries:
    if not EmergencySeries.objects.visible_to(actor, at=at).filter(pk=series_id).exists():
        raise NotVisible(f"series {series_id}")
    rows = EmergencySeries.objects.select_for_update(of=("self",)).select_related("site__unit")
    return rows.get(pk=series_id)


def _locked_entry(actor: Person, at: datetime, entry_id: int) -> SeriesEntry:
    series = SeriesEntry.objects.filter(pk=entry_id).values_list("series_id", flat=True).first()
    if series is None:
        raise NotVisible(f"entry {entry_id}")
    row = _locked(actor, at, series)
    entry = SeriesEntry.objects.get(pk=entry_id)
    entry.series = row
    return entry


def _record_entry(
    code: str, entry: SeriesEntry, actor: Person, at: datetime, *, reason: str | None = None
) -> None:
    payload: dict[str, JSON] = {"kind": entry.kind, "entry": entry.pk}
    _record(code, entry.series, actor, at, payload, reason=reason)


def _record(
    code: str,
    row: EmergencySeries,
    actor: Person,
    at: datetime,
    payload: Mapping[str, JSON],
    *,
    reason: str | None = None,
) -> None:
    record_event(
        code=code, subject=row.subject, actor=actor.person_key, at=at, unit=row.site.unit.code,
        site=row.site.code, payload=dict(payload), reason=reason,
    )  # fmt: skip
