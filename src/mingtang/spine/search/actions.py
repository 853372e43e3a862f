"""Putting documents into the index and taking them out.

Functions without permission or event: what is found is what a room's own table holds already.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection, transaction

from mingtang.spine.search.engines import RankedTerms, engine_for, ranked_engine_for
from mingtang.spine.search.models import IndexedDocument, PublicDocument
from mingtang.spine.search.policies import VERSION, folded, terms_of
from mingtang.spine.search.policies.documents import marks_of, public_id
from mingtang.spine.search.registry import SearchDocument, SearchKind


def refresh_documents(kind: SearchKind, numbers: Sequence[int], *, at: datetime) -> int:
    """Read some documents of a kind again and index them; return how many there are.

    Those that their room does not read any more are taken out.
    """
    put, remove = (put_documents, remove_documents)
    if kind.is_public:
        put, remove = (put_public, remove_public)
    with transaction.atomic():
        documents = list(kind.read(numbers))
        put(kind.name, documents, at=at)
        gone = set(numbers) - {document.number for document in documents}
        remove(kind.name, gone)
    return len(documents)


def put_documents(kind: str, documents: Iterable[SearchDocument], *, at: datetime) -> None:
    """Index documents in place of what was indexed under their numbers."""
    new = {document.number: document for document in documents}
    with transaction.atomic():
        remove_documents(kind, new)
        rows = IndexedDocument.objects.bulk_create(_row(kind, one, at) for one in new.values())
        engine_for(connection.vendor).add(
            connection, [(row.pk, terms_of(row.text)) for row in rows]
        )


def remove_documents(kind: str, numbers: Iterable[int]) -> int:
    """Take documents out of the index at once; return how many were in it.

    A room calls this in the transaction that takes a thing away, where nobody may find it any longer.
    """
    with transaction.atomic():
        wanted = IndexedDocument.objects.filter(kind=kind, number__in=list(numbers))
        rows = list(wanted.select_for_update().order_by("pk"))
        if rows:
            engine_for(connection.vendor).remove(
                connection, [(row.pk, terms_of(row.text)) for row in rows]
            )
            IndexedDocument.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def put_public(kind: str, documents: Iterable[SearchDocument], *, at: datetime) -> None:
    """Index documents for readers in place of what was indexed under their numbers."""
    new = {document.number: document for document in documents}
    with transaction.atomic():
        remove_public(kind, new)
        rows = PublicDocument.objects.bulk_create(
            _public_row(kind, one, at) for one in new.values()
        )
        ranked_engine_for(connection.vendor).add(connection, [_terms(row) for row in rows])


def remove_public(kind: str, numbers: Iterable[int]) -> int:
    """Take documents out of the public index at once; return how many were in it."""
    with transaction.atomic():
        wanted = PublicDocument.objects.filter(kind=kind, number__in=list(numbers))
        rows = list(wanted.select_for_update().order_by("pk"))
        if rows:
            ranked_engine_for(connection.vendor).remove(connection, [_terms(row) for row in rows])
            PublicDocument.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def _terms(row: PublicDocument) -> RankedTerms:
    return RankedTerms(
        row.pk, terms_of(folded(row.title)), terms_of(row.text), row.marks.splitlines()
    )


def _public_row(kind: str, document: SearchDocument, at: datetime) -> PublicDocument:
    assert document.dated is not None  # a public document has a date
    marks = marks_of(
        site=document.site,
        unit=document.unit,
        sort=document.sort,
        dated=document.dated,
        is_main=document.is_main,
        numbers=document.numbers,
        phones=document.phones,
        names=document.names,
    )
    return PublicDocument(
        id=public_id(document.dated, kind, document.number),
        kind=kind,
        number=document.number,
        group=document.group or f"{kind}:{document.number}",
        title=document.title,
        text=folded(f"{document.title}\n{document.text}"),
        unit=document.unit,
        site=document.site,
        sort=document.sort,
        is_past=document.is_past,
        dated=document.dated,
        marks="\n".join(marks),
        link=document.link,
        shown=document.text if document.link else "",
        unit_name=document.unit_name,
        note=document.note,
        version=VERSION,
        indexed_at=at,
    )


def _row(kind: str, document: SearchDocument, at: datetime) -> IndexedDocument:
    return IndexedDocument(
        kind=kind,
        number=document.number,
        title=document.title,
        text=folded(f"{document.title}\n{document.text}"),
        unit=document.unit,
        site=document.site,
        dated=document.dated,
        facets=dict(document.facets),
        version=VERSION,
        indexed_at=at,
    )
