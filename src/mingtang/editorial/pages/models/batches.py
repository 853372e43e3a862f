"""What was written when: batches with their manifest, and bulk runs."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import models
from django.db.models import Exists, OuterRef, Q

from mingtang.editorial.pages.enums import BatchKind, BatchState, RunKind, RunState
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person


class BatchQuerySet(models.QuerySet["Batch"]):
    """Batches as the people who operate publishing ask for them."""

    def visible_to(self, person: Person, at: datetime) -> BatchQuerySet:
        """Batches that wrote a file of a site which the person operates."""
        sites = authority.sites_where(person, "publishing.operate", at)
        return self if sites.all else self.of_sites(sites.codes)

    def of_sites(self, codes: Collection[str]) -> BatchQuerySet:
        """Batches that wrote a file of one of these sites: one look into the manifest of each."""
        inside = Entry.objects.filter(batch=OuterRef("pk"), target__site__code__in=sorted(codes))
        return self.filter(Exists(inside))


class EntryQuerySet(models.QuerySet["Entry"]):
    """Lines of manifests."""

    def visible_to(self, person: Person, at: datetime) -> EntryQuerySet:
        """Lines about files of sites which the person operates."""
        sites = authority.sites_where(person, "publishing.operate", at)
        return self.filter(sites.as_q("target__site__code"))


class RunQuerySet(models.QuerySet["Run"]):
    """Bulk runs."""

    def making_pages(self) -> RunQuerySet:
        """Those under way that make pages; a check of files makes none."""
        running = self.filter(state=RunState.RUNNING.value)
        return running.exclude(kind=RunKind.VERIFY.value)

    def visible_to(self, person: Person, at: datetime) -> RunQuerySet:
        """Runs over sites which the person operates or guards, and those over all sites."""
        powers = authority.powers_of(person, at)
        operated = powers.sites_where("publishing.operate")
        guarded = powers.sites_where("publishing.guard")
        mine = operated.as_q("site__code") | guarded.as_q("site__code")
        return self.filter(mine | Q(site=None)) if operated else self.filter(mine)


class Batch(models.Model):
    """Files written together. Committed as `writing` with its entries before any file is renamed.

    `key` names the pack in the store that holds the contents.
    """

    key = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=20, choices=BatchKind.choices())
    state = models.CharField(max_length=10, choices=BatchState.choices())
    claim = models.CharField(max_length=32, blank=True)
    owner = models.CharField(max_length=120, blank=True)
    lease_until = models.DateTimeField(null=True)
    started_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    pages = models.PositiveIntegerField(default=0)
    actor = models.CharField(max_length=200, blank=True)
    reason = models.ForeignKey("events.StatedReason", models.PROTECT, null=True, related_name="+")
    of_batch = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    # Bytes of the pack, and whether it still is in the store.
    pack_bytes = models.BigIntegerField(default=0)
    has_pack = models.BooleanField(default=False)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "发布批次"
        indexes = [
            models.Index(fields=["state", "id"], name="pages_batch_state"),
            models.Index(fields=["started_at"], name="pages_batch_started"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {BatchKind(self.kind).label}"


class Entry(models.Model):
    """One line of a manifest: which version of a file replaced which. An empty digest: removed.

    The content is in the pack of batch `pack` at `offset`, `size` bytes as kept there;
    `twins` is the digest over the gzip and brotli copies, empty where none were made.
    """

    # Without constraints: lines are written by the engine alone, in one transaction with what they
    # name, and neither batches nor targets are ever deleted. Checking each line of a full run one by
    # one was a third of its time.
    batch = models.ForeignKey(
        Batch, models.PROTECT, related_name="entries", db_index=False, db_constraint=False
    )
    target = models.ForeignKey(
        "pages.Target", models.PROTECT, related_name="+", db_constraint=False
    )
    # Kept when that version is cleared away, so that a lost version is told from none.
    previous = models.ForeignKey(
        "self",
        models.DO_NOTHING,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    digest = models.CharField(max_length=64, blank=True)
    twins = models.CharField(max_length=64, blank=True)
    pack = models.ForeignKey(
        Batch, models.PROTECT, null=True, related_name="+", db_constraint=False
    )
    offset = models.BigIntegerField(default=0)
    size = models.PositiveIntegerField(default=0)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "发布清单"
        constraints = [models.UniqueConstraint(fields=["batch", "target"], name="pages_entry_once")]

    def __str__(self) -> str:
        return f"{self.batch_id}:{self.target_id} {self.digest[:12]}"


class Run(models.Model):
    """A walk over many targets in the bulk lane: it feeds them in slices and can be continued.

    `criteria` says which: columns of the site, a subject, or all. `cursor` is the last target fed.
    A check of a site's files walks in the same way; `wrong` counts what it found.
    """

    kind = models.CharField(max_length=20, choices=RunKind.choices())
    state = models.CharField(
        max_length=10, choices=RunState.choices(), default=RunState.RUNNING.value
    )
    site = models.ForeignKey("gov_sites.GovSite", models.PROTECT, null=True, related_name="+")
    criteria = models.JSONField(default=dict)
    phase = models.PositiveSmallIntegerField(default=0)
    cursor = models.BigIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    fed = models.PositiveIntegerField(default=0)
    wrong = models.PositiveIntegerField(default=0)
    actor = models.CharField(max_length=200)
    started_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "批量任务"
        indexes = [models.Index(fields=["state", "id"], name="pages_run_state")]

    def __str__(self) -> str:
        return f"{self.pk} {RunKind(self.kind).label}"
