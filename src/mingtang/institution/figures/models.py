"""Tables of dated counts. All of them can be counted again from the log."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from mingtang.institution.figures.enums import BuildState
from mingtang.institution.organization.scopes import sight_of

if TYPE_CHECKING:
    from mingtang.institution.organization.models import Person

READ = "figures.read"


class FigureBuild(models.Model):
    """One count of the whole log (统计版本). The live one is read; another may grow beside it.

    `position` is that of the latest event counted, and `counted_to` when that was recorded.
    `definitions` are the measures that it was begun with. `differs` says that it came out otherwise than the
    one that it replaced, at the same position and with the same measures.
    """

    state = models.CharField("状态", max_length=10, choices=BuildState.choices())
    position = models.BigIntegerField("已统计到", default=0)
    counted_to = models.DateTimeField("统计截至", null=True)
    definitions = models.TextField("指标", blank=True)
    differs = models.BooleanField("与替换前不一致", default=False)
    started_at = models.DateTimeField("开始时间")

    class Meta:
        verbose_name = verbose_name_plural = "统计版本"
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="live"), name="figures_build_one_live"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} @{self.position}"


class DailyFigureQuerySet(models.QuerySet["DailyFigure"]):
    """Figures, read as adjectives."""

    def live(self) -> "DailyFigureQuerySet":
        """Those of the build that is in use."""
        return self.filter(build__state=BuildState.LIVE.value)

    def visible_to(self, person: "Person", *, at: datetime) -> "DailyFigureQuerySet":
        """Those of units and sites whose figures the person may read."""
        sight = sight_of(person, at)
        if not sight.is_active:
            return self.none()
        units, sites = sight.units_where(READ), sight.sites_where(READ)
        return self.filter(units.as_code_q("unit") | sites.as_q("site"))


class DailyFigure(models.Model):
    """How often something happened on a day in Beijing, under a set of keys (统计数)."""

    build = models.ForeignKey(FigureBuild, models.CASCADE, related_name="figures", db_index=False)
    measure = models.CharField("指标", max_length=60)
    day = models.DateField("日期")
    unit = models.CharField("单位", max_length=100, blank=True)
    site = models.CharField("网站", max_length=100, blank=True)
    column = models.CharField("栏目", max_length=100, blank=True)
    kind = models.CharField("种类", max_length=60, blank=True)
    amount = models.BigIntegerField("数量")

    objects = DailyFigureQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "统计数"
        constraints = [
            models.UniqueConstraint(
                fields=["build", "measure", "day", "unit", "site", "column", "kind"],
                name="figures_figure_once",
            )
        ]
        indexes = [
            models.Index(fields=["build", "measure", "unit", "day"], name="figures_figure_unit"),
            models.Index(fields=["build", "measure", "site", "day"], name="figures_figure_site"),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.day} {self.amount}"
