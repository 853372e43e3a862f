"""Emergency series with their entries, and notices on every page of a site or of all."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from mingtang.editorial.series.enums import EntryState, FrameKind, SeriesState, SeriesTextKind
from mingtang.institution.organization.authority import authority

if TYPE_CHECKING:
    from mingtang.institution.organization.models import Person


class SeriesQuerySet(models.QuerySet["EmergencySeries"]):
    """Series, read as adjectives."""

    def visible_to(self, person: Person, *, at: datetime) -> SeriesQuerySet:
        """Return those of sites on which the person writes or decides."""
        powers = authority.powers_of(person, at)
        writes = powers.sites_where("series.write").as_q("site__code")
        return self.filter(writes | powers.sites_where("series.release").as_q("site__code"))

    def online(self) -> SeriesQuerySet:
        """Return those whose facts readers can see, the newest first."""
        return self.filter(released_at__isnull=False).order_by("-released_at", "-pk")


class EmergencySeries(models.Model):
    """What happened and how it goes on (应急专题): a page of facts and dated updates on one site."""

    site = models.ForeignKey("gov_sites.GovSite", models.PROTECT, related_name="+")
    code = models.SlugField("地址", max_length=40)
    title = models.CharField("名称", max_length=60)
    topic = models.ForeignKey(
        "publishing.SiteLayout", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="相关专题页",
    )  # fmt: skip
    state = models.CharField(
        "状态", max_length=10, choices=SeriesState.choices(), default=SeriesState.OPEN.value
    )
    opened_by = models.ForeignKey("organization.Person", models.PROTECT, related_name="+")
    opened_at = models.DateTimeField("开设时间")
    released_at = models.DateTimeField("首次发布时间", null=True)
    changed_at = models.DateTimeField("更新时间")
    closed_at = models.DateTimeField("结束时间", null=True)

    objects = SeriesQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "应急专题"
        constraints = [models.UniqueConstraint(fields=["site", "code"], name="series_code_once")]
        indexes = [models.Index(fields=["-changed_at", "-id"], name="series_newest")]

    def __str__(self) -> str:
        return self.title

    @property
    def subject(self) -> str:
        """The opaque key under which events speak of it."""
        return f"series:{self.pk}"

    @property
    def path(self) -> str:
        """Where its page is."""
        return f"/series/{self.code}/index.html"

    @property
    def link(self) -> str:
        """The address as readers see it."""
        return f"/series/{self.code}/"


class SeriesEntry(models.Model):
    """One text of a series, the facts or an update; never changed, only released and withdrawn."""

    series = models.ForeignKey(EmergencySeries, models.PROTECT, related_name="entries")
    kind = models.CharField("类型", max_length=10, choices=SeriesTextKind.choices())
    state = models.CharField(
        "状态", max_length=10, choices=EntryState.choices(), default=EntryState.WAITING.value
    )
    text = models.TextField("内容")
    written_by = models.ForeignKey("organization.Person", models.PROTECT, related_name="+")
    written_at = models.DateTimeField("起草时间")
    released_by = models.ForeignKey(
        "organization.Person", models.PROTECT, null=True, related_name="+"
    )
    released_at = models.DateTimeField("发布时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "应急专题内容"
        indexes = [models.Index(fields=["series", "-released_at", "-id"], name="series_entry_list")]

    def __str__(self) -> str:
        return f"{self.series_id} · {self.pk}"


class FrameNoticeQuerySet(models.QuerySet["FrameNotice"]):
    """Notices, read as adjectives."""

    def visible_to(self, person: Person, *, at: datetime) -> FrameNoticeQuerySet:
        """Return those of all sites, and those of sites on which the person writes or decides."""
        powers = authority.powers_of(person, at)
        if not powers.is_active:
            return self.none()
        own = powers.sites_where("series.write").as_q("site__code")
        own |= powers.sites_where("series.release").as_q("site__code")
        return self.filter(own | Q(site=None))

    def on(self) -> FrameNoticeQuerySet:
        """Return those that are not lifted."""
        return self.filter(ended_at__isnull=True)

    def over(self, site_id: int) -> FrameNoticeQuerySet:
        """Return those that are on for a site now, of all sites first."""
        return self.on().filter(Q(site=None) | Q(site=site_id)).order_by("site_id", "pk")


class FrameNotice(models.Model):
    """A banner or mourning grey on every page of a site, or of all sites where it names none."""

    kind = models.CharField("类型", max_length=10, choices=FrameKind.choices())
    site = models.ForeignKey(
        "gov_sites.GovSite", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="网站",
    )  # fmt: skip
    text = models.CharField("横幅文字", max_length=60, blank=True)
    series = models.ForeignKey(
        EmergencySeries, models.PROTECT, null=True, blank=True, related_name="notices",
        verbose_name="应急专题",
    )  # fmt: skip
    reason = models.ForeignKey("events.StatedReason", models.PROTECT, null=True, related_name="+")
    begun_by = models.ForeignKey("organization.Person", models.PROTECT, related_name="+")
    begun_at = models.DateTimeField("启用时间")
    ended_by = models.ForeignKey("organization.Person", models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField("解除时间", null=True)

    objects = FrameNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "全站提示"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "site"],
                condition=Q(ended_at__isnull=True, site__isnull=False),
                name="series_notice_once_a_site",
            ),
            models.UniqueConstraint(
                fields=["kind"],
                condition=Q(ended_at__isnull=True, site__isnull=True),
                name="series_notice_once_for_all",
            ),
        ]

    def __str__(self) -> str:
        return f"{FrameKind(self.kind).label} {self.text}".strip()

    @property
    def subject(self) -> str:
        """The opaque key under which events speak of it."""
        return f"frame_notice:{self.pk}"
