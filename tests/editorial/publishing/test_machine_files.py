"""The files that machines read: feeds, site maps, robots.txt, security.txt."""

import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import pytest
from django.db import transaction

from mingtang.editorial.content.models import Release
from mingtang.editorial.pages.actions.sites import renew_contacts, wake_outdated_files
from mingtang.editorial.pages.engine.lanes import work_everything
from mingtang.editorial.pages.engine.runs import start_run
from mingtang.editorial.pages.enums import RunKind
from mingtang.editorial.pages.kinds.theme import add_of_software, kinds_of_software
from mingtang.editorial.pages.models import PublishedSite, Target
from mingtang.editorial.pages.policies.contacts import SECURITY_PATH
from mingtang.editorial.publishing.reader import tables
from mingtang.editorial.sites.actions.sites import change_site
from tests.editorial.publishing.site_fields import fields_of
from tests.factories.cast import Cast
from tests.factories.publishing import from_nothing, published_article, tree

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SITEMAPS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def field_of(text: str, name: str) -> list[str]:
    return [line.partition(": ")[2] for line in text.splitlines() if line.startswith(f"{name}:")]


def security() -> str:
    return tree("portal")[SECURITY_PATH].decode()


@pytest.mark.parametrize("path", ["/feed.xml", "/news/feed.xml"])
def test_feed_is_valid_rss(cast: Cast, at: datetime, path: str) -> None:
    published = published_article(cast, at, columns=[cast.news], title="收费 <标准> & 说明")
    work_everything(at)

    feed = ET.fromstring(tree("portal")[path])

    assert (feed.tag, feed.get("version")) == ("rss", "2.0")
    channel = feed.find("channel")
    assert channel is not None
    for name in ("title", "link", "description"):
        assert channel.findtext(name, "").strip()
    (item,) = channel.findall("item")
    address = f"https://www.mingzhou.gov.cn/news/202603/{published.article_id}.html"
    assert [(part.tag, part.text) for part in item] == [
        ("title", "收费 <标准> & 说明"),
        ("link", address),
        ("guid", address),
        ("pubDate", "Wed, 11 Mar 2026 10:00:00 +0800"),
    ]
    assert parsedate_to_datetime(item.findtext("pubDate", "")) == at


def test_feed_survives_control_characters_in_a_title(cast: Cast, at: datetime) -> None:
    published = published_article(cast, at, columns=[cast.news])
    Release.objects.filter(pk=published.article_id).update(title="换页\x0c符\x01与零宽\u200b字符")
    PublishedSite.objects.update(changes=1)
    Target.objects.update(state="waiting")
    work_everything(at)

    for path in ("/feed.xml", "/news/feed.xml"):
        feed = ET.fromstring(tree("portal")[path])
        assert [title.text for title in feed.iter("title")][1:] == ["换页 符与零宽字符"]


def test_robots_name_the_site_map(cast: Cast, at: datetime) -> None:
    published_article(cast, at, columns=[cast.news])
    work_everything(at)

    assert tree("portal")["/robots.txt"].decode().splitlines() == [
        "User-agent: *",
        "Allow: /",
        "Disallow: /search/",
        "Sitemap: https://www.mingzhou.gov.cn/sitemap.xml",
    ]


