from datetime import date, timedelta
from typing import Any

from mingtang.editorial.visits.book import AGAIN_SECONDS, HitBook

DAY = date(2026, 3, 11)


def _note(book: HitBook, **other: Any) -> bool:
    usual: dict[str, Any] = {"site": "portal", "path": "/", "address": "192.0.2.1", "agent": "x"}
    usual |= {"day": DAY, "now": 0.0}
    return book.note(**(usual | other))


def test_the_same_page_of_the_same_visitor_counts_once_a_minute() -> None:
    book = HitBook()
    assert _note(book)
    assert not _note(book, now=30.0)
    assert _note(book, path="/news/", now=30.0)
    assert _note(book, address="192.0.2.2", now=30.0)
    assert not _note(book, now=AGAIN_SECONDS - 0.1)
    assert _note(book, now=AGAIN_SECONDS)
    [hits] = book.take()
    assert hits.pages == {"/": 3, "/news/": 1}
    assert hits.visitors.count() == 2
    assert book.take() == []


def test_a_new_day_has_batches_and_numbers_of_its_own() -> None:
    book = HitBook()
    assert _note(book)
    assert _note(book, day=DAY + timedelta(days=1), now=1.0)
    old, new = book.take()
    assert (old.day, new.day) == (DAY, DAY + timedelta(days=1))
    assert old.key != new.key
    assert old.visitors.packed() != new.visitors.packed()


def test_the_book_is_bounded_and_says_what_found_no_room() -> None:
    book = HitBook(most_pages=2, most_recent=3)
    counted = [_note(book, path=f"/{n}.html") for n in range(4)]
    assert (counted, book.dropped) == ([True, True, False, False], 2)
    assert _note(book, path="/0.html", now=AGAIN_SECONDS)
    for number in range(50):
        _note(book, path="/0.html", address=f"192.0.2.{number}", now=61.0)
    assert len(book._recent) <= 3
