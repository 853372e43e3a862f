"""Measures of surveys and appraisals, for the yearly report of a site."""

from collections.abc import Iterable

from mingtang.institution.figures.kinds import Addition, Measure, of_event
from mingtang.service.surveys.enums import AnswerStanding
from mingtang.spine.events.subscribers import EventFacts


def _counted(facts: EventFacts) -> Iterable[Addition]:
    """Count an answer unless it came for a place that was taken."""
    return of_event(facts) if facts.payload.get("standing") == AnswerStanding.COUNTED else ()


# Source: GL-G4, 政府网站工作年度报表: 征集调查的期数、收到意见数量、公布调查结果期数.
MEASURES = (
    Measure("surveys.opened", "开展调查、评议", frozenset({"surveys.opened"}), of_event, "期"),
    Measure("surveys.answered", "收到有效答卷", frozenset({"surveys.answered"}), _counted, "份"),
    Measure(
        "surveys.published", "公布调查、评议结果", frozenset({"surveys.published"}), of_event, "期"
    ),
)
