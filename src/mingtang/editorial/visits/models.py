"""Tables of visits. The public process puts batches in and reads totals; the worker adds up."""

from django.db import models
from django.db.models import Q

SITE = 60  # characters of the code of a site
PATH = 255


class VisitBatch(models.Model):
    """The visits of a few seconds of one process, one site and one day in Beijing (访问批次).

    `pages` is `{address: views}`, `visitors` a packed sketch. A batch is added to the totals once and
    deleted in the same transaction; `key` is unique, so that one that is sent twice is stored once.
    """

    key = models.CharField(max_length=32, unique=True)
    site = models.CharField("网站", max_length=SITE)
    day = models.DateField("日期")
    pages = models.JSONField("页面")
    visitors = models.BinaryField()

    class Meta:
        verbose_name = verbose_name_plural = "访问批次"

    def __str__(self) -> str:
        return f"{self.site} {self.day}"


class PageVisits(models.Model):
    """How often a page was opened since it has been online (页面浏览量). `site` is the code of a site."""

    site = models.CharField("网站", max_length=SITE)
    path = models.CharField("地址", max_length=PATH)
    views = models.PositiveBigIntegerField("浏览量")

    class Meta:
        verbose_name = verbose_name_plural = "页面浏览量"
        constraints = [
            models.UniqueConstraint(fields=["site", "path"], name="visits_page_once"),
            models.CheckConstraint(name="visits_page_viewed", condition=Q(views__gt=0)),
        ]
        indexes = [models.Index(fields=["site", "-views", "id"], name="visits_most_viewed")]

    def __str__(self) -> str:
        return f"{self.site}{self.path} {self.views}"


class SiteDay(models.Model):
    """Views and visitors of a site on a day in Beijing (网站日访问).

    `sketch` tells which visitors were counted, as long as more of that day may come.
    """

    site = models.CharField("网站", max_length=SITE)
    day = models.DateField("日期")
    views = models.PositiveBigIntegerField("浏览量", default=0)
    visitors = models.PositiveBigIntegerField("访客数", default=0)
    sketch = models.BinaryField(default=bytes)

    class Meta:
        verbose_name = verbose_name_plural = "网站日访问"
        constraints = [models.UniqueConstraint(fields=["site", "day"], name="visits_day_once")]
        indexes = [
            models.Index(fields=["day"], name="visits_day_sketch", condition=~Q(sketch=b"")),
        ]

    def __str__(self) -> str:
        return f"{self.site} {self.day}"
