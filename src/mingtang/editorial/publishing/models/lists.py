"""What stands in which list: one row per article and column, kept counters, parts of months.

These rows are made from placements and releases, in the transaction of the change or when its event
arrives; comparing them with the present placements says what to wake, and a repeat changes nothing.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Month(models.Model):
    """How many items of a column were released in a month, and the newest part number given out."""

    column = models.ForeignKey("gov_sites.Column", models.PROTECT, related_name="+", db_index=False)
    month = models.PositiveIntegerField()
    count = models.PositiveIntegerField(default=0)
    parts = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "栏目月份"
        constraints = [
            models.UniqueConstraint(fields=["column", "month"], name="publishing_month_once")
        ]

    def __str__(self) -> str:
        return f"{self.column_id}/{self.month}: {self.count}"


class Part(models.Model):
    """One page of a month's archive; it holds the keys from `low` up to the next part's."""

    month = models.ForeignKey(Month, models.CASCADE, related_name="+", db_index=False)
    number = models.PositiveIntegerField()
    low_at = models.DateTimeField()
    low_id = models.BigIntegerField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "月份分页"
        constraints = [
            models.UniqueConstraint(fields=["month", "number"], name="publishing_part_once")
        ]
        indexes = [models.Index(fields=["month", "low_at", "low_id"], name="publishing_part_low")]

    def __str__(self) -> str:
        return f"{self.month_id}/{self.number}"


class Listing(models.Model):
    """One article in one column's lists, as the pages show it now."""

    article = models.ForeignKey("content.Article", models.PROTECT, related_name="listings")
    column = models.ForeignKey("gov_sites.Column", models.PROTECT, related_name="+", db_index=False)
    site = models.ForeignKey("gov_sites.GovSite", models.PROTECT, related_name="+", db_index=False)
    part = models.ForeignKey(Part, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=20)
    released_at = models.DateTimeField()
    is_pinned = models.BooleanField(default=False)

    class Meta:
        verbose_name = verbose_name_plural = "列表条目"
        constraints = [
            models.UniqueConstraint(fields=["article", "column"], name="publishing_listing_once")
        ]
        indexes = [
            models.Index(
                fields=["column", "-released_at", "-article"], name="publishing_listing_list"
            ),
            models.Index(
                fields=["column", "kind", "-released_at", "-article"],
                name="publishing_listing_kind",
            ),
            models.Index(
                fields=["part", "-released_at", "-article"], name="publishing_listing_part"
            ),
            models.Index(
                fields=["column", "-released_at", "-article"],
                name="publishing_listing_pinned",
                condition=Q(is_pinned=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.column_id}:{self.article_id}"
