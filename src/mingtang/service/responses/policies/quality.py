"""The quality check of answers: the drawing, the score of a sheet, and what may be sent back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from mingtang.ground.foundation.decisions import YES, Decision, no
from mingtang.service.responses.enums import CheckState

FULL = 100
CLOCK = "clock"  # a criterion of this value is judged by the verdict about the deadline


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion of the rule: its code, its label and its maximum of points."""

    code: str
    label: str
    points: int
    by_clock: bool = False


@dataclass(frozen=True, slots=True)
class Drawn:
    """A case that was drawn: its number, its place among those of its unit, and of how many."""

    number: str
    rank: str
    place: int
    population: int


def rank_of(seed: str, number: str) -> str:
    """Return the sort key of the drawing: SHA-256 over seed and number, so anyone can repeat it.

    >>> rank_of("a1", "来信〔2026〕3号")[:8]
    'e1eb223d'
    """
    return sha256(f"{seed}{number}".encode()).hexdigest()


def sample_size(population: int, *, share: int, at_least: int) -> int:
    """Return how many of a unit's cases are drawn: the share in per cent, rounded up.

    >>> sample_size(41, share=10, at_least=1), sample_size(3, share=10, at_least=2)
    (5, 2)
    """
    return min(population, max(at_least, -(-population * share // 100)))


def draw(numbers: Iterable[str], seed: str, *, share: int, at_least: int) -> list[Drawn]:
    """Return which cases of one unit are drawn: those with the smallest ranks."""
    ranked = sorted((rank_of(seed, number), number) for number in numbers)
    most = sample_size(len(ranked), share=share, at_least=at_least)
    return [
        Drawn(number, rank, place, len(ranked))
        for place, (rank, number) in enumerate(ranked[:most], start=1)
    ]


def is_over(month: date, today: date) -> Decision:
    """Answer whether a month has ended, so that no answer can be added to it."""
    if (month.year, month.month) < (today.year, today.month):
        return YES
    return no("responses.month_not_over", "这个月还没有结束，请选择已经结束的月份。", "month")


def may_draw(*, is_drawn: bool, has_rule: bool, population: int) -> Decision:
    """Answer whether the sample of a month can be drawn."""
    decision = YES
    if is_drawn:
        decision &= no("responses.drawn_already", "这个月已经抽取过，样本不能重抽。", "month")
    if not has_rule:
        text = "本地适用的规定没有写明怎样抽查，请联系平台管理员。"
        decision &= no("responses.no_check_rule", text)
    elif not population:
        decision &= no("responses.nothing_answered", "这个月没有已答复的来件可抽。", "month")
    return decision


def may_mark(state: CheckState, *, is_answered: bool, answered_it: bool) -> Decision:
    """Answer whether a person may mark a sheet."""
    decision = YES
    if state is not CheckState.WAITING:
        decision &= no("responses.marked_already", "这份抽查单已经评过分。")
    elif not is_answered:
        decision &= no("responses.not_answered_now", "这件来件正在重新办理，答复后才能评分。")
    if answered_it:
        decision &= no("responses.own_answer", "这件由您承办，请由他人评分。")
    return decision


def are_points(points: Mapping[str, int], criteria: Sequence[Criterion]) -> Decision:
    """Answer whether exactly the criteria that a person judges have points within their bounds."""
    decision = YES
    for one in criteria:
        given = points.get(one.code)
        if not one.by_clock and (given is None or not 0 <= given <= one.points):
            text = f"“{one.label}”请打 0 到 {one.points} 分。"
            decision &= no("responses.bad_points", text, f"points_{one.code}")
    return decision


def all_points(
    points: Mapping[str, int], criteria: Sequence[Criterion], *, in_time: bool | None
) -> dict[str, int]:
    """Return the points of every criterion; without a deadline the one about it is left out."""
    found: dict[str, int] = {}
    for one in criteria:
        if not one.by_clock:
            found[one.code] = points[one.code]
        elif in_time is not None:
            found[one.code] = one.points if in_time else 0
    return found


def score_of(points: Mapping[str, int], criteria: Sequence[Criterion]) -> int:
    """Return the score of a sheet out of 100, over the criteria that have points."""
    most = sum(one.points for one in criteria if one.code in points)
    return round(FULL * sum(points.values()) / most) if most else FULL


def may_send_back(score: int, passes_from: int) -> Decision:
    """Answer whether an answer with a score can go back for a second one."""
    if score < passes_from:
        return YES
    text = f"这件得 {score} 分，{passes_from} 分及以上为合格，合格的不退回。"
    return no("responses.good_enough", text, "send_back")
