"""Which period of which quota is to be opened next, and who owes it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Max, Q

from mingtang.ground.foundation.clock import BEIJING
from mingtang.institution.obligations.enums import ObligationState
from mingtang.institution.obligations.models import (
    ArchivedObligation,
    Obligation,
    OwnQuota,
    QuotaOpening,
)
from mingtang.institution.obligations.policies.periods import (
    PeriodOfDays,
    period_around,
    periods_between,
)
from mingtang.institution.organization.models import Unit
from mingtang.institution.regulations.models import Binding
from mingtang.institution.regulations.queries import newest_rules
from mingtang.institution.regulations.rules import RuleSet
from mingtang.institution.regulations.schema import Quota


@dataclass(frozen=True)
class QuotaTurn:
    """A period of a quota that is to be opened for the units under a binding."""

    root: str
    rules: RuleSet
    rule: Quota
    period: PeriodOfDays


@dataclass(frozen=True)
class Owner:
    """Who owes a quota: a unit for itself, or for one promise key (an account, say)."""

    key: str
    unit: str


def turns(at: datetime) -> Iterator[QuotaTurn]:
    """Find, for each quota that is or was in force, the earliest period still to be opened.

    A period belongs to the pack and version that were in force when it began; the first one of a
    binding is the first that begins under it.
    """
    for binding in Binding.objects.order_by("pk"):
        began = datetime.combine(binding.valid_from, time(), BEIJING)
        until = at
        if binding.valid_to is not None:
            last = datetime.combine(binding.valid_to, time(), BEIJING) + timedelta(days=1)
            until = min(at, last - timedelta(seconds=1))
        for newest in newest_rules(binding.pack, until).rules.of_type(Quota):
            turn = _turn(binding, newest, began, until)
            if turn is not None:
                yield turn


def _turn(binding: Binding, newest: Quota, began: datetime, until: datetime) -> QuotaTurn | None:
    opened = QuotaOpening.objects.filter(rule_id=newest.id, unit_key=binding.unit_key)
    latest = opened.aggregate(latest=Max("period_first"))["latest"]
    since = began if latest is None else max(began, period_around(latest, newest.per).ends_at)
    for period in periods_between(since, until, newest.per):
        rules = newest_rules(binding.pack, period.begins_at)
        if newest.id in rules:
            return QuotaTurn(binding.unit_key, rules, rules.rule(newest.id, Quota), period)
    return None


def owners(turn: QuotaTurn) -> list[Owner]:
    """Return who owes a quota in a period, in a fixed order.

    Units of the kinds that the rule names, at or below the bound unit, that existed when the period
    began; those under a nearer binding go by that one.
    """
    codes = _unit_codes(turn)
    if turn.rule.correlate == "unit":
        return [Owner(f"unit:{code}", code) for code in codes]
    own = OwnQuota.objects.filter(code__in=turn.rule.set_by, unit_key__in=codes)
    own = own.filter(since__lte=turn.period.begins_at)
    pairs = dict(own.order_by("since").values_list("promise_key", "unit_key"))
    return [Owner(key, unit) for key, unit in sorted(pairs.items())]


def _unit_codes(turn: QuotaTurn) -> list[str]:
    existed = Q(closed_at=None) | Q(closed_at__gt=turn.period.begins_at)
    units = Unit.objects.filter(
        existed,
        ancestor_rows__ancestor__code=turn.root,
        kind__in=turn.rule.of,
        added_at__lte=turn.period.begins_at,
    )
    others = Binding.objects.holding_on(turn.period.first).exclude(unit_key=turn.root)
    below = Unit.objects.filter(
        code__in=list(others.values_list("unit_key", flat=True)),
        ancestor_rows__ancestor__code=turn.root,
    )
    nearer = list(below.values_list("pk", flat=True))
    if nearer:
        units = units.exclude(ancestor_rows__ancestor_id__in=nearer)
    return list(units.order_by("code").values_list("code", flat=True))


def misses_in_a_row(obligation: Obligation) -> int:
    """Count the periods of a quota that were missed one after the other, up to this one.

    Periods in which nothing was owed interrupt nothing.
    """
    same = Q(
        rule_id=obligation.rule_id,
        promise_key=obligation.promise_key,
        period_first__lte=obligation.period_first,
    ) & ~Q(state=ObligationState.CLOSED)
    count = 0
    for table in (Obligation, ArchivedObligation):  # what is archived ended earlier
        earlier = table._default_manager.filter(same).order_by("-period_first")
        for state in earlier.values_list("state", flat=True).iterator():
            if state != ObligationState.OVERDUE:
                return count
            count += 1
    return count
