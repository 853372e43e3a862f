"""Homes and topic pages made of blocks: what is being edited, what is online, and how it got there.

Tables and migrations are those of publishing, from which the room came.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models

from mingtang.editorial.layouts.enums import LayoutKind, LayoutState, TopicState
from mingtang.institution.organization.authority import authority
from mingtang.workbench.approvals.models import ApprovalRound

if TYPE_CHECKING:
    from mingtang.institution.organization.models import Person

HOME_PATH, TOPICS_PATH = "/index.html", "/topics/index.html"


class LayoutQuerySet(models.QuerySet["SiteLayout"]):
    """Pages of blocks, read as adjectives."""

    def visible_to(self, person: Person, *, at: datetime) -> LayoutQuerySet:
        """Return those of sites which the person designs, or whose gates the person may pass."""
        powers = authority.powers_of(person, at)
        own = powers.sites_where("publishing.design").as_q("site__code")
        return self.filter(own | powers.sites_where("review.gate").as_q("site__code"))

    def topics_online(self, site_id: int) -> LayoutQuerySet:
        """Return the topic pages that readers of a site can see, the newest first."""
        rows = self.filter(site_id=site_id, kind=LayoutKind.TOPIC.value, live__isnull=False)
        return rows.order_by("-released_at", "-pk")


class SiteLayout(models.Model):
    """A page of blocks (版面): the home of a site, or a topic page.

    `revision` is what is being edited, `live` what readers see; both are immutable rows.
    """

    site = models.ForeignKey("gov_sites.GovSite", models.PROTECT, related_name="layouts")
    kind = models.CharField("版面类型", max_length=10, choices=LayoutKind.choices())
    code = models.SlugField("地址", max_length=40, blank=True)
    title = models.CharField("名称", max_length=60)
    summary = models.CharField("简介", max_length=200, blank=True)
    state = models.CharField(
        "状态", max_length=12, choices=LayoutState.choices(), default=LayoutState.DRAFT.value
    )
    revision = models.ForeignKey("LayoutRevision", models.PROTECT, null=True, related_name="+")
    live = models.ForeignKey("LayoutRevision", models.PROTECT, null=True, related_name="+")
    topic_state = models.CharField(
        "专题状态", max_length=10, choices=TopicState.choices(), default=TopicState.OPEN.value
    )
    version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField("修改时间")
    released_at = models.DateTimeField("发布时间", null=True)

    objects = LayoutQuerySet.as_manager()

    class Meta:
        app_label = "publishing"
        verbose_name = verbose_name_plural = "版面"
        constraints = [
            models.UniqueConstraint(fields=["site", "kind", "code"], name="publishing_layout_once")
        ]
        indexes = [models.Index(fields=["-changed_at", "-id"], name="publishing_layout_newest")]

    def __str__(self) -> str:
        return self.title

    @property
    def subject(self) -> str:
        """The opaque key under which events speak of it."""
        return f"layout:{self.pk}"

    @property
    def path(self) -> str:
        """Where the page is on its site."""
        return HOME_PATH if self.kind == LayoutKind.HOME else f"/topics/{self.code}/index.html"

    @property
    def link(self) -> str:
        """The address as readers see it."""
        return self.path.removesuffix("index.html")

    @property
    def topic_mark(self) -> str:
        """What lists write before a topic that has ended, else nothing."""
        is_open = self.topic_state == TopicState.OPEN
        return "" if is_open else TopicState(self.topic_state).label

    @property
    def state_label(self) -> str:
        """The words for the state."""
        return LayoutState(self.state).label


class LayoutRevision(models.Model):
    """One saved state of a page of blocks; never changed. `files` are the digests of what it shows."""

    layout = models.ForeignKey(SiteLayout, models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    body = models.JSONField(default=list)
    files = models.JSONField(default=dict)
    saved_by = models.ForeignKey("organization.Person", models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        app_label = "publishing"
        verbose_name = verbose_name_plural = "版面版本"
        constraints = [
            models.UniqueConstraint(
                fields=["layout", "number"], name="publishing_layout_revision_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.layout_id} · {self.number}"


class LayoutRound(ApprovalRound):
    """One passage of one revision through the gates of its site (版面审核单)."""

    layout = models.ForeignKey(SiteLayout, models.PROTECT, related_name="rounds")
    revision = models.ForeignKey(LayoutRevision, models.PROTECT, related_name="+")

    class Meta:
        app_label = "publishing"
        verbose_name = verbose_name_plural = "版面审核单"
