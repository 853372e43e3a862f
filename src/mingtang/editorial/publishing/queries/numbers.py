"""What is known of the numbers of policy documents online."""

from mingtang.editorial.content.models import Article
from mingtang.editorial.publishing.models import DocumentNumber
from mingtang.editorial.publishing.policies.numbers import (
    NumberParts,
    gaps_below,
    number_remarks,
    parts_of,
)

MOST_WORDS = 5
NEAR = 50  # serials below that are looked at


def remarks_on_number(article: Article) -> list[str]:
    """Return what is odd about the document number of an article, a sentence each."""
    parts = parts_of(article.document_number)
    if parts is None:
        return []
    online = DocumentNumber.objects.filter(article__release__is_live=True)
    own = online.filter(unit=article.unit.code).exclude(article=article)
    words = list(own.values_list("word", flat=True).distinct().order_by("word")[:MOST_WORDS])
    same = online.filter(word=parts.word, year=parts.year).exclude(article=article)
    doubles = same.filter(serial=parts.serial).values_list("article__release__title", flat=True)
    return number_remarks(
        parts,
        signed_on=article.document_date,
        own_words=words,
        doubles=list(doubles[:3]),
        gaps=_gaps(parts, set(same.values_list("serial", flat=True).order_by("-serial")[:2000])),
    )


def _gaps(parts: NumberParts, known: set[int]) -> list[int]:
    missing = gaps_below(parts.serial, known)
    return missing if len(missing) <= NEAR else []
