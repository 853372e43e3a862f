"""Fields that choose among visible things (选择框): a list for few, a search for many.

A search works without a script too: the field takes a code, or the exact name. What the server
accepts is what the person may see, whatever the browser sends.
"""

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django import forms
from django.db.models import Model, Q, QuerySet
from django.urls import reverse_lazy

from mingtang.institution.organization.models import Person

Rows = Callable[[Person, datetime], QuerySet[Any]]
SHOWN = 20
_ALL = Q()
HIDDEN = "已选定，您无权查看"
_CODE_IN_BRACKETS = re.compile(r"（([^（）]+)）\s*$")


@dataclass(frozen=True)
class Chooser:
    """Something that can be searched for: units, people, columns.

    `rows` gives the visible rows; `key` is a unique field that a person can type; `search_fields`
    are looked through; `describe` writes a row as `教育局（edu）`, the key in full-width brackets;
    matches come by `order`, by the key where none is given.
    """

    name: str
    rows: Rows
    key: str
    search_fields: Sequence[str]
    describe: Callable[[Any], str]
    order: str = ""

    def find(self, words: str, person: Person, at: datetime) -> list[Any]:
        """Return the first visible rows that hold every word."""
        rows = self.rows(person, at)
        for word in words.split():
            matches = (Q((f"{name}__icontains", word)) for name in self.search_fields)
            rows = rows.filter(reduce(or_, matches))
        return list(rows.order_by(self.order or self.key)[:SHOWN])

    def read(self, text: str, person: Person, at: datetime, among: Q = _ALL) -> list[Any]:
        """Return the visible rows that a typed text can mean: its code, else its exact words.

        `among` leaves out what the form has no use for.
        """
        typed = text.strip()
        bracketed = _CODE_IN_BRACKETS.search(typed)
        keys = [typed, *([bracketed.group(1)] if bracketed else [])]
        rows = self.rows(person, at).filter(among)
        if found := list(rows.filter(**{f"{self.key}__in": self._possible(rows, keys)})[:2]):
            return found
        exact = reduce(or_, (Q((name, typed)) for name in self.search_fields))
        return list(rows.filter(exact)[:2])

    def _possible(self, rows: QuerySet[Any], keys: Sequence[str]) -> list[Any]:
        """Return the keys that a row can have: a number has no letters and fits its column."""
        field: Any = rows.model._meta.get_field(self.key)
        possible = []
        for key in keys:
            with suppress(forms.ValidationError):
                possible.append(field.clean(key, None))
        return possible


_choosers: dict[str, Chooser] = {}


def register_chooser(chooser: Chooser) -> None:
    """Make something searchable in forms.

    :raises ValueError: when the name is taken by another chooser.
    """
    if _choosers.setdefault(chooser.name, chooser) != chooser:
        raise ValueError(f"two choosers are called {chooser.name!r}")


def chooser(name: str) -> Chooser:
    """Return a chooser by its name.

    :raises LookupError: when none is registered under it.
    """
    return _choosers[name]


class ForPerson:
    """A field that must know who fills in the form; the form calls :meth:`bind`."""

    def bind(self, person: Person, at: datetime) -> None:
        """Tell the field who chooses, and when."""
        raise NotImplementedError


class ChoiceOfVisible(forms.ModelChoiceField, ForPerson):
    """A drop-down of visible rows, for things of which there are few."""

    def __init__(self, rows: Rows, **kwargs: Any) -> None:
        self.rows = rows
        kwargs.setdefault("empty_label", "请选择")
        super().__init__(queryset=None, **kwargs)

    def bind(self, person: Person, at: datetime) -> None:
        """Limit the choice to what the person may see."""
        self.queryset = self.rows(person, at)


class SearchInput(forms.TextInput):
    """A text box that offers matches while one types."""

    template_name = "desk/widgets/search_input.html"

    def __init__(self, chooser_name: str) -> None:
        self.chooser_name = chooser_name
        super().__init__(attrs={"autocomplete": "off", "placeholder": "输入名称或代码查找"})

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the address that is asked for matches."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        context["widget"]["attrs"]["data-mt-choose"] = str(
            reverse_lazy("desk:choose", args=[self.chooser_name])
        )
        return context


class SearchOfVisible(forms.CharField, ForPerson):
    """A search among visible rows, for things of which there are many. Its value is the row.

    A row chosen before by someone who sees more (`chosen`) may stay; it is shown by its key alone.
    `among` narrows what is accepted, such as to the columns of one site.
    """

    default_error_messages = {
        "unknown": "没有找到“%(typed)s”，请输入代码或完整名称，或从提示中选取。",
        "several": "有多个“%(typed)s”，请从提示中选取，或输入代码。",
    }

    def __init__(self, chooser_name: str, **kwargs: Any) -> None:
        self.chooser_name = chooser_name
        self.person: Person | None = None
        self.at: datetime | None = None
        self.chosen: Model | None = None
        self.among = Q()
        super().__init__(widget=SearchInput(chooser_name), **kwargs)

    def bind(self, person: Person, at: datetime) -> None:
        """Limit the search to what the person may see."""
        self.person, self.at = person, at

    def prepare_value(self, value: Any) -> Any:
        """Write a row as its words and its code."""
        if not isinstance(value, Model):
            return value
        asked = chooser(self.chooser_name)
        is_hidden = value == self.chosen and not self._visible(value)
        return f"{HIDDEN}（{getattr(value, asked.key)}）" if is_hidden else asked.describe(value)

    def clean(self, value: Any) -> Any:
        """Return the one visible row that the text means, none where nothing was typed."""
        typed = super().clean(value)
        if not typed or self.person is None or self.at is None:
            return None
        if self.chosen is not None and typed == self.prepare_value(self.chosen):
            return self.chosen
        found = chooser(self.chooser_name).read(typed, self.person, self.at, self.among)
        if len(found) != 1:
            code = "several" if found else "unknown"
            raise forms.ValidationError(self.error_messages[code], code, {"typed": typed})
        return found[0]

    def _visible(self, row: Model) -> bool:
        if self.person is None or self.at is None:
            return False
        rows = chooser(self.chooser_name).rows(self.person, self.at)
        return rows.filter(pk=row.pk).exists()


def bind_fields(form: forms.BaseForm, person: Person, at: datetime) -> None:
    """Tell every choosing field of a form who fills it in."""
    for field in form.fields.values():
        if isinstance(field, ForPerson):
            field.bind(person, at)
