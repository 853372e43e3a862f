"""Editions of sites, their keepers, and matched columns and articles."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from django.db import models

from mingtang.editorial.editions.enums import EditionLanguage, KeeperDuty
from mingtang.institution.organization.authority import authority

if TYPE_CHECKING:
    from mingtang.institution.organization.models import Person

MATCH = "editions.match"
MANAGE = "sites.manage"
AnyRow = TypeVar("AnyRow", bound=models.Model)


class EditionQuerySet(models.QuerySet["Edition"]):
    """Editions, read as adjectives."""

    def visible_to(self, person: Person, *, at: datetime) -> EditionQuerySet:
        """Return those whose twins a person may match, or whose site the person manages."""
        powers = authority.powers_of(person, at)
        own = powers.sites_where(MATCH).as_q("site__code")
        return self.filter(own | powers.sites_where(MANAGE).as_q("site__code"))


class EditionRows(models.QuerySet[AnyRow]):
    """Rows of editions, read as adjectives."""

    def visible_to(self, person: Person, *, at: datetime) -> EditionRows[AnyRow]:
        """Return those of editions visible to a person."""
        return self.filter(edition__in=Edition.objects.visible_to(person, at=at))


class Edition(models.Model):
    """A site in a foreign language, and the Chinese site that it follows (外文版)."""

    site = models.OneToOneField("gov_sites.GovSite", models.PROTECT, related_name="edition")
    mirrors = models.ForeignKey(
        "gov_sites.GovSite", models.PROTECT, related_name="editions", verbose_name="对应中文网站"
    )
    language = models.CharField("语种", max_length=16, choices=EditionLanguage.choices())
    changed_at = models.DateTimeField("设置时间")

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "外文版"
        constraints = [
            models.UniqueConstraint(fields=["mirrors", "language"], name="editions_language_once")
        ]

    def __str__(self) -> str:
        return self.site.name

    @property
    def subject(self) -> str:
        """The opaque key that identifies it in events."""
        return f"edition:{self.pk}"


class EditionKeeper(models.Model):
    """A person named to maintain an edition (外文版人员)."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="keepers")
    person = models.ForeignKey("organization.Person", models.PROTECT, related_name="+")
    duty = models.CharField("分工", max_length=10, choices=KeeperDuty.choices())

    class Meta:
        verbose_name = verbose_name_plural = "外文版人员"
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "person", "duty"], name="editions_keeper_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}（{KeeperDuty(self.duty).label}）"


class ColumnTwin(models.Model):
    """A column of an edition and its Chinese twin; `is_core`: its items must be translated."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="column_twins")
    column = models.OneToOneField("gov_sites.Column", models.PROTECT, related_name="+")
    original = models.ForeignKey("gov_sites.Column", models.PROTECT, related_name="+")
    is_core = models.BooleanField("核心内容", default=True)

    objects = EditionRows["ColumnTwin"].as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "对应栏目"
        constraints = [
            models.UniqueConstraint(fields=["edition", "original"], name="editions_column_once")
        ]

    def __str__(self) -> str:
        return f"{self.column} · {self.original}"


class ArticleTwin(models.Model):
    """An article of an edition and its Chinese original, found to agree at `checked_at`."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="article_twins")
    article = models.OneToOneField("content.Article", models.PROTECT, related_name="+")
    original = models.ForeignKey("content.Article", models.PROTECT, related_name="+")
    named_by = models.ForeignKey("organization.Person", models.PROTECT, related_name="+")
    named_at = models.DateTimeField("指定时间")
    checked_by = models.ForeignKey(
        "organization.Person", models.PROTECT, null=True, related_name="+"
    )
    checked_at = models.DateTimeField("核对时间", null=True)

    objects = EditionRows["ArticleTwin"].as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "对应译稿"
        constraints = [
            models.UniqueConstraint(fields=["edition", "original"], name="editions_article_once")
        ]

    def __str__(self) -> str:
        return f"{self.article} · {self.original}"
