"""From rows of the directory to what templates get; what is asked is noted for the page."""

from collections.abc import Iterator

from mingtang.editorial.directory.enums import InstitutionKind, StatementKind
from mingtang.editorial.directory.interfaces.shown import (
    ContactBookPage,
    ContactGroup,
    ContactView,
    InstitutionGroup,
    InstitutionPage,
    InstitutionsPage,
    InstitutionView,
    LeaderPage,
    LeaderView,
    SiteFact,
    StatementPage,
)
from mingtang.editorial.directory.models import (
    Institution,
    Leader,
    PublicContact,
    SiteStatement,
)
from mingtang.editorial.directory.policies import addresses
from mingtang.editorial.directory.policies.phones import phone_numbers
from mingtang.editorial.directory.policies.statements import SiteCard, marks_of
from mingtang.editorial.directory.policies.texts import called, filled, parts_of
from mingtang.editorial.directory.queries import statement_text
from mingtang.editorial.pages.reader import PageReader
from mingtang.editorial.publishing.reader import ArticleReader
from mingtang.editorial.sites.enums import SiteLanguage
from mingtang.editorial.themes.shown import LinkView, MapBranch, SiteView

_OF_THE_SITE = (
    StatementKind.ABOUT,
    StatementKind.CONTACT,
    StatementKind.PRIVACY,
    StatementKind.ACCESSIBILITY,
)


def leader_view(asked: ArticleReader, row: Leader) -> LeaderView:
    """Return a leader as lists show one."""
    portrait = asked.asset(row.portrait) if row.portrait else None
    link = addresses.leader_path(row.pk)
    return LeaderView(row.name, row.post, link, portrait, row.portrait_words)


def leaders_of(asked: ArticleReader, limit: int | None = None) -> tuple[LeaderView, ...]:
    """Return the leaders that readers of the page's site see, in their order."""
    asked.notes.showed(f"leaders:{asked.page.site_id}")
    rows = Leader.objects.shown_on(asked.page.site_id)[:limit]
    return tuple(leader_view(asked, row) for row in rows)


def leader_page(asked: ArticleReader, row: Leader) -> LeaderPage:
    """Return the page of a leader, shown or not."""
    own = leader_view(asked, row)
    others = tuple(one for one in leaders_of(asked) if one.link != own.link)
    menu = office_links(asked.pages)
    return LeaderPage(own, parts_of(row.duties), parts_of(row.resume), others, menu)


def _institution_view(row: Institution) -> InstitutionView:
    return InstitutionView(
        name=row.name,
        former_names="、".join(called(row.former_names)),
        link=addresses.institution_path(row.pk),
        kind=InstitutionKind(row.kind).label,
        head=row.head,
        address=row.address,
        office_hours=row.office_hours,
        phones=phone_numbers(row.phone),
    )


def institutions_page(asked: PageReader) -> InstitutionsPage | None:
    """Return the institutions that readers see, None where there is none."""
    asked.notes.showed(f"institutions:{asked.page.site_id}")
    views = [_institution_view(row) for row in Institution.objects.shown_on(asked.page.site_id)]
    groups = (
        InstitutionGroup(kind.label, tuple(one for one in views if one.kind == kind.label))
        for kind in InstitutionKind
    )
    found = tuple(group for group in groups if group.institutions)
    return InstitutionsPage(found, office_links(asked)) if found else None


def institution_page(asked: PageReader, row: Institution) -> InstitutionPage:
    """Return the page of an institution, shown or not."""
    return InstitutionPage(_institution_view(row), parts_of(row.duties), office_links(asked))


def contact_book_page(asked: PageReader) -> ContactBookPage | None:
    """Return the contact book that readers see, None where nothing is in it."""
    asked.notes.showed(f"contacts:{asked.page.site_id}")
    asked.notes.showed(f"institutions:{asked.page.site_id}")  # their names and order
    rows = list(PublicContact.objects.shown_on(asked.page.site_id).select_related("institution"))
    groups = tuple(_contact_groups(rows))
    return ContactBookPage(groups, office_links(asked)) if groups else None


