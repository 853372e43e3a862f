"""Which pictures and files the working copies of articles show."""

from __future__ import annotations

from django.db import models

from mingtang.editorial.content.models.articles import Article


class MediaUse(models.Model):
    """A picture or file that some version of an article shows (素材使用).

    `is_current`: the working copy does. Rows stay when it no longer does: old versions still show it.
    """

    article = models.ForeignKey(Article, models.PROTECT, related_name="+", db_index=False)
    asset = models.CharField(max_length=60)  # `image:5`, `document:7`
    is_current = models.BooleanField(default=True)

    class Meta:
        verbose_name = verbose_name_plural = "素材使用"
        constraints = [
            models.UniqueConstraint(fields=["article", "asset"], name="content_media_use_once")
        ]
        indexes = [
            models.Index(fields=["asset", "is_current", "article"], name="content_media_use_asset")
        ]

    def __str__(self) -> str:
        return f"{self.article_id}:{self.asset}"