def test_site_map_leads_from_the_index_to_every_page(
    cast: Cast, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = lambda number: (number - 1) // 2 + 1  # noqa: E731 - parts of two addresses
    monkeypatch.setattr("mingtang.editorial.publishing.engine.addresses.sitemap_part", small)
    monkeypatch.setattr("mingtang.editorial.publishing.kinds.sitemap.sitemap_part", small)
    monkeypatch.setattr(tables, "sitemap_part", small)
    monkeypatch.setattr(tables, "SITEMAP_PART", 2)
    numbers = [published_article(cast, at, columns=[cast.news]).article_id for _ in range(5)]
    work_everything(at)
    files = tree("portal")

    index = ET.fromstring(files["/sitemap.xml"])
    parts = [urlsplit(loc.text or "").path for loc in index.iter(f"{SITEMAPS}loc")]
    assert parts == ["/sitemap-pages.xml", "/sitemap-1.xml", "/sitemap-2.xml", "/sitemap-3.xml"]
    listed: list[str] = []
    for part in parts[1:]:
        addresses = ET.fromstring(files[str(part)])
        rows = [(url.findtext(f"{SITEMAPS}loc", ""), url.findtext(f"{SITEMAPS}lastmod", "")) for url in addresses]  # fmt: skip
        assert 0 < len(rows) <= 2
        assert all(datetime.fromisoformat(moment) == at for _, moment in rows)
        listed += [urlsplit(address).path for address, _ in rows]
    assert listed == [f"/news/202603/{number}.html" for number in numbers]


def test_index_of_a_huge_archive_stays_within_the_protocol(cast: Cast, at: datetime) -> None:
    """The index is made again once in a thousand articles; its newest 49,999 parts fit a page."""
    published_article(cast, at, columns=[cast.news])
    work_everything(at)  # the first run over the whole site is behind us
    PublishedSite.objects.filter(site=cast.portal).update(addresses=50_000_500)
    Target.objects.filter(path="/sitemap.xml").update(state="waiting")
    work_everything(at)

    index = ET.fromstring(tree("portal")["/sitemap.xml"])
    parts = [urlsplit(loc.text or "").path for loc in index.iter(f"{SITEMAPS}loc")]
    assert len(parts) == 50_000
    assert (parts[0], parts[1], parts[-1]) == (
        "/sitemap-pages.xml", "/sitemap-3.xml", "/sitemap-50001.xml",
    )  # fmt: skip


def test_another_article_leaves_the_index_and_full_parts_alone(cast: Cast, at: datetime) -> None:
    for _ in range(3):
        published_article(cast, at, columns=[cast.news])
    work_everything(at)

    published_article(cast, at + DAY, columns=[cast.news])

    waiting = Target.objects.filter(state="waiting", path__startswith="/sitemap")
    assert list(waiting.values_list("path", flat=True)) == ["/sitemap-1.xml"]


def test_security_txt_has_what_the_standard_asks(cast: Cast, at: datetime) -> None:
    cast.portal.__class__.objects.filter(pk=cast.portal.pk).update(
        email="anquan@mingzhou.gov.cn", phone="0563-3020001"
    )
    published_article(cast, at, columns=[cast.news])
    work_everything(at)

    text = security()

    assert field_of(text, "Contact") == ["mailto:anquan@mingzhou.gov.cn", "tel:+86-563-3020001"]
    (expires,) = field_of(text, "Expires")
    assert at < datetime.fromisoformat(expires) < at + 365 * DAY
    assert field_of(text, "Preferred-Languages") == ["zh, en"]
    assert field_of(text, "Canonical") == [f"https://www.mingzhou.gov.cn{SECURITY_PATH}"]


def test_security_txt_follows_the_contact_of_the_site(
    cast: Cast, at: datetime, drain: object
) -> None:
    published_article(cast, at, columns=[cast.news])
    work_everything(at)
    change_site(
        actor=cast.operator,
        at=at,
        site_id=cast.portal.pk,
        fields=fields_of(cast.portal, phone="0563-3029999"),
    )
    assert callable(drain)
    drain(at)
    work_everything(at)

    assert "tel:+86-563-3029999" in security()


def test_security_txt_is_renewed_before_it_runs_out(cast: Cast, at: datetime) -> None:
    published_article(cast, at, columns=[cast.news])
    work_everything(at)
    before = security()
    assert renew_contacts(at + 149 * DAY) == 0

    later = at + 151 * DAY
    assert renew_contacts(later) == PublishedSite.objects.count()
    assert renew_contacts(later) == 0
    work_everything(later)

    assert security() != before
    assert field_of(security(), "Expires")[0] > field_of(before, "Expires")[0]
    assert tree("portal") == from_nothing("portal")


@pytest.fixture
def newer_style() -> Iterator[Callable[[], None]]:
    """Return what installs a software whose rooms have one rule more; the former comes back."""
    before = kinds_of_software()["style"]
    rule = b".newer-room{color:inherit}"
    yield lambda: add_of_software("style", lambda found: (before(found) or b"") + rule)
    add_of_software("style", before)


def test_style_of_a_newer_software_reaches_sites_online_without_a_full_build(
    cast: Cast, at: datetime, newer_style: Callable[[], None]
) -> None:
    published_article(cast, at, columns=[cast.news])
    PublishedSite.objects.update(theme="official")
    with transaction.atomic():
        start_run(RunKind.FULL, site_id=cast.portal.pk, actor="test", at=at, criteria={})
    work_everything(at)
    assert wake_outdated_files(at) == 0
    newer_style()

    assert wake_outdated_files(at) == PublishedSite.objects.count()
    work_everything(at)

    assert b".newer-room" in tree("portal")["/style.css"]
    assert wake_outdated_files(at) == 0


def test_security_txt_dated_by_a_wrong_clock_is_dated_again(cast: Cast, at: datetime) -> None:
    published_article(cast, at + 3000 * DAY, columns=[cast.news])

    assert renew_contacts(at) == PublishedSite.objects.count()
    work_everything(at)

    assert datetime.fromisoformat(field_of(security(), "Expires")[0]) < at + 365 * DAY
