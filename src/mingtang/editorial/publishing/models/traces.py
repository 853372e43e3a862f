"""What is to happen at a minute, which files articles use, which texts wait for a file."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from mingtang.editorial.publishing.enums import ScheduleState, ScheduleVerb


class Schedule(models.Model):
    """A release or a take-down at a set minute (定时任务): a due row, not a timer."""

    article = models.ForeignKey("content.Article", models.PROTECT, related_name="schedules")
    verb = models.CharField(max_length=20, choices=ScheduleVerb.choices())
    due_at = models.DateTimeField()
    particulars = models.JSONField(default=dict)
    reason = models.ForeignKey("events.StatedReason", models.PROTECT, null=True, related_name="+")
    actor = models.ForeignKey("organization.Person", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    state = models.CharField(
        max_length=10, choices=ScheduleState.choices(), default=ScheduleState.WAITING.value
    )
    done_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "定时任务"
        constraints = [
            models.UniqueConstraint(
                fields=["article", "verb"],
                name="publishing_schedule_once",
                condition=Q(state="waiting"),
            )
        ]
        indexes = [models.Index(fields=["state", "due_at"], name="publishing_schedule_due")]

    def __str__(self) -> str:
        return f"{self.article_id} {self.verb} {self.due_at}"


class AssetUse(models.Model):
    """A picture or file that a released article shows; it is online while someone uses it."""

    article = models.ForeignKey("content.Article", models.PROTECT, related_name="+")
    asset = models.CharField(max_length=60)
    digest = models.CharField(max_length=64)  # SHA-256 of what was reviewed

    class Meta:
        verbose_name = verbose_name_plural = "附件使用"
        constraints = [
            models.UniqueConstraint(fields=["article", "asset"], name="publishing_asset_once")
        ]
        indexes = [models.Index(fields=["asset"], name="publishing_asset_use")]

    def __str__(self) -> str:
        return f"{self.article_id}:{self.asset}"


class SiteAsset(models.Model):
    """A picture or file that a site shows without an article: in its look, or on a page of blocks.

    `owner` says where: `look`, `layout:5`.
    """

    site = models.ForeignKey("gov_sites.GovSite", models.PROTECT, related_name="+")
    owner = models.CharField(max_length=40)
    asset = models.CharField(max_length=60)
    digest = models.CharField(max_length=64)  # SHA-256 of what was approved

    class Meta:
        verbose_name = verbose_name_plural = "网站图片使用"
        constraints = [
            models.UniqueConstraint(
                fields=["site", "owner", "asset"], name="publishing_site_asset_once"
            )
        ]
        indexes = [models.Index(fields=["site", "asset"], name="publishing_site_asset")]

    def __str__(self) -> str:
        return f"{self.owner}:{self.asset}"


class Hold(models.Model):
    """A text that was reviewed and is not put online, because a file of it may not go out (暂不发布)."""

    article = models.OneToOneField(
        "content.Article", models.PROTECT, primary_key=True, related_name="hold"
    )
    revision = models.ForeignKey("content.Revision", models.PROTECT, related_name="+")
    reasons = models.TextField()  # one in each line, as the editor reads them
    held_at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "暂不发布"
        indexes = [models.Index(fields=["-held_at"], name="publishing_hold_newest")]

    def __str__(self) -> str:
        return self.reasons
