"""What a unit has sent in and waits for: with whom each item is."""

from datetime import datetime

from mingtang.editorial.content.enums import ArticleState
from mingtang.editorial.content.interfaces.articles import article_url
from mingtang.editorial.content.interfaces.awaited import plain_words
from mingtang.editorial.content.models import Article
from mingtang.editorial.content.open_steps import awaited
from mingtang.institution.organization.authority import Powers
from mingtang.institution.organization.models import Person
from mingtang.institution.organization.staffing import Roster
from mingtang.workbench.backoffice.start import Figure

SHOWN = 8
UNDER_WAY = (
    ArticleState.SUBMITTED,
    ArticleState.ARRIVED,
    ArticleState.ACCEPTED,
    ArticleState.IN_REVIEW,
    ArticleState.PASSED,
)


def sent_articles(person: Person, powers: Powers, at: datetime) -> list[Figure]:
    """Return the newest items of the person's units that are with others."""
    units = powers.units_where("submission.submit")
    rows = Article.objects.filter(units.as_q("unit_id")).in_state(*UNDER_WAY)
    articles = list(rows.select_related("unit", "site").defer("body").order_by("-pk")[:SHOWN])
    found = awaited(articles, Roster(at))
    figures = []
    for article in articles:
        people, note = plain_words(found[article.pk])
        figures.append(Figure(article.title, people, article_url(article.pk), note=note))
    return figures
