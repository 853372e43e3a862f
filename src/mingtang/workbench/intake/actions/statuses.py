"""The rows that answer a query by code and secret: written by workers, read by the public process."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from mingtang.workbench.intake.models import StatusRow

Step = tuple[datetime, str]


def put_status(
    *,
    key: str,
    title: str,
    state: str,
    received_at: datetime,
    at: datetime,
    steps: Sequence[Step] = (),
    answer: str = "",
) -> StatusRow:
    """Write what a citizen may see of a case; the whole row each time, so that a repeat is harmless.

    `key` is the `status_key` that the case took over from its form. All texts are public: no name, no
    telephone number, nothing that the office notes for itself.
    """
    with transaction.atomic():
        row, _ = StatusRow.objects.update_or_create(
            key=key,
            defaults={
                "title": title,
                "state": state,
                "steps": [{"at": moment.isoformat(), "text": text} for moment, text in steps],
                "answer": answer,
                "received_at": received_at,
                "updated_at": at,
            },
        )
    return row


def remove_status(*, key: str) -> None:
    """Remove what a citizen may see, where a case is erased; a repeat is harmless."""
    StatusRow.objects.filter(pk=key).delete()
