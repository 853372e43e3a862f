"""Whether every step has a person: against trying out every assignment."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingtang.institution.organization.policies.staffing import (
    Seat,
    Vacancy,
    unstaffed,
    vacancies_text,
)

PEOPLE = st.frozensets(st.sampled_from("abcd"), max_size=3)


def _seat(key: str, able: str, group: str = "") -> Seat:
    return Seat(key, frozenset(able), group)


@pytest.mark.parametrize(
    ("seats", "empty"),
    [
        ([], ()),
        ([_seat("x", "a"), _seat("y", "a")], ()),
        ([_seat("x", "a"), _seat("y", "")], ("y",)),
        ([_seat("x", "a", "g"), _seat("y", "a", "g")], ("y",)),
        ([_seat("x", "ab", "g"), _seat("y", "a", "g")], ()),
        ([_seat("x", "ab", "g"), _seat("y", "ab", "g"), _seat("z", "ab", "g")], ("z",)),
        ([_seat("x", "a", "g"), _seat("y", "a", "h")], ()),
    ],
)
def test_unstaffed_names_the_steps_nobody_is_left_for(
    seats: list[Seat], empty: tuple[str, ...]
) -> None:
    assert unstaffed(seats) == empty


@given(st.lists(st.tuples(PEOPLE, st.sampled_from(["", "g", "h"])), max_size=5))
def test_unstaffed_agrees_with_trying_every_assignment(
    drawn: list[tuple[frozenset[str], str]],
) -> None:
    seats = [Seat(str(number), able, group) for number, (able, group) in enumerate(drawn)]

    def works(choice: tuple[str, ...]) -> bool:
        used = [(seat.group, who) for seat, who in zip(seats, choice, strict=True) if seat.group]
        return len(set(used)) == len(used)

    possible = any(works(choice) for choice in product(*(seat.able for seat in seats)))
    assert (unstaffed(seats) == ()) is possible


def test_vacancies_are_told_in_one_sentence() -> None:
    vacancies = [
        Vacancy("保密关", "明州市人民政府", ("保密审查员",), bars_authors=True),
        Vacancy("政治关", "明州市人民政府", ("编辑部", "分管领导"), apart_from=("文字关",)),
    ]
    assert vacancies_text("送审", vacancies, ["孙立"]) == (
        "现在不能送审：“保密关”（须由明州市人民政府的保密审查员办理，不能是本稿的撰写、修改人）、"
        "“政治关”（须由明州市人民政府的编辑部、分管领导办理，不能与“文字关”同一人）没有人可以办理，"
        "请联系平台管理员（孙立）在“单位人员—人员”中办理任职或代行后再送审。"
    )
