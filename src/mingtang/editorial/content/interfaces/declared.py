"""One part of a form with the fields that a pack or an office declares (自定义字段)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from mingtang.editorial.content.enums import FieldSort
from mingtang.editorial.content.policies.declared import LONGEST, DeclaredField, fits, tidied

_TYPES = {FieldSort.DATE: "date", FieldSort.LINK: "url"}


class DeclaredInputs(forms.Widget):
    """A labelled input for each declared field; what is typed comes back by the name of the field."""

    template_name = "content/widgets/declared.html"
    use_fieldset = True

    def __init__(self) -> None:
        self.declared: Sequence[DeclaredField] = ()
        super().__init__()

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the inputs in the declared order."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        values: Mapping[str, str] = value if isinstance(value, dict) else {}
        context["widget"]["inputs"] = [
            {
                "name": f"{name}-{one.name}",
                "label": one.label,
                "sort": one.sort.value,
                "type": _TYPES.get(one.sort, "text"),
                "value": values.get(one.name, ""),
                "choices": one.choices,
                "help": one.help_text,
                "is_required": one.is_required,
                "longest": LONGEST.get(one.sort, 30),
            }
            for one in self.declared
        ]
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, str]:
        """Return what was typed, by the name of the declared field."""
        return {one.name: str(data.get(f"{name}-{one.name}", "")) for one in self.declared}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Tell whether nothing of it was sent."""
        return not any(f"{name}-{one.name}" in data for one in self.declared)

    def id_for_label(self, id_: str) -> str:
        """Return nothing: every input has a label of its own."""
        return ""


class DeclaredValues(forms.Field):
    """The values of declared fields, a text each. What no field declares any more is kept unseen."""

    widget = DeclaredInputs

    def __init__(self, **kwargs: Any) -> None:
        self.kept: dict[str, str] = {}
        self.declared: Sequence[DeclaredField] = ()
        super().__init__(required=False, **kwargs)

    def declare(self, fields: Sequence[DeclaredField], before: Mapping[str, str]) -> None:
        """Say which fields there are, and what was stored before."""
        inputs: Any = self.widget  # an instance by now
        self.declared = inputs.declared = fields
        names = {one.name for one in fields}
        self.kept = {name: value for name, value in before.items() if name not in names}

    def clean(self, value: Any) -> dict[str, str]:
        """Return the values.

        :raises ValidationError: for one that is not of the sort of its field, all at once.
        """
        tidy = tidied(value or {})
        wrong = fits(self.declared, tidy, "").reasons
        if wrong:
            raise forms.ValidationError([reason.text for reason in wrong])
        return {**self.kept, **tidy}

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Tell whether something else was typed."""
        return bool(tidied(initial or {}) != {**self.kept, **tidied(data or {})})
