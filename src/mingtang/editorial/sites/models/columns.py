"""Columns (栏目) of sites and the closure rows of their trees."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from mingtang.editorial.sites.enums import ColumnState, ColumnSupply, ColumnType, Presentation
from mingtang.editorial.sites.models.sites import GovSite
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import ClosureRow, Person, Unit


class ColumnQuerySet(models.QuerySet["Column"]):
    """Columns, read as adjectives."""

    def open(self) -> "ColumnQuerySet":
        """Columns that are neither merged nor closed."""
        return self.filter(state=ColumnState.OPEN)

    def below(self, column: "Column") -> "ColumnQuerySet":
        """The column itself and everything under it."""
        return self.filter(ancestor_rows__ancestor=column)

    def visible_to(self, person: Person, at: datetime) -> "ColumnQuerySet":
        """Columns of the sites a person may look at, and those that the own unit keeps."""
        powers = authority.powers_of(person, at)
        if not powers.is_active:
            return self.none()
        sites = powers.sites_where("sites.read")
        return self.filter(sites.as_q("site__code") | Q(responsible_unit=person.unit_id))


class Column(models.Model):
    """A column of a site: a named place where readers expect one sort of item (栏目)."""

    site = models.ForeignKey(GovSite, models.PROTECT, related_name="columns", verbose_name="网站")
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="上级栏目",
    )
    code = models.SlugField("栏目代码", max_length=60)
    slug = models.SlugField("路径名", max_length=60)
    path = models.CharField("路径", max_length=250)
    name = models.CharField("栏目名称", max_length=40)
    description = models.CharField("栏目描述", max_length=300, blank=True)
    keywords = models.CharField("栏目关键词", max_length=200, blank=True)
    column_type = models.CharField("栏目类别", max_length=30, choices=ColumnType.choices())
    content_class = models.CharField("内容类别", max_length=40, blank=True)  # of a regulation pack
    presentation = models.CharField(
        "列表样式",
        max_length=10,
        choices=Presentation.choices(),
        default=Presentation.TITLES.value,
    )
    purpose = models.CharField("栏目用途", max_length=300, blank=True)
    update_cycle = models.CharField("更新周期", max_length=40, blank=True)
    item_kinds = models.JSONField("收录内容", default=list, blank=True)
    responsible_unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", verbose_name="责任单位"
    )
    responsible_person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="责任人"
    )
    supply = models.CharField(
        "保障方式",
        max_length=20,
        choices=ColumnSupply.choices(),
        default=ColumnSupply.SUBMISSION.value,
    )
    link_url = models.URLField("链接地址", blank=True, default="")
    builders = models.ManyToManyField(Unit, related_name="+", blank=True, verbose_name="共建单位")
    position = models.PositiveIntegerField("排序", default=0)
    state = models.CharField(
        "状态", max_length=20, choices=ColumnState.choices(), default=ColumnState.OPEN.value
    )
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="merged",
        verbose_name="并入栏目",
    )
    opened_at = models.DateTimeField("开设时间")
    closed_at = models.DateTimeField("停用时间", null=True, blank=True)

    objects = ColumnQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "栏目"
        ordering = ("site", "position", "pk")
        constraints = [
            models.UniqueConstraint(fields=["site", "code"], name="gov_sites_column_code_once"),
            models.UniqueConstraint(
                fields=["site", "path"],
                condition=Q(state="open"),
                name="gov_sites_column_path_once",
            ),
            models.UniqueConstraint(
                fields=["parent", "name"],
                condition=Q(state="open", parent__isnull=False),
                name="gov_sites_column_name_once_per_parent",
            ),
            models.UniqueConstraint(
                fields=["site", "name"],
                condition=Q(state="open", parent=None),
                name="gov_sites_column_name_once_at_top",
            ),
        ]
        indexes = [
            models.Index(
                fields=["responsible_unit", "site", "path", "id"], name="gov_sites_column_duty"
            ),
            models.Index(fields=["site", "parent", "position"], name="gov_sites_column_tree"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def column_key(self) -> str:
        """The opaque key of this column as subject of an event."""
        return f"column:{self.pk}"


class ColumnClosure(ClosureRow):
    """One pair of a column tree."""

    ancestor = models.ForeignKey(Column, models.CASCADE, related_name="descendant_rows")
    descendant = models.ForeignKey(Column, models.CASCADE, related_name="ancestor_rows")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ancestor", "descendant"], name="gov_sites_columnclosure_pair_once"
            )
        ]
        indexes = [models.Index(fields=["descendant", "depth"], name="gov_sites_column_ancestors")]

    def __str__(self) -> str:
        return f"{self.ancestor_id} > {self.descendant_id} ({self.depth})"
