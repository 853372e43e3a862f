"""Claims: taking waiting targets so that nobody else makes them meanwhile, and giving them back.

On PostgreSQL a claim skips rows that others hold; on SQLite a transaction that writes is alone. A
claim has a lease: what a killed worker held comes back when the lease ends, or at once when the
worker ran on this machine and is gone.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from mingtang.editorial.pages.enums import BatchState, TargetLane, TargetState
from mingtang.editorial.pages.models import Batch, Target
from mingtang.editorial.pages.policies.pauses import (
    LEASE,
    LONGEST_DUE,
    OWN_PAGE_GRACE,
    lease_is_over,
)
from mingtang.editorial.pages.reader import Page
from mingtang.editorial.pages.rows import Among
from mingtang.spine.jobs.claims import is_dead, this_process

_PAGE_FIELDS = ("pk", "site_id", "path", "kind", "key", "column_id")


@dataclass(frozen=True, slots=True)
class Claimed:
    """One claimed target and the version that is on disk now (empty: none)."""

    page: Page
    entry_id: int | None
    digest: str
    tries: int


@dataclass(frozen=True)
class Claim:
    """Targets that belong to us until the lease ends."""

    token: str
    lane: TargetLane
    targets: tuple[Claimed, ...]
    at: datetime

    def __bool__(self) -> bool:
        return bool(self.targets)


def take(
    lane: TargetLane,
    *,
    at: datetime,
    limit: int,
    only: Collection[int] | None = None,
    leave_fresh: bool = False,
) -> Claim:
    """Claim waiting targets of a lane, oldest first; `only` narrows to known ones.

    `leave_fresh` leaves pages alone for a moment that an office process is about to make itself.
    """
    rows = Target.objects.filter(state=TargetState.WAITING.value, lane=lane.value)
    if only is not None:
        rows = rows.filter(Among("pk", sorted(only)))
    if leave_fresh:
        grace = Q(woken_at__lte=at - OWN_PAGE_GRACE) | Q(woken_at__gt=at)
        rows = rows.filter(grace)
    token = uuid4().hex
    if not rows.exists():  # without a transaction: on SQLite each one stops every other writer
        return Claim("", lane, (), at)
    with transaction.atomic():
        ids = _chosen(rows.order_by("woken_at", "pk"), limit)
        if not ids:
            return Claim("", lane, (), at)
        Target.objects.filter(Among("pk", ids), state=TargetState.WAITING.value).update(
            state=TargetState.RUNNING.value,
            claim=token,
            claimed_by=this_process(),
            claimed_until=at + LEASE,
            claimed_wake=F("wake_number"),
        )
        claimed = _claimed(ids, token)
    return Claim(token, lane, claimed, at)


def _chosen(rows: "QuerySet[Target]", limit: int) -> list[int]:
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True)
    return list(rows.values_list("pk", flat=True)[:limit])


def _claimed(ids: Sequence[int], token: str) -> tuple[Claimed, ...]:
    rows = Target.objects.filter(Among("pk", ids), claim=token).order_by("pk")
    values = rows.values_list(*_PAGE_FIELDS, "entry_id", "entry__digest", "tries")
    return tuple(Claimed(Page(*row[:6]), row[6], row[7] or "", row[8]) for row in values)


def give_back_lost(at: datetime) -> int:
    """Let targets wait again whose claim ended without a result; return how many.

    Only those no batch was begun for: a begun batch is finished by recovery first. It is asked after
    the owner was found dead, since he may have begun it, and renamed files, a moment before.
    """
    rows = Target.objects.filter(state=TargetState.RUNNING.value)
    values = rows.values_list("pk", "claim", "claimed_by", "claimed_until")
    lost = [
        (pk, claim)
        for pk, claim, owner, until in values.iterator(2000)
        if lease_is_over(until, at) or is_dead(owner)
    ]
    begun = Batch.objects.filter(state=BatchState.WRITING.value, claim=OuterRef("claim"))
    count = 0
    for pk, claim in lost:
        ours = Target.objects.filter(pk=pk, claim=claim, state=TargetState.RUNNING.value)
        count += ours.filter(~Exists(begun)).update(
            state=TargetState.WAITING.value, claim="", claimed_until=None
        )
    return count


def retry_due(at: datetime) -> int:
    """Let failed targets wait again whose pause is over, the longest due first; return how many."""
    rows = Target.objects.filter(state=TargetState.FAILED.value)
    over = Q(due_at=None) | Q(due_at__lte=at) | Q(due_at__gt=at + LONGEST_DUE)
    due = list(
        rows.filter(over)
        .order_by(F("due_at").asc(nulls_first=True), "pk")
        .values_list("pk", flat=True)[:1000]
    )
    return Target.objects.filter(pk__in=due, state=TargetState.FAILED.value).update(
        state=TargetState.WAITING.value, due_at=None
    )
