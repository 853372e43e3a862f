"""The screen of untranslated and outdated items of an edition, with their age and their keepers."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html

from mingtang.editorial.content.models import Placement, Release
from mingtang.editorial.editions.enums import KeeperDuty
from mingtang.editorial.editions.interfaces.screens import ListOfEdition, keepers_of
from mingtang.editorial.editions.models import MATCH, ArticleTwin, ColumnTwin
from mingtang.editorial.editions.queries import (
    allowed_lag,
    core_columns,
    late_from,
    out_of_step,
)
from mingtang.editorial.publishing.interfaces import cells
from mingtang.editorial.publishing.models import Address
from mingtang.editorial.publishing.queries.pages import page_url
from mingtang.ground.foundation.clock import beijing_date
from mingtang.workbench.backoffice.tables import TableColumn, tag


class OutOfStep(ListOfEdition):
    """Items in core columns of the Chinese site that the edition lacks or has an old version of."""

    title = "不同步清单"
    here = "behind"
    model = Release
    order = ("-changed_at", "-pk")
    search_fields = ("title",)
    search_label = "标题"
    empty_text = "核心栏目都已同步。还没有指定核心栏目的，先在“人员和栏目”指定。"

    def get_lead(self) -> str:
        lag = allowed_lag(self.edition, self.at)
        told = f"制度要求基本同步：间隔不超过{lag.label}。" if lag else ""
        return f"中文网站核心栏目里还没有译稿、或在译稿之后改过的稿件。{told}"

    def visible_rows(self) -> Any:
        return out_of_step(self.edition)

    def get_row_tone(self, row: Release) -> str:
        due = late_from(row.changed_at, self._lag, self.at)
        return "late" if due and due < self.at else ""

    @cached_property
    def _lag(self) -> Any:
        return allowed_lag(self.edition, self.at)

    @cached_property
    def _core(self) -> Any:
        return core_columns(self.edition)

    @cached_property
    def _placed(self) -> dict[int, ColumnTwin]:
        ids = [row.pk for row in self.page.rows]
        places = Placement.objects.filter(
            article__in=ids, column__in=list(self._core), is_live=True
        )
        pairs = places.order_by("-pk").values_list("article_id", "column_id")
        return {article: self._core[column] for article, column in pairs}

    @cached_property
    def _links(self) -> dict[int, str]:
        ids = [row.pk for row in self.page.rows]
        rows = Address.objects.filter(article__in=ids, site=self.edition.mirrors_id, is_live=True)
        return dict(rows.values_list("article_id", "path"))

    @cached_property
    def _twins(self) -> dict[int, ArticleTwin]:
        ids = [row.pk for row in self.page.rows]
        rows = self.edition.article_twins.filter(original__in=ids).select_related("article")
        return {row.original_id: row for row in rows}

    def get_columns(self) -> Sequence[TableColumn]:
        return (
            TableColumn("中文稿件", self._title, kind="main"),
            TableColumn("栏目", lambda row: self._placed[row.pk].original.name),
            TableColumn("情况", self._state),
            TableColumn("原文时间", "changed_at", kind="moment"),
            TableColumn("应同步至", self._due),
            TableColumn("责任人", self._who),
            TableColumn("操作", self._verbs),
        )

    def _title(self, row: Release) -> str:
        url = page_url(self.edition.mirrors.domain, self._links.get(row.pk, "/"))
        return format_html('<a href="{}">{}</a>', url, row.title)

    def _state(self, row: Any) -> str:
        if row.is_translated:
            return tag("原文有改动", "warn")
        return tag("译稿未发布" if row.pk in self._twins else "没有译稿", "bad")

    def _due(self, row: Release) -> str:
        due = late_from(row.changed_at, self._lag, self.at)
        if due is None:
            return "没有规定"
        day = beijing_date(due)
        return tag(f"{day:%Y-%m-%d} 已超期", "bad") if due < self.at else f"{day:%Y-%m-%d}"

    def _who(self, row: Release) -> str:
        person = self._placed[row.pk].column.responsible_person
        return person.name if person else keepers_of(self.edition, KeeperDuty.UPDATE)

    def _verbs(self, row: Release) -> str:
        if not self.powers.may(MATCH, site=self.edition.site.code):
            return ""
        twin = self._twins.get(row.pk)
        if twin is None:
            url = reverse("editions:article-new", args=[self.edition.pk])
            return cells.buttons([("指定译稿", f"{url}?original={row.pk}")])
        return cells.buttons([("核对一致", reverse("editions:article-check", args=[twin.pk]))])
