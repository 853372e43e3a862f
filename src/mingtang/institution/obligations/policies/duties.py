"""A duty: something must happen within a time after another, ahead of it, or by a day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from mingtang.ground.foundation.working_days import (
    Due,
    Period,
    PeriodUnit,
    WorkCalendar,
    due_before,
    parse_period,
)
from mingtang.ground.foundation.working_days.marks import (
    Clock,
    Extend,
    Mark,
    Pause,
    Restart,
    Resume,
    due_with_marks,
)
from mingtang.institution.obligations.enums import ObligationState, Role
from mingtang.institution.obligations.policies.calendars import CalendarHistory
from mingtang.institution.obligations.policies.facts import owner_after, roles_of, stated_moment
from mingtang.institution.obligations.policies.standing import (
    EventFact,
    MissedMoment,
    Opening,
    Standing,
    in_order,
    is_late,
)
from mingtang.institution.obligations.policies.warnings import warning_moments
from mingtang.institution.regulations.schema import Duty

_OFFICE = {
    PeriodUnit.HOUR: PeriodUnit.WORKING_HOUR,
    PeriodUnit.MINUTE: PeriodUnit.WORKING_MINUTE,
}
_TO_THE_LAST_SECOND = timedelta(days=1, seconds=-1)


def replay_duty(
    rule: Duty,
    opening: Opening,
    facts: Iterable[EventFact],
    history: CalendarHistory,
    at: datetime,
) -> Standing:
    """Work out where a duty stands at `at` from everything recorded until then, in any order.

    Met counts by the time of recording alone. What happened before the opening does not touch a
    forward clock; ahead of something, it is just what was asked for.
    """
    run = replayed(rule, opening, facts, history, at)
    if run.decision is not None:
        state, moment = run.decision
        return run.standing(state, moment, decided=True)
    state = ObligationState.OVERDUE if run.is_late(at) else ObligationState.OPEN
    return run.standing(state, at, decided=False)


def start_of(rule: Duty, recorded_at: datetime, payload: Mapping[str, Any]) -> datetime:
    """Return the moment a duty's clock starts from; for `by`, the limit itself."""
    spec = rule.by or rule.starts
    return recorded_at if spec == "recorded" else stated_moment(spec, payload) or recorded_at


def counted_period(text: str, *, outside_office_hours: bool | None) -> Period:
    """Return the period of a rule; its hours are office hours unless the rule says otherwise."""
    period = parse_period(text)
    if outside_office_hours is False and period.unit in _OFFICE:
        return Period(period.amount, _OFFICE[period.unit])
    return period


