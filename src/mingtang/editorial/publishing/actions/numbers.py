"""Give index numbers, and note document numbers, in the act of a release."""

from datetime import datetime

from mingtang.editorial.content.enums import ArticleKind
from mingtang.editorial.content.models import Article
from mingtang.editorial.publishing.models import DocumentNumber, IndexNumber, IndexSequence
from mingtang.editorial.publishing.policies.numbers import index_number, index_prefix, parts_of
from mingtang.ground.foundation.clock import beijing_date
from mingtang.ground.foundation.decisions import no
from mingtang.institution.organization.queries import unit_path
from mingtang.institution.regulations.queries import rules_for
from mingtang.institution.regulations.schema.gates import Numbering

RULE = "documents.index_number"


def give_index_number(article: Article, typed: str, *, released_at: datetime, at: datetime) -> str:
    """Return the index number of an article: the one it has, the one typed, else the next by the rule.

    Must run in the transaction of the release. A number stays with its article for good, whatever is
    typed later; none is given without a rule or while the office has no code (统一社会信用代码).

    Source: 政府信息公开目录: unique per item, never reused.

    :raises Refused: the typed number is that of another article.
    """
    known = IndexNumber.objects.filter(article=article).first()
    if known is not None:
        return known.number
    if typed:
        number = typed
        if IndexNumber.objects.filter(number=typed).exists():
            no(
                "publishing.index_number_used", f"索引号 {typed} 已用于另一篇稿件，请改正。"
            ).require()
    else:
        number = _next(article, released_at, at)
    if number:
        IndexNumber.objects.create(article=article, number=number, given_at=at)
        Article.objects.filter(pk=article.pk).update(index_number=number)
    return number


def _next(article: Article, released_at: datetime, at: datetime) -> str:
    organ = article.unit.organ_code
    rules = rules_for(unit_path(article.unit.code), at)
    if article.kind != ArticleKind.POLICY or not organ or RULE not in rules:
        return ""
    rule = rules.rule(RULE, Numbering)
    prefix = index_prefix(rule.pattern, organ=organ, day=beijing_date(released_at))
    IndexSequence.objects.get_or_create(prefix=prefix)
    row = IndexSequence.objects.select_for_update().get(prefix=prefix)  # one after the other
    while True:
        row.latest += 1
        number = index_number(prefix, row.latest, rule.digits)
        if not IndexNumber.objects.filter(number=number).exists():
            break
    row.save(update_fields=["latest"])
    return number


def note_document_number(article: Article, number: str) -> None:
    """Record the parts of a document number that goes online, so that gaps and doubles are found."""
    parts = parts_of(number)
    if parts is None or article.kind != ArticleKind.POLICY:
        DocumentNumber.objects.filter(article=article).delete()
        return
    DocumentNumber.objects.update_or_create(
        article=article,
        defaults={
            "unit": article.unit.code,
            "word": parts.word,
            "year": parts.year,
            "serial": parts.serial,
        },
    )
