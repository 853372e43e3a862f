"""Words that found nothing: put in by the public process, added up by the worker."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models

from mingtang.institution.organization.authority import authority

if TYPE_CHECKING:
    from mingtang.institution.organization.models import Person

WORDS = 30  # characters


class SearchMiss(models.Model):
    """One question that found nothing (未搜到), until it is added up. No address, no session, no person."""

    site = models.CharField("网站", max_length=60)
    words = models.CharField("词", max_length=WORDS)
    day = models.DateField("日期")

    class Meta:
        verbose_name = verbose_name_plural = "未搜到"

    def __str__(self) -> str:
        return f"{self.site} {self.words}"


class MissedWordsQuerySet(models.QuerySet["MissedWords"]):
    """Missed words, read as adjectives."""

    def visible_to(self, person: Person, *, at: datetime) -> MissedWordsQuerySet:
        """Return those of the sites that a person may see."""
        return self.filter(authority.sites_where(person, "sites.read", at=at).as_q("site__code"))


class MissedWords(models.Model):
    """How often words found nothing on a site (搜不到的词)."""

    site = models.ForeignKey("gov_sites.GovSite", models.PROTECT, related_name="+")
    words = models.CharField("词", max_length=WORDS)
    times = models.PositiveIntegerField("次数")
    first_on = models.DateField("最早")
    last_on = models.DateField("最近")

    objects = MissedWordsQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "搜不到的词"
        constraints = [
            models.UniqueConstraint(fields=["site", "words"], name="sitesearch_words_once")
        ]
        indexes = [
            models.Index(fields=["-times", "-id"], name="sitesearch_often"),
            models.Index(fields=["last_on", "id"], name="sitesearch_last"),
        ]

    def __str__(self) -> str:
        return f"{self.words} {self.times}"
