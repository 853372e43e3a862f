"""Sites and columns as they are published, and where old addresses lead."""

from __future__ import annotations

import secrets

from django.db import models
from django.db.models import Q


def _any_version() -> int:
    # Begins anywhere: frames that a process keeps of another database are not taken for these.
    return secrets.randbelow(1 << 40)


class PublishedSite(models.Model):
    """What publishing keeps of a site. Anyone who changes what its pages show locks this row.

    `changes` counts such changes: a page whose watches are new compares it with the moment it was
    read, so that no change slips in between. `addresses` is the last number given out for the
    site map, by the room that lists pages there.
    `contact_until` is how long its `security.txt` is valid. With `has_traditional` each page has a copy
    in traditional characters; `copied_entry` is the last line of a manifest whose page was handed on
    to be copied.
    """

    site = models.OneToOneField(
        "gov_sites.GovSite", models.PROTECT, primary_key=True, related_name="published"
    )
    theme = models.CharField(max_length=40, default="plain")
    theme_version = models.CharField(max_length=64, blank=True)
    shell_version = models.BigIntegerField(default=_any_version)
    changes = models.BigIntegerField(default=0)
    addresses = models.BigIntegerField(default=0)
    is_off = models.BooleanField(default=False)
    off_notice = models.CharField(max_length=300, blank=True)
    contact_until = models.DateTimeField(null=True)
    has_traditional = models.BooleanField(default=False)
    copied_entry = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "网站发布状态"

    def __str__(self) -> str:
        return f"{self.site_id}"


class PublishedColumn(models.Model):
    """A column as readers find it now: where it is, and how many items it shows.

    `path` follows the column's own path when the change is made known, together with the redirects
    and wakes, so that links and files always agree. `count` is written by the room that lists
    things in columns, never counted here.
    """

    column = models.OneToOneField(
        "gov_sites.Column", models.PROTECT, primary_key=True, related_name="published"
    )
    site = models.ForeignKey("gov_sites.GovSite", models.PROTECT, related_name="+")
    path = models.CharField(max_length=250)
    is_shown = models.BooleanField(default=True)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "栏目发布状态"
        constraints = [
            models.UniqueConstraint(
                fields=["site", "path"],
                name="pages_column_path_once",
                condition=Q(is_shown=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.column_id}: {self.path}"


class Redirect(models.Model):
    """Where an old address leads (301). `is_prefix` moves a whole folder; the longest match wins."""

    site = models.ForeignKey("gov_sites.GovSite", models.PROTECT, related_name="+")
    path = models.CharField(max_length=300)
    is_prefix = models.BooleanField(default=False)
    to_path = models.CharField(max_length=300)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "跳转"
        constraints = [models.UniqueConstraint(fields=["site", "path"], name="pages_redirect_once")]

    def __str__(self) -> str:
        return f"{self.path} → {self.to_path}"


class HostAlias(models.Model):
    """A domain that a site had before; it answers 301 to the present one."""

    site = models.ForeignKey("gov_sites.GovSite", models.PROTECT, related_name="+")
    host = models.CharField(max_length=120, unique=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "旧域名"

    def __str__(self) -> str:
        return self.host
