"""A unit's item on its way to two public sites, as people in four posts do it in the browser."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import html5lib
import pytest
from django.conf import settings
from django.db import transaction
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from mingtang.editorial.content.models import Article
from mingtang.editorial.pages.engine.lanes import work_everything
from mingtang.editorial.pages.engine.runs import start_run
from mingtang.editorial.pages.enums import RunKind
from mingtang.editorial.pages.models import PublishedSite
from mingtang.editorial.publishing.models import Address
from mingtang.faces.public.server import Environ, SiteServer, Start
from mingtang.faces.public.writing import write_maps
from mingtang.ground.foundation import clock
from mingtang.institution.organization.models import Person
from mingtang.spine.events.testing import drain
from tests.browser.test_sign_in import faults
from tests.editorial.pages.conftest import folders
from tests.factories.cast import Cast
from tests.factories.content import policy_fields
from tests.factories.organization import PASSWORD
from tests.factories.publishing import published_article
from tests.factories.regulations import bound_pack

__all__ = ["folders"]

pytestmark = pytest.mark.django_db(transaction=True)

TITLE = "市第三中学新校区启用"
FIRST_WORDS = "市第三中学新校区今天启用，一千二百名学生走进新教室。"
SHEET = re.compile(r"/reviews/\d+/$")
HEAVIEST = 100_000  # bytes of a page
"""The budget of one public page, before it is packed."""


class Quiet(WSGIRequestHandler):
    """Says nothing on standard error."""

    def log_message(self, format: str, *args: object) -> None:
        """Keep still."""


@dataclass(frozen=True)
class PublicFace:
    """The built-in server of published files, on a port of its own."""

    port: int

    def url(self, host: str, path: str = "/") -> str:
        """Return the address of a page of a site."""
        return f"http://{host}:{self.port}{path}"


@pytest.fixture
def public(cast: Cast, folders: None) -> Iterator[PublicFace]:
    """The public face: nothing but files stands behind it."""
    cast.portal.domain, cast.edu_site.domain = "www.mingzhou.localhost", "jyj.mingzhou.localhost"
    for site in (cast.portal, cast.edu_site):
        site.save(update_fields=["domain"])
        PublishedSite.objects.update_or_create(pk=site.pk, defaults={"theme": "official"})
        with transaction.atomic():
            start_run(RunKind.FULL, site_id=site.pk, actor="test", at=clock.now(), criteria={})
    server = make_server(
        "127.0.0.1",
        0,
        SiteServer(Path(settings.PUBLISH_ROOT), _nothing),
        server_class=WSGIServer,
        handler_class=Quiet,
    )
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield PublicFace(server.server_port)
    server.shutdown()
    thread.join()
    server.server_close()


def _nothing(environ: Environ, start: Start) -> list[bytes]:
    start("404 Not Found", [("Content-Type", "text/plain; charset=utf-8")])
    return [b""]


@dataclass
class Office:
    """The office as one person after another uses it in one window."""

    page: Page
    url: str
    article: str = ""

    def enter(self, person: Person) -> None:
        """Sign in as someone; the person before is signed out."""
        self.page.context.clear_cookies()
        self.page.goto(f"{self.url}/")
        self.page.get_by_label("用户名").fill(person.username)
        self.page.locator("[name=password]").fill(PASSWORD)
        self.press("登录")
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(person.name)

    def open_waiting(self) -> None:
        """Open the item from the list of what waits."""
        self.follow(TITLE)

    def follow(self, name: str) -> None:
        """Follow the first link of this name on the page itself."""
        link = self.page.locator("main").get_by_role("link", name=name, exact=True).first
        with self.page.expect_navigation():
            link.click()

    def press(self, name: str) -> None:
        """Press a button that sends the form."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name, exact=True).click()
        expect(self.page.get_by_role("alert")).to_have_count(0)

    def confirm(self, name: str) -> None:
        """Follow a button of the article's page and press the one of the same name behind it."""
        self.follow(name)
        self.press(name)
        expect(self.page).to_have_url(self.article)

    def pass_gates(self) -> int:
        """Pass every gate of the review sheet that one may pass; return how many."""
        passed = 0
        gates = self.page.locator("main").get_by_role("link", name=re.compile("^通过"))
        while gates.count():
            with self.page.expect_navigation():
                gates.first.click()
            for box in self.page.locator(".mt-form").get_by_role("checkbox").all():
                box.check()
            self.press("通过")
            expect(self.page).to_have_url(SHEET)
            passed += 1
        return passed


@pytest.fixture
def office(live_server: LiveServer, page: Page) -> Office:
    """The office in a window."""
    return Office(page, live_server.url)


def _settle() -> None:
    """Do what the worker does."""
    for _ in range(3):
        drain(clock.now())
        work_everything(clock.now())
    write_maps(at=clock.now())


