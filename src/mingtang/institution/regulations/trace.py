"""Clause → rule → code → test, over all rows of the five notices (条款追溯)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import mingtang
from mingtang.institution.regulations.catalogue import Clause, catalogue
from mingtang.institution.regulations.enums import CLOCK_KINDS, ClauseKind, Strength
from mingtang.institution.regulations.last_run import TestRecord, last_run
from mingtang.institution.regulations.loading import bundled_packs, load_pack
from mingtang.institution.regulations.schema import ClockRule, Rule
from mingtang.institution.regulations.source_scan import FoundCodes, clauses_named, scan

PACKAGE = Path(mingtang.__file__).parent
_CLOCKS = frozenset(kind.value for kind in CLOCK_KINDS)


class Status(StrEnum):
    """Whether a row works; worked out from the last recorded run, never set by hand."""

    WORKS = "works"
    PLANNED = "planned"


@dataclass(frozen=True)
class TraceRow:
    """One row of the trace."""

    clause: Clause
    rules: tuple[Rule, ...]
    code: tuple[str, ...]
    tests: tuple[TestRecord, ...]

    @property
    def status(self) -> Status:
        """Return `works` if a test named by the clause is proof, and none of them failed.

        Proof is a test that passed and read a rule carrying the clause; where no rule carries it,
        a test that passed while code names the clause.
        """
        if any(test.outcome == "failed" for test in self.tests):
            return Status.PLANNED
        return Status.WORKS if any(self._is_proof(test) for test in self.tests) else Status.PLANNED

    def _is_proof(self, test: TestRecord) -> bool:
        if not test.passed:
            return False
        return self.clause.id in test.clauses_read if self.rules else bool(self.code)

    def as_json(self) -> dict[str, object]:
        """Return the row as `mingtang regulations trace --format json` prints it."""
        strengths = sorted({rule.strength.value for rule in self.rules}) or [Strength.MUST.value]
        numbers = [number for rule in self.rules for number in rule.numbers]
        return {
            "id": self.clause.id,
            "kind": ", ".join(kind.value for kind in self.clause.kinds),
            "rules": [f"{rule.pack}:{rule.id}" for rule in self.rules],
            "numbers": list(dict.fromkeys(numbers)),
            "strength": ", ".join(strengths),
            "code": list(self.code),
            "tests": [test.name for test in self.tests],
            "status": self.status.value,
        }


@dataclass(frozen=True)
class Trace:
    """All rows, and what must not be: rows without a rule, IDs that nobody knows."""

    rows: tuple[TraceRow, ...]
    faults: tuple[str, ...]


def trace() -> Trace:
    """Return the trace over the bundled packs, the installed code and the last recorded run."""
    rules = written_rules()
    codes = [code for rule in rules if isinstance(rule, ClockRule) for code in rule.named_events()]
    found = scan(PACKAGE, [rule.id for rule in rules], codes)
    tests = last_run()
    rows = tuple(
        _row(clause, [rule for rule in rules if clause.id in rule.clauses], found, tests)
        for clause in catalogue().clauses
    )
    return Trace(rows, (*_without_rule(rows), *_unknown(found, tests)))


def written_rules() -> tuple[Rule, ...]:
    """Return every rule once, in the pack that wrote its present form."""
    packs = [load_pack(name) for name in bundled_packs()]
    found = {(rule.pack, rule.id): rule for pack in packs for rule in pack.rules.values()}
    return tuple(found[key] for key in sorted(found))


def _row(
    clause: Clause,
    rules: Sequence[Rule],
    found: FoundCodes,
    tests: Mapping[str, tuple[TestRecord, ...]],
) -> TraceRow:
    code = set(found.clauses.get(clause.id, set()))
    for rule in rules:
        code |= found.rules.get(rule.id, set())
        if isinstance(rule, ClockRule):
            code |= {
                place for event in rule.named_events() for place in found.events.get(event, ())
            }
    return TraceRow(clause, tuple(rules), tuple(sorted(code)), tests.get(clause.id, ()))


def _without_rule(rows: Iterable[TraceRow]) -> Iterable[str]:
    for row in rows:
        kinds = {rule.kind for rule in row.rules if isinstance(rule, ClockRule)}
        for kind in row.clause.kinds:
            if kind.value in _CLOCKS and kind.value not in {one.value for one in kinds}:
                yield f"{row.clause.id} 要求“{ClauseKind(kind).label}”，但没有制度包写了这样的规则"


def _unknown(found: FoundCodes, tests: Mapping[str, tuple[TestRecord, ...]]) -> Iterable[str]:
    known = catalogue().by_id
    for clause, place in clauses_named(found):
        if clause not in known:
            yield f"{place} 的说明写了不存在的条款 {clause}"
    for clause, records in tests.items():
        if clause not in known:
            yield f"测试 {records[0].name} 的名称写了不存在的条款 {clause}"
