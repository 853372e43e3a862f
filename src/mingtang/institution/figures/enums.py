"""What figures are counted by, and what becomes of a count."""

from mingtang.ground.foundation.labels import LabelledEnum


class Dimension(LabelledEnum):
    """What a figure is split by (统计口径)."""

    UNIT = "unit", "单位"
    SITE = "site", "网站"
    COLUMN = "column", "栏目"
    KIND = "kind", "种类"
    DAY = "day", "日期"
    MONTH = "month", "月份"


class BuildState(LabelledEnum):
    """What a build of the figures is for."""

    GROWING = "growing", "正在重算"
    LIVE = "live", "使用中"
    REPLACED = "replaced", "已被替换"
