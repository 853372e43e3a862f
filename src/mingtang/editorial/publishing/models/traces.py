"""What must not come back, what is to happen at a minute, which files articles use, what was found."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from mingtang.editorial.publishing.enums import Finding, ScheduleState, ScheduleVerb, TakeDownReason
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person


class Tombstone(models.Model):
    """An address taken down. While it stands, no rollback and no healing brings the page back.

    `proof` is what the origin answered when the address was fetched afterwards.
    """

    site = models.ForeignKey("gov_sites.GovSite", models.PROTECT, related_name="+")
    path = models.CharField(max_length=320)
    article = models.ForeignKey(
        "content.Article", models.PROTECT, null=True, related_name="tombstones"
    )
    reason_code = models.CharField(max_length=20, choices=TakeDownReason.choices())
    reason = models.CharField(max_length=500, blank=True)
    public_reason = models.CharField(max_length=300, blank=True)
    is_secret = models.BooleanField(default=False)
    purged_at = models.DateTimeField(null=True)
    purge_cursor = models.BigIntegerField(default=0)
    buried_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)
    proof = models.JSONField(null=True)
    proof_tries = models.PositiveSmallIntegerField(default=0)
    proof_due_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "下线记录"
        constraints = [
            models.UniqueConstraint(
                fields=["site", "path"],
                name="publishing_tombstone_once",
                condition=Q(lifted_at__isnull=True),
            )
        ]
        indexes = [
            models.Index(
                fields=["proof_due_at"],
                name="publishing_tombstone_proof",
                condition=Q(proof_due_at__isnull=False),
            ),
            models.Index(
                fields=["id"],
                name="publishing_tombstone_purge",
                condition=Q(is_secret=True, purged_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.path


class Schedule(models.Model):
    """A release or a take-down at a set minute (定时任务): a due row, not a timer."""

    article = models.ForeignKey("content.Article", models.PROTECT, related_name="schedules")
    verb = models.CharField(max_length=20, choices=ScheduleVerb.choices())
    due_at = models.DateTimeField()
    particulars = models.JSONField(default=dict)
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


class IncidentQuerySet(models.QuerySet["Incident"]):
    """Incidents as the people who guard sites ask for them."""

    def visible_to(self, person: Person, at: datetime) -> IncidentQuerySet:
        """Incidents of sites which the person guards."""
        return self.filter(authority.sites_where(person, "publishing.guard", at).as_q("site__code"))

    def unseen(self) -> IncidentQuerySet:
        """Those that nobody has taken note of."""
        return self.filter(seen_at__isnull=True)


class Incident(models.Model):
    """A file that was not as published (篡改事件), with what was found, kept as evidence."""

    site = models.ForeignKey("gov_sites.GovSite", models.PROTECT, null=True, related_name="+")
    path = models.CharField(max_length=400)
    finding = models.CharField(max_length=20, choices=Finding.choices())
    expected = models.CharField(max_length=64, blank=True)
    found = models.CharField(max_length=64, blank=True)
    evidence = models.CharField(max_length=200, blank=True)
    found_at = models.DateTimeField()
    healed_at = models.DateTimeField(null=True)
    seen_by = models.ForeignKey("organization.Person", models.PROTECT, null=True, related_name="+")
    seen_at = models.DateTimeField(null=True)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "篡改事件"
        indexes = [
            models.Index(fields=["-found_at"], name="publishing_incident_found"),
            models.Index(
                fields=["id"], name="publishing_incident_open", condition=Q(healed_at__isnull=True)
            ),
            models.Index(
                fields=["site", "id"],
                name="publishing_incident_unseen",
                condition=Q(seen_at__isnull=True),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "path"],
                name="publishing_incident_open_once",
                condition=Q(healed_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.path} {self.finding}"


class RootFile(models.Model):
    """A file beside the sites that the servers obey (hosts, redirects), and what it should hold.

    `pending` is set before the file is renamed, so that a crash in between is not called tampering.
    """

    path = models.CharField(max_length=100, unique=True)
    digest = models.CharField(max_length=64, blank=True)
    pending = models.CharField(max_length=64, blank=True)
    written_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "服务器读取的文件"

    def __str__(self) -> str:
        return self.path

    @property
    def allowed(self) -> frozenset[str]:
        """The digests that the file may have; empty stands for no file."""
        return frozenset({self.digest, self.pending} if self.pending else {self.digest})