def _write(office: Office, cast: Cast) -> None:
    page = office.page
    office.enter(cast.officer)
    assert faults(page) == []
    office.follow("写稿件")
    words = page.get_by_role("textbox", name="正文")
    expect(words).to_be_visible()
    assert faults(page) == []
    page.locator("[name=title]").fill(TITLE)
    page.locator("[name=happened_on]").fill(clock.now().date().isoformat())
    words.click()
    page.keyboard.type(FIRST_WORDS)
    expect(page.locator("[name=body-0-value]")).to_have_value(re.compile(FIRST_WORDS[:8]))
    office.press("保存草稿")
    office.article = page.url
    expect(page.locator(".mt-prose")).to_contain_text(FIRST_WORDS)
    page.reload()  # without the message that fades in
    assert faults(page) == []
    office.follow("报送")
    page.get_by_label("报送类别").select_option(index=1)
    office.press("提交审签")


def _approve(office: Office, cast: Cast) -> None:
    office.enter(cast.leader)
    office.open_waiting()
    office.confirm("同意")


def _take_and_place(office: Office, cast: Cast) -> None:
    page = office.page
    office.enter(cast.desk_editor)
    office.open_waiting()
    office.confirm("接收")
    office.follow("推送到栏目")
    page.get_by_role("group", name=cast.portal.name).get_by_label(cast.news.name).check()
    page.get_by_role("group", name=cast.edu_site.name).get_by_label(cast.edu_news.name).check()
    office.press("推送")


def _review(office: Office, cast: Cast) -> None:
    office.confirm("送审")
    office.follow("第 1 轮审核")
    assert faults(office.page) == []
    assert office.pass_gates() == 4
    office.enter(cast.second_desk)
    office.open_waiting()
    assert office.pass_gates() == 1
    office.enter(cast.portal_secrecy)
    office.open_waiting()
    assert office.pass_gates() == 1


def _publish(office: Office, cast: Cast) -> None:
    office.enter(cast.desk_editor)
    office.open_waiting()
    expect(office.page).to_have_url(office.article)
    office.confirm("发布")
    _settle()
    office.page.reload()
    expect(office.page.get_by_text("已上线")).to_have_count(2)


@pytest.fixture
def rules(cast: Cast) -> None:
    """The rules of the demo city hold."""
    bound_pack("city", at=clock.now() - timedelta(days=1))


@pytest.mark.usefixtures("rules")
def test_an_item_goes_from_a_units_draft_to_two_public_sites(
    office: Office, public: PublicFace, cast: Cast, page: Page
) -> None:
    _write(office, cast)
    _approve(office, cast)
    _take_and_place(office, cast)
    _review(office, cast)
    _publish(office, cast)

    for site in (cast.portal, cast.edu_site):
        page.goto(public.url(site.domain))
        page.get_by_role("link", name=TITLE).first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
        expect(page.get_by_text(FIRST_WORDS)).to_be_visible()
        assert page.url.startswith(public.url(site.domain))


@pytest.fixture
def policy(cast: Cast, public: PublicFace) -> Article:
    """A policy document and a news item that stand on the portal."""
    at = clock.now()
    published_article(cast, at, columns=[cast.news, cast.edu_news], title=TITLE)
    made = published_article(cast, at, columns=[cast.notices], fields=policy_fields())
    _settle()
    return Article.objects.select_related("site").get(pk=made.article_id)


def _path_of(article: Article) -> str:
    return Address.objects.get(article=article, site=article.site).path


def test_public_pages_leave_axe_nothing_to_say(
    page: Page, public: PublicFace, policy: Article, cast: Cast
) -> None:
    news = Article.objects.get(title=TITLE)
    for path in ("/", "/news/", _path_of(news), _path_of(policy), "/no-such-page.html"):
        page.goto(public.url(cast.portal.domain, path))
        expect(page.get_by_role("main")).to_be_visible()
        assert faults(page) == [], path
    expect(page.get_by_role("link", name="首页").first).to_be_visible()


def test_public_pages_are_small_and_valid_html(policy: Article, cast: Cast) -> None:
    root = Path(settings.PUBLISH_ROOT) / cast.portal.code
    pages = sorted(root.rglob("*.html"))
    found = {f"/{path.relative_to(root).as_posix()}" for path in pages}
    assert found >= {"/index.html", "/404.html", "/news/index.html", _path_of(policy)}
    for path in pages:
        content = path.read_bytes()
        assert len(content) < HEAVIEST, path
        html5lib.HTMLParser(strict=True).parse(content)


def test_an_article_is_read_without_scripts(
    browser: Browser, public: PublicFace, policy: Article, cast: Cast
) -> None:
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    try:
        page = context.new_page()
        page.goto(public.url(cast.portal.domain))
        page.get_by_role("link", name=policy.title).first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text(policy.title)
        expect(page.get_by_text("各县（区）教育局：")).to_be_visible()
        expect(page.get_by_text(policy.document_number).first).to_be_visible()
        expect(page.get_by_role("button", name="打印")).to_have_count(0)
    finally:
        context.close()
