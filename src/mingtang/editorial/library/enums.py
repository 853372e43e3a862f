"""By what documents are found. Pure: no Django."""

from mingtang.ground.foundation.labels import LabelledEnum


class Facet(LabelledEnum):
    """One filter of the library (筛选项), in the order of its pages."""

    YEAR = "year", "年份"
    OFFICE = "office", "发文机关"
    CLASS = "class", "主题分类"
    KIND = "kind", "文种"
    FORCE = "force", "有效性"
    NUMBER = "number", "发文字号"
