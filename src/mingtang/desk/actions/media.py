"""Every unit has its own place for pictures and files."""

from django.db import transaction
from wagtail.models import Collection

from mingtang.desk.models import UnitCollection
from mingtang.organization.models import Unit


def ensure_unit_collection(unit: Unit) -> Collection:
    """Return the collection of a unit, made if it is not there yet; its name follows the unit's."""
    with transaction.atomic():
        known = UnitCollection.objects.select_related("collection").filter(unit=unit).first()
        if known is None:
            return _make(unit)
        if known.collection.name != unit.name:
            known.collection.name = unit.name
            known.collection.save(update_fields=["name"])
        return known.collection


def _make(unit: Unit) -> Collection:
    """Hang a new collection below the root; the root's row is locked, so that paths stay unique."""
    root = Collection.get_first_root_node()
    if root is None:
        root = Collection.add_root(name="全部素材")
    root = Collection.objects.select_for_update().get(pk=root.pk)
    collection: Collection = root.add_child(name=unit.name)
    UnitCollection.objects.create(unit=unit, collection=collection)
    return collection
