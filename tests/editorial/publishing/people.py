"""The cast as it stands in the database, for another process than the one that wrote it."""

from types import SimpleNamespace
from typing import cast as typed

from mingtang.editorial.sites.models import Column, GovSite
from mingtang.institution.organization.models import Person, Unit
from tests.factories.cast import Cast


def present_cast() -> Cast:
    """Return those of the cast that publishing needs."""
    site = GovSite.objects.get
    column = Column.objects.get
    people = {
        name: Person.objects.get(username=name)
        for name in ("officer", "desk_editor", "operator", "portal_signer")
    }
    found = SimpleNamespace(
        **people,
        edu=Unit.objects.get(code="edu"),
        portal=site(code="portal"),
        edu_site=site(code="edu"),
        news=column(site__code="portal", code="news"),
        edu_news=column(site__code="edu", code="news"),
    )
    return typed("Cast", found)
