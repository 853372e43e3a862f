"""Screens of the directory: the sites, what one says of people and offices, and the forms for it."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from mingtang.editorial.directory.enums import StatementKind
from mingtang.editorial.directory.models import (
    EDIT,
    Institution,
    Leader,
    PublicContact,
    SiteStatement,
)
from mingtang.editorial.directory.policies import addresses
from mingtang.editorial.publishing.queries.pages import page_url
from mingtang.editorial.sites.models import GovSite
from mingtang.workbench.backoffice.screens import DetailScreen, HeaderButton, ListScreen
from mingtang.workbench.backoffice.tables import Table, TableColumn, tag

ROOT = ("领导与机构", "directory:sites")


def edited_sites(screen: Any, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return those of the sites that a person sees whose directory the person edits."""
    return rows.filter(screen.powers.sites_where(EDIT).as_q("code"))


def site_screen(site: GovSite) -> str:
    """Return the address of the screen of a site's directory."""
    return reverse("directory:site", args=[site.code])


def shown_tag(row: Any) -> str:
    """Return whether readers see an entry, as a small label."""
    return tag("已公开", "good") if row.is_shown else tag("未公开", "plain")


class DirectorySites(ListScreen):
    """The sites whose directory a person edits."""

    title = ROOT[0]
    lead = "各网站的领导、机构、通讯录和站内说明；保存后几秒内更新到网站。"
    right = EDIT
    model = GovSite
    order = ("position", "code", "pk")
    search_fields = ("name", "code", "domain")
    search_label = "名称、代码或域名"
    empty_text = "没有由您维护的网站。"

    def visible_rows(self) -> QuerySet[Any]:
        """Leave out the sites that the person only looks at."""
        return edited_sites(self, super().visible_rows())

    def get_columns(self) -> Sequence[TableColumn]:
        """Name and domain."""
        return (
            TableColumn("网站名称", "name", link=site_screen, kind="main"),
            TableColumn("主办单位", "unit.name"),
            TableColumn("域名", "domain"),
        )


def _entry_link(name: str) -> Callable[[Any], str]:
    return lambda row: reverse(f"directory:{name}", args=[row.pk])


class SiteDirectory(DetailScreen):
    """What one site says of people and offices, and of itself."""

    template_name = "directory/site.html"
    model = GovSite
    lookup = "code"
    right = EDIT
    parents = (ROOT,)

    def visible_rows(self) -> QuerySet[Any]:
        """Leave out the sites that the person only looks at."""
        return edited_sites(self, super().visible_rows())

    def get_title(self) -> str:
        """Return the name of the site."""
        return f"领导与机构：{self.object.name}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Hand the lists to the template, each with its button and its public page."""
        return super().get_context_data(
            lists=[self._leaders(), self._institutions(), self._contacts()],
            statements=self._statements(),
            **kwargs,
        )

    def _rows(self, model: Any) -> list[Any]:
        return list(model.objects.filter(site=self.object).order_by("position", "pk"))

    def _list(self, name: str, label: str, path: str, table: Table) -> dict[str, Any]:
        has_page = any(row.is_shown for row in table.rows)
        new = reverse(f"directory:{name}-new", args=[self.object.code])
        return {
            "name": name,
            "label": label,
            "table": table,
            "new": HeaderButton("添加", new, icon="plus"),
            "page": page_url(self.object.domain, path) if has_page else "",
        }

    def _leaders(self) -> dict[str, Any]:
        columns = (
            TableColumn("姓名", "name", link=_entry_link("leader"), kind="main"),
            TableColumn("职务", "post"),
            TableColumn("照片", lambda row: "有" if row.portrait else "没有"),
            TableColumn("公开", shown_tag),
            TableColumn("修改时间", "changed_at", kind="moment"),
        )
        table = Table(columns, self._rows(Leader))
        return self._list("leader", "领导", addresses.LEADERS, table)

    def _institutions(self) -> dict[str, Any]:
        columns = (
            TableColumn("名称", "name", link=_entry_link("institution"), kind="main"),
            TableColumn("类别", lambda row: row.get_kind_display()),
            TableColumn("办公电话", "phone"),
            TableColumn("公开", shown_tag),
            TableColumn("修改时间", "changed_at", kind="moment"),
        )
        table = Table(columns, self._rows(Institution))
        return self._list("institution", "机构", addresses.INSTITUTIONS, table)

    def _contacts(self) -> dict[str, Any]:
        columns = (
            TableColumn("岗位", "post", link=_entry_link("contact"), kind="main"),
            TableColumn("办公电话", "phone"),
            TableColumn("公开", shown_tag),
            TableColumn("修改时间", "changed_at", kind="moment"),
        )
        table = Table(columns, self._rows(PublicContact))
        return self._list("contact", "通讯录", addresses.CONTACT_BOOK, table)

    def _statements(self) -> Table:
        rows = SiteStatement.objects.filter(site=self.object)
        own = set(rows.exclude(text="").values_list("kind", flat=True))

        def state(kind: StatementKind) -> str:
            if kind.value in own:
                return tag("本单位编写", "good")
            is_empty = kind is StatementKind.OVERVIEW
            return tag("还没有写", "plain") if is_empty else tag("自动生成", "plain")

        def link(kind: StatementKind) -> str:
            return reverse("directory:statement", args=[self.object.code, kind.value])

        columns = (
            TableColumn("页面", lambda kind: kind.label, link=link, kind="main"),
            TableColumn("内容", state),
            TableColumn(
                "地址",
                lambda kind: page_url(self.object.domain, addresses.statement_path(kind.value)),
            ),
        )
        return Table(columns, list(StatementKind))
