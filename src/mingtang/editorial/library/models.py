"""Under which values the policy documents of a site are found; worked out from what is online."""

from __future__ import annotations

from django.db import models

from mingtang.editorial.library.enums import Facet


class FacetValue(models.Model):
    """One value of one filter on one site, such as an office; its number is part of an address and stays."""

    site = models.ForeignKey("gov_sites.GovSite", models.PROTECT, related_name="+", db_index=False)
    facet = models.CharField("筛选项", max_length=12, choices=Facet.choices())
    value = models.CharField("取值", max_length=120)
    count = models.PositiveIntegerField("文件数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "政策文件筛选值"
        constraints = [
            models.UniqueConstraint(fields=["site", "facet", "value"], name="library_value_once")
        ]

    def __str__(self) -> str:
        return f"{Facet(self.facet).label}：{self.value}"


class ShelvedDocument(models.Model):
    """One document under one value; `period` is the year, under a year the month (`202603`)."""

    value = models.ForeignKey(FacetValue, models.CASCADE, related_name="documents", db_index=False)
    article = models.ForeignKey("content.Article", models.PROTECT, related_name="+")
    period = models.PositiveIntegerField()
    dated = models.DateField()

    class Meta:
        verbose_name = verbose_name_plural = "政策文件归类"
        constraints = [
            models.UniqueConstraint(fields=["value", "article"], name="library_document_once")
        ]
        indexes = [
            models.Index(
                fields=["value", "period", "dated", "article"], name="library_document_part"
            ),
            models.Index(fields=["value", "-dated", "-article"], name="library_document_list"),
        ]

    def __str__(self) -> str:
        return f"{self.value_id}:{self.article_id}"
