"""Fields that an office declares for the articles of a column or of a kind (自定义字段)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from mingtang.editorial.content.enums import ArticleKind, FieldSort
from mingtang.editorial.content.policies.declared import DeclaredField
from mingtang.institution.organization.authority import authority

if TYPE_CHECKING:
    from mingtang.institution.organization.models import Person


class ExtraFieldQuerySet(models.QuerySet["ExtraField"]):
    """Extra fields, read as adjectives."""

    def visible_to(self, person: Person, *, at: datetime) -> ExtraFieldQuerySet:
        """Return the fields of the sites whose columns a person manages."""
        sites = authority.sites_where(person, "sites.manage_columns", at)
        return self.filter(sites.as_q("site__code"))

    def active(self) -> ExtraFieldQuerySet:
        """Return those that are asked for."""
        return self.filter(is_active=True)


class ExtraField(models.Model):
    """One field: whose articles have it, what may be written into it, whether it has to be.

    It belongs to one column, or to one kind of all articles of its site. Values stand in the texts of
    articles under :attr:`name`; a retired field keeps them there unseen.
    """

    site = models.ForeignKey("gov_sites.GovSite", models.PROTECT, related_name="+")
    column = models.ForeignKey("gov_sites.Column", models.PROTECT, null=True, related_name="+")
    kind = models.CharField("类型", max_length=20, blank=True, choices=ArticleKind.choices())
    label = models.CharField("名称", max_length=40)
    sort = models.CharField("填写方式", max_length=10, choices=FieldSort.choices())
    choices = models.TextField("选项", blank=True, max_length=2000)  # one a line
    help_text = models.CharField("填写说明", max_length=100, blank=True)
    is_required = models.BooleanField("报送前必填", default=False)
    position = models.PositiveIntegerField("排序", default=0)
    is_active = models.BooleanField("在用", default=True)
    declared_by = models.ForeignKey("organization.Person", models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()

    objects = ExtraFieldQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "自定义字段"
        constraints = [
            models.CheckConstraint(
                condition=Q(column__isnull=False, kind="") | (Q(column=None) & ~Q(kind="")),
                name="extra_field_of_one",
            )
        ]
        indexes = [models.Index(fields=["site", "position", "id"], name="extra_field_site")]

    def __str__(self) -> str:
        return self.label

    @property
    def name(self) -> str:
        """The name under which articles store its value."""
        return f"f{self.pk}"

    @property
    def where(self) -> str:
        """The column or kind whose articles have it, in Chinese."""
        return (
            f"栏目：{self.column.name}" if self.column else f"类型：{ArticleKind(self.kind).label}"
        )

    @property
    def declared(self) -> DeclaredField:
        """The field as forms and policies take it."""
        return DeclaredField(
            self.name,
            self.label,
            FieldSort(self.sort),
            tuple(self.choices.splitlines()),
            self.help_text,
            self.is_required,
        )