def _contact_groups(rows: list[PublicContact]) -> Iterator[ContactGroup]:
    """Yield the posts of no institution first, then those of each in the order of institutions."""
    offices = {row.institution for row in rows if row.institution is not None}
    for office in (None, *sorted(offices, key=lambda one: (one.position, one.pk))):
        posts = tuple(_contact_view(row) for row in rows if row.institution == office)
        if posts:
            yield ContactGroup(office.name if office else "", posts)


def _contact_view(row: PublicContact) -> ContactView:
    phones = phone_numbers(row.phone)
    return ContactView(row.pk, row.post, phones, row.email, row.office_hours, row.note)


def statement_page(asked: PageReader, kind: StatementKind, text: str = "") -> StatementPage | None:
    """Return a statement, None where nothing is said; `text` is shown in its place when given."""
    card = card_of_view(asked.site)
    words = text or statement_text(asked.page.site_id, kind, card)
    if not words:
        return None
    menu = office_links(asked) if kind is StatementKind.OVERVIEW else _statement_links()
    parts = parts_of(filled(words, marks_of(card)))
    return StatementPage(kind.label, parts, tuple(_facts(kind, card)), menu)


def card_of_view(site: SiteView) -> SiteCard:
    """Return the facts of a site that its pages show."""
    return SiteCard(
        name=site.name,
        host=site.unit_name,
        operator=site.operating_unit_name,
        domain=site.domain,
        contact=site.contact,
        phone=site.phone,
        email=site.email,
        address=site.address,
        identity_code=site.identity_code,
        icp=site.icp,
        police_record=site.police_record,
        description=site.description,
        is_foreign=site.language == SiteLanguage.FOREIGN,
    )


def _facts(kind: StatementKind, card: SiteCard) -> Iterator[SiteFact]:
    if kind is StatementKind.OVERVIEW:
        return
    facts = [SiteFact("主办单位", card.host)]
    if kind is StatementKind.ABOUT:
        operator = "" if card.operator == card.host else card.operator
        facts += [
            SiteFact("承办单位", operator),
            SiteFact("网站域名", card.domain),
            SiteFact("网站标识码", card.identity_code),
            SiteFact("备案编号", card.icp, "https://beian.miit.gov.cn/"),
            SiteFact("公安备案", card.police_record, "https://beian.mps.gov.cn/"),
        ]
    else:
        facts.append(SiteFact("联系人", card.contact))
    facts += [SiteFact("联系电话", one.text, one.link) for one in phone_numbers(card.phone)]
    facts.append(SiteFact("电子邮箱", card.email, f"mailto:{card.email}"))
    facts.append(SiteFact("联系地址", card.address))
    yield from (fact for fact in facts if fact.text)


def office_links(asked: PageReader) -> tuple[LinkView, ...]:
    """Return the pages about people and offices that have anything to show."""
    site_id = asked.page.site_id
    asked.notes.showed(addresses.lists_of(site_id))
    overview = SiteStatement.objects.filter(site_id=site_id, kind=StatementKind.OVERVIEW.value)
    found = (
        ("概况", addresses.statement_path("overview"), overview.exclude(text="")),
        ("领导之窗", addresses.LEADERS, Leader.objects.shown_on(site_id)),
        ("机构职能", addresses.INSTITUTIONS, Institution.objects.shown_on(site_id)),
        ("通讯录", addresses.CONTACT_BOOK, PublicContact.objects.shown_on(site_id)),
    )
    return tuple(LinkView(title, link) for title, link, rows in found if rows.exists())


def _statement_links() -> tuple[LinkView, ...]:
    return tuple(LinkView(kind.label, addresses.statement_path(kind)) for kind in _OF_THE_SITE)


def map_offices(asked: PageReader) -> tuple[MapBranch, ...]:
    """Return the pages about leaders and institutions for the map of a site."""
    return tuple(MapBranch(one.title, one.link) for one in office_links(asked))


def map_statements(_: PageReader) -> tuple[MapBranch, ...]:
    """Return the statements for the map of a site."""
    return tuple(MapBranch(one.title, one.link) for one in _statement_links())
