"""Tables of the log and its outbox. Rows of the log are written once and sealed once."""

from typing import Any, Never

from django.db import models
from django.db.models import Q

from mingtang.spine.events.enums import DeliveryState

ERASED = "（理由已删除）"


class AppendOnly(Exception):
    """Someone tried to change or delete an event."""


def _refuse() -> Never:
    raise AppendOnly("events are recorded by record_event and never changed or deleted")


class StatedReason(models.Model):
    """Why something was done, in a person's words (理由): stored once, pointed to by events and rows.

    The words may name someone, so they can be erased; the log seals their salted digest alone. An
    erased reason has neither words nor salt, so that the digest tells nothing about them.
    """

    text = models.TextField(blank=True)
    salt = models.CharField(max_length=32, blank=True)
    digest = models.CharField(max_length=64)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "理由"
        constraints = [
            models.CheckConstraint(
                name="events_reason_whole_or_erased",
                condition=Q(erased_at__isnull=True, text__gt="", salt__gt="")
                | Q(erased_at__isnull=False, text="", salt=""),
            ),
        ]

    def __str__(self) -> str:
        return ERASED if self.is_erased else self.text

    @property
    def is_erased(self) -> bool:
        """Tell whether the words are gone."""
        return self.erased_at is not None


class EventQuerySet(models.QuerySet["Event"]):
    """Events can be read; everything that writes is refused."""

    def sealed(self) -> "EventQuerySet":
        """Those that have their position."""
        return self.filter(position__isnull=False)

    def unsealed(self) -> "EventQuerySet":
        """Those that wait for the sealer."""
        return self.filter(position__isnull=True)

    def update(self, **kwargs: Any) -> int:
        _refuse()

    def delete(self) -> tuple[int, dict[str, int]]:
        _refuse()

    def bulk_create(self, *args: Any, **kwargs: Any) -> list["Event"]:
        _refuse()

    def bulk_update(self, *args: Any, **kwargs: Any) -> int:
        _refuse()

    def update_or_create(self, *args: Any, **kwargs: Any) -> tuple["Event", bool]:
        _refuse()


class Event(models.Model):
    """One thing that happened (事件). `position` and `hash` come from the sealer, the rest never changes.

    `reason_digest` is sealed with the event; the words stand in the row of the reason.
    """

    code = models.CharField(max_length=100)
    subject = models.CharField(max_length=200)
    actor = models.CharField(max_length=200)
    unit = models.CharField(max_length=100, blank=True)
    site = models.CharField(max_length=100, blank=True)
    payload = models.TextField(default="{}")
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    reason = models.ForeignKey(
        StatedReason, models.PROTECT, null=True, related_name="events", db_index=False
    )
    reason_digest = models.CharField(max_length=64, blank=True)
    position = models.BigIntegerField(null=True, editable=False)
    hash = models.CharField(max_length=64, blank=True, editable=False)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "事件"
        constraints = [
            models.CheckConstraint(
                name="events_event_sealed_whole",
                # A check that comes out as NULL passes: ask for NULL in so many words.
                condition=Q(position__isnull=True, hash="")
                | Q(position__isnull=False, position__gt=0, hash__gt=""),
            ),
            models.UniqueConstraint(
                fields=["position"],
                name="events_event_position",
                condition=Q(position__isnull=False),
            ),
            models.CheckConstraint(
                name="events_event_other_time_has_reason",
                condition=Q(occurred_at=models.F("recorded_at"))
                | Q(occurred_at__lt=models.F("recorded_at"), reason_digest__gt=""),
            ),
            models.CheckConstraint(
                name="events_event_reason_has_digest",
                condition=Q(reason__isnull=True, reason_digest="")
                | Q(reason__isnull=False, reason_digest__gt=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"], name="events_event_unsealed", condition=Q(position__isnull=True)
            ),
            models.Index(fields=["subject", "position"], name="events_event_subject"),
            models.Index(fields=["code", "position"], name="events_event_code"),
            # The log of a unit, a site or a person, the newest first, in a table of years.
            models.Index(fields=["unit", "-id"], name="events_event_unit"),
            models.Index(fields=["site", "-id"], name="events_event_site"),
            models.Index(fields=["actor", "-id"], name="events_event_actor"),
            models.Index(
                fields=["reason"], name="events_event_reason", condition=Q(reason__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position or '—'} {self.code} {self.subject}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        _refuse()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        _refuse()


class ChainHead(models.Model):
    """The one row that says how far the chain goes; the sealer holds its lock."""

    position = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "封存链头"
        constraints = [models.CheckConstraint(name="events_chainhead_single", condition=Q(id=1))]


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Deliveries by how far they have come.

    The filters ask for NULL and not for a state, so that SQLite too can use the partial indices.
    """

    def unfinished(self) -> "DeliveryQuerySet":
        """Those that are still owed to their subscriber."""
        return self.filter(done_at__isnull=True)

    def deliverable(self) -> "DeliveryQuerySet":
        """Those still owed whose event has its position."""
        return self.unfinished().filter(position__isnull=False)

    def failed(self) -> "DeliveryQuerySet":
        """Those whose latest try failed and that wait for the next one."""
        return self.unfinished().filter(due_at__isnull=False)


class Delivery(models.Model):
    """One event owed to one subscriber (投递), written in the transaction of the event.

    `due_at` is set only after a failure and says when the next try is; `done_at` says when the
    subscriber took it, or when it was set aside.
    """

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+", db_index=False)
    subscriber = models.CharField(max_length=100)
    key = models.CharField(max_length=200)
    position = models.BigIntegerField(null=True)
    state = models.CharField(
        max_length=10, choices=DeliveryState.choices(), default=DeliveryState.WAITING
    )
    tries = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "投递"
        constraints = [
            models.UniqueConstraint(fields=["event", "subscriber"], name="events_delivery_once"),
            models.CheckConstraint(
                name="events_delivery_state",
                condition=Q(state="waiting", done_at__isnull=True, due_at__isnull=True)
                | Q(state="failed", done_at__isnull=True, due_at__isnull=False)
                | Q(state__in=["done", "set_aside"], done_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["subscriber", "key", "position"],
                name="events_delivery_unfinished",
                condition=Q(done_at__isnull=True),
            ),
            models.Index(
                fields=["due_at"],
                name="events_delivery_failed",
                condition=Q(done_at__isnull=True, due_at__isnull=False),
            ),
            models.Index(
                fields=["done_at"], name="events_delivery_done", condition=Q(done_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subscriber} {self.key} @{self.position} {self.state}"


class Lane(models.Model):
    """A key of a subscriber that has something to deliver (投递通道).

    The row lives only while deliveries wait: a claim reads this small table, never the deliveries
    that are done. `due_at` says when the lane may be taken; taking it moves `due_at` to the end of
    the lease, so that the claim of a worker that died comes back by itself. `latest_position` is the
    position of the latest event that was put into it.
    """

    subscriber = models.CharField(max_length=100)
    key = models.CharField(max_length=200)
    due_at = models.DateTimeField()
    claim = models.CharField(max_length=32, blank=True)
    latest_position = models.BigIntegerField()

    class Meta:
        verbose_name = verbose_name_plural = "投递通道"
        constraints = [
            models.UniqueConstraint(fields=["subscriber", "key"], name="events_lane_once")
        ]
        indexes = [models.Index(fields=["due_at", "id"], name="events_lane_due")]

    def __str__(self) -> str:
        return f"{self.subscriber} {self.key}"
