"""The outbox (发件箱): carries sealed events to their subscribers, in order per key."""

import logging
import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any
from uuid import uuid4

from django.db import Error as DatabaseError
from django.db import transaction
from django.db.models import F

from mingtang.ground.foundation.masking import mask_personal_data
from mingtang.ground.foundation.remembering import reads_remembered
from mingtang.spine.events.enums import DeliveryState
from mingtang.spine.events.models import Delivery, Lane
from mingtang.spine.events.policies import pause_after
from mingtang.spine.events.queries import SEALED_FIELDS, sealed_event
from mingtang.spine.events.storage import (
    close_lane,
    mark_done,
    unfinished_in,
)
from mingtang.spine.events.subscribers import SealedEvent, subscriber, subscriber_names

LEASE = timedelta(seconds=60)
PER_LANE = 100
BUDGET = timedelta(seconds=1)
ERROR_LENGTH = 4000
_FIELDS = ("position", *(f"event__{name}" for name in SEALED_FIELDS[1:]))

logger = logging.getLogger(__name__)


class TakenOver(Exception):
    """The lease ran out and another worker delivered this one first."""


@dataclass(frozen=True, slots=True)
class Owed:
    """A delivery that is waiting, with what its handler gets."""

    id: int
    subscriber: str
    key: str
    tries: int
    event: SealedEvent


class Round:
    """One claim of lanes and the time that goes by while they are worked off."""

    def __init__(self, at: datetime, lease: timedelta, budget: timedelta = BUDGET) -> None:
        self.claim = uuid4().hex
        self._lease = lease
        self._budget = budget
        self._at = at
        self._started = time.monotonic()
        self._renewed = at
        self._held: set[int] = set()

    def now(self) -> datetime:
        """Return the moment the round was started with, plus what has gone by since."""
        return self._at + timedelta(seconds=time.monotonic() - self._started)

    @property
    def is_over(self) -> bool:
        """Say whether the time of the round is used up."""
        return time.monotonic() - self._started > self._budget.total_seconds()

    def take(self, limit: int) -> list[Lane]:
        """Claim up to `limit` lanes that are due; those that others are claiming are passed over."""
        due = Lane.objects.filter(due_at__lte=self._at, subscriber__in=subscriber_names())
        if not due.exists():
            return []
        with transaction.atomic():
            locked = due.select_for_update(skip_locked=True).order_by("due_at", "id")
            ids = list(locked.values_list("id", flat=True)[:limit])
            due.filter(id__in=ids).update(due_at=self._at + self._lease, claim=self.claim)
        self._held = set(ids)
        return list(Lane.objects.filter(id__in=ids, claim=self.claim))

    def renew(self) -> None:
        """Move the end of the lease when half of it is used up."""
        now = self.now()
        if now - self._renewed > self._lease / 2:
            self._change(due_at=now + self._lease)
            self._renewed = now

    def let_go(self, lane: Lane, due_at: datetime | None = None) -> None:
        """Free one lane; without `due_at` any worker may take it at once."""
        self._held.discard(lane.id)
        mine = Lane.objects.filter(id=lane.id, claim=self.claim)
        mine.update(due_at=due_at or self._at, claim="")

    def close(self, lane: Lane, position: int) -> None:
        """Remove a lane whose latest delivery is done, or free it when more came meanwhile."""
        if close_lane(lane.id, self.claim, position):
            self._held.discard(lane.id)
        else:
            self.let_go(lane)

    def let_all_go(self) -> None:
        """Free what is still held at the end, as far as the database lets us."""
        try:
            self._change(due_at=self._at, claim="")
        except DatabaseError:
            logger.warning("投递通道未能归还，租约到期后自动收回", exc_info=True)

    def _change(self, **values: Any) -> None:
        """Change all lanes that are held, locked in the order in which the sealer locks them."""
        if not self._held:
            return
        with transaction.atomic():
            held = Lane.objects.filter(id__in=self._held, claim=self.claim)
            ids = [
                lane.id
                for lane in held.select_for_update().order_by("subscriber", "key").only("id")
            ]
            Lane.objects.filter(id__in=ids).update(**values)


