"""Texts with which new articles begin (稿件模板)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from mingtang.institution.organization.authority import authority

if TYPE_CHECKING:
    from mingtang.institution.organization.models import Person

WRITE, EDIT = "content.write", "content.edit"


class ArticleTemplateQuerySet(models.QuerySet["ArticleTemplate"]):
    """Templates, read as adjectives."""

    def visible_to(self, person: Person, *, at: datetime) -> ArticleTemplateQuerySet:
        """Return those of the units for which a person writes, and to all who write those for all."""
        powers = authority.powers_of(person, at)
        own = powers.units_where(WRITE).as_q("unit_id")
        for_all = Q(is_for_all=True) if powers.holds(WRITE) or powers.holds(EDIT) else Q(pk__in=())
        return self.filter(own | for_all)


class ArticleTemplate(models.Model):
    """The words of an article under a name, for new ones of its unit, or of every unit (`is_for_all`).

    `data` are editorial fields as a revision stores them; `files` the pictures and files of the body.
    """

    unit = models.ForeignKey("organization.Unit", models.PROTECT, related_name="+")
    site = models.ForeignKey("gov_sites.GovSite", models.PROTECT, related_name="+")
    name = models.CharField("模板名称", max_length=60)
    kind_label = models.CharField("类型", max_length=20)
    is_for_all = models.BooleanField("各单位通用", default=False)
    data = models.JSONField()
    files = models.JSONField(default=dict)
    stored_by = models.ForeignKey("organization.Person", models.PROTECT, related_name="+")
    stored_at = models.DateTimeField("保存时间")

    objects = ArticleTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "稿件模板"
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="template_name_once")]
        indexes = [models.Index(fields=["-stored_at", "-id"], name="template_newest")]

    def __str__(self) -> str:
        return self.name

    @property
    def subject(self) -> str:
        """The opaque key under which events speak of it."""
        return f"template:{self.pk}"
