"""With whom an article is and since when, in words for pages and lists (待谁办理)."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils.functional import cached_property
from django.utils.safestring import SafeString

from mingtang.editorial.content.enums import ENDED
from mingtang.editorial.content.models import Article
from mingtang.editorial.content.open_steps import Awaited, awaited
from mingtang.ground.foundation.clock import BEIJING
from mingtang.institution.organization.models import Person
from mingtang.institution.organization.staffing import Roster, names_of
from mingtang.workbench.backoffice.live_parts import (
    LivePart,
    live_part,
    register_live_part,
    render_live_part,
)

LABELLED = 2


class Awaiting:
    """The column of a list that says with whom each article is; all rows are asked in one go."""

    def __init__(
        self, rows: Iterable[Any], at: datetime, article_of: Callable[[Any], Article]
    ) -> None:
        self._rows, self._at, self._article_of = rows, at, article_of

    def cell(self, row: Any) -> SafeString | str:
        """Return the cell of a row."""
        return awaited_words(self._found[self._article_of(row).pk])

    @cached_property
    def _found(self) -> dict[int, list[Awaited]]:
        articles = {article.pk: article for article in map(self._article_of, self._rows)}
        roster = Roster(self._at)
        moving = [one for one in articles.values() if one.state not in ENDED]
        roster.load({one.unit.code for one in moving}, {one.site.code for one in moving})
        return awaited(list(articles.values()), roster)


def awaited_part(article: Article, person: Person, at: datetime) -> SafeString | str:
    """Return with whom one article is, as a part that refreshes itself; empty when no one holds it."""
    part = live_part("awaited")
    values = part.read(person, at, article)
    return render_live_part(part, article, values) if values["lines"] else ""


def awaited_words(steps: Sequence[Awaited]) -> SafeString | str:
    """Return what is due, with whom it is and since when; steps with the same people in one line."""
    return render_to_string("content/awaited.html", {"lines": _lines(steps)}) if steps else ""


def _lines(steps: Sequence[Awaited]) -> list[tuple[str, str, str]]:
    grouped: dict[str, list[Awaited]] = {}
    for one in steps:
        grouped.setdefault(names_of(one.people), []).append(one)
    return [(people, _labels(those), _since(those)) for people, those in grouped.items()]


def _read(person: Person, at: datetime, article: Article) -> dict[str, Any]:
    return {"lines": _lines(awaited([article], Roster(at))[article.pk])}


register_live_part(
    LivePart(
        "awaited",
        "content/awaited.html",
        _read,
        rows=lambda person, at: Article.objects.visible_to(person, at=at),
    )
)


def plain_words(steps: Sequence[Awaited]) -> tuple[str, str]:
    """Return who is awaited, and for what since when, without markup."""
    people = list(dict.fromkeys(names_of(one.people) or "无人可办" for one in steps))
    return "；".join(people), f"{_labels(steps)}，{_since(steps)}" if steps else ""


def _labels(steps: Sequence[Awaited]) -> str:
    labels = [one.step.need.label for one in steps]
    more = f"等{len(labels)}项" if len(labels) > LABELLED else ""
    return "、".join(labels[:LABELLED]) + more


def _since(steps: Sequence[Awaited]) -> str:
    since = min(one.step.since for one in steps).astimezone(BEIJING)
    return f"{since.month}月{since.day}日起"
