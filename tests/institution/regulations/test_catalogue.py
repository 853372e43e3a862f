import re
from pathlib import Path

import pytest

from mingtang.institution.regulations.catalogue import catalogue, in_chinese_digits, place_in_words
from mingtang.institution.regulations.loading import bundled_packs, load_pack
from mingtang.institution.regulations.schema import Duty, Freshness, Quota

REQUIREMENTS = Path(__file__).resolve().parents[4] / "shared" / "requirements.md"
ROW = re.compile(r"\| ((?:XC|XN|GB|LA|HN)-\d\d) \|")
needs_requirements = pytest.mark.skipif(
    not REQUIREMENTS.is_file(), reason="../shared/requirements.md is not part of the repository"
)


def _rows() -> list[list[str]]:
    lines = REQUIREMENTS.read_text("utf-8").splitlines()
    return [
        [cell.strip() for cell in line.strip("| ").split(" |")] for line in lines if ROW.match(line)
    ]


@needs_requirements
def test_catalogue_has_every_row_of_the_requirements() -> None:
    found = [
        [one.id, one.clause, one.demand, ", ".join(kind.value for kind in one.kinds), one.numbers]
        for one in catalogue().clauses
    ]
    assert found == [[*row, ""][:5] for row in _rows()]


@needs_requirements
def test_strength_of_the_requirements_is_kept() -> None:
    rules = [rule for name in bundled_packs() for rule in load_pack(name).rules.values()]
    for row in _rows():
        words = {"in principle": "in_principle", "striven for": "strive"}
        wanted = {code for word, code in words.items() if word in " ".join(row)}
        found = {rule.strength.value for rule in rules if row[0] in rule.clauses}
        assert wanted <= found, row[0]


def test_catalogue_has_142_clauses_once_each() -> None:
    ids = [clause.id for clause in catalogue().clauses]
    assert len(ids) == len(set(ids)) == 142


def test_every_clause_stands_in_a_known_document() -> None:
    known = catalogue()
    assert {clause.document for clause in known.clauses} <= set(known.documents)
    assert all(clause.place for clause in known.clauses)


@pytest.mark.parametrize("kind", [Duty, Quota, Freshness])
def test_every_clock_row_has_a_rule_of_its_kind(kind: type[Duty | Quota | Freshness]) -> None:
    word = kind.__name__.lower()
    carried = {
        clause
        for name in bundled_packs()
        for rule in load_pack(name).rules.of_type(kind)
        for clause in rule.clauses
    }
    assert {one.id for one in catalogue().clauses if word in one.kinds} <= carried


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "零"), (4, "四"), (10, "十"), (13, "十三"), (20, "二十"), (42, "四十二")],
)
def test_chinese_digits(number: int, words: str) -> None:
    assert in_chinese_digits(number) == words


@pytest.mark.parametrize(
    ("document", "clause", "words"),
    [
        ("xingning-2014", "13(3)", "第十三条（三）"),
        ("xingning-2014", "2-5", "第二条至第五条"),
        ("xingning-2014", "6, 7, 9", "第六条、第七条、第九条"),
        ("xuancheng-2015", "二(五)", "二（五）"),
        ("xuancheng-2015", "page itself", "（网页本身）"),
        ("luan-2016", "六(一), (二)", "六（一）、（二）"),
        ("state-council-2014-57", "16", "（十六）"),
        ("state-council-2014-57", "closing", "（结尾部分）"),
    ],
)
def test_place_is_cited_as_an_office_cites_it(document: str, clause: str, words: str) -> None:
    assert place_in_words(document, clause) == words
