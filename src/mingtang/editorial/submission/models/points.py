"""Points for adopted items: the table of the office with its versions, and corrections (积分)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models

from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import UnitClosure

if TYPE_CHECKING:
    from mingtang.institution.organization.models import Person


class PointsQuerySet(models.QuerySet["PointCorrection"]):
    """Corrections of points, of the units whose submissions a person may read."""

    def visible_to(self, person: Person, *, at: datetime) -> PointsQuerySet:
        """Return the rows of units whose submissions the person may read."""
        scope = authority.units_where(person, "submission.read", at)
        return self.filter(scope.as_q("unit_id"))


class PointTableQuerySet(models.QuerySet["PointTable"]):
    """Tables of points, of the units that they hold for."""

    def visible_to(self, person: Person, *, at: datetime) -> PointTableQuerySet:
        """Return the tables by which units are paid whose submissions the person may read."""
        scope = authority.units_where(person, "submission.read", at)
        above = UnitClosure.objects.filter(scope.as_q("descendant_id"))
        return self.filter(unit__in=above.values("ancestor"))


class PointTable(models.Model):
    """One version of the table of an office, never changed: it holds from a day until the next one."""

    unit = models.ForeignKey("organization.Unit", models.PROTECT, related_name="+")
    valid_from = models.DateField("执行日期")
    per_item = models.PositiveIntegerField("每件分值")
    per_class = models.JSONField("分类别分值", default=dict)
    fee_per_point = models.DecimalField("每分报酬（元）", max_digits=8, decimal_places=2)
    set_by = models.ForeignKey("organization.Person", models.PROTECT, related_name="+")
    set_at = models.DateTimeField("登记时间")

    objects = PointTableQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "积分标准"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "valid_from"], name="submission_one_table_a_day"
            )
        ]

    def points_for(self, content_class: str) -> int:
        """Return the points of one adopted item of a class."""
        points: int = self.per_class.get(content_class, self.per_item)
        return points


class PointCorrection(models.Model):
    """Points that the office adds or takes away, with the reason."""

    unit = models.ForeignKey("organization.Unit", models.PROTECT, related_name="+")
    day = models.DateField("计入日期")
    points = models.IntegerField("增减分")
    reason = models.ForeignKey("events.StatedReason", models.PROTECT, related_name="+")
    made_by = models.ForeignKey("organization.Person", models.PROTECT, related_name="+")
    made_at = models.DateTimeField("登记时间")

    objects = PointsQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "积分更正"
        indexes = [models.Index(fields=["unit", "day"], name="submission_correction_day")]
