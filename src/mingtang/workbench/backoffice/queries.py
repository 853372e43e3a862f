"""Reads of the furniture's own tables."""

from datetime import datetime

from django.http import QueryDict

from mingtang.institution.organization.models import Person
from mingtang.workbench.backoffice.kept import unseal
from mingtang.workbench.backoffice.models import KeptForm


def kept_fields(person: Person, path: str, at: datetime) -> QueryDict | None:
    """Return what this person typed on this screen when their session ended, if it is still kept."""
    kept = KeptForm.objects.fresh(at).filter(person=person, path=path).first()
    return unseal(bytes(kept.body)) if kept else None
