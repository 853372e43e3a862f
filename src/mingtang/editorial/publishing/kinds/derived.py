"""Files made from what is online, as files of a site: sizes of pictures, documents of policies."""

from mingtang.editorial.pages.enums import PageScope
from mingtang.editorial.pages.reader import Page, PageReader
from mingtang.editorial.pages.registry import PageKind, PageSpec
from mingtang.editorial.pages.rendering import CannotRender
from mingtang.editorial.publishing.assets import OtherBytes
from mingtang.editorial.publishing.derived import current_source, derived_bytes, derived_path
from mingtang.editorial.publishing.models import DerivedSet

_SETS = 50  # of a slice: a picture has seven files


def read_derived(reader: PageReader, page: Page) -> bytes | None:
    """Return a file's bytes while what it was made from is online on this site.

    :raises CannotRender: they are not those that were made.
    """
    owner, _, name = page.key.partition("/")
    row = DerivedSet.objects.filter(owner=owner).first()
    if row is None or row.source != current_source(page.site_id, owner):
        return None
    try:
        return derived_bytes(row, name)
    except OtherBytes as error:
        raise CannotRender(str(error)) from error


def derived_pages(site_id: int, after: str, limit: int) -> list[PageSpec]:
    """Return the files of what is online on a site, whole sets at a time."""
    rows = DerivedSet.objects.filter(pk__gt=int(after or 0)).order_by("pk")
    while listed := list(rows[: min(limit, _SETS)]):
        if found := [
            PageSpec(
                derived_path(row.owner, one["name"]),
                f"{row.owner}/{one['name']}",
                None,
                str(row.pk),
            )
            for row in listed
            if row.source == current_source(site_id, row.owner)
            for one in row.files
        ]:
            return found
        rows = rows.filter(pk__gt=listed[-1].pk)
    return []


DERIVED = PageKind(
    name="derived",
    scope=PageScope.OWN,
    read=read_derived,
    has_shell=False,
    has_twins=False,
    pages=derived_pages,
)
