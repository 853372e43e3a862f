"""Does the right document come first? Written questions over a small city of texts."""

import pytest

from mingtang.spine.search.asking import PublicQuestion, find_public
from tests.factories.obligations import moment
from tests.spine.search.corpus import fill, lines_of

pytestmark = pytest.mark.django_db
AT = moment("2026-03-16 10:00")


def _titles(text: str) -> list[str]:
    rows = find_public(PublicQuestion(text), at=AT).rows
    return [row.title for row in rows[:10]]


def test_written_questions_find_their_document_first() -> None:
    fill(AT)
    low, total, number = [], 0.0, 0
    for line in lines_of("questions.txt"):
        question, _, wanted = line.partition(" -> ")
        titles = _titles(question)
        place = titles.index(wanted) + 1 if wanted in titles else 0
        number += 1
        total += 1 / place if place else 0
        if place != 1:
            low.append((question, place, titles[:3]))
    print(f"MRR@10 {total / number:.3f} of {number} questions")
    assert number >= 60
    assert total / number >= 0.95, low


def test_every_title_is_found_on_the_first_page() -> None:
    documents = fill(AT)
    sample = [document.title for document in documents[:100]]
    assert [title for title in sample if title not in _titles(title)] == []
