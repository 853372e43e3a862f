"""What becomes of the consultations of a unit that is merged."""

from mingtang.institution.organization.actions.merging import Merger, record_hand_over
from mingtang.service.consultations.actions.turning import offering_of
from mingtang.service.consultations.enums import ConsultationState
from mingtang.service.consultations.models import Consultation
from mingtang.workbench.intake.actions.offering import offer_form

MOVES = ("consultations.Consultation.unit",)
OVER = (ConsultationState.ANSWERED.value, ConsultationState.ARCHIVED.value)
OFFERED = (ConsultationState.OPEN.value, ConsultationState.CLOSED.value)


def hand_over_consultations(merger: Merger) -> None:
    """Give the successor those that have no result yet; the others keep the name under which they were answered.

    The form of one that has begun then names the successor, which reads the opinions.
    """
    rows = Consultation.objects.filter(unit=merger.unit).exclude(state__in=OVER)
    numbers = list(rows.order_by("pk").values_list("pk", flat=True))
    moved = Consultation.objects.filter(pk__in=numbers)
    record_hand_over(merger, "consultations.handed_over", moved.update(unit=merger.into))
    for row in moved.filter(state__in=OFFERED).select_related("unit", "site"):
        offer_form(offering_of(row))
