"""Leaders, institutions, posts of the contact book and overviews as readers find them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, OuterRef, Q

from mingtang.editorial.directory.enums import InstitutionKind, StatementKind
from mingtang.editorial.directory.models import (
    DirectoryRow,
    Institution,
    Leader,
    PublicContact,
    SiteStatement,
)
from mingtang.editorial.directory.policies import addresses
from mingtang.editorial.directory.policies.phones import phone_numbers
from mingtang.editorial.directory.policies.statements import marks_of
from mingtang.editorial.directory.policies.texts import called, filled
from mingtang.editorial.directory.queries import card_of
from mingtang.editorial.sites.models import GovSite
from mingtang.spine.events.subscribers import SealedEvent
from mingtang.spine.search.registry import SearchDocument, SearchKind

HOST_CHANGED = frozenset({"sites.site.changed"})
_PAGES_OF_A_SITE = 4
OVERVIEW, LEADER_LIST, INSTITUTION_LIST, CONTACT_LIST = range(_PAGES_OF_A_SITE)


def _shown(model: type[DirectoryRow], numbers: Sequence[int]) -> Any:
    rows = model._default_manager.filter(pk__in=numbers, is_shown=True)
    return rows.select_related("site__unit")


def _lines(**texts: str) -> str:
    """Return labelled texts that are there, one a line; a label of `_` is not written."""
    told = {label.rstrip("_"): text for label, text in texts.items() if text}
    return "\n".join(f"{label}：{text}" if label else text for label, text in told.items())


def read_leaders(numbers: Sequence[int]) -> Iterator[SearchDocument]:
    """Yield the leaders of some ids whom readers see."""
    for row in _shown(Leader, numbers):
        yield SearchDocument(
            number=row.pk,
            title=row.name,
            text=_lines(_=row.post, 分管工作=row.duties, 简历=row.resume),
            unit=row.site.unit.code,
            site=row.site.code,
            dated=row.changed_at,
            sort=LEADERS.name,
            names=called(row.post),
            link=addresses.leader_path(row.pk),
        )


def read_institutions(numbers: Sequence[int]) -> Iterator[SearchDocument]:
    """Yield the institutions of some ids that readers see, with how to reach them in front."""
    for row in _shown(Institution, numbers):
        yield SearchDocument(
            number=row.pk,
            title=row.name,
            text=_lines(
                办公电话=row.phone,
                地址=row.address,
                办公时间=row.office_hours,
                负责人=row.head,
                曾用名=row.former_names,
                主要职能=row.duties,
                类别=InstitutionKind(row.kind).label,
            ),
            unit=row.site.unit.code,
            site=row.site.code,
            dated=row.changed_at,
            sort=INSTITUTIONS.name,
            names=called(row.former_names),
            phones=_phones(row.phone),
            link=addresses.institution_path(row.pk),
        )


def read_contacts(numbers: Sequence[int]) -> Iterator[SearchDocument]:
    """Yield the posts of the contact book of some ids that readers see, each at its place in the book."""
    for row in _shown(PublicContact, numbers).select_related("institution"):
        office = row.institution.name if row.institution else ""
        yield SearchDocument(
            number=row.pk,
            title=f"{office}{row.post}" if office not in row.post else row.post,
            text=_lines(
                办公电话=row.phone, 电子邮箱=row.email, 办公时间=row.office_hours, 办理事项=row.note
            ),
            unit=row.site.unit.code,
            site=row.site.code,
            dated=row.changed_at,
            sort=CONTACTS.name,
            names=called(row.post),
            phones=_phones(row.phone),
            link=addresses.contact_path(row.pk),
        )


def _phones(typed: str) -> tuple[str, ...]:
    return tuple(one.text for one in phone_numbers(typed))


def host_pages(site_id: int, *pages: int) -> list[int]:
    """Return the numbers of pages of a site: its overview and its lists."""
    return [site_id * _PAGES_OF_A_SITE + page for page in pages or range(_PAGES_OF_A_SITE)]


def read_host_pages(numbers: Sequence[int]) -> Iterator[SearchDocument]:
    """Yield the overview and the lists of sites, those that have anything to show."""
    ids = {number // _PAGES_OF_A_SITE for number in numbers}
    sites = GovSite.objects.select_related("unit", "operating_unit").in_bulk(ids)
    for number in numbers:
        site_id, page = divmod(number, _PAGES_OF_A_SITE)
        if site_id in sites:
            read = _overview if page == OVERVIEW else _LISTS[page].read
            yield from read(sites[site_id], number)


def _overview(site: GovSite, number: int) -> Iterator[SearchDocument]:
    label, kind = StatementKind.OVERVIEW.label, StatementKind.OVERVIEW.value
    rows = SiteStatement.objects.filter(site=site, kind=kind).exclude(text="")
    for row in rows:
        yield SearchDocument(
            number=number,
            title=f"{site.unit.name}{label}",
            text=filled(row.text, marks_of(card_of(site))),
            unit=site.unit.code,
            site=site.code,
            dated=row.changed_at,
            sort=HOST_PAGES.name,
            link=addresses.statement_path(kind),
        )


@dataclass(frozen=True)
class _EntryList:
    """A page that lists the entries of a site; `names` is what people type for it."""

    title: str
    names: tuple[str, ...]
    sort: str
    link: str
    model: type[DirectoryRow]
    words: Callable[[Any], str]

    def read(self, site: GovSite, number: int) -> Iterator[SearchDocument]:
        rows = list(self.model._default_manager.filter(site=site, is_shown=True))
        if rows:
            yield SearchDocument(
                number=number,
                title=self.title,
                text="、".join(
                    map(self.words, sorted(rows, key=lambda row: (row.position, row.pk)))
                ),
                names=self.names,
                unit=site.unit.code,
                site=site.code,
                dated=max(row.changed_at for row in rows),
                sort=self.sort,
                link=self.link,
            )


_LISTS = {
    LEADER_LIST: _EntryList(
        "领导之窗", ("领导", "领导介绍", "市领导", "县领导"), "leader", addresses.LEADERS,
        Leader, lambda row: f"{row.name}（{row.post}）",
    ),
    INSTITUTION_LIST: _EntryList(
        "机构职能", ("机构", "机构设置"), "institution", addresses.INSTITUTIONS,
        Institution, lambda row: row.name,
    ),
    CONTACT_LIST: _EntryList(
        "通讯录", ("联系电话", "办公电话", "电话号码"), "contact", addresses.CONTACT_BOOK,
        PublicContact, lambda row: row.post,
    ),
}  # fmt: skip


def _after(model: type[DirectoryRow]) -> Callable[[int, int], list[int]]:
    def numbers(number: int, limit: int) -> list[int]:
        rows = model._default_manager.filter(pk__gt=number, is_shown=True).order_by("pk")
        return list(rows.values_list("pk", flat=True)[:limit])

    return numbers


def _of_site(model: type[DirectoryRow]) -> Callable[[SealedEvent], list[int]]:
    def touched(event: SealedEvent) -> list[int]:
        rows = model._default_manager.filter(site__code=event.site, is_shown=True)
        return list(rows.values_list("pk", flat=True))

    return touched


def _host_pages_after(number: int, limit: int) -> list[int]:
    rows = GovSite.objects.filter(pk__gte=(number + 1) // _PAGES_OF_A_SITE)
    models = (Leader, Institution, PublicContact)
    listed = [model.objects.filter(site=OuterRef("pk"), is_shown=True) for model in models]
    said = SiteStatement.objects.filter(site=OuterRef("pk"), kind=StatementKind.OVERVIEW.value)
    has_any = [Q(Exists(found)) for found in (*listed, said.exclude(text=""))]
    rows = rows.filter(reduce(or_, has_any)).order_by("pk")
    ids = rows.values_list("pk", flat=True)[: limit // _PAGES_OF_A_SITE + 1]
    found = (one for site_id in ids for one in host_pages(site_id))
    return [one for one in found if one > number][:limit]


def _host_pages_of_site(event: SealedEvent) -> list[int]:
    ids = GovSite.objects.filter(code=event.site).values_list("pk", flat=True)
    return [one for site_id in ids for one in host_pages(site_id)]


def _kind(name: str, label: str, model: type[DirectoryRow], read: Any) -> SearchKind:
    return SearchKind(
        name=name,
        label=label,
        read=read,
        numbers_after=_after(model),
        codes=HOST_CHANGED,
        touched=_of_site(model),
        is_public=True,
    )


# What is saved is indexed in its own transaction; the event is that of another host, name or fact of the site.
LEADERS = _kind("leader", "领导信息", Leader, read_leaders)
INSTITUTIONS = _kind("institution", "机构职能", Institution, read_institutions)
CONTACTS = _kind("contact", "通讯录", PublicContact, read_contacts)
HOST_PAGES = SearchKind(
    name="host_page",
    label="概况",
    read=read_host_pages,
    numbers_after=_host_pages_after,
    codes=HOST_CHANGED,
    touched=_host_pages_of_site,
    is_public=True,
)
KINDS = (LEADERS, INSTITUTIONS, CONTACTS, HOST_PAGES)
