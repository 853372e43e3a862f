"""Numbers of policy documents: index numbers given once, and document numbers in their parts."""

from __future__ import annotations

from django.db import models


class IndexNumber(models.Model):
    """The index number (索引号) of an article: given once, kept for good, never used again."""

    article = models.OneToOneField(
        "content.Article", models.PROTECT, primary_key=True, related_name="given_index_number"
    )
    number = models.CharField("索引号", max_length=60, unique=True)
    given_at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "索引号"

    def __str__(self) -> str:
        return self.number


class IndexSequence(models.Model):
    """The last serial that was given under one beginning, such as `11341700123456789A/202603-`."""

    prefix = models.CharField(max_length=60, primary_key=True)
    latest = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "索引号序列"

    def __str__(self) -> str:
        return f"{self.prefix}{self.latest}"


class DocumentNumber(models.Model):
    """The document number (发文字号) of a policy that is or was online, in its parts."""

    article = models.OneToOneField(
        "content.Article", models.PROTECT, primary_key=True, related_name="+"
    )
    unit = models.CharField(max_length=50)
    word = models.CharField("机关代字", max_length=40)
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()

    class Meta:
        verbose_name = verbose_name_plural = "发文字号"
        indexes = [
            models.Index(fields=["word", "year", "serial"], name="document_number_series"),
            models.Index(fields=["unit", "word"], name="document_number_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.word}〔{self.year}〕{self.serial}号"
