"""Addresses of the directory's screens, their place in the menu, and what its keys stand for."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import path, reverse

from mingtang.editorial.directory.interfaces import editing, previews, screens
from mingtang.editorial.directory.models import EDIT, Institution, Leader, PublicContact
from mingtang.institution.organization.models import Person
from mingtang.workbench.backoffice.menu import MenuEntry, register_menu_item
from mingtang.workbench.backoffice.subjects import Resolver, Subject, register_subject

app_name = "directory"
_SITE = "site/<slug:code>"
urlpatterns = [
    path("", screens.DirectorySites.as_view(), name="sites"),
    path(f"{_SITE}/", screens.SiteDirectory.as_view(), name="site"),
    path(f"{_SITE}/leaders/new/", editing.NewLeader.as_view(), name="leader-new"),
    path(f"{_SITE}/institutions/new/", editing.NewInstitution.as_view(), name="institution-new"),
    path(f"{_SITE}/contacts/new/", editing.NewContact.as_view(), name="contact-new"),
    path(f"{_SITE}/<slug:kind>/", editing.EditStatement.as_view(), name="statement"),
    path(
        f"{_SITE}/<slug:kind>/preview/",
        previews.StatementPreview.as_view(),
        name="statement-preview",
    ),
    path("leaders/<int:pk>/", editing.EditLeader.as_view(), name="leader"),
    path("leaders/<int:pk>/preview/", previews.LeaderPreview.as_view(), name="leader-preview"),
    path("institutions/<int:pk>/", editing.EditInstitution.as_view(), name="institution"),
    path(
        "institutions/<int:pk>/preview/",
        previews.InstitutionPreview.as_view(),
        name="institution-preview",
    ),
    path("contacts/<int:pk>/", editing.EditContact.as_view(), name="contact"),
    path("contacts/<int:pk>/preview/", previews.ContactPreview.as_view(), name="contact-preview"),
]

register_menu_item(
    MenuEntry("directory", screens.ROOT[0], screens.ROOT[1], "group", "sites", 65, (EDIT,))
)


def _resolver(model: Any, name: str) -> Resolver:
    def resolve(rests: list[str], person: Person, at: datetime) -> Mapping[str, Subject]:
        numbers = [int(rest) for rest in rests if rest.isdecimal() and len(rest) < 19]
        rows = model.objects.visible_to(person, at=at).filter(pk__in=numbers)
        return {
            str(row.pk): Subject(str(row), reverse(f"directory:{name}", args=[row.pk]))
            for row in rows
        }

    return resolve


register_subject("leader", "领导", _resolver(Leader, "leader"))
register_subject("institution", "机构", _resolver(Institution, "institution"))
register_subject("contact", "公开岗位", _resolver(PublicContact, "contact"))
