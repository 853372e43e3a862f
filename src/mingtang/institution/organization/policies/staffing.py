"""Whether every step of a piece of work has a person, and how a vacancy is told. Pure: no Django."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Seat:
    """One step and the keys of the people who may take it.

    Steps of one `group` need different people; a step with an empty group stands by itself.
    """

    key: str
    able: frozenset[str]
    group: str = ""


@dataclass(frozen=True)
class Vacancy:
    """A step without a person, in words: what it is, where, and which posts could take it.

    `apart_from` names the steps of the same group, where each has people but they are too few.
    """

    label: str
    place: str
    posts: tuple[str, ...]
    bars_authors: bool = False
    apart_from: tuple[str, ...] = ()


def unstaffed(seats: Iterable[Seat]) -> tuple[str, ...]:
    """Return the keys of the steps that nobody is left for when as many as possible are filled."""
    grouped: dict[str, list[Seat]] = {}
    empty: list[str] = []
    for seat in seats:
        if not seat.able:
            empty.append(seat.key)
        elif seat.group:
            grouped.setdefault(seat.group, []).append(seat)
    for members in grouped.values():
        empty += _unmatched(members)
    return tuple(empty)


def _unmatched(seats: Sequence[Seat]) -> list[str]:
    """Return the steps left over by a largest matching of steps and people."""
    able = {seat.key: sorted(seat.able) for seat in seats}
    taken: dict[str, str] = {}
    return [key for key in able if not _find(key, able, taken, set())]


def _find(
    key: str, able: Mapping[str, Sequence[str]], taken: dict[str, str], tried: set[str]
) -> bool:
    """Give a step a person, moving others along where that frees one (an augmenting path)."""
    for person in able[key]:
        if person in tried:
            continue
        tried.add(person)
        if person not in taken or _find(taken[person], able, taken, tried):
            taken[person] = key
            return True
    return False


def vacancy_words(vacancy: Vacancy) -> str:
    """Return the part of a sentence that names the step, the place and the posts."""
    posts = "、".join(vacancy.posts)
    limits = [f"不能与{_quoted(vacancy.apart_from)}同一人"] if vacancy.apart_from else []
    limits += ["不能是本稿的撰写、修改人"] if vacancy.bars_authors else []
    limit = f"，{'，'.join(limits)}" if limits else ""
    return f"“{vacancy.label}”（须由{vacancy.place}的{posts}办理{limit}）"


def vacancies_text(act: str, vacancies: Sequence[Vacancy], appointers: Sequence[str]) -> str:
    """Return one sentence: what cannot be done, which steps lack a person, who can fill the posts."""
    steps = "、".join(dict.fromkeys(vacancy_words(vacancy) for vacancy in vacancies))
    whom = f"平台管理员（{'、'.join(appointers)}）" if appointers else "上级单位的平台管理员"
    return f"现在不能{act}：{steps}没有人可以办理，请联系{whom}在“单位人员—人员”中办理任职或代行后再{act}。"


def _quoted(labels: Sequence[str]) -> str:
    return "、".join(f"“{label}”" for label in labels)
