"""A list of things: search, filters, paging, a count that stops counting, export, acts on many."""

import json
from collections.abc import Mapping, Sequence
from functools import reduce
from operator import or_
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.http import urlencode

from mingtang.ground.foundation.decisions import NotVisible, Refused
from mingtang.spine.search.queries import narrowed
from mingtang.workbench.backoffice.actions.forms import AlreadySpent
from mingtang.workbench.backoffice.actions.saved_filters import delete_saved_filter, save_filter
from mingtang.workbench.backoffice.filters import FilterForm, search_form
from mingtang.workbench.backoffice.form_keys import new_form_key
from mingtang.workbench.backoffice.keyset import (
    BadCursor,
    CappedCount,
    Keyset,
    KeysetPage,
    capped_count,
    flipped,
)
from mingtang.workbench.backoffice.models import SavedFilter
from mingtang.workbench.backoffice.screens.base import LARGEST_KEY, Scoped, Screen
from mingtang.workbench.backoffice.screens.batch import BatchAct, ListBatch
from mingtang.workbench.backoffice.tables import Sorting, Table, TableColumn, TickBox, plain

# Every list by the name under which an export finds it.
LISTS: dict[str, type["ListScreen"]] = {}


class ListScreen(Scoped, Screen):
    """Lists the visible rows of a model.

    `order` must end with `pk` and name no nullable field; `sorts` are further orders of the same
    kind, ascending, by the names that columns and addresses give them; `search_fields` are looked through by the
    search box; `filter_class` adds narrower questions; `empty_text` says what to do when there is
    nothing. `documents` names a kind of document of the index to search in instead, under the number
    in the column `document_key`. What is listed can be exported, as the person sees it, unless `is_exported` is off.
    `batch_acts` are done with the rows that a person ticks; search, filters and order can be saved
    under a name.
    """

    template_name = "desk/list.html"
    order: ClassVar[tuple[str, ...]] = ("pk",)
    sorts: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    page_size: ClassVar[int] = 30
    search_fields: ClassVar[Sequence[str]] = ()
    documents: ClassVar[str] = ""
    document_key: ClassVar[str] = "pk"
    search_label: ClassVar[str] = "搜索"
    filter_class: ClassVar[type[FilterForm] | None] = None
    empty_text: ClassVar[str] = "还没有内容。"
    table_caption: ClassVar[str] = ""
    is_exported: ClassVar[bool] = True
    batch_acts: ClassVar[Sequence[type[BatchAct]]] = ()

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.is_exported:
            LISTS[cls.list_name()] = cls

    @classmethod
    def list_name(cls) -> str:
        """Return the name under which exports and saved filters find this list."""
        return f"{cls.__module__}.{cls.__qualname__}"

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
        is_searched = self.search_fields or self.documents
        form_class = search_form(
            self.filter_class or FilterForm, self.search_label if is_searched else ""
        )
        form = form_class(self.request.GET, **self.get_filter_kwargs())
        form.is_valid()
        return form

    @cached_property
    def rows(self) -> QuerySet[Any]:
        """The visible rows that search and filters leave."""
        rows = self.filters.apply(self.visible_rows())
        asked = self.filters.cleaned_data.get("q", "")
        if self.documents and asked:
            return narrowed(rows, self.documents, asked, key=self.document_key)
        for word in asked.split() if self.search_fields else ():
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
        return self.page.count or capped_count(self.rows)

    def page_url(self, **changes: str) -> str:
        """Return the address of the first or another page with the same search, filters and order."""
        kept = [
            (key, str(value))
            for key, value in self.request.GET.items()
            if value and key not in {"after", "before", *changes}
        ]
        return "?" + urlencode([*kept, *changes.items()])

    @cached_property
    def list_batch(self) -> ListBatch:
        """The acts for many rows, with what this request ticked and did."""
        return ListBatch(self.get_batch_acts(), self.request, self.person, self.at)

    def get_batch_acts(self) -> Sequence[type[BatchAct]]:
        """Return the acts for many rows that this person is offered."""
        return self.batch_acts

    def box(self, row: Any) -> TickBox | None:
        """Return the box in front of a row, or nothing where no act can be done with it now."""
        if not self.list_batch.may_tick(row):
            return None
        return TickBox(row.pk, self.title_of(row), row.pk in self.list_batch.ticked)

    def title_of(self, row: Any) -> str:
        """Return what a row is called: its main column."""
        return next((str(plain(one.read(row))) for one in self.columns if one.kind == "main"), "")

    @cached_property
    def columns(self) -> Sequence[TableColumn]:
        """The columns for the rows of the page; they may look things up for all of them at once."""
        return self.get_columns()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Do an act with the ticked rows, or save or delete a filter; the button says which.

        :raises NotVisible: the list offers no such thing.
        """
        if "act" in request.POST:
            return self._do_batch()
        if "save-filter" in request.POST:
            return self._save_filter()
        if "delete-filter" in request.POST:
            return self._delete_filter()
        raise NotVisible("nothing a list does")

    def _do_batch(self) -> HttpResponseBase:
        try:
            was_done = self.list_batch.run(self._ticked_rows, self.title_of)
        except AlreadySpent as spent:
            messages.info(self.request, "这些事项已经提交过，没有重复办理。")
            return redirect(spent.outcome or self.request.get_full_path())
        self.__dict__.pop("page", None)  # shows what the rows are now
        self.__dict__.pop("columns", None)
        return self.render_to_response(self.get_context_data(), status=200 if was_done else 422)

    def _ticked_rows(self, keys: Sequence[int]) -> Sequence[Any]:
        rows = list(self.visible_rows().filter(pk__in=keys).order_by("pk"))
        self.page = KeysetPage(rows)
        return rows

    def _save_filter(self) -> HttpResponseBase:
        here, name = self.page_url(), self.request.POST.get("filter-name", "")
        try:
            saved = save_filter(
                actor=self.person,
                at=self.at,
                list_name=self.list_name(),
                name=name,
                query=here.removeprefix("?"),
            )
        except Refused as refused:
            for reason in refused.reasons:
                messages.error(self.request, reason.text)
        else:
            messages.success(self.request, f"已保存为常用筛选“{saved.name}”。")
        return redirect(f"{self.request.path}{here}")

    def _delete_filter(self) -> HttpResponseBase:
        text = self.request.POST["delete-filter"]
        if not (text.isascii() and text.isdecimal()) or int(text[:20]) > LARGEST_KEY:
            raise NotVisible(f"saved filter {text[:20]}")
        name = delete_saved_filter(
            actor=self.person, at=self.at, list_name=self.list_name(), filter_id=int(text)
        )
        messages.success(self.request, f"已删除常用筛选“{name}”。")
        return redirect(f"{self.request.path}{self.page_url()}")

    def saved_filters(self) -> list[tuple[SavedFilter, str, bool]]:
        """Return the filters that the person saved for this list: each, its address, whether it is on."""
        mine = SavedFilter.objects.visible_to(self.person, at=self.at)
        here = self.page_url()
        return [
            (one, f"?{one.query}", f"?{one.query}" == here)
            for one in mine.filter(list_name=self.list_name()).order_by("name")
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Hand the table, the filters and the way to the neighbouring pages to the template."""
        page = self.page
        has_boxes = any(self.list_batch.may_tick(row) for row in page.rows)
        return super().get_context_data(
            table=Table(
                self.columns,
                page.rows,
                self.get_row_tone,
                self.sorting,
                self.box if has_boxes else None,
            ),
            list_batch=self.list_batch,
            has_boxes=has_boxes,
            form_key=new_form_key(self.person.pk, self.request.path)
            if self.list_batch.offers
            else "",
            saved_filters=self.saved_filters(),
            may_save_filter=self.filters.is_narrowed or bool(self.sort),
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
            "list": self.list_name(),
            "arguments": json.dumps(self.kwargs),
            "query": self.page_url().removeprefix("?"),
        }
