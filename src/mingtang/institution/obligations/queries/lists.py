"""Lists of promises for units and people, in the order of their deadlines, and their countdown.

Every list starts from what a person may see. None is counted or paged by number: the desk pages by
the last key seen, over :data:`ORDER`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from mingtang.ground.foundation.clock import beijing_date
from mingtang.ground.foundation.decisions import YES, Decision, NotVisible, no
from mingtang.ground.foundation.working_days import WorkCalendar
from mingtang.institution.obligations.enums import ObligationState
from mingtang.institution.obligations.models import (
    ArchivedMiss,
    ArchivedObligation,
    Miss,
    MissRow,
    Obligation,
    ObligationRow,
)
from mingtang.institution.obligations.models.obligations import ObligationQuerySet
from mingtang.institution.obligations.policies.explanation import numbers_text
from mingtang.institution.obligations.queries.calendar import calendar_known_at
from mingtang.institution.obligations.queries.rules import rule_of
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person, Unit
from mingtang.institution.regulations.enums import RuleKind, Strength

ORDER = ("due_at", "pk")
READ = "obligations.read"
COUNTED = 100


def waiting_of_units(codes: Iterable[str]) -> ObligationQuerySet:
    """Return what waits for some units, nearest deadline first, overdue in front."""
    return _waiting(Obligation.objects.owed_by(*codes))


def waiting_for(person: Person, at: datetime) -> ObligationQuerySet:
    """Return what waits for the units in which a person holds a post, own or lent, that may look."""
    powers = authority.powers_of(person, at)
    held = {grant.unit_code for grant in powers.grants}
    scope = powers.units_where(READ)
    own = sorted(code for code in held if scope.covers(code))
    return waiting_of_units(own).exclude(_missed_period(at))


def waiting_visible_to(person: Person, at: datetime) -> ObligationQuerySet:
    """Return what waits for anybody whose promises a person may see: a leader's or desk's view."""
    return _waiting(Obligation.objects.visible_to(person, at)).exclude(_missed_period(at))


def missed_visible_to(person: Person, at: datetime) -> ObligationQuerySet:
    """Return the periods of quotas that ended unfulfilled, as far as a person may see them.

    What is missing when a period ends stays missing: such a period is counted and asks nothing of anyone.
    """
    return Obligation.objects.visible_to(person, at).filter(_missed_period(at))


def _missed_period(at: datetime) -> Q:
    return Q(kind=RuleKind.QUOTA, due_at__lt=at, decided_at__isnull=True)


def overdue_visible_to(person: Person, at: datetime) -> ObligationQuerySet:
    """Return what is overdue and still waits, as far as a person may see it, longest first."""
    rows = Obligation.objects.visible_to(person, at).live().overdue()
    return rows.exclude(_missed_period(at)).order_by(*ORDER)


def misses_between(units: Iterable[str], since: datetime, until: datetime) -> list[MissRow]:
    """Return the due moments that units missed from `since` to before `until`, for a circular.

    A miss counts for the unit that owed it at the due moment and for the day of that moment,
    whenever it was found out. Revoked ones are left out, archived ones are not.
    """
    wanted = Q(is_revoked=False, unit_key__in=list(units), due_at__gte=since, due_at__lt=until)
    rows: list[MissRow] = []
    for table in (Miss, ArchivedMiss):
        rows += table._default_manager.filter(wanted).select_related("obligation")
    return sorted(rows, key=lambda row: row.due_at)


def obligations_about(subject: str) -> list[ObligationRow]:
    """Return the promises of one thing in the order of their deadlines, from the archive too."""
    rows: list[ObligationRow] = []
    for table in (Obligation, ArchivedObligation):
        rows += table._default_manager.filter(subject=subject)
    return sorted(rows, key=lambda row: (row.due_at, row.pk))


def find_obligation(pk: int) -> ObligationRow | None:
    """Return a promise, from the archive too."""
    found: ObligationRow | None = Obligation.objects.filter(pk=pk).first()
    return found or ArchivedObligation.objects.filter(pk=pk).first()


def get_obligation_for(person: Person, pk: int, at: datetime) -> ObligationRow:
    """Return a promise that a person may see, from the archive too.

    :raises NotVisible: there is none, or they may not.
    """
    found: ObligationRow | None = Obligation.objects.visible_to(person, at).filter(pk=pk).first()
    found = found or ArchivedObligation.objects.visible_to(person, at).filter(pk=pk).first()
    if found is None:
        raise NotVisible(f"obligation {pk}")
    return found


def may_unit_close(unit: Unit) -> Decision:
    """Answer whether nothing waits for a unit any more but its quotas; asked before it is closed."""
    owed = waiting_of_units([unit.code]).exclude(kind=RuleKind.QUOTA)
    number = owed.order_by()[: COUNTED + 1].count()
    if not number:
        return YES
    amount = f"{number} 项" if number <= COUNTED else f"{COUNTED} 项以上"
    return no("obligations.unit_owes", f"还有 {amount}时限事项没有办结，请先办结或转交其他单位。")


def _waiting(rows: ObligationQuerySet) -> ObligationQuerySet:
    idle = Q(kind=RuleKind.FRESHNESS, paused_at__isnull=False)  # no update cycle is promised
    return rows.live().exclude(idle).order_by(*ORDER)


@dataclass(frozen=True)
class Countdown:
    """What a list shows beside a thing: the promise, its clause, and how much is left.

    `working_days_left` counts the working days after today up to the due day, 0 on the day itself
    and when it is past. `is_running` is false while the clock stands still.
    """

    obligation_id: int
    subject: str
    label: str
    asked: str
    citation: str
    strength: Strength
    state: ObligationState
    due_at: datetime
    provisional: bool
    is_running: bool
    working_days_left: int
    number: int
    target: int

    @property
    def is_breach(self) -> bool:
        """Whether being overdue is a breach by itself."""
        return self.state is ObligationState.OVERDUE and self.strength is Strength.MUST


def countdowns(obligations: Iterable[ObligationRow], at: datetime) -> list[Countdown]:
    """Return the countdown of each promise, in their order; the calendar is read once."""
    calendar = calendar_known_at(at)
    return [_countdown(obligation, calendar, at) for obligation in obligations]


def countdown(obligation: ObligationRow, at: datetime) -> Countdown:
    """Return the countdown of one promise."""
    return countdowns([obligation], at)[0]


def _countdown(obligation: ObligationRow, calendar: WorkCalendar, at: datetime) -> Countdown:
    rule = rule_of(obligation)
    today, last = beijing_date(at).toordinal(), beijing_date(obligation.due_at).toordinal()
    return Countdown(
        obligation_id=obligation.pk,
        subject=obligation.subject,
        label=rule.label,
        asked=numbers_text(rule),
        citation=rule.citation,
        strength=Strength(obligation.strength),
        state=ObligationState(obligation.state),
        due_at=obligation.due_at,
        provisional=obligation.provisional,
        is_running=obligation.is_live and obligation.paused_at is None,
        working_days_left=calendar.index.working_days(today, last) if last > today else 0,
        number=obligation.number,
        target=obligation.target,
    )
