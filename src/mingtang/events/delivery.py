"""The outbox (发件箱): carries sealed events to their subscribers, in order per key."""

import logging
import time
import traceback
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import DatabaseError, transaction
from django.db.models import F, QuerySet

from mingtang.events.actions import facts_of
from mingtang.events.enums import DeliveryState
from mingtang.events.models import Delivery, Lane
from mingtang.events.policies import pause_after
from mingtang.events.subscribers import SealedEvent, subscriber, subscriber_names

LEASE = timedelta(seconds=60)
PER_LANE = 100
ERROR_LENGTH = 4000

logger = logging.getLogger(__name__)


class TakenOver(Exception):
    """The lease ran out and another worker delivered this one first."""


class Round:
    """One claim of lanes and the time that goes by while they are worked off."""

    def __init__(self, at: datetime) -> None:
        self.claim = uuid4().hex
        self._at = at
        self._started = time.monotonic()
        self._renewed = at

    def now(self) -> datetime:
        """Return the moment the round was started with, plus what has gone by since."""
        return self._at + timedelta(seconds=time.monotonic() - self._started)

    def take(self, limit: int) -> list[Lane]:
        """Claim up to `limit` lanes that are due; lanes other workers are claiming are passed over."""
        due = Lane.objects.filter(subscriber__in=subscriber_names(), due_at__lte=self._at)
        if not due.exists():
            return []
        with transaction.atomic():
            locked = due.select_for_update(skip_locked=True).order_by("due_at", "id")
            ids = list(locked.values_list("id", flat=True)[:limit])
            due.filter(id__in=ids).update(due_at=self._at + LEASE, claim=self.claim)
        return list(Lane.objects.filter(id__in=ids, claim=self.claim).order_by("id"))

    def renew(self) -> None:
        """Move the end of the lease when half of it is used up."""
        now = self.now()
        if now - self._renewed > LEASE / 2:
            Lane.objects.filter(claim=self.claim).update(due_at=now + LEASE)
            self._renewed = now

    def give_back(self) -> None:
        """Free what is still claimed after an interruption, as far as the database lets us."""
        try:
            Lane.objects.filter(claim=self.claim).update(due_at=self.now(), claim="")
        except DatabaseError:
            logger.warning("claims stay until their lease ends", exc_info=True)


def deliver_due(at: datetime, limit: int = 100) -> int:
    """Deliver what waits in up to `limit` lanes; return how many deliveries were tried.

    Each handler runs in a transaction of its own that also marks the delivery done. A handler that
    raises leaves a visible failure, which holds up its own key of its own subscriber until the next
    try: after 2 s, then twice as long each time, at most an hour.
    """
    this = Round(at)
    tried = 0
    lanes = this.take(limit)
    try:
        for lane in lanes:
            tried += _work_off(lane, this)
    except BaseException:
        this.give_back()
        raise
    return tried


def _work_off(lane: Lane, this: Round) -> int:
    waiting = _waiting_in(lane)
    if not waiting:
        with transaction.atomic():
            _release(lane, this)
    for number, delivery in enumerate(waiting, start=1):
        this.renew()
        try:
            _deliver(delivery, lane, this, is_last=number == len(waiting))
        except TakenOver:
            return number
        except Exception as error:
            logger.warning("delivery %s failed", delivery, exc_info=True)
            _note_failure(delivery, lane, this, error)
            return number
    return len(waiting)


def _waiting_in(lane: Lane) -> QuerySet[Delivery]:
    waiting = Delivery.objects.deliverable().filter(subscriber=lane.subscriber, key=lane.key)
    return waiting.select_related("event").order_by("position")[:PER_LANE]


def _deliver(delivery: Delivery, lane: Lane, this: Round, *, is_last: bool) -> None:
    target = subscriber(delivery.subscriber)
    assert target is not None  # the claim asked only for registered names
    with transaction.atomic():
        target.handler(sealed_event(delivery))
        done = Delivery.objects.unfinished().filter(id=delivery.id)
        marked = done.update(
            state=DeliveryState.DONE,
            done_at=this.now(),
            due_at=None,
            error="",
            tries=F("tries") + 1,
        )
        if not marked:
            raise TakenOver
        if is_last:
            _release(lane, this)


def _release(lane: Lane, this: Round) -> None:
    """Close the lane, or hand it back when the sealer has put more into it meanwhile."""
    mine = Lane.objects.filter(id=lane.id, claim=this.claim)
    if not mine.select_for_update().exists():
        return
    if _waiting_in(lane)[:1]:
        mine.update(due_at=this.now(), claim="")
    else:
        mine.delete()


def _note_failure(delivery: Delivery, lane: Lane, this: Round, error: Exception) -> None:
    due_at = this.now() + pause_after(delivery.tries + 1)
    text = "".join(traceback.format_exception(error))[-ERROR_LENGTH:]
    with transaction.atomic():
        Delivery.objects.unfinished().filter(id=delivery.id).update(
            state=DeliveryState.FAILED, tries=F("tries") + 1, due_at=due_at, error=text
        )
        Lane.objects.filter(id=lane.id, claim=this.claim).update(due_at=due_at, claim="")


def sealed_event(delivery: Delivery) -> SealedEvent:
    """Return what the handler of a delivery gets."""
    assert delivery.position is not None
    return SealedEvent(position=delivery.position, **vars(facts_of(delivery.event)))
