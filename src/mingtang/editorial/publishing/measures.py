"""What is counted of published articles: once each, once a site, and once a column."""

from collections.abc import Iterable

from mingtang.editorial.content.enums import ArticleKind
from mingtang.institution.figures.kinds import Addition, Measure, of_event
from mingtang.spine.events.subscribers import EventFacts

RELEASED = frozenset({"publishing.article.released"})


def _kind(facts: EventFacts) -> str:
    return str(facts.payload.get("kind", ""))


def _by_site(facts: EventFacts) -> Iterable[Addition]:
    for key in facts.payload.get("sites", ()):
        yield Addition(facts.unit, str(key).removeprefix("site:"), kind=_kind(facts))


def _by_column(facts: EventFacts) -> Iterable[Addition]:
    """Count under column and unit; of which site a column is, its own row says."""
    for key in facts.payload.get("columns", ()):
        yield Addition(facts.unit, column=str(key), kind=_kind(facts))


def _taken_down(name: str, label: str) -> Measure:
    codes = frozenset({"publishing.article.taken_down"})
    return Measure(name, label, codes, of_event, unit_word="篇", kinds=ArticleKind.choices)


MEASURES = (
    Measure("articles.released", "稿件上线", RELEASED, of_event, "篇", kinds=ArticleKind.choices),
    Measure(
        "sites.released", "各网站上线稿件", RELEASED, _by_site, "条", kinds=ArticleKind.choices
    ),
    Measure(
        "columns.released", "各栏目上线稿件", RELEASED, _by_column, "条", kinds=ArticleKind.choices
    ),
    _taken_down("articles.taken_down", "稿件下线"),
)
