"""Rules with a clock: duty, quota, freshness. Obligations are made from them.

`correlate` says which events have one promise key: those with the same subject, site, unit, or the
same value of a payload key. An event without that key has the key of its subject; a list
value has the key of each of its members.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, PositiveInt, model_validator

from mingtang.ground.foundation.working_days import Period, PeriodUnit, parse_period
from mingtang.institution.regulations.enums import QuotaPeriod, RuleKind, ShortWeek
from mingtang.institution.regulations.schema.base import (
    Amount,
    Conditions,
    EventCodes,
    JSONValue,
    Name,
    PeriodOrKey,
    PeriodText,
    Rule,
    holds,
    merge_keys,
    payload_name,
)

_CLOCK_UNITS = {PeriodUnit.HOUR, PeriodUnit.MINUTE}


def _check_correlate(text: str) -> str:
    if text in {"subject", "site", "unit"} or payload_name(text):
        return text
    raise ValueError("应为 subject、site、unit 或 payload:键名")


def _check_owner(text: str) -> str:
    if text == "unit" or payload_name(text):
        return text
    raise ValueError("应为 unit 或 payload:键名")


def _check_start(text: str) -> str:
    if text == "recorded" or payload_name(text):
        return text
    raise ValueError("应为 recorded 或 payload:键名")


def _check_moment(text: str) -> str:
    if payload_name(text):
        return text
    try:
        date.fromisoformat(text)
    except ValueError:
        raise ValueError("应为 2015-07-17 这样的日期，或 payload:键名") from None
    return text


Correlate = Annotated[str, AfterValidator(_check_correlate)]
Owner = Annotated[str, AfterValidator(_check_owner)]
ConditionsByEvent = Mapping[str, Conditions]  # event code -> its conditions


def _conditions_name_their_event(
    conditions: ConditionsByEvent, codes: Iterable[str], key: str
) -> None:
    for code in conditions:
        if code not in codes:
            raise ValueError(f"{key} 的条件写给了 {code}，但规则没有列出这个事件")


def _keys(code_conditions: ConditionsByEvent, code: str) -> set[str]:
    return set(code_conditions.get(code, {}))


class Duty(Rule):
    """Something must happen within a time after (or ahead of) something else.

    The clock opens with `opened_by` (one of them, fulfilling `opened_when`) and starts at the moment
    of that event (`recorded`), or at the day or moment that its payload names. Exactly one of
    `within` (counted forward), `ahead` (counted back from `starts`) and `by` (a date, fixed or named
    by the event itself) says when it is due. `extended_to` is the time *in all* after an extension.
    `outside_office_hours` belongs to hours and minutes: false counts office hours of working days.

    `tells_leaders`: once it is overdue, the leaders of who owes it are told as well.
    """

    kind: Literal[RuleKind.DUTY]
    opened_by: Annotated[EventCodes, Field(min_length=1)]
    opened_when: Conditions = {}
    starts: Annotated[str, AfterValidator(_check_start)] = "recorded"
    within: PeriodText | None = None
    ahead: PeriodText | None = None
    by: Annotated[str, AfterValidator(_check_moment)] | None = None
    met_by: Annotated[EventCodes, Field(min_length=1)]
    met_when: ConditionsByEvent = {}
    closed_by: EventCodes = ()
    paused_by: EventCodes = ()
    resumed_by: EventCodes = ()
    extended_by: EventCodes = ()
    extended_to: PeriodText | None = None
    restarted_by: EventCodes = ()
    transferred_by: EventCodes = ()
    outside_office_hours: bool | None = None
    correlate: Correlate = "subject"
    owed_by: Owner = "unit"
    warn_before: tuple[PeriodText, ...] = ()
    tells_leaders: bool = False
    urgent: bool = False

    @model_validator(mode="after")
    def _time_is_told_once(self) -> "Duty":
        if sum(value is not None for value in (self.within, self.ahead, self.by)) != 1:
            raise ValueError("within、ahead、by 三者必须且只能写一个")
        if self.ahead and self.starts == "recorded":
            raise ValueError("ahead 从 starts 往前倒算，starts 要写成 payload:键名")
        return self

    @model_validator(mode="after")
    def _hours_are_told(self) -> "Duty":
        text = self.within or self.ahead
        by_the_clock = bool(text) and parse_period(str(text)).unit in _CLOCK_UNITS
        if by_the_clock and self.outside_office_hours is None:
            raise ValueError("以小时或分钟计的，要用 outside_office_hours 写明下班时间是否计时")
        if not by_the_clock and self.outside_office_hours is not None:
            raise ValueError("outside_office_hours 只用于以小时或分钟计的时限")
        return self

    @model_validator(mode="after")
    def _extension_fits(self) -> "Duty":
        if bool(self.extended_by) != (self.extended_to is not None):
            raise ValueError("extended_by 与 extended_to 要同时写")
        if self.extended_to is None:
            return self
        if self.within is None:
            raise ValueError("只有用 within 计时的规则才能延长")
        first, in_all = parse_period(self.within), parse_period(self.extended_to)
        if first.unit is not in_all.unit or in_all.amount <= first.amount:
            raise ValueError("extended_to 是延长后的总时限，单位要与 within 相同，并且更长")
        return self

    @model_validator(mode="after")
    def _marks_fit(self) -> "Duty":
        if bool(self.paused_by) != bool(self.resumed_by):
            raise ValueError("paused_by 与 resumed_by 要同时写")
        _conditions_name_their_event(self.met_when, self.met_by, "met_when")
        return self

    @property
    def extension(self) -> str:
        """Return what an extension adds (`8 working days`), "" if the rule knows none."""
        if self.within is None or self.extended_to is None:
            return ""
        first, in_all = parse_period(self.within), parse_period(self.extended_to)
        return str(Period(in_all.amount - first.amount, first.unit))

    @property
    def numbers(self) -> tuple[str, ...]:
        found = (self.within, self.ahead and f"{self.ahead} ahead", self.by, self.extended_to)
        return tuple(number for number in found if number)

    def opens(self, code: str, payload: Mapping[str, JSONValue]) -> bool:
        """Answer whether an event opens a promise of this rule."""
        return code in self.opened_by and holds(self.opened_when, payload)

    def is_met(self, code: str, payload: Mapping[str, JSONValue]) -> bool:
        """Answer whether an event with the same promise key fulfils it."""
        return code in self.met_by and holds(self.met_when.get(code, {}), payload)

    def named_events(self) -> Mapping[str, frozenset[str]]:
        others = (
            *self.closed_by, *self.paused_by, *self.resumed_by, *self.extended_by, *self.restarted_by,
        )  # fmt: skip
        owner = payload_name(self.owed_by)
        opening = {payload_name(self.starts), payload_name(self.by or ""), owner}
        return merge_keys(
            (self.opened_by, opening | set(self.opened_when)),
            (self.transferred_by, {owner}),
            (others, set()),
            *(((code,), _keys(self.met_when, code)) for code in self.met_by),
        )


class Quota(Rule):
    """At least N of something in every period, by every unit of the kinds in `of`.

    `at_least` is a number, or `payload:<key>`: then each promise key (an account, say) names its own, in
    the event of `set_by`. Counted at the moment when the event was recorded. After
    `escalates_after` missed periods in a row, `escalates_with` is proposed; a person confirms it.
    """

    kind: Literal[RuleKind.QUOTA]
    counts: Annotated[EventCodes, Field(min_length=1)]
    counts_when: ConditionsByEvent = {}
    at_least: Amount
    set_by: EventCodes = ()
    per: QuotaPeriod
    shortened_week: ShortWeek = ShortWeek.FULL
    of: Annotated[tuple[Name, ...], Field(min_length=1)]
    correlate: Correlate = "unit"
    warn_before: tuple[PeriodText, ...] = ()
    escalates_after: PositiveInt | None = None
    escalates_with: Annotated[str, Field(min_length=1)] | None = None

    @model_validator(mode="after")
    def _parts_fit(self) -> "Quota":
        if isinstance(self.at_least, str) != bool(self.set_by):
            raise ValueError(
                "at_least 写成 payload:键名 时要用 set_by 写明由哪个事件给出，反之不写"
            )
        if (self.escalates_after is None) != (self.escalates_with is None):
            raise ValueError("escalates_after 与 escalates_with 要同时写")
        _conditions_name_their_event(self.counts_when, self.counts, "counts_when")
        return self

    @property
    def numbers(self) -> tuple[str, ...]:
        number = payload_name(str(self.at_least)) or str(self.at_least)
        found = [f"at least {number} a {self.per.value}"]
        if self.escalates_after:
            found.append(f"{self.escalates_after} in a row")
        return tuple(found)

    def is_counted(self, code: str, payload: Mapping[str, JSONValue]) -> bool:
        """Answer whether an event counts for the quota."""
        return code in self.counts and holds(self.counts_when.get(code, {}), payload)

    def named_events(self) -> Mapping[str, frozenset[str]]:
        return merge_keys(
            (self.set_by, {payload_name(str(self.at_least))}),
            ((self.escalates_with,) if self.escalates_with else (), set()),
            *(((code,), _keys(self.counts_when, code)) for code in self.counts),
        )


class Freshness(Rule):
    """Never longer than `no_gap_over` between two renewals.

    `no_gap_over` is a period, or `payload:<key>`: then each promise key (a column, say) names its own, in
    the event that opened it or in one of `set_by`. Calendar days are counted as they are, without
    rolling over rest days: a gap is a gap.
    """

    kind: Literal[RuleKind.FRESHNESS]
    opened_by: Annotated[EventCodes, Field(min_length=1)]
    opened_when: Conditions = {}
    renewed_by: Annotated[EventCodes, Field(min_length=1)]
    renewed_when: ConditionsByEvent = {}
    set_by: EventCodes = ()
    closed_by: EventCodes = ()
    no_gap_over: PeriodOrKey
    correlate: Correlate = "subject"
    owed_by: Owner = "unit"
    warn_before: tuple[PeriodText, ...] = ()

    @model_validator(mode="after")
    def _conditions_fit(self) -> "Freshness":
        _conditions_name_their_event(self.renewed_when, self.renewed_by, "renewed_when")
        return self

    @property
    def numbers(self) -> tuple[str, ...]:
        own = payload_name(self.no_gap_over)
        return (f"no gap over its own {own}" if own else f"no gap over {self.no_gap_over}",)

    def opens(self, code: str, payload: Mapping[str, JSONValue]) -> bool:
        """Answer whether an event opens a promise of this rule."""
        return code in self.opened_by and holds(self.opened_when, payload)

    def is_renewed(self, code: str, payload: Mapping[str, JSONValue]) -> bool:
        """Answer whether an event with the same promise key counts as a renewal."""
        return code in self.renewed_by and holds(self.renewed_when.get(code, {}), payload)

    def named_events(self) -> Mapping[str, frozenset[str]]:
        own = payload_name(self.no_gap_over)
        opening = {own, payload_name(self.owed_by)}
        return merge_keys(
            (self.opened_by, opening | set(self.opened_when)),
            (self.set_by, {own}),
            (self.closed_by, set()),
            *(((code,), _keys(self.renewed_when, code)) for code in self.renewed_by),
        )
