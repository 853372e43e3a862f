"""Runs of weeks in which a unit did not submit enough (连续不及时报送)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models

from mingtang.editorial.submission.enums import LatenessState
from mingtang.institution.organization.authority import authority

if TYPE_CHECKING:
    from mingtang.institution.organization.models import Person


class LatenessQuerySet(models.QuerySet["Lateness"]):
    """Runs of late submissions, read as adjectives."""

    def visible_to(self, person: Person, *, at: datetime) -> LatenessQuerySet:
        """Return those of the units whose submissions a person may read."""
        scope = authority.units_where(person, "submission.read", at)
        return self.filter(scope.as_q("unit_id"))


class Lateness(models.Model):
    """One run: proposed by the platform, its harm judged by a person, explained by the unit's leader."""

    unit = models.ForeignKey("organization.Unit", models.PROTECT, related_name="+")
    obligation_key = models.BigIntegerField("末次未完成周期", unique=True)
    count = models.PositiveIntegerField("连续次数")
    state = models.CharField("状态", max_length=20, default=LatenessState.PROPOSED.value)
    proposed_at = models.DateTimeField("提请时间")
    reason = models.ForeignKey(
        "events.StatedReason", models.PROTECT, null=True, related_name="+", verbose_name="核实意见"
    )
    confirmed_at = models.DateTimeField("核实时间", null=True)
    explanation = models.ForeignKey(
        "events.StatedReason", models.PROTECT, null=True, related_name="+", verbose_name="情况说明"
    )
    explained_by = models.ForeignKey(
        "organization.Person", models.PROTECT, null=True, related_name="+"
    )
    explained_at = models.DateTimeField("说明时间", null=True)
    verdict = models.ForeignKey(
        "events.StatedReason", models.PROTECT, null=True, related_name="+", verbose_name="处理意见"
    )

    objects = LatenessQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "不及时报送"
        indexes = [models.Index(fields=["unit", "-id"], name="submission_lateness_unit")]

    @property
    def subject(self) -> str:
        """Return the opaque key under which events speak of this run."""
        return f"lateness:{self.pk}"

    @property
    def state_label(self) -> str:
        """Return the Chinese words for the state."""
        return LatenessState(self.state).label
