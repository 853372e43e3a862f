"""Which rules an event can open or touch, and the rule that a promise was opened under."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from mingtang.ground.foundation.remembering import remembered
from mingtang.institution.obligations.models import ObligationRow
from mingtang.institution.obligations.policies.facts import (
    UNIT_MERGED,
    Keys,
    opening_codes,
    promise_keys,
    touching_codes,
)
from mingtang.institution.organization.queries import unit_path
from mingtang.institution.regulations.errors import UnknownRule
from mingtang.institution.regulations.models import PackVersion
from mingtang.institution.regulations.queries import rules_for, rules_of_version
from mingtang.institution.regulations.rules import RuleSet
from mingtang.institution.regulations.schema import ClockRule, Duty, Freshness, Quota


@dataclass(frozen=True)
class EventIndex:
    """What the clock rules of all installed versions want to know of events, by code."""

    correlates: dict[str, frozenset[str]]  # code → how it finds the promise keys it may touch
    openers: dict[str, frozenset[tuple[str, str]]]  # code → rules it may open, and who owes them
    setters: dict[str, frozenset[str]]  # code that sets a quota → how it finds its promise key

    def keys_touched(self, code: str, keys: Keys) -> tuple[str, ...]:
        """Return the promise keys that an event may touch, sorted."""
        specs = self.correlates.get(code, frozenset())
        return tuple(sorted({key for spec in specs for key in promise_keys(spec, keys)}))

    def keys_with_a_number(self, code: str, keys: Keys) -> tuple[str, ...]:
        """Return the promise keys for which an event sets the number of a quota of their own."""
        specs = self.setters.get(code, frozenset())
        return tuple(sorted({key for spec in specs for key in promise_keys(spec, keys)}))


def event_index() -> EventIndex:
    """Return the index over every version that was ever installed: old promises go by old versions."""
    return _index(remembered("pack versions", _versions))


def concerns(code: str) -> bool:
    """Tell whether any rule that was ever installed speaks of a code, or its promises go to another unit."""
    index = event_index()
    return code == UNIT_MERGED or code in index.correlates or code in index.openers


def _versions() -> tuple[tuple[str, str], ...]:
    return tuple(PackVersion.objects.order_by("pk").values_list("name", "digest"))


@lru_cache(maxsize=4)
def _index(versions: tuple[tuple[str, str], ...]) -> EventIndex:
    correlates: defaultdict[str, set[str]] = defaultdict(set)
    openers: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
    setters: defaultdict[str, set[str]] = defaultdict(set)
    for rule in _clock_rules(versions):
        for code in touching_codes(rule):
            correlates[code].add(rule.correlate)
        for code in opening_codes(rule):
            openers[code].add((rule.id, _owed_by(rule)))
        for code in rule.set_by if isinstance(rule, Quota) else ():
            setters[code].add(rule.correlate)
    return EventIndex(
        {code: frozenset(specs) for code, specs in correlates.items()},
        {code: frozenset(pairs) for code, pairs in openers.items()},
        {code: frozenset(specs) for code, specs in setters.items()},
    )


def _clock_rules(versions: Iterable[tuple[str, str]]) -> Iterator[ClockRule]:
    for pack, digest in versions:
        rules = rules_of_version(pack, digest).rules
        yield from rules.of_type(Duty)
        yield from rules.of_type(Quota)
        yield from rules.of_type(Freshness)


def _owed_by(rule: ClockRule) -> str:
    return "unit" if isinstance(rule, Quota) else rule.owed_by


def rule_of(obligation: ObligationRow) -> ClockRule:
    """Return the rule of a promise, in the version it was opened under.

    :raises LookupError: that version is not stored, or has no such clock.
    """
    rules = rules_of_version(obligation.pack, obligation.pack_version)
    return clock_rule(rules, obligation.rule_id)


def clock_rule(rules: RuleSet, rule_id: str) -> ClockRule:
    """Return a rule with a clock; the read is noted, because the engine is about to act on it.

    :raises UnknownRule: the pack has no such rule, or it has no clock.
    """
    rule = rules[rule_id]
    if not isinstance(rule, Duty | Quota | Freshness):
        raise UnknownRule(rule_id, rules.pack)
    return rule


def rules_of_unit(code: str, at: datetime) -> RuleSet:
    """Return the rules in force for a unit at a moment; empty for one that does not exist."""
    return rules_for(unit_path(code), at)
