"""One task of each post whose work no other journey tells, from sign-in to what comes of it.

Information officer, leader in charge and desk go their way in `test_first_item`, liaison officer and
assessor in `test_letters`, the duty officer in `tests/journeys/test_urgent_item`.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import transaction
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from mingtang.editorial.content.actions import offer_placement
from mingtang.editorial.content.models import Article
from mingtang.editorial.pages.actions.checking import check_step
from mingtang.editorial.pages.engine.lanes import work_everything
from mingtang.editorial.pages.engine.runs import start_check
from mingtang.editorial.pages.models import Incident
from mingtang.editorial.pages.rendering import shells
from mingtang.ground.foundation import clock
from mingtang.institution.organization.enums import Post
from mingtang.institution.organization.models import Person
from mingtang.spine.events.testing import drain
from mingtang.workbench.approvals.actions import pass_step
from tests.factories.cast import Cast
from tests.factories.content import accepted, in_review, news_fields, submitted
from tests.factories.organization import (
    PASSWORD,
    PersonFactory,
    PostHoldingFactory,
)
from tests.factories.publishing import published_article
from tests.factories.regulations import bound_pack

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 390, "height": 844}
THUMB = 40  # pixels of the least height of what a thumb presses


@pytest.fixture(autouse=True)
def _city(cast: Cast, tmp_path: Path, settings: LazySettings) -> Iterator[None]:
    """The cast under the rules of the demo city, with folders of this test alone."""
    settings.PUBLISH_ROOT = tmp_path / "www"
    settings.PUBLISH_STORE = tmp_path / "store"
    settings.PUBLISH_SYNC = False
    settings.SECOND_FACTOR = "offered"
    shells.clear()
    bound_pack("city", at=clock.now() - timedelta(days=2))
    yield
    shells.clear()


class Desk:
    """The office in one window, as one person uses it."""

    def __init__(self, page: Page, server: LiveServer, person: Person) -> None:
        self.page = page
        page.goto(f"{server.url}/")
        page.get_by_label("用户名").fill(person.username)
        page.locator("[name=password]").fill(PASSWORD)
        self.press("登录")
        expect(page.get_by_role("heading", level=1)).to_contain_text(person.name)

    def follow(self, name: Any) -> None:
        """Follow the first link of this name on the page itself."""
        with self.page.expect_navigation():
            self.page.locator("main").get_by_role("link", name=name).first.click()

    def press(self, name: str) -> None:
        """Press a button that sends a form."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name, exact=True).click()

    def see(self, text: str) -> None:
        """Wait for a text on the page."""
        expect(self.page.locator("main").get_by_text(text).first).to_be_visible()


def _holder(cast: Cast, post: Post, name: str, **held: Any) -> Person:
    person: Person = PersonFactory.create(username=post.value, name=name, unit=cast.office)
    PostHoldingFactory(person=person, unit=cast.city, post=post.value, **held)
    return person


def test_principal_leader_signs_on_a_phone(page: Page, live_server: LiveServer, cast: Cast) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    article = submitted(cast, clock.now(), news_fields(is_important=True))
    first = article.submissions.get().round.steps.order_by("order")[0]
    pass_step(actor=cast.leader, at=clock.now(), step_id=first.pk)

    window = Desk(page, live_server, cast.principal)
    window.follow(article.title)
    agree = page.locator("main").get_by_role("link", name=re.compile("^同意")).first
    box = agree.bounding_box()
    assert box is not None
    assert box["height"] >= THUMB
    window.follow(re.compile("^同意"))
    window.press("同意")

    window.see("已报送，待编辑部接收")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_secrecy_reviewer_passes_the_gate_of_secrecy_on_the_sheet(
    page: Page, live_server: LiveServer, cast: Cast
) -> None:
    article = in_review(cast, clock.now())

    window = Desk(page, live_server, cast.portal_secrecy)
    window.follow(article.title)
    window.see("保密关")
    window.follow(re.compile("^通过"))
    for tick in page.locator(".mt-form").get_by_role("checkbox").all():
        tick.check()
    window.press("通过")

    row = page.get_by_role("row").filter(has_text="保密关").first
    expect(row).to_contain_text(cast.portal_secrecy.name)


def test_site_editor_puts_an_item_on_top_of_a_column(
    page: Page, live_server: LiveServer, cast: Cast
) -> None:
    article = accepted(cast, clock.now())
    offer_placement(
        actor=cast.desk_editor, at=clock.now(), article_id=article.pk, column_id=cast.edu_news.pk
    )

    window = Desk(page, live_server, cast.site_editor)
    page.goto(f"{live_server.url}/articles/{article.pk}/")
    row = page.get_by_role("row").filter(has_text=cast.edu_news.name).first
    expect(row).to_contain_text("已接收")
    row.get_by_role("link", name="置顶").click()
    window.press("确定")
    expect(row).to_contain_text("取消置顶")


