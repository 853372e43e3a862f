"""What a person does about the words of a reason: have them erased, where they name someone."""

from datetime import datetime

from django.db import transaction

from mingtang.ground.foundation.decisions import NotVisible
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person
from mingtang.spine.events.actions import erase_reason
from mingtang.spine.events.models import Event, StatedReason

RIGHT = "events.erase"


def erase_event_reason(*, actor: Person, at: datetime, event_id: int, why: str) -> StatedReason:
    """Erase the words of the reason of an event, wherever they are shown; the event stays and says so.

    Source: 中华人民共和国个人信息保护法 第四十七条: personal information is deleted at the person's request.

    :raises NotVisible: the person may not erase, there is no such event, or it has no reason.
    :raises Refused: without saying why.
    """
    with transaction.atomic():
        if not authority.may(actor, RIGHT, at=at):  # of the whole platform, as no unit is named
            raise NotVisible
        found = Event.objects.filter(pk=event_id).values_list("reason_id", flat=True).first()
        if found is None:
            raise NotVisible(f"reason of event {event_id}")
        return erase_reason(reason_id=found, actor=actor.person_key, at=at, why=why)
