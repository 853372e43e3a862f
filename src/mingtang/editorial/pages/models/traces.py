"""What must not come back, and what was found on disk that was not published."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from mingtang.editorial.pages.enums import TakeDownReason, TamperingKind
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person


class Tombstone(models.Model):
    """An address taken down. While it stands, no rollback and no healing brings the page back.

    `subject` is the key of what was taken down (`article:5`), opaque here; several addresses share it.
    `proof` is what the origin answered when the address was fetched afterwards.
    """

    site = models.ForeignKey("gov_sites.GovSite", models.PROTECT, related_name="+")
    path = models.CharField(max_length=320)
    subject = models.CharField(max_length=80, blank=True)
    reason_code = models.CharField(max_length=20, choices=TakeDownReason.choices())
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
                name="pages_tombstone_once",
                condition=Q(lifted_at__isnull=True),
            )
        ]
        indexes = [
            models.Index(fields=["subject"], name="pages_tombstone_subject"),
            models.Index(
                fields=["proof_due_at"],
                name="pages_tombstone_proof",
                condition=Q(proof_due_at__isnull=False),
            ),
            models.Index(
                fields=["id"],
                name="pages_tombstone_purge",
                condition=Q(is_secret=True, purged_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.path


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
    kind = models.CharField(max_length=20, choices=TamperingKind.choices())
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
            models.Index(fields=["-found_at"], name="pages_incident_found"),
            models.Index(
                fields=["id"], name="pages_incident_open", condition=Q(healed_at__isnull=True)
            ),
            models.Index(
                fields=["site", "id"],
                name="pages_incident_unseen",
                condition=Q(seen_at__isnull=True),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "path"],
                name="pages_incident_open_once",
                condition=Q(healed_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.path} {self.kind}"


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
