"""The clock that presses an article most, for lists and start pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from mingtang.institution.obligations.models import Obligation
from mingtang.institution.regulations.queries import rules_of_version


@dataclass(frozen=True)
class Pressing:
    """Until when something has to be done about an article, and which clause says so."""

    due_at: datetime
    clause: str
    provisional: bool


def pressing_clocks(subjects: Iterable[str]) -> dict[str, Pressing]:
    """Return the nearest standing deadline of each subject that has one."""
    found: dict[str, Pressing] = {}
    rows = Obligation.objects.live().filter(subject__in=list(subjects)).order_by("due_at", "pk")
    for row in rows:
        if row.subject not in found:
            found[row.subject] = Pressing(row.due_at, clause_words(row), row.provisional)
    return found


def clause_words(row: Obligation) -> str:
    """Return the rule of an obligation in words: what it asks, and where that stands."""
    rule = rules_of_version(row.pack, row.pack_version).rules.get(row.rule_id)
    if rule is None:
        return row.rule_id
    return f"{rule.label}（{rule.citation}）"
