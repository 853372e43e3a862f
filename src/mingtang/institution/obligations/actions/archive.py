"""Moving what was decided long ago to the archive, and back where an old event comes in late."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from django.conf import settings
from django.db import models, transaction

from mingtang.institution.obligations.actions.locks import lock_promise_keys
from mingtang.institution.obligations.models import (
    ArchivedMark,
    ArchivedMiss,
    ArchivedObligation,
    Miss,
    Obligation,
    ObligationMark,
    ObligationRow,
)

Target = TypeVar("Target", bound=models.Model)


def archive_decided(at: datetime, limit: int = 200) -> int:
    """Archive up to `limit` promises that were decided long enough before `at`, and as many marks.

    How long is the setting `OBLIGATION_ARCHIVE_DAYS`. Ids stay, and every promise can be explained
    and replayed as before. Return how many rows moved; 0 when nothing is left to move.
    """
    before = at - timedelta(days=settings.OBLIGATION_ARCHIVE_DAYS)
    return _archive_obligations(before, limit) + _archive_marks(before, limit)


def restore_archived(keys: Collection[str], since: datetime) -> None:
    """Bring back the promises under some keys that were decided at `since` or later.

    Their verdict may change by a fact of that moment. The caller has locked the keys.
    """
    late = ArchivedObligation.objects.filter(promise_key__in=keys, decided_at__gte=since)
    rows = list(late.select_for_update())
    if rows:
        misses = list(ArchivedMiss.objects.filter(obligation__in=rows))
        Obligation.objects.bulk_create(_copies(Obligation, rows))
        Miss.objects.bulk_create(_copies(Miss, misses))
        late.filter(pk__in=[row.pk for row in rows]).delete()


def _archive_obligations(before: datetime, limit: int) -> int:
    old = Obligation.objects.filter(decided_at__lt=before, next_at=None)
    with transaction.atomic():
        found = dict(old.order_by("decided_at", "id").values_list("pk", "promise_key")[:limit])
        # A fact that comes in now waits, and then finds the promise in one table or the other.
        lock_promise_keys(found.values())
        rows = list(old.filter(pk__in=list(found)).select_for_update())
        misses = list(Miss.objects.filter(obligation__in=rows))
        ArchivedObligation.objects.bulk_create(_copies(ArchivedObligation, rows))
        ArchivedMiss.objects.bulk_create(_copies(ArchivedMiss, misses))
        Obligation.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def _archive_marks(before: datetime, limit: int) -> int:
    with transaction.atomic():
        # By the primary key, which follows the time: a mark that arrived late waits for its row.
        first = ObligationMark.objects.order_by("pk").select_for_update(skip_locked=True)[:limit]
        rows = [row for row in first if row.recorded_at < before]
        copies = _copies(ArchivedMark, rows)
        ArchivedMark.objects.bulk_create(copies, ignore_conflicts=True)
        ObligationMark.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def _copies(target: type[Target], rows: Sequence[models.Model]) -> list[Target]:
    """Return unsaved copies of rows; only a promise has an id that others know."""
    names = [field.attname for field in target._meta.concrete_fields]
    if not issubclass(target, ObligationRow):
        names.remove("id")
    return [target(**{name: getattr(row, name) for name in names}) for row in rows]
