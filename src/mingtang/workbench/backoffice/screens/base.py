"""The screen that all others are made of: shell, breadcrumb, who may enter, which rows are seen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView
from wagtail.blocks import StreamValue
from wagtail.fields import StreamField

from mingtang.ground.foundation.decisions import NotVisible, Refused
from mingtang.institution.organization.authority import Powers
from mingtang.institution.organization.models import Person
from mingtang.workbench.backoffice.interfaces import moment
from mingtang.workbench.backoffice.manual import help_for
from mingtang.workbench.backoffice.media import let_view

LARGEST_KEY = 2**63 - 1


@dataclass(frozen=True)
class Crumb:
    """One step of the way to a screen; without an address it is the screen itself."""

    label: str
    url: str = ""


@dataclass(frozen=True)
class HeaderButton:
    """A button beside the title; `primary` for the one thing most people come for."""

    label: str
    url: str
    icon: str = ""
    primary: bool = False


@dataclass(frozen=True)
class Tab:
    """One of several screens that belong together."""

    label: str
    url: str
    is_here: bool


class Screen(TemplateView):
    """One screen of the office.

    A subclass says its `title`, its `right` and its way (`parents`: pairs of label and URL name).
    Without the right, or where a row is not visible, the answer is 404: nothing is told about what
    exists elsewhere.
    """

    template_name = "desk/screen.html"
    title: ClassVar[str] = ""
    lead: ClassVar[str] = ""
    right: ClassVar[str] = ""
    parents: ClassVar[Sequence[tuple[str, str]]] = ()
    request: HttpRequest

    @property
    def person(self) -> Person:
        """The person at the screen."""
        person = self.request.user
        if not isinstance(person, Person):
            raise NotVisible
        return person

    @property
    def at(self) -> datetime:
        """The moment of this request."""
        return moment.moment()

    @property
    def powers(self) -> Powers:
        """What the person may do at this moment."""
        return moment.powers(self.person)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer, or say 404 where the person may not see it and 403 where something refuses."""
        try:
            self.admit()
            response = super().dispatch(request, *args, **kwargs)
            if isinstance(response, TemplateResponse):
                response.render()  # here, so that what a template asks is refused here too
        except NotVisible as error:
            raise Http404 from error
        except Refused as error:
            return self.show_reasons(error)
        return response

    def show_reasons(self, refused: Refused) -> HttpResponse:
        """Say why it cannot be done, and lead back the way one came."""
        crumbs = self.get_crumbs()
        context = {
            "reasons": refused.reasons,
            "page_title": "现在不能办理",
            "crumbs": crumbs,
            "way_back": crumbs[-2] if len(crumbs) > 2 else None,
        }
        return render(self.request, "desk/refused.html", context, status=403)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the screen; parts of the address are read from `kwargs`, not from the context."""
        return self.render_to_response(self.get_context_data())

    def admit(self) -> None:
        """Let the person in, or raise `NotVisible`."""
        if self.right and not self.powers.holds(self.right):
            raise NotVisible

    def get_title(self) -> str:
        """Return the title of the screen."""
        return self.title

    def get_lead(self) -> str:
        """Return a sentence under the title that says what this screen is for."""
        return self.lead

    def get_crumbs(self) -> list[Crumb]:
        """Return the way from the start page to this screen."""
        home = Crumb("工作台", reverse("wagtailadmin_home"))
        steps = [Crumb(label, reverse(name) if name else "") for label, name in self.parents]
        return [home, *steps, Crumb(self.get_title())]

    def get_buttons(self) -> Sequence[HeaderButton]:
        """Return the buttons beside the title."""
        return ()

    def get_tabs(self) -> Sequence[Tab]:
        """Return the screens that belong together with this one, itself among them."""
        return ()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Hand title, way and buttons to the template."""
        return super().get_context_data(
            page_title=self.get_title(),
            lead=self.get_lead(),
            crumbs=self.get_crumbs(),
            header_buttons=self.get_buttons(),
            tabs=self.get_tabs(),
            help_url=help_for(self.request.resolver_match),
            at=self.at,
            person=self.person,
            **kwargs,
        )


class Scoped:
    """Starts every query from the rows that the person may see (可见范围).

    `model` must have a manager whose `visible_to(person, at)` says which. `object` is the row that
    the address names; a row of another unit and a row that does not exist answer alike.
    """

    model: ClassVar[type[Model]]
    lookup: ClassVar[str] = "pk"
    request: HttpRequest
    kwargs: dict[str, Any]
    person: Any
    at: Any

    def visible_rows(self) -> QuerySet[Any]:
        """Return the rows that the person may see; a subclass narrows it, it never widens it."""
        rows: QuerySet[Any] = self.model._default_manager.visible_to(self.person, at=self.at)  # type: ignore[attr-defined]
        return rows

    @cached_property
    def object(self) -> Any:
        """The row that the address names.

        :raises NotVisible: when there is none, or the person may not see it.
        """
        value = self.kwargs[self.lookup]
        if isinstance(value, int) and value > LARGEST_KEY:
            raise NotVisible
        found = self.visible_rows().filter(**{self.lookup: value}).first()
        if found is None:
            raise NotVisible
        let_view(self.request, self.bodies_of(found))
        return found

    def bodies_of(self, row: Any) -> Iterable[StreamValue]:
        """Yield the block bodies that this screen shows: their pictures are shown with them."""
        for field in row._meta.concrete_fields:
            if isinstance(field, StreamField):
                yield getattr(row, field.attname)
