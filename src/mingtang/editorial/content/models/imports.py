"""Batches of imported files (导入批次), and what became of each file."""

from __future__ import annotations

import zlib
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from mingtang.editorial.content.enums import ArticleState, ImportOutcome
from mingtang.editorial.content.models.articles import Article
from mingtang.institution.organization.authority import authority

if TYPE_CHECKING:
    from mingtang.institution.organization.models import Person


class ImportBatchQuerySet(models.QuerySet["ImportBatch"]):
    """Batches, read as adjectives."""

    def visible_to(self, person: Person, *, at: datetime) -> ImportBatchQuerySet:
        """Return the batches of the units that a person may write for."""
        return self.filter(authority.units_where(person, "content.write", at).as_q("unit_id"))


class ImportBatch(models.Model):
    """One run of an import (导入批次): a folder, an archive or some files of one unit."""

    unit = models.ForeignKey("organization.Unit", models.PROTECT, related_name="+")
    site = models.ForeignKey("gov_sites.GovSite", models.PROTECT, related_name="+")
    column = models.ForeignKey("gov_sites.Column", models.PROTECT, null=True, related_name="+")
    name = models.CharField("名称", max_length=200)
    base = models.CharField("原网页地址", max_length=500, blank=True)
    started_by = models.ForeignKey("organization.Person", models.PROTECT, related_name="+")
    started_at = models.DateTimeField()

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "导入批次"
        indexes = [models.Index(fields=["unit", "-id"], name="import_batch_unit")]

    @property
    def subject(self) -> str:
        """Return the opaque key under which events speak of this batch."""
        return f"import:{self.pk}"


class ImportUpload(models.Model):
    """Uploaded files of a batch on their way to being read (上传的网页).

    They stand in `folder` below `IMPORT_DIR` until all are read. `done` counts the sources that have
    become rows; a crashed worker goes on from there.
    """

    batch = models.OneToOneField(
        ImportBatch, models.PROTECT, primary_key=True, related_name="upload"
    )
    folder = models.CharField(max_length=64, unique=True)
    total = models.PositiveIntegerField(null=True)
    done = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "上传的网页"
        indexes = [models.Index(fields=["ended_at", "batch"], name="import_upload_open")]


class ImportedFileQuerySet(models.QuerySet["ImportedFile"]):
    """Imported files, read as adjectives."""

    def visible_to(self, person: Person, *, at: datetime) -> ImportedFileQuerySet:
        """Return the files of the batches that a person may see."""
        return self.filter(batch__in=ImportBatch.objects.visible_to(person, at=at))

    def doubtful(self) -> ImportedFileQuerySet:
        """Return the files that became articles with doubts nobody has looked at."""
        return self._drafts().filter(doubt_count__gt=0, checked_at__isnull=True)

    def ready(self) -> ImportedFileQuerySet:
        """Return the files whose drafts can go on: read without a doubt, or looked at."""
        return self._drafts().filter(Q(doubt_count=0) | Q(checked_at__isnull=False))

    def sent(self) -> ImportedFileQuerySet:
        """Return the files whose articles have left the draft."""
        return self.filter(outcome=ImportOutcome.MADE.value).exclude(
            article__state__in=[ArticleState.DRAFT.value, ArticleState.DISCARDED.value]
        )

    def not_taken(self) -> ImportedFileQuerySet:
        """Return the files that became no article."""
        outcomes = [ImportOutcome.REFUSED.value, ImportOutcome.FAILED.value]
        return self.filter(outcome__in=outcomes)

    def repeated(self) -> ImportedFileQuerySet:
        """Return the files whose text had been imported before."""
        return self.filter(outcome=ImportOutcome.REPEATED.value)

    def _drafts(self) -> ImportedFileQuerySet:
        return self.filter(
            outcome=ImportOutcome.MADE.value, article__state=ArticleState.DRAFT.value
        )


class ImportedFile(models.Model):
    """What became of one file of a batch, and how it was read.

    `values` maps a field of the reader (`mingtang.editorial.reading.result.FIELD_LABELS`) to
    `{"value", "evidence", "place"}`; `doubts` is a list of `{"field", "words"}`, worst first. The
    bytes as they came stand in :class:`ImportedSource`.
    """

    batch = models.ForeignKey(ImportBatch, models.PROTECT, related_name="files")
    name = models.CharField("文件", max_length=300)
    outcome = models.CharField("结果", max_length=20, choices=ImportOutcome.choices())
    page_kind = models.CharField(max_length=20, blank=True)
    message = models.CharField("说明", max_length=500, blank=True)
    digest = models.CharField(max_length=64)  # SHA-256 of the bytes
    text_digest = models.CharField(max_length=64, blank=True)  # of what was read; tells repeats
    values = models.JSONField(default=dict)
    doubts = models.JSONField(default=list)
    doubt_count = models.PositiveIntegerField(default=0)
    article = models.ForeignKey(Article, models.PROTECT, null=True, related_name="imported_from")
    checked_by = models.ForeignKey(
        "organization.Person", models.PROTECT, null=True, related_name="+"
    )
    checked_at = models.DateTimeField(null=True)

    objects = ImportedFileQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "导入的文件"
        indexes = [
            models.Index(
                fields=["batch", "outcome", "-doubt_count", "id"], name="imported_file_batch"
            ),
            models.Index(fields=["text_digest"], name="imported_file_text"),
        ]

    @property
    def outcome_label(self) -> str:
        """Return the Chinese words for the outcome."""
        return ImportOutcome(self.outcome).label

    @property
    def is_doubtful(self) -> bool:
        """Tell whether there are doubts that nobody has looked at."""
        return bool(self.doubt_count) and self.checked_at is None


class ImportedSource(models.Model):
    """The bytes of an imported file as they came, compressed with zlib."""

    file = models.OneToOneField(
        ImportedFile, models.CASCADE, primary_key=True, related_name="source"
    )
    data = models.BinaryField()

    @property
    def page(self) -> bytes:
        """Return the file as it came; its markup is not safe to show outside a sandbox."""
        return zlib.decompress(bytes(self.data))
