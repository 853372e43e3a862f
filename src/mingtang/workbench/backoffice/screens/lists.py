"""A list of things: search, filters, keyset paging, a count that stops counting, export."""

import json
from collections.abc import Mapping, Sequence
from functools import reduce
from operator import or_
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.utils.functional import cached_property
from django.utils.http import urlencode

from mingtang.workbench.backoffice.filters import FilterForm, search_form
from mingtang.workbench.backoffice.keyset import (
    BadCursor,
    CappedCount,
    Keyset,
    KeysetPage,
    capped_count,
    flipped,
)
from mingtang.workbench.backoffice.screens.base import Scoped, Screen
from mingtang.workbench.backoffice.tables import Sorting, Table, TableColumn

# Every list by the name under which an export finds it.
LISTS: dict[str, type["ListScreen"]] = {}


class ListScreen(Scoped, Screen):
    """Lists the visible rows of a model.

    `order` must end with `pk` and name no nullable field; `sorts` are further orders of the same
    kind, ascending, by the names that columns and addresses give them; `search_fields` are looked through by the
    search box; `filter_class` adds narrower questions; `empty_text` says what to do when there is
    nothing. What is listed can be exported, as the person sees it, unless `is_exported` is off.
    """

    template_name = "desk/list.html"
    order: ClassVar[tuple[str, ...]] = ("pk",)
    sorts: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    page_size: ClassVar[int] = 30
    search_fields: ClassVar[Sequence[str]] = ()
    search_label: ClassVar[str] = "搜索"
    filter_class: ClassVar[type[FilterForm] | None] = None
    empty_text: ClassVar[str] = "还没有内容。"
    table_caption: ClassVar[str] = ""
    is_exported: ClassVar[bool] = True

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.is_exported:
            LISTS[f"{cls.__module__}.{cls.__qualname__}"] = cls

    def get_columns(self) -> Sequence[TableColumn]:
        """Return the columns of the table."""
        raise NotImplementedError

    def get_filter_kwargs(self) -> dict[str, Any]:
        """Return what the filter form needs to know, such as the person."""
        return {"person": self.person, "at": self.at}

    def get_row_tone(self, row: Any) -> str:
        """Return how a row is set off (`late`, `muted`), or nothing."""
        return ""

    @cached_property
    def filters(self) -> FilterForm:
        """The search box and the filters, filled with what the address says."""
        form_class = search_form(
            self.filter_class or FilterForm, self.search_label if self.search_fields else ""
        )
        form = form_class(self.request.GET, **self.get_filter_kwargs())
        form.is_valid()
        return form

    @cached_property
    def rows(self) -> QuerySet[Any]:
        """The visible rows that search and filters leave."""
        rows = self.filters.apply(self.visible_rows())
        words = self.filters.cleaned_data.get("q", "").split() if self.search_fields else []
        for word in words:
            rows = rows.filter(self.matching(word))
        return rows

    def matching(self, word: str) -> Q:
        """Return the filter for one word of the search box."""
        return reduce(or_, (Q((f"{name}__icontains", word)) for name in self.search_fields))

    @property
    def sort(self) -> str:
        """The order that the address asks for, `-` in front for descending, or nothing."""
        asked = self.request.GET.get("sort", "")
        return asked if asked.removeprefix("-") in self.sorts else ""

    @property
    def chosen_order(self) -> tuple[str, ...]:
        """The order of the rows: what the address asks for, or else the list's own."""
        if not self.sort:
            return self.order
        order = self.sorts[self.sort.removeprefix("-")]
        return flipped(order) if self.sort.startswith("-") else order

    def sorting(self, name: str) -> Sorting:
        """Return how the heading of a column that sorts behaves: ascending first, then descending."""
        order = self.sorts[name]
        if self.chosen_order == order:
            return Sorting(self.page_url(sort=f"-{name}"), "ascending")
        now = "descending" if self.chosen_order == flipped(order) else "none"
        return Sorting(self.page_url(sort=name), now)

    @cached_property
    def page(self) -> KeysetPage[Any]:
        """The page of rows that the address asks for; a damaged cursor shows the first."""
        keyset, query = Keyset(self.chosen_order), self.request.GET
        try:
            return keyset.page(
                self.rows,
                size=self.page_size,
                after=query.get("after", ""),
                before=query.get("before", ""),
            )
        except BadCursor:
            return keyset.page(self.rows, size=self.page_size)

    def count(self) -> CappedCount:
        """Count the rows, up to the cap."""
        return capped_count(self.rows)

    def page_url(self, **changes: str) -> str:
        """Return the address of the first or another page with the same search, filters and order."""
        kept = [
            (key, str(value))
            for key, value in self.request.GET.items()
            if value and key not in {"after", "before", *changes}
        ]
        return "?" + urlencode([*kept, *changes.items()])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Hand the table, the filters and the way to the neighbouring pages to the template."""
        page = self.page
        return super().get_context_data(
            table=Table(self.get_columns(), page.rows, self.get_row_tone, self.sorting),
            table_caption=self.table_caption or self.get_title(),
            count=self.count(),
            filters=self.filters if self.filters.fields else None,
            next_url=self.page_url(after=page.next_cursor) if page.next_cursor else "",
            first_url=self.page_url(),
            previous_url=self.page_url(before=page.previous_cursor) if page.previous_cursor else "",
            sort=self.sort,
            empty_text=self.empty_text,
            is_narrowed=self.filters.is_narrowed,
            export=self.export_fields() if self.is_exported else None,
            **kwargs,
        )

    def export_fields(self) -> dict[str, str]:
        """Return what names this list, with search, filters and order, to the form that exports it."""
        return {
            "list": f"{type(self).__module__}.{type(self).__qualname__}",
            "arguments": json.dumps(self.kwargs),
            "query": self.page_url().removeprefix("?"),
        }
