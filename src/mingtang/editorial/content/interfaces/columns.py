"""Fields in which columns are chosen: boxes to tick for the near ones, a search for all others."""

from collections.abc import Collection, Iterable
from typing import Any

from django import forms
from django.db.models import Case, IntegerField, QuerySet, Value, When

from mingtang.editorial.sites.models import Column
from mingtang.workbench.backoffice.choosers import Chooser, SearchOfVisible, register_chooser

COLUMN_LIMIT = 300  # boxes on one page
ColumnGroups = list[tuple[str, list[tuple[int, str]]]]


def open_columns() -> QuerySet[Column]:
    """Return the open columns of the open sites."""
    return Column.objects.open().filter(site__state="open").select_related("site")


register_chooser(
    Chooser(
        "column",
        lambda person, at: open_columns(),
        "id",
        ("name", "site__name"),
        lambda column: f"{column.site.name} · {column.name}（{column.pk}）",
        order="site__position",
    )
)


class ColumnChoices(forms.CheckboxSelectMultiple):
    """Columns to tick, under the name of each site."""

    template_name = "content/widgets/columns.html"


class OtherColumn(SearchOfVisible):
    """One more column than there are boxes for; hidden where every column has its box."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            "column",
            label="其他栏目",
            required=False,
            help_text="上面没有列出的栏目，输入栏目或网站名称查找；一次添加一个，保存后列入上面。",
            **kwargs,
        )
        self.widget.attrs["placeholder"] = "输入栏目或网站名称查找"


def column_choices(
    *, near: Collection[int] = (), chosen: Iterable[Any] = ()
) -> tuple[ColumnGroups, bool]:
    """Return columns under the names of their sites, and whether there are more: the chosen, then near ones.

    At most `COLUMN_LIMIT` besides the chosen ones; `near` are keys of sites.
    """
    wanted = {int(one) for one in chosen if str(one).isdecimal() and len(str(one)) < 19}
    order = ("site__position", "site_id", "path")
    rank = Case(
        When(site_id__in=near, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    nearest = open_columns().exclude(pk__in=wanted).order_by(rank, *order)
    found = list(nearest[: COLUMN_LIMIT + 1])
    rows = [*open_columns().filter(pk__in=wanted), *found[:COLUMN_LIMIT]]
    rows.sort(key=lambda row: (row.site_id not in near, row.site.position, row.site_id, row.path))
    groups: dict[str, list[tuple[int, str]]] = {}
    for row in rows:
        groups.setdefault(row.site.name, []).append((row.pk, row.name))
    return list(groups.items()), len(found) > COLUMN_LIMIT
