"""Promises decided long ago, and old marks: out of the tables that each event reads and writes."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from mingtang.institution.obligations.models.marks import MarkRow
from mingtang.institution.obligations.models.obligations import MissRow, ObligationRow, seen_by

if TYPE_CHECKING:
    from mingtang.institution.organization.models import Person


class ArchivedObligationQuerySet(models.QuerySet["ArchivedObligation"]):
    """Archived promises, read as adjectives."""

    def visible_to(self, person: "Person", at: datetime) -> "ArchivedObligationQuerySet":
        """Those of units in which the person may read obligations."""
        return self.filter(seen_by(person, at))


class ArchivedObligation(ObligationRow):
    """A promise that was decided long ago, under the id that it always had."""

    id = models.BigIntegerField(primary_key=True)

    objects = ArchivedObligationQuerySet.as_manager()

    class Meta(ObligationRow.Meta):
        verbose_name = verbose_name_plural = "已归档的时限事项"
        indexes = [
            models.Index(fields=["promise_key", "decided_at"], name="obligations_archived_key"),
            models.Index(fields=["subject"], name="obligations_archived_subject"),
        ]


class ArchivedMiss(MissRow):
    """A missed due moment of an archived promise."""

    obligation = models.ForeignKey(ArchivedObligation, models.CASCADE, related_name="misses")

    class Meta(MissRow.Meta):
        verbose_name = verbose_name_plural = "已归档的逾期记录"
        indexes = [
            models.Index(
                fields=["unit_key", "due_at", "id"],
                condition=Q(is_revoked=False),
                name="obligations_archived_miss",
            )
        ]


class ArchivedMark(MarkRow):
    """A mark of long ago; a replay reads it like any other."""

    class Meta(MarkRow.Meta):
        verbose_name = verbose_name_plural = "已归档的计时记录"
        constraints = [
            models.UniqueConstraint(
                fields=["promise_key", "position"], name="obligations_archived_mark_once"
            )
        ]
        indexes = [
            models.Index(fields=["promise_key", "recorded_at"], name="obligations_archived_mark")
        ]
