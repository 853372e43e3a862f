import pytest

from tests.mutants.selection import Reach, Statement, select, statement_at

CODE = """\
LIMITS = {
    "a": 1,
}

@cached(
    size=3,
)
class Room:
    size = 2

    def is_full(
        self, extra=1
    ):
        try:
            return (
                self.size
                > extra
            )
        except ValueError:
            return False
"""
FILE = "policies.py"


@pytest.mark.parametrize(
    ("line", "first", "last", "within", "at_import"),
    [
        (2, 1, 3, "", True),
        (6, 5, 8, "", True),
        (9, 9, 9, "Room", True),
        (12, 11, 13, "Room", True),
        (17, 15, 18, "Room.is_full", False),
        (19, 19, 19, "Room.is_full", False),
        (20, 20, 20, "Room.is_full", False),
    ],
)
def test_statement_around_a_line(
    line: int, first: int, last: int, within: str, at_import: bool
) -> None:
    assert statement_at(CODE, line) == Statement(range(first, last + 1), within, at_import)


def _reach(seconds: dict[str, float], **lines: set[str]) -> Reach:
    by_line = {int(name.removeprefix("line_")): frozenset(tests) for name, tests in lines.items()}
    return Reach(seconds, {FILE: by_line})


def _in_function(*lines: int) -> Statement:
    return Statement(range(lines[0], lines[-1] + 1), "f", at_import=False)


def test_tests_of_the_statement_are_chosen_cheapest_first() -> None:
    reach = _reach(
        {"dear": 9, "cheap": 1, "other": 0}, line_3={"dear"}, line_4={"cheap"}, line_5={"other"}
    )

    assert select(reach, FILE, _in_function(3, 4)) == ["cheap", "dear"]
    assert select(reach, FILE, _in_function(9)) == []


def test_test_that_failed_without_a_mutant_is_not_chosen() -> None:
    reach = _reach({"good": 1}, line_3={"good", "broken"})

    assert select(reach, FILE, _in_function(3)) == ["good"]


def test_bounded_choice_takes_from_each_function_in_turn() -> None:
    table = {f"t.py::test_table[{number}]": 0.1 for number in range(50)}
    reach = _reach({**table, "t.py::test_whole": 5}, line_3={*table, "t.py::test_whole"})

    assert select(reach, FILE, _in_function(3), most=2) == [
        "t.py::test_table[0]",
        "t.py::test_whole",
    ]


def test_what_runs_at_the_import_is_shown_to_tests_of_every_line() -> None:
    cheap = {f"t.py::test_cheap_{number}": 0.1 for number in range(9)}
    reach = _reach({**cheap, "t.py::test_rare": 5}, line_3=set(cheap), line_8={"t.py::test_rare"})
    at_import = Statement(range(1, 2), "", at_import=True)

    assert len(select(reach, FILE, at_import)) == 10
    assert select(reach, FILE, at_import, most=2) == ["t.py::test_cheap_0", "t.py::test_rare"]
