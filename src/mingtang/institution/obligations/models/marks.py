"""What the log says about promises, stored by promise key so that a replay is one index read."""

import json

from django.db import models

from mingtang.institution.obligations.policies.standing import EventFact


class MarkRow(models.Model):
    """One sealed event that may touch the promises under one key (计时记录).

    What it does to a promise is read from the promise's rule, so the same mark serves every rule
    and every version, also when it arrives before the event that opens the promise.
    """

    promise_key = models.CharField(max_length=200)
    position = models.BigIntegerField()
    code = models.CharField(max_length=100)
    unit = models.CharField(max_length=100, blank=True)
    payload = models.TextField(default="{}")
    recorded_at = models.DateTimeField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.promise_key} {self.code} @{self.position}"

    def as_fact(self) -> EventFact:
        """Return the mark as a plain value for a replay."""
        return EventFact(
            self.position, self.code, self.recorded_at, self.unit, json.loads(self.payload)
        )


class ObligationMark(MarkRow):
    """A mark that is not in the archive."""

    class Meta(MarkRow.Meta):
        verbose_name = verbose_name_plural = "计时记录"
        constraints = [
            models.UniqueConstraint(
                fields=["promise_key", "position"], name="obligations_mark_once_per_key"
            )
        ]
        indexes = [
            models.Index(fields=["promise_key", "recorded_at"], name="obligations_mark_key_time")
        ]
