"""The pages of forms in the language of their site (表单页面的语言): templates and texts from code by tables.

Each room brings its words as `words/LANGUAGE.toml`; a site whose language has no table is Chinese.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.template import Context, Engine, Library, Origin
from django.template.loader import render_to_string
from django.template.loaders import app_directories
from django.utils.translation import override

from mingtang.ground.foundation.wording import wording_of
from mingtang.workbench.intake.interfaces.places import PublicPlace

_SHOWN = re.compile(r"\{\{ ([a-z_.]+)")
_TYPED = re.compile(r"value|question\.text|piece\.text")  # what a reader typed, or searched in
register = Library()


@register.filter
def said(value: object, language: str) -> object:
    """Return a text from code in another language."""
    return wording_of(language).say(value)


class WordedTemplates(app_directories.Loader):
    """Loads the templates of rooms in another language, in which all but what readers typed is said."""

    def __init__(self, engine: Engine, language: str) -> None:
        super().__init__(engine)
        self._language = language

    def get_contents(self, origin: Origin) -> str:
        """Return a source as it is compiled."""
        return _SHOWN.sub(
            self._said, wording_of(self._language).worded(super().get_contents(origin))
        )

    def _said(self, found: re.Match[str]) -> str:
        return found[0] if _TYPED.search(found[1]) else f'{found[0]}|said:"{self._language}"'


@lru_cache(maxsize=16)
def _engine(language: str) -> Engine:
    loader = (f"{__name__}.{WordedTemplates.__name__}", language)
    return Engine(
        loaders=[("django.template.loaders.cached.Loader", [loader])], builtins=[__name__]
    )


def render_page(place: PublicPlace, template: str, context: Mapping[str, Any]) -> str:
    """Return a template in the language of the place, which it knows as `place`."""
    shown = {**context, "place": place}
    if not wording_of(place.language):
        return render_to_string(template, shown)
    with override(place.language):
        return _engine(place.language).get_template(template).render(Context(shown))
