"""What is filed about a unit's people: changes of those who are its contacts, and trainings held."""

from datetime import datetime

from django.db import models

from mingtang.institution.organization.enums import FilingWay
from mingtang.institution.organization.models.people import Person
from mingtang.institution.organization.models.units import Unit
from mingtang.institution.organization.scopes import sight_of


class OfUnitQuerySet(models.QuerySet["models.Model"]):
    """Rows of units, read as adjectives."""

    def visible_to(self, person: Person, at: datetime) -> "OfUnitQuerySet":
        """Those of the units whose people the person may read."""
        scope = sight_of(person, at).units_where("organization.read")
        return self if scope.all else self.filter(scope.as_q("unit"))


class ContactFiling(models.Model):
    """A unit told one receiver who its information and liaison officers are now (变更报备).

    `receiver` is a code of the regulation, `receiver_label` what the regulation called it then;
    `told` holds the posts and names as they were filed. Never changed.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="filings", verbose_name="单位")
    receiver = models.CharField("接收单位代码", max_length=40)
    receiver_label = models.CharField("接收单位", max_length=60)
    way = models.CharField("报备方式", max_length=20, choices=FilingWay.choices())
    told = models.CharField("报备内容", max_length=400)
    note = models.CharField("说明", max_length=200, blank=True)
    filed_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="报备人")
    filed_at = models.DateTimeField("报备时间")

    objects = OfUnitQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "变更报备"
        ordering = ("-pk",)
        indexes = [models.Index(fields=["unit", "-id"], name="organization_filing_by_unit")]

    def __str__(self) -> str:
        return f"{self.unit.name}向{self.receiver_label}报备"


class TrainingSession(models.Model):
    """A training of those who work on sites and accounts (业务培训)."""

    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="trainings", verbose_name="组织单位"
    )
    topic = models.CharField("培训内容", max_length=120)
    held_on = models.DateField("培训日期")
    place = models.CharField("地点", max_length=80, blank=True)
    attendance = models.PositiveIntegerField("参加人数")
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="登记人")
    recorded_at = models.DateTimeField("登记时间")

    objects = OfUnitQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "业务培训"
        ordering = ("-held_on", "-pk")
        indexes = [models.Index(fields=["-held_on", "-id"], name="organization_training_by_day")]

    def __str__(self) -> str:
        return self.topic
