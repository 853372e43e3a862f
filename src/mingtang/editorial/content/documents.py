"""Articles as the office's search finds them: by title, number and every word of the working copy."""

from collections.abc import Iterator, Sequence

from mingtang.editorial.content.body import blocks_of, plain_text
from mingtang.editorial.content.models import Article
from mingtang.spine.events.subscribers import SealedEvent
from mingtang.spine.search.registry import SearchDocument, SearchKind

ARTICLE = "article"


def read_articles(numbers: Sequence[int]) -> Iterator[SearchDocument]:
    """Yield the articles of some ids as documents."""
    rows = Article.objects.filter(pk__in=numbers).select_related("unit", "site")
    for article in rows:
        body = plain_text(blocks_of(article.body))
        texts = (article.document_number, article.subtitle, *article.extras.values(), body)
        yield SearchDocument(
            number=article.pk,
            title=article.title,
            text="\n".join(texts),
            unit=article.unit.code,
            site=article.site.code,
            dated=article.changed_at,
            facets={"kind": article.kind},
        )


def _numbers_after(number: int, limit: int) -> list[int]:
    rows = Article.objects.filter(pk__gt=number).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:limit])


def _touched(event: SealedEvent) -> list[int]:
    return [int(event.subject.removeprefix("article:"))]


ARTICLES = SearchKind(
    name=ARTICLE,
    label="稿件",
    read=read_articles,
    numbers_after=_numbers_after,
    codes=frozenset(
        {
            "content.article.created",
            "content.article.saved",
            "content.article.imported",
            "content.article.split_off",
            "content.article.correction_cancelled",
            "content.article.handed_over",
        }
    ),
    touched=_touched,
)
