"""What goes by itself: tries that no longer count, pages that are no longer valid, rows of forms long taken, and
files nobody waits for.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from mingtang.workbench.intake.inbox import keys_of_old_files
from mingtang.workbench.intake.models import IntakeRow, PublicTry, SpentPass
from mingtang.workbench.intake.robots import VALID

TRIES_KEPT = timedelta(days=1)
TAKEN_KEPT = timedelta(days=30)  # a page of a form is valid for a day: no repeat comes later
FILES_KEPT = timedelta(days=2)  # a file that no row came after
AT_ONCE = 1000


def tidy_intake(*, at: datetime) -> int:
    """Delete a bounded piece of each; return how many rows and files went."""
    tries = PublicTry.objects.filter(at__lt=at - TRIES_KEPT).order_by("at")
    spent = SpentPass.objects.filter(at__lt=at - VALID).order_by("at")
    taken = IntakeRow.objects.filter(state="taken", ended_at__lt=at - TAKEN_KEPT)
    pieces: tuple[QuerySet[Any], ...] = (tries, spent, taken.order_by("ended_at"))
    return sum(_delete_some(rows) for rows in pieces) + _remove_orphans(at)


def _delete_some(rows: QuerySet[Any]) -> int:
    ids = list(rows.values_list("pk", flat=True)[:AT_ONCE])
    return rows.model._base_manager.filter(pk__in=ids).delete()[0] if ids else 0


def _remove_orphans(at: datetime) -> int:
    """Remove files of forms that were never stored, or that a killed worker has taken."""
    removed = 0
    for prefix, paths in keys_of_old_files(at - FILES_KEPT).items():
        named = Q(key__startswith=prefix) | Q(held=prefix)
        rows = IntakeRow.objects.filter(named).exclude(state="taken")
        if not rows.exists():
            for path in paths:
                path.unlink(missing_ok=True)
                removed += 1
    return removed
