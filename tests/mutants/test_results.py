from dataclasses import replace
from pathlib import Path

import pytest

from tests.architecture.source import ROOT
from tests.mutants.pool import Mutant, mutants_of
from tests.mutants.results import (
    Equivalent,
    Fate,
    Report,
    Result,
    Results,
    equivalents_in,
    void_among,
)

FILE = "policies.py"
CODE = "def f(a, b):\n    return a < b\n"
EQUIVALENT = Equivalent(FILE, "f", "return a < b", "return a <= b", "a is never b")


@pytest.fixture
def mutants(tmp_path: Path) -> list[Mutant]:
    """The five other comparisons of a file."""
    (tmp_path / FILE).write_text(CODE, "utf-8")
    return sorted(mutants_of(tmp_path, [FILE], seed=1), key=lambda one: one.after)


def _report(mutants: list[Mutant], fates: list[Fate], *equivalents: Equivalent) -> Report:
    results = {
        mutant.key: Result(mutant.key, fate, "world", tests=2, reaching=7)
        for mutant, fate in zip(mutants, fates, strict=True)
    }
    withins = dict.fromkeys(results, "f")
    return Report("upper/room", mutants, results, withins, equivalents)


def test_report_counts_and_shows_survivors(mutants: list[Mutant]) -> None:
    fates = [Fate.NOT_REACHED, Fate.KILLED, Fate.TIMED_OUT, Fate.SURVIVED, Fate.KILLED]

    report = _report(mutants, fates)

    assert "\n".join(report.lines()) == (
        "policies.py:2 in f: not reached\n"
        "    core/ReplaceComparisonOperator_Lt_NotEq, 2 of 7 tests\n"
        "    - return a < b\n"
        "    + return a != b\n"
        "\n"
        "policies.py:2 in f: survived\n"
        "    core/ReplaceComparisonOperator_Lt_Gt, 2 of 7 tests\n"
        "    - return a < b\n"
        "    + return a > b\n"
        "\n"
        "upper/room: 5 mutants: 2 killed, 1 timed out, 1 survived, 1 not reached, 0 equivalent\n"
        "40.0% survived (at most 10%)"
    )
    assert not report.is_good


def test_equivalent_does_not_count(mutants: list[Mutant]) -> None:
    fates = [Fate.SURVIVED if one.after == "return a <= b" else Fate.KILLED for one in mutants]

    assert not _report(mutants, fates).is_good
    report = _report(mutants, fates, EQUIVALENT)
    assert report.is_good
    assert list(report.lines()) == [
        "upper/room: 5 mutants: 4 killed, 0 timed out, 0 survived, 0 not reached, 1 equivalent",
        "0.0% survived (at most 10%)",
    ]


def test_equivalent_that_is_killed_is_told(mutants: list[Mutant]) -> None:
    report = _report(mutants, [Fate.KILLED] * 5, EQUIVALENT)

    assert next(report.lines()) == ("named as equivalent, but killed: policies.py:2: return a <= b")


@pytest.mark.parametrize(("survivors", "is_good"), [(1, True), (2, False)])
def test_a_tenth_may_survive(mutants: list[Mutant], survivors: int, is_good: bool) -> None:
    many = [replace(mutants[0], content=str(number)) for number in range(10)]
    fates = [Fate.SURVIVED] * survivors + [Fate.KILLED] * (10 - survivors)

    assert _report(many, fates).is_good is is_good


@pytest.mark.parametrize(
    "changed",
    [
        CODE.replace("a < b", "a < b + 1"),  # the line
        CODE.replace("def f", "def g"),  # the function around it
        CODE.replace("<", "<="),  # to what was named as its equivalent
    ],
)
def test_change_of_the_line_makes_an_entry_void(tmp_path: Path, changed: str) -> None:
    (tmp_path / FILE).write_text("import os\n\n\n" + CODE, "utf-8")
    assert void_among(tmp_path, [EQUIVALENT]) == []

    (tmp_path / FILE).write_text(changed, "utf-8")
    assert void_among(tmp_path, [EQUIVALENT]) == [EQUIVALENT]


def test_entry_of_a_lost_file_is_void(tmp_path: Path) -> None:
    assert void_among(tmp_path, [EQUIVALENT]) == [EQUIVALENT]


def test_survivor_is_tried_again_when_tests_change() -> None:
    survived, killed = (Result("key", fate, "old") for fate in (Fate.SURVIVED, Fate.KILLED))

    assert survived.holds_in("old")
    assert not survived.holds_in("new")
    assert killed.holds_in("new")


def test_results_outlive_a_run_that_was_killed(tmp_path: Path) -> None:
    path = tmp_path / "room.jsonl"
    results = Results(path)
    results.add(Result("one", Fate.SURVIVED, "world"))
    results.add(Result("one", Fate.KILLED, "world", by="测试"))
    with path.open("a", encoding="utf-8") as file:
        file.write('{"key": "tw')

    again = Results(path)
    again.add(Result("three", Fate.KILLED, "world"))

    assert again.by_key["one"] == Result("one", Fate.KILLED, "world", by="测试")
    assert Results(path).by_key.keys() == {"one", "three"}


def test_equivalents_of_the_platform_name_mutants_and_reasons() -> None:
    entries = equivalents_in(ROOT / "tests/mutants/equivalents.toml")

    assert void_among(ROOT, entries) == []
    assert [one for one in entries if len(one.reason) < 20] == []
