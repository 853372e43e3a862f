"""The operator of publishing in a browser: look, go back, release, find what was tampered with."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from mingtang.editorial.pages.actions.checking import check_step
from mingtang.editorial.pages.engine.lanes import work_everything
from mingtang.editorial.pages.models import Incident, Target
from mingtang.editorial.pages.rendering import shells
from mingtang.ground.foundation import clock
from tests.browser.test_office import faults
from tests.factories.cast import Cast
from tests.factories.organization import PASSWORD
from tests.factories.publishing import published_article, ready_article, tree

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 390, "height": 844}


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, settings: LazySettings) -> Iterator[None]:
    """Published sites and store of this test alone."""
    settings.PUBLISH_ROOT = tmp_path / "www"
    settings.PUBLISH_STORE = tmp_path / "store"
    settings.PUBLISH_SYNC = False
    settings.SECOND_FACTOR = "offered"
    shells.clear()
    yield
    shells.clear()


@pytest.fixture
def second(cast: Cast) -> int:
    """The second of two articles published one after the other."""
    published_article(cast, clock.now(), columns=[cast.news], title="第一条消息")
    work_everything(clock.now())
    found = published_article(cast, clock.now(), columns=[cast.news], title="第二条消息")
    work_everything(clock.now())
    return found.article_id


def enter(page: Page, server: LiveServer, username: str, path: str) -> None:
    page.goto(f"{server.url}/sign-in/?next={path}")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(f"**{path}")


def looked_at(page: Page, heading: str) -> None:
    """Wait for a screen and ask axe about it."""
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    assert faults(page) == []


def shown(path: str = "/news/index.html") -> str:
    return tree("portal")[path].decode()


def test_operator_goes_back_and_releases(
    page: Page, live_server: LiveServer, cast: Cast, second: int
) -> None:
    enter(page, live_server, "operator", "/publishing/")
    expect(page.get_by_role("row", name="本稿页面")).to_contain_text("正常")
    looked_at(page, "发布运维")

    page.get_by_role("link", name="发布历史", exact=True).click()
    looked_at(page, "发布历史")
    page.get_by_label("种类").select_option("dependent")
    page.get_by_role("button", name="查找").click()
    page.locator("tbody a").first.click()
    expect(page.get_by_role("row", name="/news/index.html")).to_contain_text("修改")
    assert faults(page) == []
    row = page.get_by_role("row", name="/news/index.html")
    row.get_by_role("link", name="看改动").click()
    expect(page.locator(".mt-line--added", has_text="第二条消息").first).to_be_visible()
    assert faults(page) == []
    page.go_back()

    page.get_by_role("link", name="回退这一批").click()
    looked_at(page, "回退这一批")
    page.get_by_label("原因").fill("发错了栏目")
    page.get_by_role("button", name="回退").click()
    expect(page.get_by_text("已回退，暂停更新").first).to_be_visible()
    assert "第二条消息" not in shown()

    page.get_by_role("link", name="恢复更新").first.click()
    expect(page.get_by_role("button", name="恢复更新")).to_be_visible()
    assert faults(page) == []
    page.get_by_role("button", name="恢复更新").click()
    expect(page.get_by_text("已恢复").first).to_be_visible()
    page.reload()  # the message fades in, and half a colour is no contrast
    assert faults(page) == []
    work_everything(clock.now())
    assert "第二条消息" in shown()


def test_check_finds_tampering_and_someone_takes_note(
    page: Page, live_server: LiveServer, cast: Cast, second: int, settings: LazySettings
) -> None:
    root = Path(settings.PUBLISH_ROOT) / "portal"
    (root / "news/index.html").write_text("<h1>hacked</h1>")
    (root / "shell.php").write_text("<?php")
    enter(page, live_server, "operator", f"/publishing/sites/{cast.portal.pk}/")

    page.get_by_role("link", name="核对文件").click()
    looked_at(page, "核对文件")
    page.get_by_role("button", name="开始核对").click()
    expect(page.get_by_role("row", name="核对文件")).to_contain_text("进行中")
    while check_step(clock.now()):
        pass
    expect(page.get_by_role("row", name="核对文件")).to_contain_text("发现 2 处不一致")
    assert "hacked" not in shown()
    assert not (root / "shell.php").exists()

    page.goto(live_server.url)
    page.get_by_role("link", name="2 起篡改事件").click()
    looked_at(page, "篡改事件")
    page.get_by_role("link", name="/shell.php").click()
    looked_at(page, "多出的文件：/shell.php")
    page.get_by_role("link", name="已确认").click()
    expect(page.get_by_role("button", name="已确认")).to_be_visible()
    assert faults(page) == []
    page.get_by_role("button", name="已确认").click()
    expect(page.get_by_role("row", name="/shell.php")).to_contain_text("已确认")
    assert Incident.objects.unseen().count() == 1


def test_editor_sets_the_minute_of_a_release(
    page: Page, live_server: LiveServer, cast: Cast
) -> None:
    article = ready_article(cast, clock.now(), columns=[cast.news])
    enter(page, live_server, "desk_editor", f"/publishing/articles/{article.pk}/publish-at/")

    looked_at(page, "定时发布")


def test_failed_page_is_mended_and_taken_down_on_a_telephone(
    page: Page, live_server: LiveServer, cast: Cast, second: int
) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    own = Target.objects.filter(kind="article", key=str(second))
    own.update(state="failed", tries=2, reason="磁盘已满")
    enter(page, live_server, "desk_editor", f"/articles/{second}/")

    expect(page.get_by_text("磁盘已满")).to_be_visible()
    page.get_by_role("link", name="再试一次").click()
    page.get_by_role("button", name="再试一次").click()
    expect(page.get_by_text("已上线")).to_be_visible()
    page.reload()
    assert faults(page) == []

    page.get_by_role("link", name="定时下线").click()
    looked_at(page, "定时下线")
    page.goto(f"{live_server.url}/publishing/articles/{second}/preview/?width=phone")
    expect(page.frame_locator("iframe").get_by_role("heading", name="第二条消息")).to_be_visible()
    page.goto(f"{live_server.url}/publishing/articles/{second}/take-down/")
    looked_at(page, "下线")
    page.get_by_label("内部说明").fill("数据有误")
    page.get_by_label("对外说明").fill("内容正在核实。")
    page.get_by_role("button", name="下线").click()
    expect(page.get_by_text("已下线。系统会访问原网址")).to_be_visible()
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE["width"]

    work_everything(clock.now())
    assert f"/news/{clock.now():%Y%m}/{second}.html" not in tree("portal")
    assert any("内容正在核实。" in body.decode() for body in tree("portal").values())
