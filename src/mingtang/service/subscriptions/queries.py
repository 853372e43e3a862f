"""Links of mails, columns that can be had by mail, and what is new in one."""

from datetime import datetime
from urllib.parse import quote

from django.core.signing import BadSignature, Signer

from mingtang.editorial.content.models import Placement, Release
from mingtang.editorial.publishing.models import Address
from mingtang.editorial.publishing.queries.pages import page_url
from mingtang.editorial.sites.models import Column
from mingtang.service.subscriptions.models import Subscription
from mingtang.service.subscriptions.policies import MOST_ITEMS, Titled

CONFIRM, END = "subscribe-confirm", "subscribe-end"  # forms, and the uses of their tokens
TOKEN = "token"  # noqa: S105 - the name of a field


def open_column(site: str, column: str) -> Column | None:
    """Return an open column of a site that readers can reach."""
    rows = Column.objects.open().select_related("site")
    return rows.filter(site__code=site, site__state="open", code=column).first()


def token_of(use: str, subscription_id: int) -> str:
    """Return the token that only a mail to the address holds."""
    return Signer(salt=f"subscriptions.{use}").sign(str(subscription_id))


def id_in(use: str, token: str) -> int | None:
    """Return the subscription of a token; None for what is not ours or of another use."""
    try:
        return int(Signer(salt=f"subscriptions.{use}").unsign(token))
    except (BadSignature, ValueError):
        return None


def link_of(use: str, row: Subscription) -> str:
    """Return the address of the page on which a mail's receiver presses one button."""
    token = quote(token_of(use, row.pk), safe="")
    return page_url(row.site.domain, f"/forms/{use}/?{TOKEN}={token}")


def column_url(row: Subscription) -> str:
    """Return the address of the column's page."""
    return page_url(row.site.domain, f"/{row.column.path.strip('/')}/index.html")


def new_items(row: Subscription, until: datetime) -> list[Titled]:
    """Return what was released in the column since the last digest, newest first; one more than fits."""
    rows = Placement.objects.filter(
        column=row.column, is_live=True, released_at__gt=row.covered_until, released_at__lte=until
    )
    newest = rows.order_by("-released_at", "-article_id").values_list("article_id", flat=True)
    ids = list(newest[: MOST_ITEMS + 1])
    releases = Release.objects.filter(pk__in=ids, is_live=True).values_list("pk", "title")
    places = Address.objects.filter(site=row.site, article_id__in=ids, is_live=True)
    titles, paths = dict(releases), dict(places.values_list("article_id", "path"))
    return [
        Titled(titles[pk], page_url(row.site.domain, paths[pk]))
        for pk in ids
        if pk in titles and pk in paths
    ]
