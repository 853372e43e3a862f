"""Looking things up in the index."""

from collections.abc import Sequence
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Exists, Model, OuterRef, QuerySet

from mingtang.spine.search.engines import engine_for
from mingtang.spine.search.models import IndexedDocument, PublicDocument
from mingtang.spine.search.policies import VERSION, TermRun, runs_of
from mingtang.spine.search.registry import SearchKind

Row = TypeVar("Row", bound=Model)
FEW = 2000  # matches; of more, the newest are found sooner by walking through the list itself


def narrowed(rows: QuerySet[Row], kind: str, query: str, *, key: str = "pk") -> QuerySet[Row]:
    """Return the rows whose document has everything that a person typed; none without a word.

    `key` is the column of the rows that holds the number of the document. Where there are few
    matches their numbers stand in the query: both databases then start from them. Where there are
    many, each row of the list is looked up in turn, and a page of it is full after a few.
    """
    runs = runs_of(query)
    if not runs:
        return rows.none()
    found = engine_for(connection.vendor).find(connection, runs, FEW + 1)
    if len(found) <= FEW:
        documents = _as_written(IndexedDocument.objects.filter(kind=kind, pk__in=found), runs)
        numbers = list(documents.values_list("number", flat=True))
        return rows.filter(**{f"{key}__in": numbers})
    own = IndexedDocument.objects.filter(kind=kind, number=OuterRef(key))
    return rows.filter(Exists(_as_written(own, runs, every=True)))


def matching(kind: str, query: str) -> QuerySet[IndexedDocument]:
    """Return the documents of a kind in which everything is found that a person typed."""
    rows = IndexedDocument.objects.filter(kind=kind)
    return narrowed(rows, kind, query, key="number")


def _as_written(
    rows: QuerySet[IndexedDocument], runs: Sequence[TermRun], *, every: bool = False
) -> QuerySet[IndexedDocument]:
    """Return the documents in which the terms of a run follow each other."""
    for run in runs:
        if every or len(run.terms) > 1:
            rows = rows.filter(text__contains=run.text)
    return rows


def indexed_of(kind: SearchKind) -> QuerySet[Any]:
    """Return what is indexed of a kind, in the index that it stands in."""
    model = PublicDocument if kind.is_public else IndexedDocument
    return model.objects.filter(kind=kind.name)


def has_older_versions() -> bool:
    """Tell whether something was cut into terms as an older version of the program did it."""
    models = (IndexedDocument, PublicDocument)
    return any(model.objects.exclude(version=VERSION).exists() for model in models)
