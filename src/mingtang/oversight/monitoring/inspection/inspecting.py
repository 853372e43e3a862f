"""All rules about one page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from mingtang.editorial.reading.decoding import decode
from mingtang.oversight.monitoring.inspection import access, content, furniture, links, marks
from mingtang.oversight.monitoring.inspection.kinds import InspectedKind, kind_of
from mingtang.oversight.monitoring.inspection.parsed import PageSource
from mingtang.oversight.monitoring.inspection.rules import (
    InspectedPage,
    PageFinding,
    PageRule,
    Severity,
)

RULES: tuple[PageRule, ...] = (
    *marks.RULES,
    *furniture.RULES,
    *content.RULES,
    *links.RULES,
    *access.RULES,
)
MOST_OF_A_RULE = 10  # findings of one rule that are named one by one


@dataclass(frozen=True)
class Inspection:
    """What became of a page: its kind, what told it (Chinese), and the findings, gravest first."""

    title: str
    kind: InspectedKind
    told_by: str
    findings: tuple[PageFinding, ...]

    def count(self, severity: Severity) -> int:
        """Return how many findings are of a severity."""
        return sum(one.rule.severity is severity for one in self.findings)


def inspect_page(
    data: bytes, *, at: datetime, address: str = "", kind: InspectedKind | None = None
) -> Inspection:
    """Compare a page with the rules of its kind.

    :param data: the page as it was sent, in whatever encoding.
    :param at: the aware moment of the inspection, before which a release must be.
    :param address: where the page was fetched from; empty for a file.
    :raises Unreadable: it is no page.
    """
    parsed = PageSource(decode(data).text, address)
    told, reason = kind_of(parsed, data)
    page = InspectedPage(parsed, kind or told, at)
    order = list(Severity)
    findings = sorted(_findings(page), key=lambda one: order.index(one.rule.severity))
    return Inspection(parsed.title, page.kind, "指定" if kind else reason, tuple(findings))


def _findings(page: InspectedPage) -> Iterator[PageFinding]:
    for rule in RULES:
        if page.kind not in rule.kinds:
            continue
        faults = list(rule.check(page))
        yield from (PageFinding(rule, *fault) for fault in faults[:MOST_OF_A_RULE])
        if len(faults) > MOST_OF_A_RULE:
            yield PageFinding(rule, f"另有 {len(faults) - MOST_OF_A_RULE:,} 处同样的问题。")
