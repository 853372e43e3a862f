"""Articles online as the public search finds them: a document for each page, by the number of its address."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from mingtang.editorial.content.body import plain_text
from mingtang.editorial.content.enums import Force
from mingtang.editorial.content.models import Release
from mingtang.editorial.publishing.models import Address
from mingtang.editorial.sites.models import GovSite
from mingtang.spine.events.subscribers import SealedEvent
from mingtang.spine.search.registry import SearchDocument, SearchKind

NAME = "online"
_PAST = frozenset({Force.REPEALED, Force.LAPSED})


@dataclass(frozen=True)
class OnlinePage:
    """A page of an article that is online now."""

    number: int
    path: str
    site: GovSite
    release: Release
    is_main: bool

    @property
    def text(self) -> str:
        """The words of the article without its title."""
        release = self.release
        about = (release.subtitle, release.document_number, release.issuing_office)
        body = plain_text(release.body)
        extra = (one["value"] for one in release.extra_facts)
        parts = (*about, release.keywords, release.summary, *extra, body)
        return "\n".join(part for part in parts if part)

    @property
    def shown_text(self) -> str:
        """The words of which a list of results shows a piece."""
        return plain_text(self.release.body) or self.release.summary


def online_pages(numbers: Collection[int]) -> Iterator[OnlinePage]:
    """Yield the pages of some addresses that are online; those taken down are left out."""
    rows = Address.objects.filter(pk__in=numbers, is_live=True).select_related("site")
    addresses = list(rows.order_by("pk"))
    articles = {row.article_id for row in addresses}
    releases = Release.objects.filter(pk__in=articles, is_live=True).in_bulk()
    mains = _mains(releases)
    for row in addresses:
        if release := releases.get(row.article_id):
            is_main = mains.get(row.article_id) == row.pk
            yield OnlinePage(row.pk, row.path, row.site, release, is_main)


def _mains(releases: dict[int, Release]) -> dict[int, int]:
    """Return the address that stands for each article: on its home site, else its first."""
    rows = Address.objects.filter(article_id__in=releases, is_live=True).order_by("-pk")
    mains: dict[int, int] = {}
    at_home = set()
    for pk, article_id, site_id in rows.values_list("pk", "article_id", "site_id"):
        is_home = releases[article_id].home_site_id == site_id
        if is_home or article_id not in at_home:
            mains[article_id] = pk
        if is_home:
            at_home.add(article_id)
    return mains


def read_online(numbers: Sequence[int]) -> Iterator[SearchDocument]:
    """Yield the pages of some addresses as documents."""
    for page in online_pages(numbers):
        release = page.release
        yield SearchDocument(
            number=page.number,
            title=release.title,
            text=page.text,
            unit=release.unit_code,
            site=page.site.code,
            dated=release.released_at,
            group=f"article:{release.pk}",
            is_main=page.is_main,
            sort=release.kind,
            numbers=tuple(one for one in (release.document_number, release.index_number) if one),
            is_past=release.force in _PAST,
        )


def _numbers_after(number: int, limit: int) -> list[int]:
    rows = Address.objects.filter(pk__gt=number, is_live=True).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:limit])


def _touched(event: SealedEvent) -> list[int]:
    return []


# It follows no events: publishing tells in its own transaction, so that what is taken down is gone with it.
ONLINE = SearchKind(
    name=NAME,
    label="网站内容",
    read=read_online,
    numbers_after=_numbers_after,
    codes=frozenset(),
    touched=_touched,
    is_public=True,
)
