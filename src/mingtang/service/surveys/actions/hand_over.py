"""Hand over the surveys of a merged unit."""

from mingtang.institution.organization.actions.merging import Merger, record_hand_over
from mingtang.service.surveys.actions.offering import offering_of
from mingtang.service.surveys.enums import SurveyState
from mingtang.service.surveys.models import Survey
from mingtang.workbench.intake.actions.offering import offer_form

MOVES = ("surveys.Survey.unit",)
STAYS = {
    "surveys.SurveySubject.unit": "as readers rated it: the unit of that day, under its name",
    "intake.OfferedForm.unit": "the form of what has no result yet is offered again in the name of the successor",
}
OVER = (SurveyState.PUBLISHED.value, SurveyState.ARCHIVED.value)
OFFERED = (SurveyState.OPEN.value, SurveyState.CLOSED.value)


def hand_over_surveys(merger: Merger) -> None:
    """Give surveys without a result to the successor; published ones stay with the old unit."""
    rows = Survey.objects.filter(unit=merger.unit).exclude(state__in=OVER)
    numbers = list(rows.order_by("pk").values_list("pk", flat=True))
    moved = Survey.objects.filter(pk__in=numbers)
    record_hand_over(merger, "surveys.handed_over", moved.update(unit=merger.into))
    for row in moved.filter(state__in=OFFERED).select_related("unit", "site"):
        offer_form(offering_of(row))
