"""The last lines of a batch: what its targets are now. Inside the transaction of the renames, but for `seems_ours`."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Case, CharField, F, OuterRef, Q, QuerySet, Subquery, Value, When

from mingtang.editorial.pages.engine.claims import Claim
from mingtang.editorial.pages.engine.making import Made
from mingtang.editorial.pages.enums import BatchState, TargetState
from mingtang.editorial.pages.models import Batch, Entry, Target
from mingtang.editorial.pages.policies.pauses import pause_after
from mingtang.editorial.pages.rows import Among

_FREE = {"claim": "", "claimed_until": None, "due_at": None}


def is_writing(batch: Batch) -> bool:
    """Lock a batch and tell whether it is still ours to finish: recovery may have been first."""
    rows = Batch.objects.select_for_update().filter(pk=batch.pk, state=BatchState.WRITING.value)
    return rows.first() is not None


def seems_ours(claim: Claim) -> set[int]:
    """Return the targets of a claim that nobody else has taken over so far, without a lock."""
    return set(_claimed(claim).values_list("pk", flat=True))


def still_ours(claim: Claim) -> set[int]:
    """Lock the targets of a claim that nobody else has taken over, and return them."""
    rows = _claimed(claim).select_for_update().order_by("pk")
    return set(rows.values_list("pk", flat=True))


def _claimed(claim: Claim) -> QuerySet[Target]:
    ids = [claimed.page.target_id for claimed in claim.targets]
    return Target.objects.filter(
        Among("pk", ids), claim=claim.token, state=TargetState.RUNNING.value
    )


def point_to(batch: Batch | None, renamed: Collection[int], at: datetime) -> None:
    """Point targets at the versions that now are on disk, in one statement."""
    if batch is None or not renamed:
        return
    Target.objects.filter(Among("pk", sorted(renamed))).update(
        entry_id=_line_in(batch), written_at=at
    )


def _line_in(batch: Batch) -> Subquery:
    mine = Entry.objects.filter(batch=batch, target_id=OuterRef("pk"))
    return Subquery(mine.values("pk")[:1])


def settle(
    good: Sequence[Made],
    again: Collection[int],
    batch: Batch | None,
    renamed: Collection[int],
    at: datetime,
) -> None:
    """Mark what went well as done, or as waiting if it was woken meanwhile or must be read again.

    Those that were `renamed` point to their new versions, in the same statement.
    """
    if again:
        Target.objects.filter(Among("pk", sorted(again))).update(wake_number=F("wake_number") + 1)
    for state, wants_gone in ((TargetState.WRITTEN, False), (TargetState.GONE, True)):
        ids = {one.page.target_id for one in good if (one.content is None) is wants_gone}
        written = ids & set(renamed)
        if batch is not None and written:
            _finish_targets(written, state, entry_id=_line_in(batch), written_at=at)
        _finish_targets(ids - written, state)


def _finish_targets(ids: Collection[int], state: TargetState, **more: Any) -> None:
    """Set the state of claimed targets, unless they were woken since the claim."""
    if ids:
        Target.objects.filter(Among("pk", sorted(ids))).update(
            state=_unless_woken(state), tries=0, reason="", **_FREE, **more
        )


def settle_failed(failures: dict[int, tuple[str, int]], at: datetime) -> None:
    """Mark failed targets with reason, number of tries, and when they are tried again."""
    for pk, (reason, tries) in failures.items():
        Target.objects.filter(pk=pk).update(
            state=_unless_woken(TargetState.FAILED),
            tries=tries,
            reason=reason[:500],
            **_FREE | {"due_at": at + pause_after(tries)},
        )


def let_wait(ids: Collection[int]) -> None:
    """Give claimed targets back that the batch had no room for."""
    if ids:
        Target.objects.filter(Among("pk", sorted(ids))).update(
            state=TargetState.WAITING.value, **_FREE
        )


def close(batch: Batch, renamed: Collection[int], bare: Collection[int], at: datetime) -> None:
    """End a batch; lines of the manifest that came to nothing are taken out.

    `bare` are targets whose page is there without its twins.
    """
    lines = Entry.objects.filter(batch=batch)
    if bare:
        lines.filter(Among("target_id", sorted(bare))).update(twins="")
    if len(renamed) < batch.pages:
        lines.exclude(Among("target_id", sorted(renamed))).delete()
    Batch.objects.filter(pk=batch.pk).update(
        state=BatchState.DONE.value, done_at=at, lease_until=None, pages=len(renamed)
    )


def _unless_woken(state: TargetState) -> Case:
    return Case(
        When(~Q(wake_number=F("claimed_wake")), then=Value(TargetState.WAITING.value)),
        default=Value(state.value),
        output_field=CharField(),
    )
