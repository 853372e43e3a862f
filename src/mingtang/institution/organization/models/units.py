"""Units (单位) and the closure rows of their tree."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models

from mingtang.institution.organization.enums import UnitKind
from mingtang.institution.organization.models.closure import ClosureRow
from mingtang.institution.organization.scopes import sight_of

if TYPE_CHECKING:
    from mingtang.institution.organization.models.people import Person


class UnitQuerySet(models.QuerySet["Unit"]):
    """Units, read as adjectives."""

    def active(self) -> "UnitQuerySet":
        """Units that are neither closed nor merged into another."""
        return self.filter(is_active=True)

    def below(self, unit: "Unit") -> "UnitQuerySet":
        """The unit itself and everything under it."""
        return self.filter(ancestor_rows__ancestor=unit)

    def visible_to(self, person: "Person", at: datetime) -> "UnitQuerySet":
        """Own unit with those above and below it, and what `organization.read` opens."""
        sight = sight_of(person, at)
        if not sight.is_active:
            return self.none()
        scope = sight.units_where("organization.read")
        if scope.all:
            return self
        line = UnitClosure.objects.filter(models.Q(ancestor_id=person.unit_id))
        above = UnitClosure.objects.filter(descendant_id=person.unit_id)
        ids = {*scope.ids, *line.values_list("descendant_id", flat=True)}
        ids.update(above.values_list("ancestor_id", flat=True))
        return self.filter(pk__in=ids)


class Unit(models.Model):
    """A body of government that writes, keeps columns or runs sites (单位)."""

    code = models.SlugField("单位代码", max_length=40, unique=True)
    name = models.CharField("单位名称", max_length=100)
    short_name = models.CharField("简称", max_length=40)
    # Shown on sites in a foreign language; empty where the office has none yet.
    english_name = models.CharField("英文名称", max_length=160, blank=True)
    organ_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    kind = models.CharField("单位类别", max_length=20, choices=UnitKind.choices())
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="上级单位",
    )
    phone = models.CharField("办公电话", max_length=40, blank=True)
    content_office = models.CharField("内容保障机构", max_length=80, blank=True, default="")
    position = models.PositiveIntegerField("排序", default=0)
    is_active = models.BooleanField("在用", default=True)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="merged",
        verbose_name="并入单位",
    )
    added_at = models.DateTimeField("建立时间")
    closed_at = models.DateTimeField("撤销时间", null=True, blank=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "单位"
        ordering = ("position", "code")
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "name"],
                condition=models.Q(is_active=True),
                name="organization_unit_name_once_per_parent",
            ),
            models.CheckConstraint(
                condition=models.Q(is_active=True, closed_at=None)
                | models.Q(is_active=False, closed_at__isnull=False),
                name="organization_unit_closed_has_a_date",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def unit_key(self) -> str:
        """The opaque key of this unit in events."""
        return f"unit:{self.code}"


class UnitClosure(ClosureRow):
    """One pair of the unit tree."""

    ancestor = models.ForeignKey(Unit, models.CASCADE, related_name="descendant_rows")
    descendant = models.ForeignKey(Unit, models.CASCADE, related_name="ancestor_rows")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ancestor", "descendant"], name="organization_unitclosure_pair_once"
            )
        ]
        indexes = [models.Index(fields=["descendant", "depth"], name="organization_unit_path")]

    def __str__(self) -> str:
        return f"{self.ancestor_id} > {self.descendant_id} ({self.depth})"