@dataclass
class DutyRun:
    """One duty on its way through its facts, oldest first."""

    rule: Duty
    opening: Opening
    history: CalendarHistory
    marks: list[Mark] = field(default_factory=list)
    owners: list[tuple[datetime, str]] = field(default_factory=list)
    was_extended: bool = False
    pause: Pause | None = None
    filed: EventFact | None = None  # what was filed ahead, before the opening
    decision: tuple[ObligationState, datetime] | None = None

    @property
    def clock(self) -> Clock:
        """The forward clock with everything that happened to it."""
        return Clock(self.opening.starts_at, self._period(self.rule.within or ""), self.marks)

    def due(self, calendar: WorkCalendar) -> Due | None:
        """Return when it is due with the marks so far, None while the clock is stopped."""
        start = self.opening.starts_at
        if self.rule.by is not None:
            return Due(start + _TO_THE_LAST_SECOND if _is_midnight(start) else start, False)
        if self.rule.ahead is not None:
            return due_before(start, self._period(self.rule.ahead), calendar)
        return due_with_marks(self.clock, calendar)

    def is_late(self, moment: datetime) -> bool:
        """Tell whether the clock had run out at a moment, as the calendar was known then."""
        due = self.due(self.history.known_at(moment))
        return due is not None and is_late(moment, due.moment)

    def take(self, fact: EventFact) -> None:
        """Let the next fact decide the duty or act on its clock."""
        roles = roles_of(self.rule, fact)
        if fact.order < self.opening.order:
            self._take_earlier(fact, roles)
        elif Role.MET in roles:
            self._meet(fact)
        elif Role.CLOSED in roles:
            self.decision = (ObligationState.CLOSED, fact.recorded_at)
        else:
            self._mark(fact, roles)

    def _take_earlier(self, fact: EventFact, roles: frozenset[Role]) -> None:
        """Keep the earliest filing that was neither withdrawn nor used up by another opening."""
        if roles & {Role.CLOSED, Role.OPENED}:
            self.filed = None
        elif Role.MET in roles and self.rule.ahead and self.filed is None:
            self.filed = fact

    def _meet(self, fact: EventFact) -> None:
        late = self.is_late(fact.recorded_at)
        state = ObligationState.MET_LATE if late else ObligationState.MET
        self.decision = (state, fact.recorded_at)

    def settle_filing(self) -> None:
        """Let what was filed ahead decide, once every earlier fact is known."""
        if self.filed is not None and self.decision is None:
            self._meet(self.filed)

    def _mark(self, fact: EventFact, roles: frozenset[Role]) -> None:
        if Role.TRANSFERRED in roles:
            owner = owner_after(self.rule.owed_by, self.owner, fact)
            self.owners.append((fact.recorded_at, owner))
        if self.rule.within is None:
            return
        if Role.RESTARTED in roles:
            self.marks.append(Restart(fact.recorded_at))
            self.was_extended, self.pause = False, None
        if Role.EXTENDED in roles and not self.was_extended:
            self.marks.append(Extend(fact.recorded_at, self._period(self.rule.extension)))
            self.was_extended = True
        if Role.PAUSED in roles and self.pause is None:
            self.pause = Pause(fact.recorded_at)
            self.marks.append(self.pause)
        elif Role.RESUMED in roles and self.pause is not None:
            self.marks.append(Resume(fact.recorded_at))
            self.pause = None

    def _period(self, text: str) -> Period:
        return counted_period(text, outside_office_hours=self.rule.outside_office_hours)

    @property
    def owner(self) -> str:
        """The unit that owes it now."""
        return self.owners[-1][1] if self.owners else self.opening.unit

    def owner_at(self, moment: datetime) -> str:
        """Return the unit that owed it at a moment."""
        earlier = [unit for since, unit in self.owners if since <= moment]
        return earlier[-1] if earlier else self.opening.unit

    def due_as_if_going_on(self, calendar: WorkCalendar) -> Due:
        """Return the end that a stopped clock would have if it had not been stopped."""
        marks = [mark for mark in self.marks if mark is not self.pause]
        due = due_with_marks(Clock(self.clock.start, self.clock.period, marks), calendar)
        assert due is not None  # no other pause is left open
        return due

    def standing(self, state: ObligationState, at: datetime, *, decided: bool) -> Standing:
        """Put together where the duty stands at a moment."""
        calendar = self.history.known_at(at)
        running, paused_at = self.due(calendar), None
        if running is None and self.pause is not None:
            running, paused_at = self.due_as_if_going_on(calendar), self.pause.at
        assert running is not None  # only a pause stops a clock
        misses: tuple[MissedMoment, ...] = ()
        if paused_at is None and is_late(at, running.moment):
            owner = self.owner_at(running.moment)
            misses = (MissedMoment(running.moment, owner, at if decided else None),)
        warnings: tuple[datetime, ...] = ()
        if not decided and paused_at is None:
            before = self.rule.warn_before
            warnings = warning_moments(before, running.moment, self.opening.at, calendar)
        return Standing(
            state=state,
            starts_at=self.opening.starts_at,
            due_at=running.moment,
            provisional=running.provisional,
            unit=self.owner,
            paused_at=None if decided else paused_at,
            decided_at=at if decided else None,
            misses=misses,
            warnings=warnings,
        )


def replayed(
    rule: Duty,
    opening: Opening,
    facts: Iterable[EventFact],
    history: CalendarHistory,
    at: datetime,
) -> DutyRun:
    """Return a duty after everything that was recorded until `at`."""
    run = DutyRun(rule, opening, history)
    for fact in in_order(facts, until=at):
        if fact.order >= opening.order:
            run.settle_filing()
        if run.decision is not None:
            break
        run.take(fact)
    run.settle_filing()
    return run


def _is_midnight(moment: datetime) -> bool:
    return (moment.hour, moment.minute, moment.second) == (0, 0, 0)
