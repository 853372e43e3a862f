"""The questions above a list: plain GET forms that work without a script."""

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet

from mingtang.institution.organization.models import Person
from mingtang.workbench.backoffice.choosers import bind_fields


class FilterForm(forms.Form):
    """Narrows a list. A subclass adds fields, none of them required, and says `apply`.

    `person` and `at` are there so that choices can be limited to what the person may see.
    """

    def __init__(self, *args: Any, person: Person, at: datetime, **kwargs: Any) -> None:
        self.person, self.at = person, at
        kwargs["label_suffix"] = ""
        super().__init__(*args, **kwargs)
        bind_fields(self, person, at)

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Return the rows that the filled-in fields leave; called with checked values only."""
        return rows

    def apply(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow the rows; a field with a wrong value is left out and says so beside itself."""
        if not hasattr(self, "cleaned_data"):
            self.is_valid()
        for name in self.fields:
            self.cleaned_data.setdefault(name, None)
        return self.narrow(rows)

    @property
    def is_narrowed(self) -> bool:
        """Whether anything was asked."""
        return any(value not in (None, "", [], False) for value in self.cleaned_data.values())


def search_form(base: type[FilterForm], label: str) -> type[FilterForm]:
    """Return the filter form with a search box in front, where a label is given."""
    if not label:
        return base
    box = forms.CharField(
        label=label,
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    return type(f"Searched{base.__name__}", (_SearchFirst, base), {"q": box})


class _SearchFirst(FilterForm):
    """Puts the search box before the other fields."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["q", *self.fields])
        self.cleaned_data: dict[str, Any] = {}
