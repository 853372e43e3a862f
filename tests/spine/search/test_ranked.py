"""The engines of the public index: the newest documents of a clause, however many match."""

import pytest
from django.db import connection

from mingtang.spine.search.engines import ranked_engine_for, ranked_postgresql
from mingtang.spine.search.engines.ranked import Leaf, RankedTerms, TermPlace

pytestmark = pytest.mark.django_db
DOCUMENTS = 40


def _stored() -> list[RankedTerms]:
    return [
        RankedTerms(
            pk=pk,
            title=["title"] if pk % 10 == 0 else [],
            text=["all", *(["third"] if pk % 3 == 0 else []), *(["old"] if pk == 1 else [])],
            marks=["year=2026" if pk > 20 else "year=2025"],
        )
        for pk in range(1, DOCUMENTS + 1)
    ]


@pytest.mark.parametrize(
    ("few", "sample"),
    [(2000, 400), (2, 4), (2, 100)],
    ids=["few are sorted", "many are walked or listed", "all are in the sample"],
)
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["all"], list(range(40, 0, -1))),
        (["third"], list(range(39, 0, -3))),
        (["old"], [1]),
        (["all", "old"], [1]),
        (["nowhere"], []),
        (["all", "#year=2025"], list(range(20, 0, -1))),
        (["=title"], [40, 30, 20, 10]),
    ],
    ids=lambda value: "+".join(value) if value and isinstance(value[0], str) else "",
)
@pytest.mark.parametrize("limit", [3, 100])
def test_newest_documents_of_a_clause(
    few: int,
    sample: int,
    words: list[str],
    expected: list[int],
    limit: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ranked_postgresql, "FEW", few)
    monkeypatch.setattr(ranked_postgresql, "SAMPLE", sample)
    monkeypatch.setattr(ranked_postgresql, "SLAB", 3)
    engine = ranked_engine_for(connection.vendor)
    engine.clear(connection)
    engine.add(connection, _stored())
    signs = {"=": TermPlace.TITLE, "#": TermPlace.MARK}
    clause = [[Leaf(signs.get(word[0], TermPlace.TEXT), (word.lstrip("=#"),))] for word in words]

    assert engine.newest(connection, clause, limit) == expected[:limit]
