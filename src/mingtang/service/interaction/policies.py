"""Of which site a reported page is, and what a report has to say."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from mingtang.ground.foundation.decisions import YES, Decision, no
from mingtang.ground.foundation.text import has_words


@dataclass(frozen=True)
class HostOfSite:
    """A site with the host under which readers reach it."""

    code: str
    host: str


def site_of_page(address: str, sites: Iterable[HostOfSite], default: str) -> str:
    """Return the code of the site that a page's address belongs to, `default` where it is none of ours."""
    try:
        host = urlsplit(address if "//" in address else f"//{address}").hostname
    except ValueError:
        return default
    return next((site.code for site in sites if host and site.host.casefold() == host), default)


def is_reported(page: str, text: str) -> Decision:
    """Answer whether a report names a page and says what is wrong there."""
    decision = YES
    if not has_words(page):
        decision &= no("interaction.no_page", "请填写出错网页的网址。", "page")
    if not has_words(text):
        decision &= no("interaction.no_text", "请说明哪里有错、应当怎样。", "text")
    return decision


def is_past(received_at: datetime | None, at: datetime) -> Decision:
    """Answer whether the stated moment of receipt has been."""
    if received_at is None or received_at <= at:
        return YES
    return no("interaction.not_yet", "收到时间不能晚于现在。", "received_at")
