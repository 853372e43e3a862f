"""Writing down where a replay says that a promise stands.

Nothing here records an event or declares anything overdue: that is the sweep's, which knows the
time. So a promise may be projected again at any moment, from any event, with the same result.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q

from mingtang.institution.obligations.enums import ObligationState
from mingtang.institution.obligations.models import Miss, Obligation
from mingtang.institution.obligations.policies.agenda import Agenda
from mingtang.institution.obligations.policies.calendars import CalendarHistory
from mingtang.institution.obligations.policies.freshness import Gap
from mingtang.institution.obligations.policies.notices import next_warning
from mingtang.institution.obligations.policies.replay import replay
from mingtang.institution.obligations.policies.standing import EventFact, MissedMoment, Standing
from mingtang.institution.obligations.queries.facts import beginning_of, facts_of
from mingtang.institution.regulations.schema import ClockRule

WORKED_OUT = (
    "unit_key", "state", "starts_at", "due_at", "provisional", "paused_at", "decided_at", "number",
    "target", "renewed_at", "limit", "touched_at", "warn_at", "notify_at", "notify_topic",
    "next_at", "judged_at", "edition",
)  # fmt: skip


def project(
    obligation: Obligation,
    rule: ClockRule,
    history: CalendarHistory,
    at: datetime,
    *,
    news: EventFact | None = None,
) -> None:
    """Work out again where a locked promise stands at `at`, at the earliest, and save it.

    Later than `at` if more is known already: what was heard once is never forgotten again.
    `news` is the fact that just arrived: a freshness that it only prolongs is not replayed from its
    beginning, because a busy portal renews itself a hundred thousand times.
    """
    gap = _running_gap(obligation, news)
    facts = [news] if gap is not None and news is not None else facts_of(obligation, rule)
    heard = [fact.recorded_at for fact in facts]
    at = max([at, obligation.judged_at, *heard])
    standing = replay(rule, gap or beginning_of(obligation, rule), facts, history, at)
    pending = write_misses(obligation, standing.misses, since=gap.since if gap else None)
    write_standing(obligation, standing, at, pending=pending)
    obligation.edition = history.edition
    obligation.touched_at = max([obligation.touched_at or obligation.opened_at, *heard])
    obligation.save(update_fields=WORKED_OUT)


def _running_gap(obligation: Obligation, news: EventFact | None) -> Gap | None:
    """Return where a freshness stands if `news` is later than all it has heard of."""
    if news is None or obligation.renewed_at is None or obligation.touched_at is None:
        return None
    if news.recorded_at < obligation.touched_at:
        return None
    return Gap(obligation.renewed_at, obligation.limit, obligation.unit_key)


def write_standing(
    obligation: Obligation, standing: Standing, at: datetime, *, pending: bool
) -> None:
    """Put a standing into the fields of a promise, without saving.

    Only the sweep turns open into overdue; a replay that finds it so leaves that to it.
    """
    state = standing.state
    if state is ObligationState.OVERDUE and obligation.state != ObligationState.OVERDUE:
        state = ObligationState.OPEN
    obligation.state = state
    obligation.unit_key = standing.unit
    obligation.starts_at = standing.starts_at
    obligation.due_at = standing.due_at
    obligation.provisional = standing.provisional
    obligation.paused_at = standing.paused_at
    obligation.decided_at = standing.decided_at
    obligation.number, obligation.target = standing.number, standing.target
    obligation.renewed_at, obligation.limit = standing.renewed_at, standing.limit
    obligation.warn_at = next_warning(standing.warnings, obligation.warned_at)
    obligation.judged_at = at
    if not obligation.is_live:
        obligation.notify_at, obligation.notify_topic = None, ""
    plan_next(obligation, pending=pending)


def plan_next(obligation: Obligation, *, pending: bool) -> None:
    """Say when the sweep has to look at a promise next."""
    runs = obligation.state == ObligationState.OPEN and obligation.paused_at is None
    obligation.next_at = Agenda(
        runs_out_at=obligation.due_at if runs else None,
        warn_at=obligation.warn_at if runs else None,
        notify_at=obligation.notify_at,
        pending_since=obligation.judged_at if pending else None,
    ).next_at


def write_misses(
    obligation: Obligation, misses: Sequence[MissedMoment], *, since: datetime | None = None
) -> bool:
    """Make the rows of missed due moments say what a replay found; tell whether the sweep must act.

    Of a miss that is not made good, the row is the sweep's to write, unless it did. `since` bounds
    what a partial replay can speak about. What is missed no longer is revoked, never deleted, once
    it was declared.
    """
    rows = obligation.misses.filter(due_at__gte=since) if since else obligation.misses.all()
    standing = {row.due_at: row for row in rows}
    if not standing and not misses and since is None:
        return False
    for miss in misses:
        row = standing.pop(miss.due_at, None)
        if row is not None:
            _agree(row, miss)
        elif miss.ended_at is not None or obligation.state == ObligationState.OVERDUE:
            Miss.objects.create(
                obligation=obligation,
                due_at=miss.due_at,
                unit_key=miss.unit,
                ended_at=miss.ended_at,
            )
    for row in standing.values():
        _revoke(row)
    return has_pending(obligation)


def has_pending(obligation: Obligation) -> bool:
    """Tell whether a miss waits to be declared, or a revocation to be told."""
    undeclared = Q(declared_at=None, is_revoked=False)
    unrevoked = Q(is_revoked=True, revoked_at=None)
    return obligation.misses.filter(undeclared | unrevoked).exists()


def _agree(row: Miss, miss: MissedMoment) -> None:
    changed: dict[str, Any] = {"ended_at": miss.ended_at, "unit_key": miss.unit}
    if row.is_revoked:
        told = row.revoked_at is not None
        changed |= {"is_revoked": False, "revoked_at": None}
        changed |= {"declared_at": None} if told else {}
    if any(getattr(row, name) != value for name, value in changed.items()):
        Miss.objects.filter(pk=row.pk).update(**changed)


def _revoke(row: Miss) -> None:
    if row.declared_at is None:
        row.delete()
    elif not row.is_revoked:
        Miss.objects.filter(pk=row.pk).update(is_revoked=True)
