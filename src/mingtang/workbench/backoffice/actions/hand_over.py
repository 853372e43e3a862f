"""Hand over the pictures and files of a unit when it is merged into another one."""

from django.db import transaction

from mingtang.institution.organization.actions.merging import Merger, record_hand_over
from mingtang.workbench.backoffice.actions.media import ensure_unit_collection
from mingtang.workbench.backoffice.models import OfficeFile, Picture, UnitCollection

STAYS = {"desk.UnitCollection.unit": "an empty place; what was there is with the successor"}


def hand_over_media(merger: Merger) -> None:
    """Put everything that lay with a merged unit to what its successor has."""
    with transaction.atomic():
        old = UnitCollection.objects.select_for_update().filter(unit=merger.unit).first()
        if old is None:
            return
        place = ensure_unit_collection(merger.into)
        number = sum(
            model.objects.filter(collection_id=old.collection_id).update(collection=place)
            for model in (Picture, OfficeFile)
        )
        record_hand_over(merger, "desk.media.handed_over", number)
