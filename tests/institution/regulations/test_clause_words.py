"""What an office reads of the notices: their own words, in Chinese, with nothing of a program in them."""

import re

import pytest

from mingtang.institution.regulations.catalogue import Clause, catalogue

LATIN = re.compile(r"[A-Za-z]{2,}")
KNOWN = {"ICP", "RSS", "QQ", "doc", "jpg", "WMV", "AM", "com"}


@pytest.mark.parametrize("clause", catalogue().clauses, ids=lambda clause: clause.id)
def test_every_clause_is_read_in_chinese(clause: Clause) -> None:
    assert len(clause.said) >= 4
    assert bool(clause.words) != bool(clause.gist)
    assert set(LATIN.findall(clause.said)) <= KNOWN
    assert "*" not in clause.said
    assert "_" not in clause.said


def test_texts_that_were_paraphrased_are_never_quoted() -> None:
    quoted = [one.id for one in catalogue().clauses if one.words]

    assert not [one for one in quoted if one.startswith("GB-")]
    assert len(quoted) >= 110
