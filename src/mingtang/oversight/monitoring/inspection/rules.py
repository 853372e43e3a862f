"""What a rule about pages is, and what it finds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from mingtang.oversight.monitoring.inspection.kinds import InspectedKind
from mingtang.oversight.monitoring.inspection.parsed import PageSource

EVERY_KIND = frozenset(InspectedKind)
DESIGN = "国办发〔2017〕47号 附件 网页设计规范"
GUIDE = "国办发〔2017〕47号"
WCAG = "WCAG 2.2 AA"


class Severity(StrEnum):
    """How much a finding counts."""

    MUST = "must"
    SHOULD = "should"
    HINT = "hint"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return {Severity.MUST: "必须改", Severity.SHOULD: "应当改", Severity.HINT: "建议"}[self]


class Fault(NamedTuple):
    """What a rule found: a Chinese sentence that says what to do, and the place in the source."""

    text: str
    place: str = ""


@dataclass(frozen=True)
class InspectedPage:
    """What a rule is asked about."""

    parsed: PageSource
    kind: InspectedKind
    at: datetime


Check = Callable[[InspectedPage], Iterator[Fault]]


@dataclass(frozen=True)
class PageRule:
    """A rule about pages.

    `code` is stable and dotted; `source` the document it rests on; `is_verified` says whether its
    words were read there, or in copies only.
    """

    code: str
    label: str
    severity: Severity
    kinds: frozenset[InspectedKind]
    source: str
    is_verified: bool
    check: Check


@dataclass(frozen=True)
class PageFinding:
    """One thing that is missing or wrong on a page."""

    rule: PageRule
    text: str
    place: str = ""


def page_rule(
    code: str,
    label: str,
    severity: Severity,
    *,
    source: str,
    kinds: frozenset[InspectedKind] = EVERY_KIND,
    is_verified: bool = False,
) -> Callable[[Check], PageRule]:
    """Make a function that looks at a page into a rule."""

    def decorate(check: Check) -> PageRule:
        return PageRule(code, label, severity, kinds, source, is_verified, check)

    return decorate
