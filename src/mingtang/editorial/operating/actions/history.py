"""Roll back, release, retry: what an operator does with what is online."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from mingtang.editorial.pages.engine import rollback
from mingtang.editorial.pages.engine.lanes import make_own_pages
from mingtang.editorial.pages.engine.waking import wake_targets
from mingtang.editorial.pages.enums import TargetLane, TargetState
from mingtang.editorial.pages.models import Batch, Entry, Target
from mingtang.editorial.publishing.actions.sites import record_of_site, visible_site
from mingtang.editorial.sites.models import GovSite
from mingtang.ground.foundation.decisions import YES, Decision, NotVisible, no
from mingtang.ground.foundation.text import has_words
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person
from mingtang.spine.events.actions import record_reason

MOST_AT_ONCE = 50


@dataclass(frozen=True)
class RolledBack:
    """What a rollback does: `pages` go back, `skipped` stay as they are."""

    batch_id: int
    pages: int
    skipped: int


def roll_back_batch(*, actor: Person, at: datetime, batch_id: int, reason: str) -> RolledBack:
    """Put every file of a batch back to how it was before; the files are held until released.

    The manifest is committed first, with whatever the caller has under way; then the files follow.

    :raises Refused: no right to operate publishing on every site of the batch, no reason, or
        nothing to go back to.
    :raises NotVisible: there is no such batch for this person.
    """
    batch = Batch.objects.filter(pk=batch_id).first()
    if batch is None:
        raise NotVisible(f"batch {batch_id}")
    sites = [visible_site(actor, site_id, at) for site_id in _sites_of(batch)]
    with transaction.atomic():
        decision = _may_go_back(actor, sites, at, reason)
        plan = rollback.plan_batch(batch)
        (decision & _has_steps(plan)).require()
        given = record_reason(reason)
        row = rollback.begin(plan, actor=actor.person_key, reason=given, at=at, of_batch=batch)
        _record(row, sites, plan, actor, at, {"of_batch": batch.pk, "scope": "batch"})
        return _followed(row, plan, at)


def roll_back_site(
    *, actor: Person, at: datetime, site_id: int, moment: datetime, reason: str
) -> RolledBack:
    """Put a site back to how it was at a moment; its files are held until released.

    :raises Refused: no right to operate publishing, no reason, a moment ahead, nothing to change.
    """
    with transaction.atomic():
        site = visible_site(actor, site_id, at)
        decision = _may_go_back(actor, [site], at, reason)
        if moment > at:
            decision &= no("publishing.moment_ahead", "只能回退到过去的时刻。", "moment")
        decision.require()
        plan = rollback.plan_moment(site.pk, moment)
        _has_steps(plan).require()
        given = record_reason(reason)
        row = rollback.begin(plan, actor=actor.person_key, reason=given, at=at, of_batch=None)
        scope = {"moment": moment.isoformat(), "scope": "site"}
        _record(row, [site], plan, actor, at, scope)
        return _followed(row, plan, at)


def _followed(row: Batch, plan: rollback.Plan, at: datetime) -> RolledBack:
    """Write the files right after the commit; after a crash the worker does."""
    transaction.on_commit(lambda: rollback.write(row, at), robust=True)
    return RolledBack(row.pk, len(plan.steps), plan.skipped)


def release_held(
    *, actor: Person, at: datetime, site_id: int, target_ids: Collection[int] | None = None
) -> int:
    """Let rolled-back pages of a site follow the present again; all of them if none are named."""
    with transaction.atomic():
        site = visible_site(actor, site_id, at)
        authority.may(actor, "publishing.operate", site=site.code, at=at).require()
        held = Target.objects.filter(site=site, state=TargetState.HELD.value)
        if target_ids is not None:
            held = held.filter(pk__in=sorted(target_ids))
        count = rollback.release(list(held.values_list("pk", flat=True)), at)
        if count:
            record_of_site("publishing.targets.released", site, actor, at, {"pages": count})
    return count


def retry_failed(
    *, actor: Person, at: datetime, site_id: int, target_ids: Collection[int] | None = None
) -> int:
    """Try failed pages of a site again now, not after their pause; all of them if none are named.

    Who may publish on the site may do it, not only who operates it. A few that are named are made
    right after the commit.
    """
    with transaction.atomic():
        site = visible_site(actor, site_id, at)
        may = authority.may(actor, "publishing.operate", site=site.code, at=at)
        if not may:
            may = authority.may(actor, "publishing.publish", site=site.code, at=at)
        may.require()
        failed = Target.objects.filter(site=site, state=TargetState.FAILED.value)
        if target_ids is not None:
            failed = failed.filter(pk__in=sorted(target_ids))
        ids = list(failed.values_list("pk", flat=True)[:10_000])
        is_urgent = target_ids is not None and len(ids) <= MOST_AT_ONCE
        wake_targets(ids, lane=TargetLane.OWN if is_urgent else TargetLane.DEPENDENT, at=at)
        if is_urgent:
            transaction.on_commit(lambda: make_own_pages(ids, at), robust=True)
        if ids:
            record_of_site("publishing.targets.retried", site, actor, at, {"pages": len(ids)})
    return len(ids)


def _sites_of(batch: Batch) -> list[int]:
    rows = Entry.objects.filter(batch=batch).values_list("target__site_id", flat=True)
    return list(rows.distinct().order_by())


def _may_go_back(actor: Person, sites: Collection[GovSite], at: datetime, reason: str) -> Decision:
    decision = YES
    for site in sites:
        decision &= authority.may(actor, "publishing.operate", site=site.code, at=at)
    if not has_words(reason):
        decision &= no("publishing.reason_missing", "请写明回退的原因。", "reason")
    return decision


def _has_steps(plan: rollback.Plan) -> Decision:
    if plan.steps:
        return YES
    text = "没有可以回退的页面。"
    if plan.skipped:
        text = f"没有可以回退的页面：{plan.skipped} 个页面已下线，或旧版本已经清理。"
    return no("publishing.nothing_to_roll_back", text)


def _record(
    row: Batch,
    sites: Collection[GovSite],
    plan: rollback.Plan,
    actor: Person,
    at: datetime,
    scope: Mapping[str, str | int],
) -> None:
    payload = {"batch": row.pk, "pages": len(plan.steps), "skipped": plan.skipped, **scope}
    for site in sites:
        record_of_site("publishing.batch.rolled_back", site, actor, at, payload, row.reason)
