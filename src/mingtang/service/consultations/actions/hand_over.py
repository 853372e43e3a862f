"""What becomes of the consultations of a unit that is merged."""

from mingtang.institution.organization.actions.merging import Merger, record_hand_over
from mingtang.service.consultations.enums import ConsultationState
from mingtang.service.consultations.models import Consultation

MOVES = ("consultations.Consultation.unit",)
OVER = (ConsultationState.ANSWERED.value, ConsultationState.ARCHIVED.value)


def hand_over_consultations(merger: Merger) -> None:
    """Give the successor those that have no result yet; the others keep the name under which they were answered."""
    rows = Consultation.objects.filter(unit=merger.unit).exclude(state__in=OVER)
    record_hand_over(merger, "consultations.handed_over", rows.update(unit=merger.into))
