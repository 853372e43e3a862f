"""Looking things up for readers: the public index, by words and filters, in the best order or by date."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Value
from django.db.models.functions import StrIndex

from mingtang.spine.search.engines import Clause, Leaf, TermPlace, ranked_engine_for
from mingtang.spine.search.models import PublicDocument
from mingtang.spine.search.policies import TermRun, folded, run_of
from mingtang.spine.search.policies.documents import mark
from mingtang.spine.search.policies.questions import (
    Asked,
    Attempt,
    attempts,
    read_question,
    words_of,
)
from mingtang.spine.search.policies.ranking import Candidate, compact, score
from mingtang.spine.search.policies.similar import MOST, corrected, parts_of, similar

ENOUGH = 10  # of a stricter attempt; no looser one is made then
MOST_FOUND = 300  # results of one question; who wants more narrows it
BY_KEY = 50
SECONDS = 2.0  # that a question may take on PostgreSQL; more is a flood
_TITLES = 200
# What ranks a document and is shown of it; a model for each of 300 rows costs more than all the rest.
_READ = ("pk", "kind", "number", "title", "unit", "site", "sort", "is_past", "dated")
SHORT_PART = 4  # characters; of a longer one some pair is left whole


@dataclass(frozen=True)
class PublicQuestion:
    """What a reader wants to know. `site`, `sort`, `year` and `unit` narrow; empty ones do not.

    Without a site each thing is found once, on the site that it belongs to.
    """

    text: str
    site: str = ""
    sort: str = ""
    year: str = ""
    unit: str = ""
    is_by_date: bool = False


@dataclass(frozen=True, slots=True)
class FoundDocument:
    """A public document as it was found; `places` tell where words begin in its text, 0 for nowhere."""

    places: Mapping[str, int]
    pk: int
    kind: str
    number: int
    title: str
    unit: str
    site: str
    sort: str
    is_past: bool
    dated: datetime


@dataclass(frozen=True)
class PublicFound:
    """The documents found, the best first, and how.

    `words` are folded and to be marked. `is_capped`: there are more. `is_partial`: in no document stands
    all that was asked for.
    """

    rows: Sequence[FoundDocument] = ()
    words: Sequence[str] = ()
    is_capped: bool = False
    is_partial: bool = False


@dataclass
class _Pool:
    """Candidates by id; `known` are those of which the question is a number, telephone or name."""

    rows: dict[int, FoundDocument] = field(default_factory=dict)
    known: set[int] = field(default_factory=set)
    is_capped: bool = False
    is_partial: bool = False


def find_public(question: PublicQuestion, *, at: datetime) -> PublicFound:
    """Return what answers a question, up to :data:`MOST_FOUND` documents.

    :raises DatabaseError: the database does not answer, or not within :data:`SECONDS`.
    """
    asked = read_question(question.text)
    if asked.is_empty:
        return PublicFound()
    words = _words(asked)
    with _bounded():
        pool = _gathered(asked, question, words)
    rows = list(pool.rows.values())
    if question.is_by_date:
        rows.sort(key=lambda row: -row.pk)
    else:
        points = {row.pk: _points(asked, words, row, pool, at) for row in rows}
        rows.sort(key=lambda row: (-points[row.pk], -row.pk))
    return PublicFound(rows[:MOST_FOUND], words, pool.is_capped, pool.is_partial)


def share_of_words(text: str, row: FoundDocument) -> float:
    """Return the share of the words of a question that are in a document it found, 0 to 1.

    Words of one character count for nothing; a question without longer ones has a share of 0.
    """
    words = [one.text for one in words_of(read_question(text)) if len(one.text) > 1]
    return sum(row.places[word] > 0 for word in words) / len(words) if words else 0.0


def suggestions(text: str) -> list[str]:
    """Return questions like one that found nothing, for which there is something."""
    asked = read_question(text)
    said = folded(asked.text)
    for run in asked.runs:
        for part in parts_of(run.text):
            titles = _titles_like(part)
            if words := similar(part, titles):
                return corrected(said, part, words)[:MOST]
    return []


def _words(asked: Asked) -> list[str]:
    """Return what is marked and counted: phrases, runs as typed, and their words."""
    named = (*asked.phrases, *(run.text for run in asked.runs), *(w.text for w in words_of(asked)))
    return list(dict.fromkeys(named))


@contextmanager
def _bounded() -> Iterator[None]:
    """Bound the time of each query on PostgreSQL, which runs it as it is: compiling it takes longer than it runs.

    SQLite needs no transaction, and one would wait for those who write.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL statement_timeout = {int(SECONDS * 1000)}; SET LOCAL jit = off")
        yield


