"""Open steps that nobody can take (无人办理)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models

from mingtang.editorial.content.models.articles import Article
from mingtang.institution.organization.authority import authority

if TYPE_CHECKING:
    from mingtang.institution.organization.models import Person


class StuckStepQuerySet(models.QuerySet["StuckStep"]):
    """Stuck steps, read as adjectives."""

    def visible_to(self, person: Person, *, at: datetime) -> StuckStepQuerySet:
        """Return those of the desks that a person works at, and of the units a person staffs."""
        powers = authority.powers_of(person, at)
        units = powers.units_where("organization.manage").as_q("article__unit_id")
        sites = powers.sites_where("review.manage").as_q("article__site__code")
        return self.filter(units | sites)


class StuckStep(models.Model):
    """An open step of an article that nobody can take (无人办理); the row goes once someone can."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="stuck_steps")
    key = models.CharField(max_length=60)
    label = models.CharField("事项", max_length=200)
    wanted = models.CharField("所缺岗位", max_length=400)
    found_at = models.DateTimeField("发现时间")

    objects = StuckStepQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "无人办理的事项"
        constraints = [models.UniqueConstraint(fields=["article", "key"], name="stuck_step_once")]
