"""Forms of the office: fields that choose among visible things, reasons beside their fields."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, ClassVar, TypeVar

from django import forms
from django.forms.utils import ErrorDict

from mingtang.ground.foundation.decisions import Refused
from mingtang.ground.foundation.text import one_line, visible
from mingtang.institution.organization.models import Person
from mingtang.workbench.backoffice.choosers import bind_fields

Form = TypeVar("Form", bound=forms.BaseForm)
_AS_TYPED = (forms.PasswordInput, forms.HiddenInput)


class DeskForm(forms.Form):
    """A plain form that knows who fills it in and when.

    `groups` gathers fields under headings: pairs of heading and field names; fields that no group
    names come last, without a heading.
    """

    groups: ClassVar[Sequence[tuple[str, Sequence[str]]]] = ()

    def __init__(self, *args: Any, person: Person, at: datetime, **kwargs: Any) -> None:
        self.person, self.at = person, at
        kwargs["label_suffix"] = ""
        super().__init__(*args, **kwargs)
        bind_fields(self, person, at)
        tidy_texts(self)

    def grouped_fields(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Return the visible fields under their headings."""
        named = {name for _, names in self.groups for name in names}
        rest = [field for field in self.visible_fields() if field.name not in named]
        groups = [
            (heading, [self[name] for name in names if name in self.fields])
            for heading, names in self.groups
        ]
        return [*groups, ("", rest)] if rest else groups


def tidy_texts(form: forms.BaseForm) -> None:
    """Make every text field of a form read what is visible only, and a one-line field one line.

    Done before a field is checked, so that a required field filled with signs that nobody sees is
    empty. Passwords stay as they were typed.
    """
    for field in form.fields.values():
        if isinstance(field, forms.CharField) and not isinstance(field.widget, _AS_TYPED):
            tidy = visible if isinstance(field.widget, forms.Textarea) else one_line
            field.to_python = _TidyText(field.to_python, tidy)  # type: ignore[method-assign]


class _TidyText:
    """Reads what was typed after it was tidied."""

    def __init__(self, read: Callable[[Any], Any], tidy: Callable[[str], str]) -> None:
        self.read, self.tidy = read, tidy

    def __call__(self, value: Any) -> Any:
        """Return the value of the field."""
        return self.read(self.tidy(value) if isinstance(value, str) else value)


class ReasonForm(DeskForm):
    """Asks for a reason and nothing else."""

    reason = forms.CharField(label="原因", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class MomentField(forms.DateTimeField):
    """A moment as Beijing reads it, with the browser's own picker."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("input_formats", ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"])
        kwargs.setdefault(
            "widget",
            forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        )
        super().__init__(**kwargs)


class DayField(forms.DateField):
    """A day, with the browser's own picker."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("input_formats", ["%Y-%m-%d"])
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        super().__init__(**kwargs)


class VersionField(forms.IntegerField):
    """Carries the version that was read, so that nobody overwrites what a colleague saved since.

    The action compares it under its lock and refuses; see docs/how-to/add-an-office-screen.md.
    """

    widget = forms.HiddenInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, min_value=0, **kwargs)


def show_refusal(form: forms.BaseForm, refused: Refused) -> None:
    """Put every reason of a refusal beside its field, or on top where the form has no such field."""
    for reason in refused.reasons:
        form.add_error(reason.field if reason.field in form.fields else None, reason.text)


def without_checks(form: Form) -> Form:
    """Return a filled form that is shown as it is: nobody has sent it yet."""
    form._errors = ErrorDict()  # type: ignore[attr-defined]
    form.cleaned_data = {}  # type: ignore[attr-defined]
    return form
