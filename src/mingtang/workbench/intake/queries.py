"""Reads of the public forms: how many came, what waits, and the status of a case."""

from datetime import datetime

from django.db import connection
from django.db.models import QuerySet

from mingtang.workbench.intake.enums import IntakeState
from mingtang.workbench.intake.forms import FormLimits
from mingtang.workbench.intake.models import IntakeRow, PublicTry, StatusRow
from mingtang.workbench.intake.policies import normal_code, normal_secret
from mingtang.workbench.intake.receipts import status_key

_COUNTS = """
SELECT (SELECT count(*) FROM (
            SELECT 1 FROM {table} WHERE subject = %s AND address = %s AND at > %s LIMIT %s) AS one),
       (SELECT count(*) FROM (
            SELECT 1 FROM {table} WHERE subject = %s AND at > %s LIMIT %s) AS everybody)
"""


def counts_within(
    limits: FormLimits, *, subject: str, address: str, at: datetime
) -> tuple[int, int]:
    """Return how often an address, and all together, tried within the time of the limits.

    No more is counted than the limits need. One statement of our own: to have Django make two such
    counts costs a third of a submission.
    """
    since = connection.ops.adapt_datetimefield_value(at - limits.within)
    arguments = [subject, address, since, limits.by_address, subject, since, limits.by_all]
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS.format(table=PublicTry._meta.db_table), arguments)
        of_one, of_all = cursor.fetchone()
    return of_one, of_all


def status_of(code: str, secret: str) -> StatusRow | None:
    """Return what may be seen of a case, asked for by code and secret as a person typed them."""
    key = status_key(normal_code(code), normal_secret(secret))
    return StatusRow.objects.filter(pk=key).first()


def intake_in(state: IntakeState | None = None) -> QuerySet[IntakeRow]:
    """Return the forms of a state, or all, the latest first."""
    rows = IntakeRow.objects.defer("payload").order_by("-id")
    return rows if state is None else rows.filter(state=state.value)


def waiting_since() -> datetime | None:
    """Return when the oldest form that waits came in."""
    waiting = IntakeRow.objects.waiting().order_by("received_at")
    return waiting.values_list("received_at", flat=True).first()