def deliver_due(
    at: datetime, limit: int = 100, *, lease: timedelta = LEASE, budget: timedelta = BUDGET
) -> int:
    """Deliver what waits in up to `limit` lanes; return how many deliveries were tried.

    After `budget` the rest is handed back, so that slow handlers neither keep the worker from its
    other jobs nor keep lanes from other workers.

    Each handler runs in a transaction of its own that also marks the delivery done. A handler that
    raises leaves a visible failure, which holds up its own key of its own subscriber until the next
    try: after 2 s, then twice as long each time, at most an hour. A worker that dies keeps its lanes
    until the lease ends; a handler should be done long before.
    """
    this = Round(at, lease, budget)
    lanes = this.take(limit)
    if not lanes:
        return 0
    tried = 0
    try:
        waiting = _waiting_in(lanes)
        # Read after the events of the round: rules and units are as new as what is delivered.
        with reads_remembered():
            for lane in lanes:
                tried += _work_off(lane, waiting.get((lane.subscriber, lane.key), ()), this)
                if this.is_over:
                    break
    finally:
        this.let_all_go()
    return tried


def _waiting_in(lanes: Sequence[Lane]) -> dict[tuple[str, str], Sequence[Owed]]:
    """Return the deliveries of lanes by subscriber and key, each in position order."""
    ids = unfinished_in([lane.id for lane in lanes], PER_LANE)
    rows = Delivery.objects.filter(id__in=ids).order_by("subscriber", "key", "position")
    owed = [
        Owed(delivery_id, name, key, tries, sealed_event(*event))
        for delivery_id, name, key, tries, *event in rows.values_list(
            "id", "subscriber", "key", "tries", *_FIELDS
        )
    ]
    return {key: list(group) for key, group in groupby(owed, attrgetter("subscriber", "key"))}


def _work_off(lane: Lane, waiting: Sequence[Owed], this: Round) -> int:
    """Deliver one lane in order, up to the first failure; return how many were tried."""
    if not waiting:
        _close_empty(lane, this)
        return 0
    left = _pass_over(lane, waiting, this)
    passed = len(waiting) - len(left)
    for number, owed in enumerate(left, start=1):
        if number > 1 and this.is_over:
            return passed + number - 1
        this.renew()
        closes_at = waiting[-1].event.position if number == len(left) else None
        try:
            _deliver(owed, lane, this, closes_at=closes_at)
        except TakenOver:
            return passed + number
        except Exception as error:
            logger.warning("投递 %s 失败", owed.id, exc_info=True)
            _note_failure(owed, lane, this, error)
            return passed + number
    return len(waiting)


def _pass_over(lane: Lane, waiting: Sequence[Owed], this: Round) -> Sequence[Owed]:
    """Mark done at once what the subscriber does nothing about; return what is left to deliver."""
    target = subscriber(lane.subscriber)
    if target is None or target.concerns is None:
        return waiting
    left = [owed for owed in waiting if target.concerns(owed.event.code)]
    passed = sorted({owed.id for owed in waiting} - {owed.id for owed in left})
    if passed:
        with transaction.atomic():
            Delivery.objects.unfinished().filter(id__in=passed).update(
                state=DeliveryState.DONE, done_at=this.now(), due_at=None, error="",
                tries=F("tries") + 1,
            )  # fmt: skip
            if not left:
                this.close(lane, waiting[-1].event.position)
    return left


def _deliver(owed: Owed, lane: Lane, this: Round, *, closes_at: int | None) -> None:
    target = subscriber(owed.subscriber)
    assert target is not None  # the claim asked only for registered names
    with transaction.atomic():
        target.handler(owed.event)
        if not mark_done(owed.id, this.now()):
            raise TakenOver
        if closes_at is not None:
            this.close(lane, closes_at)


def _close_empty(lane: Lane, this: Round) -> None:
    """Close a lane whose deliveries were all finished by others or set aside."""
    with transaction.atomic():
        mine = Lane.objects.select_for_update().filter(id=lane.id, claim=this.claim).first()
        if mine is None:
            return
        if unfinished_in([lane.id], 1):
            this.let_go(lane)
        else:
            mine.delete()


def _note_failure(owed: Owed, lane: Lane, this: Round, error: Exception) -> None:
    due_at = this.now() + pause_after(owed.tries + 1)
    # A message may quote a row: a database names the value that breaks a constraint.
    text = mask_personal_data("".join(traceback.format_exception(error))[-ERROR_LENGTH:])
    with transaction.atomic():
        Delivery.objects.unfinished().filter(id=owed.id).update(
            state=DeliveryState.FAILED, tries=F("tries") + 1, due_at=due_at, error=text
        )
        this.let_go(lane, due_at)
