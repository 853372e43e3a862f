"""Sites as they are published, addresses that never change, and where old addresses lead."""

from __future__ import annotations

import secrets

from django.db import models
from django.db.models import Q


def _any_version() -> int:
    # Begins anywhere: frames that a process keeps of another database are not taken for these.
    return secrets.randbelow(1 << 40)


class SiteState(models.Model):
    """What publishing keeps of a site. Anyone who changes what its pages show locks this row.

    `changes` counts such changes: a page whose watches are new compares it with the moment it was
    read, so that no change slips in between. `addresses` numbers the article pages of the site.
    `contact_until` is how long its `security.txt` is valid.
    """

    site = models.OneToOneField(
        "gov_sites.GovSite", models.PROTECT, primary_key=True, related_name="+"
    )
    theme = models.CharField(max_length=40, default="plain")
    theme_version = models.CharField(max_length=64, blank=True)
    shell_version = models.BigIntegerField(default=_any_version)
    changes = models.BigIntegerField(default=0)
    addresses = models.BigIntegerField(default=0)
    is_off = models.BooleanField(default=False)
    off_notice = models.CharField(max_length=300, blank=True)
    contact_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "网站发布状态"

    def __str__(self) -> str:
        return f"{self.site_id}"


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


class Redirect(models.Model):
    """Where an old address leads (301). `is_prefix` moves a whole folder; the longest match wins."""

    site = models.ForeignKey("gov_sites.GovSite", models.PROTECT, related_name="+")
    path = models.CharField(max_length=300)
    is_prefix = models.BooleanField(default=False)
    to_path = models.CharField(max_length=300)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "跳转"
        constraints = [
            models.UniqueConstraint(fields=["site", "path"], name="publishing_redirect_once")
        ]

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
