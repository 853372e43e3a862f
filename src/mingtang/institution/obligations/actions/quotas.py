"""Opening the quotas of a period for every unit that owes them, also after a time without worker."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import transaction

from mingtang.institution.obligations.actions.locks import lock_promise_keys
from mingtang.institution.obligations.actions.projection import write_standing
from mingtang.institution.obligations.models import Obligation, QuotaOpening
from mingtang.institution.obligations.policies.calendars import CalendarHistory
from mingtang.institution.obligations.policies.replay import Share, replay
from mingtang.institution.obligations.queries.calendar import calendar_history
from mingtang.institution.obligations.queries.facts import facts_of
from mingtang.institution.obligations.queries.quotas import Owner, QuotaTurn, owners, turns

BATCH = 50


def open_quota_periods(at: datetime) -> int:
    """Open the earliest period that is not opened yet, for every quota in force; return how many.

    One period of each quota at a call, so that a worker that was off for weeks catches up in small
    pieces. A unit owes a period if it existed when the period began; what it sent before its row
    was written counts all the same.
    """
    history = calendar_history()
    return sum(_open(turn, history, at) for turn in turns(at))


def _open(turn: QuotaTurn, history: CalendarHistory, at: datetime) -> int:
    """Write the promises of one period in batches, and then that the period is opened.

    A run that dies between batches is simply run again: what is there already stays as it is.
    """
    found = owners(turn)
    for batch in _batches(found):
        with transaction.atomic():
            _open_batch(turn, batch, history, at)
    QuotaOpening.objects.get_or_create(
        rule_id=turn.rule.id,
        unit_key=turn.root,
        period_first=turn.period.first,
        defaults={
            "pack_version": turn.rules.version,
            "opened_at": at,
            "opened_count": len(found),
        },
    )
    return 1


def _batches(found: Sequence[Owner]) -> Iterator[Sequence[Owner]]:
    for start in range(0, len(found), BATCH):
        yield found[start : start + BATCH]


def _open_batch(
    turn: QuotaTurn, batch: Sequence[Owner], history: CalendarHistory, at: datetime
) -> None:
    lock_promise_keys(owner.key for owner in batch)
    rows = [_row(turn, owner, history, at) for owner in batch]
    Obligation.objects.bulk_create([row for row in rows if row.target], ignore_conflicts=True)


def _row(turn: QuotaTurn, owner: Owner, history: CalendarHistory, at: datetime) -> Obligation:
    """Return the promise of one owner, standing as all that was recorded says."""
    rule, period = turn.rule, turn.period
    row = Obligation(
        rule_id=rule.id,
        kind=rule.kind,
        pack=turn.rules.pack,
        pack_version=turn.rules.version,
        strength=rule.strength,
        subject=owner.key,
        promise_key=owner.key,
        opened_at=period.begins_at,
        opened_unit=owner.unit,
        period_first=period.first,
        period_last=period.last,
        edition=history.edition,
    )
    facts = facts_of(row, rule)
    standing = replay(rule, Share(period, owner.unit), facts, history, at)
    write_standing(row, standing, at, pending=False)
    return row
