"""Weather feeds of sites, with the text shown now."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models

from mingtang.editorial.weather.policies import MOST_HOURS, FeedFields
from mingtang.institution.organization.authority import authority

if TYPE_CHECKING:
    from mingtang.institution.organization.models import Person

MANAGE = "sites.manage"


class WeatherFeedQuerySet(models.QuerySet["WeatherFeed"]):
    """Feeds, read as adjectives."""

    def visible_to(self, person: Person, *, at: datetime) -> WeatherFeedQuerySet:
        """Return those of sites that a person manages."""
        return self.filter(authority.sites_where(person, MANAGE, at).as_q("site__code"))


class WeatherFeed(models.Model):
    """The weather feed of a site (天气来源); `shown` is the text on its pages now."""

    site = models.OneToOneField("gov_sites.GovSite", models.PROTECT, related_name="+")
    place = models.CharField("地名", max_length=20)
    url = models.URLField("数据地址", max_length=500)
    words_key = models.CharField("天气字段", max_length=100)
    temperature_key = models.CharField("气温字段", max_length=100)
    time_key = models.CharField("时间字段", max_length=100)
    hours = models.PositiveSmallIntegerField("有效时间（小时）", default=MOST_HOURS)
    is_on = models.BooleanField("启用", default=True)
    shown = models.CharField("网站上显示", max_length=60, blank=True)
    observed_at = models.DateTimeField("观测时间", null=True)
    tried_at = models.DateTimeField("最近取数时间", null=True)
    error = models.CharField("最近的问题", max_length=200, blank=True)

    objects = WeatherFeedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "天气来源"

    def __str__(self) -> str:
        return f"{self.site} {self.place}"

    @property
    def subject(self) -> str:
        """The opaque key that identifies it in events."""
        return f"weather:{self.pk}"

    @property
    def fields(self) -> FeedFields:
        """The fields as values."""
        return FeedFields(
            self.place, self.url, self.words_key, self.temperature_key, self.time_key, self.hours,
            self.is_on,
        )  # fmt: skip
