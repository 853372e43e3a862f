"""Why a promise is due when it is due, and where it stands: line by line, in Chinese (期限说明).

Worked out again from rule, facts and calendar, like the standing itself, so that the two agree.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from mingtang.ground.foundation.clock import BEIJING
from mingtang.ground.foundation.working_days import (
    DayNote,
    Period,
    explain,
    explain_before,
    explain_with_marks,
    parse_period,
)
from mingtang.institution.obligations.enums import LineKind, ObligationState, Role
from mingtang.institution.obligations.policies.calendars import CalendarHistory
from mingtang.institution.obligations.policies.duties import counted_period, replayed
from mingtang.institution.obligations.policies.facts import roles_of
from mingtang.institution.obligations.policies.freshness import Gap
from mingtang.institution.obligations.policies.periods import working_days_in
from mingtang.institution.obligations.policies.replay import Beginning, Share, replay
from mingtang.institution.obligations.policies.standing import (
    EventFact,
    Opening,
    Standing,
    in_order,
)
from mingtang.institution.regulations.enums import ShortWeek, Strength
from mingtang.institution.regulations.schema import ClockRule, Duty, Freshness, Quota

_TIGHT = {
    Strength.MUST: "必须做到，逾期即为违规",
    Strength.IN_PRINCIPLE: "“原则上”，逾期计数并公示，不直接算违规",
    Strength.NORMALLY: "“一般”，逾期计数并公示，不直接算违规",
    Strength.STRIVE: "“力争”，逾期计数并公示，不直接算违规",
}
_PER = {"week": "本周", "month": "本月", "quarter": "本季度", "year": "本年"}


@dataclass(frozen=True)
class ExplanationLine:
    """One line of an explanation. `at` is the moment it tells of, `day` the day it counts or skips."""

    kind: LineKind
    text: str
    at: datetime | None = None
    day: DayNote | None = None


@dataclass(frozen=True)
class Words:
    """How codes are called: events by their labels, units by their names."""

    event: Callable[[str], str]
    unit: Callable[[str], str]


@dataclass(frozen=True)
class Told:
    """Everything that an explanation is made from."""

    rule: ClockRule
    beginning: Beginning
    opened_by: str  # code of the event that opened it, "" for a quota
    facts: Sequence[EventFact]
    history: CalendarHistory
    at: datetime
    words: Words

    @property
    def standing(self) -> Standing:
        """Where the promise stood at `at`."""
        return replay(self.rule, self.beginning, self.facts, self.history, self.at)


def explained(told: Told) -> tuple[ExplanationLine, ...]:
    """Explain a promise as it was known at `told.at`."""
    standing = told.standing
    return (
        *_clause(told.rule),
        *_beginning(told),
        *_marks(told),
        *_days(told, standing),
        *_due(told.rule, standing),
        *_outcome(told, standing),
    )


def moment_text(moment: datetime) -> str:
    """Write a moment as an office does: 2026年5月6日 23:59:59, seconds only where there are any."""
    local = moment.astimezone(BEIJING)
    clock = f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"
    return f"{local.year}年{local.month}月{local.day}日 {clock}"


def numbers_text(rule: ClockRule) -> str:
    """Say in Chinese what a rule asks: 5个工作日内, 每周至少1次, 间隔不超过15日."""
    match rule:
        case Duty():
            return _duty_text(rule)
        case Quota():
            asked = rule.at_least if isinstance(rule.at_least, int) else "自定数额的若干"
            return f"{rule.per.label}至少{asked}次"
        case Freshness():
            if rule.no_gap_over.startswith("payload:"):
                return "间隔不超过自行登记的更新周期"
            return f"间隔不超过{parse_period(rule.no_gap_over).label}"


def _duty_text(rule: Duty) -> str:
    if rule.by is not None:
        return "按规定日期"
    if rule.ahead is not None:
        return f"提前{parse_period(rule.ahead).label}"
    text = f"{_period_of(rule).label}内"
    if rule.extended_to is not None:
        text += f"，经延长合计{parse_period(rule.extended_to).label}内"
    return text


def _period_of(rule: Duty) -> Period:
    text = rule.within or rule.ahead or ""
    return counted_period(text, outside_office_hours=rule.outside_office_hours)


def _clause(rule: ClockRule) -> Iterator[ExplanationLine]:
    yield ExplanationLine(LineKind.CLAUSE, f"{rule.citation}：{rule.label}，{numbers_text(rule)}")
    yield ExplanationLine(LineKind.CLAUSE, f"约束力度：{_TIGHT[rule.strength]}")
    if rule.reading:
        yield ExplanationLine(LineKind.READING, rule.reading)
    if not rule.verified:
        yield ExplanationLine(LineKind.READING, f"数字来源：{rule.number_from.label}，未经核实")


def _beginning(told: Told) -> Iterator[ExplanationLine]:
    match told.beginning:
        case Opening(position, at, starts_at, unit):
            owner = told.words.unit(unit)
            text = f"{told.words.event(told.opened_by)}（第{position}号事件），由{owner}承担"
            yield ExplanationLine(LineKind.OPENED, text, at)
            if starts_at != at:
                named = "按规定日期计" if getattr(told.rule, "by", None) else "按事项写明的时间起算"
                yield ExplanationLine(LineKind.OPENED, named, starts_at)
        case Gap(since, _, unit, opened):
            event = told.words.event(told.opened_by)
            number = f"（第{opened[1]}号事件）" if opened else ""
            owner = told.words.unit(unit)
            yield ExplanationLine(LineKind.OPENED, f"{event}{number}，由{owner}承担", since)
        case Share(period, unit):
            owner = told.words.unit(unit)
            text = f"{period.first:%Y-%m-%d}至{period.last:%Y-%m-%d}为一个周期，由{owner}承担"
            yield ExplanationLine(LineKind.OPENED, text, period.begins_at)


def _marks(told: Told) -> Iterator[ExplanationLine]:
    """Tell each fact that acted on the promise, and each that came too late to."""
    for fact in in_order(told.facts, until=told.at):
        roles = roles_of(told.rule, fact) - {Role.OPENED}
        if not roles or not _concerns(told.beginning, fact):
            continue
        acts = "、".join(sorted(role.label for role in roles))
        text = f"{told.words.event(fact.code)}（第{fact.position}号事件）：{acts}"
        if Role.TRANSFERRED in roles:
            unit = _owner_after(told, fact)
            text += f"，转由{told.words.unit(unit)}承担"
        yield ExplanationLine(
            LineKind.MARK, text + _without_effect(told, fact, roles), fact.recorded_at
        )


def _concerns(beginning: Beginning, fact: EventFact) -> bool:
    match beginning:
        case Share(period, _):
            return period.holds(fact.recorded_at)
        case Gap(_, _, _, opened):
            return opened is None or fact.order > opened
    return True


def _owner_after(told: Told, fact: EventFact) -> str:
    standing = replay(told.rule, told.beginning, told.facts, told.history, fact.recorded_at)
    return standing.unit


def _without_effect(told: Told, fact: EventFact, roles: frozenset[Role]) -> str:
    """Say so when an extension or the like came after the due moment, or once too often."""
    moving = {Role.EXTENDED, Role.PAUSED, Role.RESUMED, Role.RESTARTED}
    if not isinstance(told.rule, Duty) or not roles & moving:
        return ""
    just_before = [other for other in told.facts if other.order < fact.order]
    before = replay(told.rule, told.beginning, just_before, told.history, fact.recorded_at)
    after = replay(told.rule, told.beginning, [*just_before, fact], told.history, fact.recorded_at)
    if before.state is ObligationState.OVERDUE:
        return "（已过期限，不改变截止时间）"
    if (before.due_at, before.paused_at) == (after.due_at, after.paused_at):
        return "（截止时间不变）"
    return ""


def _days(told: Told, standing: Standing) -> Iterator[ExplanationLine]:
    """Tell each day that was counted or skipped, by the calendar as known when it was judged."""
    calendar = told.history.known_at(standing.decided_at or told.at)
    notes: Sequence[DayNote] = ()
    match told.rule, told.beginning:
        case Duty() as rule, Opening() as opening if rule.within is not None:
            run = replayed(rule, opening, told.facts, told.history, told.at)
            notes = explain_with_marks(run.clock, calendar)
        case Duty() as rule, Opening() as opening if rule.ahead is not None:
            notes = explain_before(opening.starts_at, _period_of(rule), calendar)
        case Freshness(), Gap() if standing.limit and standing.renewed_at is not None:
            limit = parse_period(standing.limit)
            notes = explain(standing.renewed_at, limit, calendar, roll_forward=False)
        case Quota() as rule, Share(period, _) if rule.shortened_week is not ShortWeek.FULL:
            days = working_days_in(period, calendar)
            short = rule.shortened_week.label
            yield ExplanationLine(LineKind.DAY, f"{_PER[rule.per]}有{days}个工作日，假期周{short}")
    for note in notes:
        number = f"第{note.number}日" if note.counted else "不计"
        text = f"{note.day:%Y-%m-%d} {number}：{note.why}"
        yield ExplanationLine(LineKind.DAY, text, day=note)


def _due(rule: ClockRule, standing: Standing) -> Iterator[ExplanationLine]:
    if isinstance(rule, Freshness) and not standing.limit:
        yield ExplanationLine(LineKind.DUE, "没有登记更新周期，不计时")
        return
    if standing.paused_at is not None:
        yield ExplanationLine(LineKind.DUE, "计时暂停，恢复后再推算截止时间", standing.paused_at)
        return
    text = f"截止时间：{moment_text(standing.due_at)}"
    if standing.provisional:
        text += "（暂定：涉及的年份放假安排还没有公布，公布后自动重新推算）"
    yield ExplanationLine(LineKind.DUE, text, standing.due_at)


def _outcome(told: Told, standing: Standing) -> Iterator[ExplanationLine]:
    for miss in standing.misses:
        owner = told.words.unit(miss.unit)
        ended = f"，{moment_text(miss.ended_at)}才完成" if miss.ended_at else ""
        if standing.state is ObligationState.CLOSED and miss.ended_at:
            ended = f"，{moment_text(miss.ended_at)}终止"
        text = f"逾期：{moment_text(miss.due_at)}未完成{ended}，责任单位{owner}"
        yield ExplanationLine(LineKind.OUTCOME, text, miss.due_at)
    if isinstance(told.rule, Quota):
        yield ExplanationLine(LineKind.OUTCOME, f"应计{standing.target}条，已计{standing.number}条")
    moment = standing.decided_at or told.at
    yield ExplanationLine(
        LineKind.OUTCOME, f"状态：{standing.state.label}{_left(standing, told.at)}", moment
    )


def _left(standing: Standing, at: datetime) -> str:
    if standing.state is not ObligationState.OPEN or standing.paused_at is not None:
        return ""
    left = max(standing.due_at - at, timedelta(0))
    hours, rest = divmod(int(left.total_seconds()), 3600)
    days, hours = divmod(hours, 24)
    parts = ((days, "天"), (hours, "小时"), (rest // 60, "分钟"))
    text = "".join(f"{amount}{word}" for amount, word in parts if amount) or "不到1分钟"
    return f"，距截止还有{text}"
