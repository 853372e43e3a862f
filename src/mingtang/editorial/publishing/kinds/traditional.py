"""Copies of pages in traditional characters (繁体), made from what is on disk."""

from functools import cache
from typing import Any

from mingtang.editorial.pages.engine.recovery import content_of
from mingtang.editorial.pages.enums import PageScope
from mingtang.editorial.pages.models import PublishedSite, Target, Tombstone
from mingtang.editorial.pages.policies import paths
from mingtang.editorial.pages.reader import Loaded, Page, PageReader, Reader
from mingtang.editorial.pages.registry import PageKind, PageSpec
from mingtang.editorial.pages.rendering import CannotRender
from mingtang.editorial.pages.store import LostContent
from mingtang.editorial.publishing.models import ScriptException
from mingtang.editorial.publishing.policies.scripts import (
    linked_paths,
    traditional_page,
    with_exceptions,
)
from mingtang.editorial.themes.policies.links import link

EXCEPTIONS = "script:exceptions"


@cache
def _converter() -> Any:
    from opencc import OpenCC  # slow import

    return OpenCC("s2t")


class ScriptWords(Loaded):
    """The words of the office for one batch, read once."""

    def __init__(self, reader: Reader) -> None:
        super().__init__(reader)
        words = dict(ScriptException.objects.values_list("simplified", "traditional"))
        self.convert = with_exceptions(_converter().convert, words)


def read_traditional(reader: PageReader, page: Page) -> bytes | None:
    """Return the copy of a page that is online; None while the site has none, or the page is gone.

    :raises CannotRender: the page cannot be read from the store.
    """
    path = page.path.removeprefix(paths.TRADITIONAL_FOLDER)
    if not reader.site.has_traditional or not paths.may_be_copied(path):
        return None
    buried = Tombstone.objects.filter(site_id=page.site_id, path=path, lifted_at__isnull=True)
    target = (
        Target.objects.filter(site_id=page.site_id, path=path).select_related("entry__pack").first()
    )
    if target is None or target.entry is None or not target.entry.digest or buried.exists():
        return None
    try:
        html = content_of(target.entry).decode()
    except LostContent as error:
        raise CannotRender(str(error)) from error
    reader.notes.showed(EXCEPTIONS)
    here = link(path)
    linked = Target.objects.filter(site_id=page.site_id, path__in=sorted(linked_paths(html)))
    online = linked.filter(entry__isnull=False).values_list("path", flat=True)
    copied = [one for one in online if paths.may_be_copied(one)]
    convert = reader.reader.of(ScriptWords).convert
    return traditional_page(html, here, reader.site.url, convert, copied).encode()


def traditional_pages(site_id: int, after: str, limit: int) -> list[PageSpec]:
    """Return the copies that a site should have."""
    if not PublishedSite.objects.filter(pk=site_id, has_traditional=True).exists():
        return []
    rows = Target.objects.filter(site_id=site_id, pk__gt=int(after or 0), entry__isnull=False)
    pages = rows.exclude(kind="traditional").order_by("pk").values_list("path", "pk")
    while listed := list(pages[:limit]):
        if found := [
            PageSpec(f"{paths.TRADITIONAL_FOLDER}{path}", "", None, str(pk))
            for path, pk in listed
            if paths.may_be_copied(path)
        ]:
            return found
        pages = pages.filter(pk__gt=listed[-1][1])
    return []


TRADITIONAL = PageKind(
    name="traditional",
    scope=PageScope.OWN,
    read=read_traditional,
    has_shell=False,
    at_once=100,
    pages=traditional_pages,
)
