"""The public pages of people and offices, and of what a site says of itself."""

from mingtang.editorial.directory.enums import StatementKind
from mingtang.editorial.directory.interfaces.reading import (
    contact_book_page,
    institution_page,
    institutions_page,
    leader_page,
    leaders_of,
    map_offices,
    map_statements,
    office_links,
    statement_page,
)
from mingtang.editorial.directory.interfaces.shown import (
    ContactBookPage,
    InstitutionPage,
    InstitutionsPage,
    LeaderPage,
    LeadersPage,
    StatementPage,
)
from mingtang.editorial.directory.models import Institution, Leader
from mingtang.editorial.directory.policies import addresses
from mingtang.editorial.pages.enums import PageScope
from mingtang.editorial.pages.reader import Page, PageReader
from mingtang.editorial.pages.registry import PageKind, PageSpec
from mingtang.editorial.publishing.reader import ArticleReader
from mingtang.editorial.sites.enums import ColumnType
from mingtang.editorial.themes.shown import PageSection


def read_leaders(reader: PageReader, page: Page) -> LeadersPage | None:
    """Return the leaders of a site; None, and so no page, where there are none."""
    found = leaders_of(ArticleReader(reader))
    return LeadersPage(found, office_links(reader)) if found else None


def read_leader(reader: PageReader, page: Page) -> LeaderPage | None:
    """Return a leader whom readers see."""
    row = Leader.objects.shown_on(page.site_id).filter(pk=int(page.key)).first()
    return leader_page(ArticleReader(reader), row) if row else None


def read_institutions(reader: PageReader, page: Page) -> InstitutionsPage | None:
    """Return the institutions of a site, None where there is none."""
    return institutions_page(reader)


def read_institution(reader: PageReader, page: Page) -> InstitutionPage | None:
    """Return an institution that readers see."""
    row = Institution.objects.shown_on(page.site_id).filter(pk=int(page.key)).first()
    return institution_page(reader, row) if row else None


def read_contact_book(reader: PageReader, page: Page) -> ContactBookPage | None:
    """Return the contact book of a site, None where nothing is in it."""
    return contact_book_page(reader)


def read_statement(reader: PageReader, page: Page) -> StatementPage | None:
    """Return what a site says of itself; which statement is told by the kind of the page."""
    return statement_page(reader, StatementKind(page.kind.removeprefix("statement_")))


def _leader_pages(site_id: int, after: str, limit: int) -> list[PageSpec]:
    rows = Leader.objects.filter(site_id=site_id, is_shown=True, pk__gt=int(after or 0))
    found = rows.order_by("pk").values_list("pk", flat=True)[:limit]
    return [PageSpec(addresses.leader_path(pk), str(pk), None, str(pk)) for pk in found]


def _institution_pages(site_id: int, after: str, limit: int) -> list[PageSpec]:
    rows = Institution.objects.filter(site_id=site_id, is_shown=True, pk__gt=int(after or 0))
    found = rows.order_by("pk").values_list("pk", flat=True)[:limit]
    return [PageSpec(addresses.institution_path(pk), str(pk), None, str(pk)) for pk in found]


LEADERS_SECTION = PageSection(
    "领导之窗",
    ColumnType.LEADERS,
    "领导的职务、分管工作和简历",
    "领导,分管工作,简历",
    addresses.LEADERS,
)
INSTITUTIONS_SECTION = PageSection(
    "机构职能", ColumnType.FUNCTIONS, "的机构设置、职能、地址、办公时间和电话", "机构,职能,地址,电话",
    addresses.INSTITUTIONS,
)  # fmt: skip
CONTACTS_SECTION = PageSection(
    "通讯录", ColumnType.FUNCTIONS, "对外公开的岗位、窗口和办公电话", "岗位,窗口,办公电话",
    addresses.CONTACT_BOOK,
)  # fmt: skip
LEADER_KIND = PageKind(
    name="leader",
    scope=PageScope.OWN,
    template="leader.html",
    section=LEADERS_SECTION,
    read=read_leader,
    pages=_leader_pages,
)
INSTITUTION_KIND = PageKind(
    name="institution",
    scope=PageScope.OWN,
    template="institution.html",
    section=INSTITUTIONS_SECTION,
    read=read_institution,
    pages=_institution_pages,
)
CONTACT_BOOK_KIND = PageKind(
    name="contact_book",
    scope=PageScope.SITE,
    template="contact_book.html",
    section=CONTACTS_SECTION,
    read=read_contact_book,
    address=lambda _: addresses.CONTACT_BOOK,
)


def _statement_section(kind: StatementKind) -> PageSection:
    about = f"网站：{kind.label}"
    return PageSection(
        kind.label, ColumnType.OVERVIEW, about, kind.label, addresses.statement_path(kind.value)
    )


def _statement_kind(kind: StatementKind) -> PageKind:
    return PageKind(
        name=f"statement_{kind.value}",
        scope=PageScope.SITE,
        template="statement.html",
        section=_statement_section(kind),
        read=read_statement,
        address=lambda _: addresses.statement_path(kind.value),
    )


STATEMENT_KINDS = {kind: _statement_kind(kind) for kind in StatementKind}
KINDS = (
    PageKind(
        name="leaders",
        scope=PageScope.SITE,
        template="leaders.html",
        section=LEADERS_SECTION,
        read=read_leaders,
        address=lambda _: addresses.LEADERS,
    ),
    LEADER_KIND,
    PageKind(
        name="institutions",
        scope=PageScope.SITE,
        template="institutions.html",
        section=INSTITUTIONS_SECTION,
        read=read_institutions,
        address=lambda _: addresses.INSTITUTIONS,
    ),
    INSTITUTION_KIND,
    CONTACT_BOOK_KIND,
    *STATEMENT_KINDS.values(),
)

__all__ = [
    "CONTACT_BOOK_KIND",
    "INSTITUTION_KIND",
    "KINDS",
    "LEADER_KIND",
    "STATEMENT_KINDS",
    "map_offices",
    "map_statements",
]
