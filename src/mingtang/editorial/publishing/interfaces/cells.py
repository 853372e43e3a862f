"""Cells that the tables of publishing share."""

from collections.abc import Iterable

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from mingtang.editorial.sites.models import GovSite
from mingtang.institution.organization.scopes import SiteScope

MOST_SITES = 500


def buttons(pairs: Iterable[tuple[str, str]]) -> SafeString:
    """Return small buttons: pairs of label and address."""
    return format_html_join(
        " ",
        '<a class="mt-button mt-button--small" href="{}">{}</a>',
        ((url, label) for label, url in pairs),
    )


def page_link(url: str, path: str) -> SafeString:
    """Return the address of a public page as a link that may break anywhere."""
    return format_html('<a class="mt-path" href="{}">{}</a>', url, path)


def size_words(count: int) -> str:
    """Write a number of bytes as people read it."""
    if count < 1024:
        return f"{count} B"
    return f"{count / 1024:.1f} KB" if count < 1024**2 else f"{count / 1024**2:.1f} MB"


def sites_in(scope: SiteScope) -> list[GovSite]:
    """Return the sites of a scope, in the order of display."""
    return list(
        GovSite.objects.filter(scope.as_q("code")).order_by("position", "code")[:MOST_SITES]
    )
