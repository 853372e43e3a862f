"""The public forms of open consultations, 提意见."""

from datetime import datetime

from mingtang.service.consultations.actions.opinions import take_opinion
from mingtang.workbench.intake.forms import ReceivedForm, register_family
from mingtang.workbench.intake.offered import offered

FAMILY = "opinion"


def take(received: ReceivedForm, *, at: datetime) -> None:
    """Store an opinion."""
    take_opinion(
        at=at,
        consultation_id=int(received.form.rpartition("-")[2]),
        receipt=received.status_key,
        values=received.values,
    )


FIND = offered(take)


def connect() -> None:
    """Declare the forms of this room."""
    register_family(FAMILY, FIND)