def _gathered(asked: Asked, question: PublicQuestion, words: Sequence[str]) -> _Pool:
    pool, narrowing = _Pool(), list(_narrowing(question))
    pool.known.update(_newest([*narrowing, _keys(asked)], BY_KEY))
    pool.rows.update(_rows(pool.known, words))
    always = [_leaf(run, TermPlace.TEXT) for run in asked.phrase_runs]
    for attempt in attempts(asked):
        clause = [*narrowing, *([leaf] for leaf in always)]
        found = _by_attempt(clause, attempt, is_by_date=question.is_by_date)
        rows = _rows(found - pool.rows.keys(), words)
        kept = {pk: row for pk, row in rows.items() if _is_as_asked(asked, attempt, row.places)}
        if kept and attempt.is_partial and not pool.rows:
            pool.is_partial = True
        pool.rows.update(kept)
        pool.is_capped = pool.is_capped or len(found) >= MOST_FOUND
        if len(pool.rows) >= ENOUGH:
            break
        if attempt.is_strict and pool.rows and question.is_by_date:
            break  # in the order of dates, loose matches would stand among the exact ones
    return pool


def _narrowing(question: PublicQuestion) -> Iterator[list[Leaf]]:
    named = {"sort": question.sort, "year": question.year, "unit": question.unit}
    named |= {"site": question.site} if question.site else {"main": "1"}
    for name, value in named.items():
        if value:
            yield [Leaf(TermPlace.MARK, (mark(name, value),))]


def _keys(asked: Asked) -> list[Leaf]:
    """Return the marks by which something is known as what was typed."""
    found = [mark("name", compact(asked.text))]
    found += [mark("number", asked.number)] if asked.number else []
    found += [mark("phone", key) for key in asked.phones]
    return [Leaf(TermPlace.MARK, (one,)) for one in found]


def _by_attempt(clause: Clause, attempt: Attempt, *, is_by_date: bool) -> set[int]:
    """Return the newest documents with all runs in the title, and the newest with them in the text."""
    found: set[int] = set()
    places = (
        [TermPlace.TEXT] if is_by_date or not attempt.runs else [TermPlace.TITLE, TermPlace.TEXT]
    )
    for place in places:
        if len(found) < MOST_FOUND:
            wanted = [*clause, *([_leaf(run, place)] for run in attempt.runs)]
            found.update(_newest(wanted, MOST_FOUND))
    return found


def _leaf(run: TermRun, place: TermPlace) -> Leaf:
    return Leaf(place, run.terms, run.is_open)


def _newest(clause: Clause, limit: int) -> list[int]:
    return ranked_engine_for(connection.vendor).newest(connection, clause, limit)


def _rows(pks: Iterable[int], words: Sequence[str]) -> dict[int, FoundDocument]:
    """Return documents without their texts, with the places at which words begin in them."""
    places = {f"at_{n}": StrIndex("text", Value(word)) for n, word in enumerate(words)}
    rows = PublicDocument.objects.filter(pk__in=list(pks)).annotate(**places)
    size = len(_READ)
    return {
        row[0]: FoundDocument(dict(zip(words, row[size:], strict=True)), *row[:size])
        for row in rows.values_list(*_READ, *places)
    }


def _is_as_asked(asked: Asked, attempt: Attempt, places: Mapping[str, int]) -> bool:
    """Tell whether phrases, and what an attempt looks for, stand in a document each in a row."""
    wanted = [*asked.phrases, *(run.text for run in attempt.runs if len(run.terms) > 1)]
    return all(places.get(word, 1) for word in wanted)


def _points(
    asked: Asked, words: Sequence[str], row: FoundDocument, pool: _Pool, at: datetime
) -> float:
    candidate = Candidate(
        row.pk,
        folded(row.title),
        row.dated,
        row.places,
        is_past=row.is_past,
        has_key=row.pk in pool.known,
    )
    return score(asked, words, candidate, at)


def _titles_like(part: str) -> list[str]:
    """Return folded titles in which a part may stand with one character otherwise."""
    pairs = [Leaf(TermPlace.TITLE, (part[at : at + 2],)) for at in range(len(part) - 1)]
    pks = set(_newest([pairs], _TITLES))
    if len(part) <= SHORT_PART:
        for left_out in range(len(part)):
            signs = [sign for at, sign in enumerate(part) if at != left_out]
            clause = [[_leaf(run_of(sign), TermPlace.TITLE)] for sign in signs]
            pks.update(_newest(clause, _TITLES))
    rows = PublicDocument.objects.filter(pk__in=pks).values_list("title", flat=True)
    return [folded(title) for title in rows]
