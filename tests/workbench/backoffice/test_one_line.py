"""Every field of every form and of the interface that holds one line, stores one line."""

from collections.abc import Iterator
from typing import Annotated, Any

import pytest
from django import forms
from pydantic import TypeAdapter

from mingtang.editorial.content.interfaces.forms import ArticleForm
from mingtang.workbench.backoffice.forms import DeskForm, tidy_texts
from mingtang.workbench.backoffice.screens.blocks import BlockForm
from tests.factories.cast import Cast

TYPED = "甲\u2028乙\u202e\t丙\u200b\r\n"


class Texts(forms.Form):
    """One field of each kind."""

    line = forms.CharField()
    lines = forms.CharField(widget=forms.Textarea)
    password = forms.CharField(widget=forms.PasswordInput, strip=False)


def test_line_is_one_line_lines_may_break_and_passwords_stay() -> None:
    form = Texts({"line": TYPED, "lines": TYPED, "password": TYPED})
    tidy_texts(form)
    assert form.is_valid()
    assert form.cleaned_data == {"line": "甲 乙 丙", "lines": "甲\n乙\t丙", "password": TYPED}


@pytest.mark.parametrize("typed", ["\u200b", "\u202e\u2029", "\ufeff \t", "\u00a0\u3000"])
def test_required_field_with_nothing_to_see_is_empty(typed: str) -> None:
    form = Texts({"line": typed, "lines": typed, "password": "x"})
    tidy_texts(form)
    assert not form.is_valid()
    assert set(form.errors) == {"line", "lines"}


def _subclasses(kind: type[Any]) -> Iterator[type[Any]]:
    for one in kind.__subclasses__():
        yield one
        yield from _subclasses(one)


@pytest.mark.usefixtures("rooms")
def test_every_form_of_the_office_is_one_of_these() -> None:
    """A form beside the two base classes would store what was typed as it is."""
    ours = {one for one in _subclasses(forms.BaseForm) if one.__module__.startswith("mingtang.")}
    named = {one.__name__ for one in ours if not issubclass(one, DeskForm | BlockForm)}
    reading = {"FilterForm", "_SearchFirst"}
    signing_in = {"PlainForm", "SignInForm", "CodeForm", "PasswordForm", "ProofForm"}
    media = {"PictureForm", "FileForm"}
    filters = {one.__name__ for one in ours if one.__name__.endswith("Filter")}
    assert named - filters <= reading | signing_in | media | {"DeskForm", "BlockForm"}


@pytest.mark.usefixtures("rooms")
@pytest.mark.django_db
def test_every_line_of_the_interface_is_one_line(cast: Cast) -> None:
    """Each text in a body is either a line or named here as a text of several lines.

    Bodies without declared fields, as other systems send them, are read by a mapping that has its own test.
    """
    from mingtang.faces.api.office import api  # needs set-up

    several = {"summary", "reason", "public_reason"}
    schema = api.get_openapi_schema()
    bodies = {
        content["schema"]["$ref"].rpartition("/")[2]
        for methods in schema["paths"].values()
        for operation in methods.values()
        for content in operation.get("requestBody", {}).get("content", {}).values()
        if "$ref" in content["schema"]
    }
    assert len(bodies) > 5
    for model in _models(bodies):
        for name, field in model.model_fields.items():
            if field.annotation is str and name not in several:
                read = TypeAdapter(Annotated[str, *field.metadata]).validate_python(TYPED[:5])
                assert read == "甲 乙", f"{model.__name__}.{name}"


def _models(names: set[str]) -> list[type[Any]]:
    from ninja import Schema  # needs set-up

    return [one for one in _subclasses(Schema) if one.__name__ in names]


def test_article_form_is_tidied() -> None:
    assert issubclass(ArticleForm, BlockForm)
