"""Targets, the frames they share, and what each read: the rows by which a change wakes pages."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from mingtang.editorial.pages.enums import TargetLane, TargetState
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person


class TargetQuerySet(models.QuerySet["Target"]):
    """Pages as editors and operators ask for them."""

    def visible_to(self, person: Person, at: datetime) -> TargetQuerySet:
        """Pages of sites which the person operates, or publishes on."""
        powers = authority.powers_of(person, at)
        operated = powers.sites_where("publishing.operate").as_q("site__code")
        return self.filter(operated | powers.sites_where("publishing.publish").as_q("site__code"))


class Target(models.Model):
    """One file of one site (发布目标).

    `wake_number` counts the changes that concern it; a worker notes the number it saw when it
    claimed the target, and the target is done only if the number is still the same.
    """

    # Without constraints, as the lines of manifests: checking each row of a full run costs as much as
    # the row, and neither sites nor columns are ever deleted.
    site = models.ForeignKey(
        "gov_sites.GovSite", models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    path = models.CharField(max_length=320)
    kind = models.CharField(max_length=30)
    key = models.CharField(max_length=80)
    column = models.ForeignKey(
        "gov_sites.Column",
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )

    state = models.CharField(
        max_length=10, choices=TargetState.choices(), default=TargetState.WAITING.value
    )
    lane = models.PositiveSmallIntegerField(default=TargetLane.DEPENDENT.value)
    woken_at = models.DateTimeField()
    wake_number = models.PositiveIntegerField(default=1)
    claimed_wake = models.PositiveIntegerField(default=0)
    claim = models.CharField(max_length=32, blank=True)
    claimed_by = models.CharField(max_length=120, blank=True)
    claimed_until = models.DateTimeField(null=True)
    tries = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)
    # The version that is on disk; null before the first, an entry without digest once removed.
    # Without constraint and index: what is online is never cleared away (engine/reclaiming.py).
    entry = models.ForeignKey(
        "pages.Entry",
        models.DO_NOTHING,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    written_at = models.DateTimeField(null=True)

    objects = TargetQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "发布目标"
        constraints = [models.UniqueConstraint(fields=["site", "path"], name="pages_target_once")]
        indexes = [
            models.Index(fields=["state", "lane", "woken_at", "id"], name="pages_target_lane"),
            models.Index(fields=["kind", "key"], name="pages_target_kind"),
            models.Index(fields=["site", "column", "id"], name="pages_target_column"),
            models.Index(fields=["site", "id"], name="pages_target_walk"),
            models.Index(
                fields=["due_at", "id"],
                condition=models.Q(state=TargetState.FAILED.value),
                name="pages_target_failed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.site_id}:{self.path}"


class Shell(models.Model):
    """The frame (header, navigation, footer) that the pages of one column share; null: the site's."""

    site = models.ForeignKey("gov_sites.GovSite", models.PROTECT, related_name="+")
    column = models.ForeignKey("gov_sites.Column", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "页面外框"
        constraints = [
            models.UniqueConstraint(
                fields=["site", "column"],
                name="pages_shell_once",
                condition=models.Q(column__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["site"],
                name="pages_shell_of_site_once",
                condition=models.Q(column__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.site_id}:{self.column_id or '-'}"


class Watch(models.Model):
    """A window of a list that a page showed: it wakes for keys from the last one shown upwards.

    A list that was not full is watched without a lower bound, so an empty one wakes for its first
    item. `kind` narrows to one kind of article where the page asked so.
    """

    target = models.ForeignKey(
        Target, models.CASCADE, related_name="watches", db_index=False, db_constraint=False
    )
    list = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, blank=True)
    low_at = models.DateTimeField()
    low_id = models.BigIntegerField()

    class Meta:
        verbose_name = verbose_name_plural = "列表关注"
        constraints = [
            models.UniqueConstraint(fields=["target", "list", "kind"], name="pages_watch_once")
        ]
        indexes = [models.Index(fields=["list", "low_at"], name="pages_watch_list")]

    def __str__(self) -> str:
        return f"{self.list} ≥ {self.low_at}"


class SubjectRead(models.Model):
    """A thing that a page, or a frame, showed by itself and not as part of a list."""

    subject = models.CharField(max_length=80)
    target = models.ForeignKey(
        Target, models.CASCADE, null=True, related_name="reads", db_constraint=False
    )
    shell = models.ForeignKey(
        Shell, models.CASCADE, null=True, related_name="reads", db_constraint=False
    )

    class Meta:
        verbose_name = verbose_name_plural = "引用"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(target__isnull=False, shell__isnull=True)
                | models.Q(target__isnull=True, shell__isnull=False),
                name="pages_read_by_one",
            ),
        ]
        indexes = [models.Index(fields=["subject"], name="pages_read_subject")]

    def __str__(self) -> str:
        return self.subject
