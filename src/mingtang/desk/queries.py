"""Reads of the furniture's own tables."""

from datetime import datetime

from django.http import QueryDict

from mingtang.desk.kept import unseal
from mingtang.desk.models import KeptForm
from mingtang.organization.models import Person


def kept_fields(person: Person, path: str, at: datetime) -> QueryDict | None:
    """Return what this person typed on this screen when their session ended, if it is still kept."""
    kept = KeptForm.objects.fresh(at).filter(person=person, path=path).first()
    return unseal(bytes(kept.body)) if kept else None
