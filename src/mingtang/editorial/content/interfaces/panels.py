"""What rooms above add to the page of an article: sections, and buttons for what can be done now."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mingtang.editorial.content.models import Article, ImportBatch
from mingtang.editorial.content.queries import ImportCounts
from mingtang.institution.organization.authority import Powers
from mingtang.institution.organization.models import Person
from mingtang.workbench.backoffice.screens import HeaderButton


@dataclass(frozen=True)
class Occasion:
    """Who looks at which article, and when."""

    article: Article
    person: Person
    powers: Powers
    at: datetime


@dataclass(frozen=True)
class ArticlePanel:
    """One section of an article's page; a context of None leaves it out."""

    name: str
    order: int
    template: str
    context: Callable[[Occasion], dict[str, Any] | None]


Buttons = Callable[[Occasion], Iterable[HeaderButton]]
_panels: dict[str, ArticlePanel] = {}
_buttons: dict[str, tuple[int, Buttons]] = {}
ImportButtons = Callable[[ImportBatch, ImportCounts, Powers], Iterable[HeaderButton]]
_import_buttons: dict[str, ImportButtons] = {}
_writing_parts: dict[str, str] = {}


def register_article_panel(panel: ArticlePanel) -> None:
    """Add a section; registering the same one twice is harmless."""
    _panels[panel.name] = panel


def register_article_buttons(name: str, order: int, buttons: Buttons) -> None:
    """Add the buttons of a room; registering them twice is harmless."""
    _buttons[name] = (order, buttons)


def register_writing_part(name: str, template: str) -> None:
    """Add what stands beside the form in which an article is written."""
    _writing_parts[name] = template


def writing_parts() -> list[str]:
    """Return the templates that stand beside the form, which they find in their context."""
    return list(_writing_parts.values())


def panels_of(occasion: Occasion) -> list[tuple[str, dict[str, Any]]]:
    """Return template and context of each section that has something to show."""
    shown = []
    for panel in sorted(_panels.values(), key=lambda one: one.order):
        context = panel.context(occasion)
        if context is not None:
            shown.append((panel.template, context))
    return shown


def buttons_of(occasion: Occasion) -> list[HeaderButton]:
    """Return what can be done with the article now, by this person."""
    ordered = sorted(_buttons.values(), key=lambda one: one[0])
    return [button for _, buttons in ordered for button in buttons(occasion)]


def register_import_buttons(name: str, buttons: ImportButtons) -> None:
    """Add what a room does with a batch of imported files; registering it twice is harmless."""
    _import_buttons[name] = buttons


def import_buttons_of(
    batch: ImportBatch, counts: ImportCounts, powers: Powers
) -> list[HeaderButton]:
    """Return what can be done with a batch now, by a person with these powers."""
    return [
        button for buttons in _import_buttons.values() for button in buttons(batch, counts, powers)
    ]
