"""Reads of the furniture's own tables."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.http import QueryDict

from mingtang.institution.organization.models import Person
from mingtang.workbench.backoffice.kept import unseal
from mingtang.workbench.backoffice.models import KeptForm

AT_WORK = timedelta(minutes=2)  # since the last letter


class KeptFields(NamedTuple):
    """What was typed and not saved, and when it was stored."""

    fields: QueryDict
    at: datetime


def kept_fields(person: Person, path: str, at: datetime) -> KeptFields | None:
    """Return what this person typed on this screen and did not save, if it is still stored."""
    kept = KeptForm.objects.fresh(at).filter(person=person, path=path).first()
    fields = unseal(bytes(kept.body)) if kept else None
    return KeptFields(fields, kept.kept_at) if kept and fields is not None else None


def names_at_work(person: Person, path: str, at: datetime) -> list[str]:
    """Return the names of others who typed on the same screen in the last two minutes."""
    others = KeptForm.objects.fresh(at).filter(path=path, kept_at__gt=at - AT_WORK)
    return list(others.exclude(person=person).order_by("pk").values_list("person__name", flat=True))
