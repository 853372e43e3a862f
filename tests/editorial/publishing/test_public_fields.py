"""A field that readers see is declared once, and nothing that carries the text leaves it out."""

from collections.abc import Collection, Iterator
from dataclasses import fields
from typing import Any

import pytest

from mingtang.editorial.content.actions.fields import FIELD_NAMES
from mingtang.editorial.content.interfaces.api_fields import NewArticle
from mingtang.editorial.content.interfaces.forms import EDIT
from mingtang.editorial.content.models import PUBLIC_FIELDS, Article, Release
from mingtang.editorial.publishing.interfaces.api import ReleaseOut
from mingtang.editorial.publishing.reader.tables import ReleaseRow
from mingtang.editorial.publishing.shown import ArticleView


def in_form(panel: Any = EDIT) -> Iterator[str]:
    for child in getattr(panel, "children", ()):
        yield from in_form(child)
    if name := getattr(panel, "field_name", ""):
        yield name


@pytest.mark.parametrize(
    ("where", "names"),
    [
        ("working copy", [field.name for field in Article._meta.fields]),
        ("release", [field.name for field in Release._meta.fields]),
        ("revision", FIELD_NAMES),
        ("form", [*in_form()]),
        ("program's text", NewArticle.model_fields),
        ("row of a page", ReleaseRow._fields),
        ("view of a page", [field.name for field in fields(ArticleView)]),
        ("open data", ReleaseOut.model_fields),
    ],
)
def test_public_field_is_carried_everywhere(where: str, names: Collection[str]) -> None:
    assert len(PUBLIC_FIELDS) > 15
    assert set(PUBLIC_FIELDS) <= set(names), where
