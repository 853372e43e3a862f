"""Versions of packs, stored once and never changed, and the units they hold for."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q

from mingtang.institution.regulations.policies import Span


class UnchangeableVersion(TypeError):
    """Someone tried to change or delete a stored version."""

    def __init__(self) -> None:
        super().__init__("a stored version is never changed: promises opened under it point to it")


class PackVersionQuerySet(models.QuerySet["PackVersion"]):
    """Versions, read as adjectives; nothing here changes one."""

    def update(self, **kwargs: Any) -> int:
        raise UnchangeableVersion

    def delete(self) -> tuple[int, dict[str, int]]:
        raise UnchangeableVersion

    def bulk_update(self, *args: Any, **kwargs: Any) -> int:
        raise UnchangeableVersion

    def of(self, pack: str) -> "PackVersionQuerySet":
        """Return the versions of one pack, newest first."""
        return self.filter(name=pack).order_by("-number")


class PackVersion(models.Model):
    """One version of a pack as it was loaded (制度包版本): the resolved text and its digest."""

    name = models.CharField("制度包", max_length=50)
    number = models.PositiveIntegerField("版次")
    digest = models.CharField("摘要", max_length=64)
    label = models.CharField("名称", max_length=100)
    text = models.TextField("内容")
    loaded_at = models.DateTimeField("装入时间")
    loaded_by = models.CharField("装入人", max_length=200)

    objects = PackVersionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "制度包版本"
        constraints = [
            models.UniqueConstraint(fields=["name", "number"], name="regulations_version_number"),
            models.CheckConstraint(
                condition=Q(number__gte=1), name="regulations_version_number_from_one"
            ),
        ]
        indexes = [models.Index(fields=["digest"], name="regulations_version_digest")]

    def __str__(self) -> str:
        return f"{self.label} 第{self.number}版（{self.digest[:8]}）"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store a new version; a stored one is never changed."""
        if not self._state.adding:
            raise UnchangeableVersion
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise UnchangeableVersion


class BindingQuerySet(models.QuerySet["Binding"]):
    """Bindings, read as adjectives."""

    def holding_on(self, day: date) -> "BindingQuerySet":
        """Return those that hold on a day."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)


class Binding(models.Model):
    """A pack that holds for a unit and everything below it (制度适用), from day to day, both included.

    The version is not named: new promises take the newest one loaded, old ones stay with theirs.
    """

    unit_key = models.CharField("单位", max_length=100)
    pack = models.CharField("制度包", max_length=50)
    valid_from = models.DateField("启用日期")
    valid_to = models.DateField("停用日期", null=True, blank=True)
    bound_by = models.CharField("启用人", max_length=200)
    bound_at = models.DateTimeField("登记时间")

    objects = BindingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "制度适用"
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="regulations_binding_days_in_order",
            ),
            models.UniqueConstraint(
                fields=["unit_key"],
                condition=Q(valid_to=None),
                name="regulations_binding_one_open_end",
            ),
            models.UniqueConstraint(
                fields=["unit_key", "valid_from"], name="regulations_binding_one_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_key}: {self.pack} {self.valid_from}–{self.valid_to or ''}"

    @property
    def span(self) -> Span:
        """Return pack and days as a plain value."""
        return Span(self.pack, self.valid_from, self.valid_to)
