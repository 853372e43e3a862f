"""Pages of the directory as readers would see them, without publishing anything."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from mingtang.editorial.directory.enums import StatementKind
from mingtang.editorial.directory.interfaces import reading
from mingtang.editorial.directory.interfaces.public_pages import (
    CONTACT_BOOK_KIND,
    INSTITUTION_KIND,
    LEADER_KIND,
    STATEMENT_KINDS,
)
from mingtang.editorial.directory.interfaces.screens import edited_sites
from mingtang.editorial.directory.models import EDIT, Institution, Leader, PublicContact
from mingtang.editorial.layouts.trying import OfficeReader, preview_of
from mingtang.editorial.pages.reader import PageReader
from mingtang.editorial.pages.registry import PageKind
from mingtang.editorial.publishing.interfaces.screens import PREVIEW_POLICY, office_style
from mingtang.editorial.sites.models import GovSite
from mingtang.workbench.backoffice.screens import DetailScreen


class EntryPreview(DetailScreen):
    """The page of an entry as it is saved, shown to readers or not; no script runs in it."""

    right = EDIT
    page_kind: PageKind
    path = "/preview.html"

    def get_site_id(self) -> int:
        """Return the site on which the page is."""
        return int(self.object.site_id)

    def get_kind(self) -> PageKind:
        """Return what kind of page it is."""
        return self.page_kind

    def read(self, pages: PageReader) -> object | None:
        """Return what the template gets."""
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Render it in the frame of its site."""
        site_id = self.get_site_id()
        content = preview_of(site_id, self.get_kind(), self.path, self.read)
        if content is None:
            raise Http404
        response = HttpResponse(office_style(content, site_id))
        response["Content-Security-Policy"] = PREVIEW_POLICY
        return response


class LeaderPreview(EntryPreview):
    """The page of a leader."""

    model = Leader
    page_kind = LEADER_KIND

    def read(self, pages: PageReader) -> object | None:
        """Return the leader, with the portrait as the office stores it."""
        return reading.leader_page(OfficeReader(pages), self.object)


class InstitutionPreview(EntryPreview):
    """The page of an institution."""

    model = Institution
    page_kind = INSTITUTION_KIND

    def read(self, pages: PageReader) -> object | None:
        """Return the institution."""
        return reading.institution_page(pages, self.object)


class ContactPreview(EntryPreview):
    """The contact book as readers see it."""

    model = PublicContact
    page_kind = CONTACT_BOOK_KIND

    def read(self, pages: PageReader) -> object | None:
        """Return the contact book of the site."""
        return reading.contact_book_page(pages)


class StatementPreview(EntryPreview):
    """A statement of a site."""

    model = GovSite
    lookup = "code"

    def visible_rows(self) -> Any:
        """Leave out the sites that the person only looks at."""
        return edited_sites(self, super().visible_rows())

    def get_site_id(self) -> int:
        """Return the site itself."""
        return int(self.object.pk)

    def get_kind(self) -> PageKind:
        """Return the kind that the address names."""
        return STATEMENT_KINDS[self._named()]

    def _named(self) -> StatementKind:
        try:
            return StatementKind(self.kwargs["kind"])
        except ValueError as error:
            raise Http404 from error

    def read(self, pages: PageReader) -> object | None:
        """Return the statement."""
        return reading.statement_page(pages, self._named())