def test_account_operator_takes_home_the_text_of_what_is_online(
    page: Page, live_server: LiveServer, cast: Cast
) -> None:
    operator = _holder(cast, Post.ACCOUNT_OPERATOR, "唐佳")
    found = published_article(cast, clock.now(), columns=[cast.news], title="供新媒体转发的消息")
    Article.objects.filter(pk=found.article_id).update(unit=cast.city)
    work_everything(clock.now())

    window = Desk(page, live_server, operator)
    page.goto(f"{live_server.url}/articles/?state=published")
    window.follow("供新媒体转发的消息")
    with page.expect_download() as taken:
        page.locator("main").get_by_role("link", name="导出 Word").click()
    assert taken.value.suggested_filename.endswith(".docx")


def test_security_officer_takes_note_of_a_changed_page(
    page: Page, live_server: LiveServer, cast: Cast, settings: LazySettings
) -> None:
    officer = _holder(cast, Post.SECURITY_OFFICER, "冯涛")
    published_article(cast, clock.now(), columns=[cast.news])
    work_everything(clock.now())
    (Path(settings.PUBLISH_ROOT) / "portal" / "shell.php").write_text("<?php")
    _check(cast)

    window = Desk(page, live_server, officer)
    window.follow(re.compile("起篡改事件"))
    window.follow("/shell.php")
    window.follow("已确认")
    window.press("已确认")

    expect(page.get_by_role("row", name="/shell.php")).to_contain_text("已确认")
    assert not Incident.objects.unseen().exists()


def _check(cast: Cast) -> None:
    with transaction.atomic():
        start_check(cast.portal.pk, clock.now())
    while check_step(clock.now()):
        pass


def test_administrator_adds_a_person_and_gives_a_post(
    page: Page, live_server: LiveServer, cast: Cast
) -> None:
    window = Desk(page, live_server, cast.operator)
    window.follow("人员和岗位")
    window.follow("新增人员")
    page.get_by_label("姓名").fill("吴桐")
    page.get_by_label("所在单位").fill("edu")
    page.get_by_label("用户名").fill("wutong")
    for field in page.locator("input[type=password]").all():
        field.fill("Qx7-lan-shan-2026")
    window.press("保存")
    expect(page.get_by_role("heading", level=1)).to_have_text("吴桐")
    window.follow("任职")
    page.get_by_label("岗位").select_option("information_officer")
    window.press("任职")

    row = page.get_by_role("row").filter(has_text="信息员").first
    expect(row).to_contain_text("明州市教育局")


def test_auditor_finds_by_name_who_did_what(
    page: Page, live_server: LiveServer, cast: Cast
) -> None:
    article = in_review(cast, clock.now())
    drain(clock.now())

    window = Desk(page, live_server, cast.auditor)
    window.follow("查操作记录")
    page.get_by_label("对象名称").fill(article.title)
    window.press("查找")
    window.see(article.title)
    expect(page.locator("main table")).to_contain_text(cast.officer.name)
    expect(page.locator("main table")).not_to_contain_text(f"article:{article.pk}")
    window.follow(article.title)
    window.see("三月十日，明州市第三中学新校区启用。")


def test_contractor_writes_a_draft_that_the_unit_can_send_on(
    page: Page, live_server: LiveServer, cast: Cast
) -> None:
    person: Person = PersonFactory.create(username="contractor", name="吕航", unit=cast.edu)
    PostHoldingFactory(
        person=person, unit=cast.edu, post=Post.CONTRACTOR.value, duties="排版",
        valid_to=clock.now() + timedelta(days=30),
    )  # fmt: skip

    window = Desk(page, live_server, person)
    window.follow("写稿件")
    page.locator("[name=title]").fill("外包人员起草的消息")
    page.get_by_role("textbox", name="正文").click()
    page.keyboard.type("外包人员只起草，由本单位信息员报送。")
    expect(page.locator("[name=body-0-value]")).to_have_value(re.compile("只起草"))
    window.press("保存草稿")
    expect(page.locator("main").get_by_role("link", name="报送", exact=True)).to_have_count(0)
    window.see("林晓")  # says who sends it
    page.context.clear_cookies()

    window = Desk(page, live_server, cast.officer)
    page.goto(f"{live_server.url}/articles/{Article.objects.get().pk}/")
    window.follow(re.compile("^报送$"))
    expect(page.get_by_role("button", name="提交审签")).to_be_visible()
