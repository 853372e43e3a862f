"""Addresses of articles, which never change."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Address(models.Model):
    """The page of one article on one site: its address is fixed at first release, never reused.

    `column` is the one whose frame the page shows now; the address does not follow it.
    """

    site = models.ForeignKey("gov_sites.GovSite", models.PROTECT, related_name="+")
    article = models.ForeignKey("content.Article", models.PROTECT, related_name="addresses")
    column = models.ForeignKey("gov_sites.Column", models.PROTECT, related_name="+")
    path = models.CharField(max_length=300)
    number = models.BigIntegerField()
    is_live = models.BooleanField(default=True)
    released_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "稿件地址"
        constraints = [
            models.UniqueConstraint(fields=["article", "site"], name="publishing_address_once"),
            models.UniqueConstraint(fields=["site", "path"], name="publishing_address_path"),
            models.UniqueConstraint(fields=["site", "number"], name="publishing_address_number"),
        ]
        indexes = [
            models.Index(
                fields=["site", "-released_at", "-article"],
                name="publishing_address_list",
                condition=Q(is_live=True),
            ),
        ]

    def __str__(self) -> str:
        return self.path
