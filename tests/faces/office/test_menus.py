"""No menu without content: every entry of every post leads to something to read or to do, in words."""

import re
from collections.abc import Callable
from datetime import datetime
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.enums import Post
from mingtang.institution.organization.models import Person
from mingtang.workbench.backoffice.menu import menu_entries
from tests.factories.cast import Cast
from tests.factories.content import arrived, news_fields
from tests.factories.organization import PersonFactory, PostHoldingFactory
from tests.factories.regulations import bound_pack

Browser = Callable[..., Client]
CODES = re.compile(
    r"(?<![\w./@*-])(?:edu|city|health|\*\*(?!\*)|[a-z]+\.[a-z]+_[a-z_]+|(?:XC|XN|LA|HN|GB)-\d\d"
    r"|(?:unit|person|site|article|column):\w+)(?![\w./@*-])"
)
MEDIA = "media"  # the shell's own lists, which want a collection for each unit
SCRIPTS = re.compile(r"<(script|style|svg|template|textarea)\b.*?</\1>", re.DOTALL)


def _holder(cast: Cast, post: Post) -> Person:
    """Return who holds a post in the city, or for a site."""
    person: Person = PersonFactory(unit=cast.office, name=f"某{post.label}")
    site = "edu" if post is Post.SITE_EDITOR else ""
    unit = cast.edu if post in {Post.SITE_EDITOR, Post.INFORMATION_OFFICER} else cast.city
    PostHoldingFactory(person=person, post=post, unit=unit, site_key=site)
    return person


def _words(page: str) -> str:
    """Return the words of the main part of a page."""
    main = re.search(r"<main.*</main>", SCRIPTS.sub(" ", page), re.DOTALL)
    return unescape(re.sub(r"<[^>]+>", "\n", main.group(0) if main else page))


@pytest.mark.parametrize("post", Post, ids=lambda post: post.value)
def test_every_entry_of_the_menu_has_something_in_it(
    cast: Cast, browser: Browser, at: datetime, post: Post
) -> None:
    bound_pack("city", at=at)
    arrived(cast, at, news_fields(title="防汛工作会议召开"))
    person = _holder(cast, post)
    client, faults = browser(person), []

    entries = [one for one in menu_entries(authority.powers_of(person, at)) if one.group != MEDIA]
    for entry in entries:
        answer = client.get(reverse(entry.url_name))
        if answer.status_code != 200:
            faults.append(f"{entry.label}: {answer.status_code}")
            continue
        page = answer.content.decode()
        words = _words(page)
        if "您可以查看的" in words:
            faults.append(f"{entry.label}: nothing there for this post")
        if entry.name == "units" and post is Post.PLATFORM_OPERATOR:
            continue  # who adds units is shown their codes
        if found := CODES.findall(words):
            faults.append(f"{entry.label}: {sorted(set(found))}")

    assert not faults, "\n".join(faults)
    start = client.get("/").content.decode()
    assert not CODES.findall(_words(start))
