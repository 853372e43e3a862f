"""Going back: earlier versions are put in place again from the store, nothing is rendered.

A rollback is a batch like any other: planned and committed with its manifest first, then written in
slices; a crash in between is finished by recovery. What was rolled back is held until released.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from uuid import uuid4

from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef, QuerySet

from mingtang.editorial.pages.engine.batches import sync_published
from mingtang.editorial.pages.engine.graves import Graves
from mingtang.editorial.pages.engine.recovery import content_of, write_content
from mingtang.editorial.pages.engine.settling import point_to
from mingtang.editorial.pages.enums import BatchKind, BatchState, TargetLane, TargetState
from mingtang.editorial.pages.models import Batch, Entry, Target
from mingtang.editorial.pages.policies.pauses import LONGEST_LEASE
from mingtang.editorial.pages.store import LostContent
from mingtang.ground.foundation.keys import new_key
from mingtang.spine.events.models import StatedReason
from mingtang.spine.jobs.claims import this_process

SLICE = 500


@dataclass(frozen=True, slots=True)
class RollbackStep:
    """One target and the version it goes back to; None: to before it existed."""

    target_id: int
    current_id: int | None
    wanted: Entry | None


@dataclass
class Plan:
    """What a rollback will do, and what it leaves alone and why."""

    steps: list[RollbackStep] = field(default_factory=list)
    buried: int = 0
    lost: int = 0

    @property
    def skipped(self) -> int:
        """How many pages stay as they are: taken down, naming what was taken down, or not kept."""
        return self.buried + self.lost


def plan_batch(batch: Batch) -> Plan:
    """Plan to take a batch back: each of its files as it was before, where that is still kept."""
    rows = Entry.objects.filter(batch=batch)
    cleared = _cleared(rows)
    kept = rows.exclude(pk__in=cleared).select_related("target", "previous__pack")
    plan = _plan((entry.target, entry.previous) for entry in kept.order_by("pk").iterator(SLICE))
    plan.lost += cleared.count()
    return plan


def plan_moment(site_id: int, moment: datetime) -> Plan:
    """Plan to take a site back to how it was at a moment."""
    past = Entry.objects.filter(target__site_id=site_id, batch__done_at__lte=moment)
    newest = dict(
        past.values_list("target_id").annotate(newest=Max("pk")).values_list("target_id", "newest")
    )
    cleared = _cleared(Entry.objects.filter(target__site_id=site_id))
    lost = set(cleared.values_list("target_id", flat=True)) - newest.keys()
    targets = Target.objects.filter(site_id=site_id, entry__isnull=False).order_by("pk")
    known = (target for target in targets.iterator(SLICE) if target.pk not in lost)
    plan = _plan(_with_versions(known, newest))
    plan.lost += len(lost)
    return plan


def _cleared(rows: QuerySet[Entry]) -> QuerySet[Entry]:
    """Lines whose earlier version was cleared away: a page was there, but nobody has it any more."""
    earlier = Entry.objects.filter(pk=OuterRef("previous_id"))
    return rows.filter(~Exists(earlier), previous_id__isnull=False)


def _with_versions(
    targets: Iterator[Target], newest: dict[int, int]
) -> Iterator[tuple[Target, Entry | None]]:
    while part := list(islice(targets, SLICE)):
        wanted = [newest[target.pk] for target in part if target.pk in newest]
        entries = {
            entry.target_id: entry
            for entry in Entry.objects.filter(pk__in=wanted).select_related("pack")
        }
        for target in part:
            yield target, entries.get(target.pk)


def _plan(pairs: Iterator[tuple[Target, Entry | None]]) -> Plan:
    plan, graves = Plan(), dict[int, Graves]()
    for target, wanted in pairs:
        current = target.entry_id
        if wanted is not None and current == wanted.pk:
            continue
        if target.site_id not in graves:
            graves[target.site_id] = Graves(target.site_id)
        digest = wanted.digest if wanted is not None else ""
        if digest and target.path in graves[target.site_id].paths:
            plan.buried += 1
        elif digest and wanted is not None and wanted.pack_id is None:
            plan.lost += 1
        else:
            plan.steps.append(RollbackStep(target.pk, current, wanted if digest else None))
    return plan


def begin(
    plan: Plan,
    *,
    actor: str,
    reason: StatedReason | None,
    at: datetime,
    of_batch: Batch | None,
) -> Batch:
    """Commit the manifest of a rollback and take its targets, also from a worker that holds them.

    A worker that loses a target here does not write it: it looks at its claims before it renames.
    """
    token = uuid4().hex
    ids = [step.target_id for step in plan.steps]
    batch = Batch.objects.create(
        key=new_key(at),
        kind=BatchKind.ROLLBACK.value,
        state=BatchState.WRITING.value,
        claim=token,
        owner=this_process(),
        lease_until=at + LONGEST_LEASE,
        started_at=at,
        pages=len(ids),
        actor=actor,
        reason=reason,
        of_batch=of_batch,
    )
    for start in range(0, len(ids), SLICE):
        part = ids[start : start + SLICE]
        list(
            Target.objects.select_for_update().filter(pk__in=part).order_by("pk").values_list("pk")
        )
        Target.objects.filter(pk__in=part).update(
            state=TargetState.RUNNING.value,
            claim=token,
            claimed_by=batch.owner,
            claimed_until=batch.lease_until,
            claimed_wake=F("wake_number"),
        )
    Entry.objects.bulk_create((_line(batch, step) for step in plan.steps), batch_size=500)
    return batch


def _line(batch: Batch, step: RollbackStep) -> Entry:
    wanted = step.wanted
    if wanted is None:
        return Entry(batch=batch, target_id=step.target_id, previous_id=step.current_id)
    return Entry(
        batch=batch,
        target_id=step.target_id,
        previous_id=step.current_id,
        digest=wanted.digest,
        twins=wanted.twins,
        pack_id=wanted.pack_id,
        offset=wanted.offset,
        size=wanted.size,
    )


def write(batch: Batch, at: datetime) -> int:
    """Put the versions in place, slice by slice; return how many files were written or removed."""
    entries = Entry.objects.filter(batch=batch).select_related("target__site", "pack")
    done = 0
    rows = entries.order_by("pk").iterator(SLICE)
    graves: dict[int, Graves] = {}
    while part := list(islice(rows, SLICE)):
        with transaction.atomic():
            done += _write_slice(batch, part, graves, at)
    with transaction.atomic():
        Entry.objects.filter(batch=batch).exclude(target__entry_id=F("pk")).delete()
        Batch.objects.filter(pk=batch.pk).update(
            state=BatchState.DONE.value, done_at=at, lease_until=None, pages=done
        )
    return done


def _write_slice(
    batch: Batch, part: Sequence[Entry], graves: dict[int, Graves], at: datetime
) -> int:
    ids = [entry.target_id for entry in part]
    ours = set(
        Target.objects.select_for_update()
        .filter(pk__in=ids, claim=batch.claim, state=TargetState.RUNNING.value)
        .values_list("pk", flat=True)
    )
    written = {
        entry.target_id
        for entry in part
        if entry.target_id in ours and _write_one(batch, entry, graves)
    }
    sync_published()
    point_to(batch, written, at)
    Target.objects.filter(pk__in=sorted(written)).update(
        state=TargetState.HELD.value, claim="", claimed_until=None, reason=""
    )
    left = sorted(ours - written)
    Target.objects.filter(pk__in=left).update(
        state=TargetState.WAITING.value,
        claim="",
        claimed_until=None,
        wake_number=F("wake_number") + 1,
    )
    return len(written)


def _write_one(batch: Batch, entry: Entry, graves: dict[int, Graves]) -> bool:
    """Write one version unless it names what was taken down meanwhile or before."""
    target = entry.target
    if target.site_id not in graves:
        graves[target.site_id] = Graves(target.site_id)
    if not entry.digest:
        write_content(target, None, entry, token=batch.key[-12:])
        return True
    try:
        content = content_of(entry)
        if target.path in graves[target.site_id].paths or graves[target.site_id].are_named_in(
            content
        ):
            return False
        write_content(target, content, entry, token=batch.key[-12:])
    except (LostContent, OSError):
        return False
    return True


def release(target_ids: Collection[int], at: datetime) -> int:
    """Let held targets follow the present again; return how many."""
    count = 0
    ids = sorted(target_ids)
    for start in range(0, len(ids), SLICE):
        count += Target.objects.filter(
            pk__in=ids[start : start + SLICE], state=TargetState.HELD.value
        ).update(
            state=TargetState.WAITING.value,
            lane=TargetLane.BULK.value,
            woken_at=at,
            wake_number=F("wake_number") + 1,
        )
    return count
