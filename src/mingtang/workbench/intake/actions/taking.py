"""Taking forms over (接收): the worker opens each and calls the room that declared it, exactly once."""

import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction
from django.db.models import F

from mingtang.ground.foundation.decisions import Refused
from mingtang.spine.events.actions import record_event
from mingtang.spine.jobs.claims import claim_rows
from mingtang.workbench.intake.actions.statuses import put_status
from mingtang.workbench.intake.enums import IntakeState
from mingtang.workbench.intake.forms import PublicForm, ReceivedForm, public_form
from mingtang.workbench.intake.inbox import judged_files, remove_files
from mingtang.workbench.intake.models import IntakeRow, StatusRow
from mingtang.workbench.intake.policies import (
    MOST_ATTEMPTS,
    pause_after,
    state_after_failure,
)
from mingtang.workbench.intake.sealed import open_content

BATCH = 50
LEASE = timedelta(minutes=2)
BUDGET = 30.0  # seconds of one batch, after which claimed forms are released for other workers
ERROR_LENGTH = 2000
SYSTEM = "system"


def take_waiting(*, at: datetime, limit: int = BATCH) -> int:
    """Take over up to `limit` forms that wait, the oldest first; return how many were worked on.

    Taking and the mark that a form is taken are one transaction: a worker that is killed leaves the
    form waiting, untouched, until its lease is over.
    """
    claim = uuid4().hex
    ids = claim_rows(
        IntakeRow.objects.due(at),
        limit=limit,
        claim=claim,
        due_at=at + LEASE,
        attempts=F("attempts") + 1,
    )
    began = time.monotonic()
    for number, row_id in enumerate(ids):
        if time.monotonic() - began > BUDGET:
            _release(ids[number:], claim, at)
            return number
        _work_on(row_id, claim, at + timedelta(seconds=time.monotonic() - began))
    return len(ids)


def _release(ids: list[int], claim: str, at: datetime) -> None:
    ours = IntakeRow.objects.filter(pk__in=ids, claim=claim, state=IntakeState.WAITING)
    ours.update(claim="", due_at=at, attempts=F("attempts") - 1)


def _work_on(row_id: int, claim: str, at: datetime) -> None:
    row = IntakeRow.objects.filter(pk=row_id, claim=claim).first()
    if row is None:
        return
    if row.attempts > MOST_ATTEMPTS:  # its workers died each time
        _refuse(row, at, f"{MOST_ATTEMPTS} 次都没有结果：处理它的进程每次都中断了。")
        return
    try:
        _take(row, at)
    except Refused as refusal:
        _refuse(row, at, str(refusal))
    except Exception as error:  # noqa: BLE001 - recorded with the form and tried again
        _fail(row, at, error)


def _take(row: IntakeRow, at: datetime) -> None:
    form = public_form(row.form)
    content = open_content(row.key, bytes(row.payload))
    kinds = form.files.kinds if form.files else ()
    with judged_files(content.files, kinds) as files:
        received = ReceivedForm(
            form=row.form,
            key=row.key,
            code=row.code,
            status_key=row.status_key,
            site=row.site,
            received_at=row.received_at,
            values=content.values,
            files=files.admitted,
            turned_away=files.turned_away,
            sender=content.sender,
        )
        with _ours(row) as locked:
            if locked is None:
                return
            form.take(received, at=row.received_at)
            _mark_taken(locked, form, received, at)
    remove_files(content.files)


def _mark_taken(row: IntakeRow, form: PublicForm, received: ReceivedForm, at: datetime) -> None:
    row.state, row.claim, row.payload, row.error = IntakeState.TAKEN.value, "", b"", ""
    row.ended_at = at
    row.save(update_fields=["state", "claim", "payload", "error", "ended_at"])
    if form.has_status and not StatusRow.objects.filter(pk=row.status_key).exists():
        put_status(
            key=row.status_key,
            title=form.title,
            state="已收到",
            received_at=row.received_at,
            at=at,
        )
    _record(
        "intake.form.taken",
        row,
        at,
        files=len(received.files),
        turned_away=len(received.turned_away),
    )


def _refuse(row: IntakeRow, at: datetime, error: str) -> None:
    """Leave a form, sealed as it is, to a person."""
    with _ours(row) as locked:
        if locked is None:
            return
        locked.state, locked.claim, locked.ended_at = IntakeState.REFUSED.value, "", at
        locked.error = error[:ERROR_LENGTH]
        locked.save(update_fields=["state", "claim", "ended_at", "error"])
        _record("intake.form.refused", locked, at, attempts=locked.attempts)


def _fail(row: IntakeRow, at: datetime, error: Exception) -> None:
    if state_after_failure(row.attempts) is IntakeState.REFUSED:
        _refuse(row, at, where(error))
        return
    with _ours(row) as locked:
        if locked is not None:
            locked.claim, locked.due_at = "", at + pause_after(locked.attempts)
            locked.error = where(error)[:ERROR_LENGTH]
            locked.save(update_fields=["claim", "due_at", "error"])


@contextmanager
def _ours(row: IntakeRow) -> Iterator[IntakeRow | None]:
    """Open a transaction with the row locked; None where another worker has it by now."""
    with transaction.atomic():
        rows = IntakeRow.objects.select_for_update()
        yield rows.filter(pk=row.pk, claim=row.claim, state=IntakeState.WAITING).first()


def where(error: Exception) -> str:
    """Return what kind of error it was and where it came from.

    Not its words: they may hold what a citizen wrote.
    """
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return "\n".join((f"{type(error).__module__}.{type(error).__qualname__}", *places[-12:]))


def _record(code: str, row: IntakeRow, at: datetime, **particulars: int) -> None:
    record_event(
        code=code,
        subject=f"intake:{row.pk}",
        actor=SYSTEM,
        at=at,
        site=row.site,
        payload={
            "form": row.form,
            "received_at": row.received_at.isoformat(),
            **particulars,
        },
    )
