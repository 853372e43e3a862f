"""Imports in a real browser: the source page beside what was read, on a desk and on a phone."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from mingtang.editorial.content.actions import upload_pages
from mingtang.editorial.content.importing.uploads import read_uploads
from mingtang.editorial.content.models import ImportedFile
from mingtang.ground.foundation import clock
from tests.editorial.content.uploaded import doubtful_page, old_site
from tests.factories.cast import Cast
from tests.factories.organization import PASSWORD
from tests.factories.regulations import bound_pack

pytestmark = pytest.mark.django_db(transaction=True)

HOSTILE = (
    b"<meta http-equiv=refresh content='0;url=/'><script>parent.document.title='taken'</script>"
    b"<link rel=stylesheet href='/reached.css'><img src='/reached.png' onerror=\"document.title='taken'\">"
)


def enter(page: Page, server: LiveServer, username: str, path: str) -> None:
    page.goto(f"{server.url}/sign-in/?next={path}")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(f"**{path}")


def faults(page: Page) -> list[str]:
    """What axe finds wrong, Wagtail's own sidebar and the foreign page in the frame left out."""
    page.wait_for_load_state()  # a click on a link returns before the next page is whole
    context = {"exclude": [["#wagtail-sidebar"], ["iframe"]]}
    found = Axe().run(page, context=context).response["violations"]
    return [f"{one['id']}: {one['help']} {one['nodes'][0]['html'][:120]}" for one in found]


def test_doubtful_page_is_corrected_beside_its_source(
    live_server: LiveServer, page: Page, cast: Cast, settings: object, tmp_path: Path
) -> None:
    settings.SECOND_FACTOR = "offered"  # type: ignore[attr-defined]
    bound_pack(cast.city.code, at=clock.now())
    hostile = doubtful_page().replace("秋季防汛".encode(), "冬季防火".encode()) + HOSTILE
    archive = tmp_path / "old.zip"
    archive.write_bytes(old_site())
    (tmp_path / "hostile.html").write_bytes(hostile)
    upload_pages(
        actor=cast.officer, at=clock.now(), unit=cast.edu, site=cast.portal, column=None,
        name="带脚本的网页", base="", uploads=[SimpleUploadedFile("hostile.html", hostile)],
    )  # fmt: skip
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    enter(page, live_server, cast.officer.username, "/articles/imports/")
    wrong = {"list": faults(page)}
    page.get_by_role("link", name="上传网页").first.click()
    wrong["upload"] = faults(page)
    page.get_by_label("网页文件或压缩包").set_input_files(archive)
    page.get_by_label("报送到").select_option(label=cast.portal.name)
    page.get_by_role("button", name="上传", exact=True).click()
    expect(page.get_by_role("heading", name="正在识别")).to_be_visible()
    while read_uploads(clock.now()):
        pass
    page.get_by_role("link", name="刷新").click()
    expect(page.get_by_role("heading", name="正在识别")).to_have_count(0)
    wrong["batch"] = faults(page)

    page.get_by_role("link", name="逐件核对").click()
    frame = page.frame_locator("iframe")
    expect(frame.get_by_text("为做好秋季防汛工作")).to_be_visible()
    wrong["file"] = faults(page)
    page.get_by_label("标题").fill("关于做好2024年秋季防汛工作的通知")
    page.get_by_label("成文日期").fill("2024-09-11")
    page.get_by_role("button", name="保存，已核对").click()
    page.get_by_role("link", name="报送 2 件").click()
    page.get_by_label("联系电话").fill("0570-5550001")
    wrong["send"] = faults(page)
    page.get_by_role("button", name="提交审签").click()
    expect(page.get_by_text("已提交 ")).to_be_visible()

    bad = ImportedFile.objects.get(name="hostile.html")
    page.goto(f"{live_server.url}/articles/imports/files/{bad.pk}/")
    expect(page.frame_locator("iframe").get_by_text("为做好冬季防火工作")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert "taken" not in page.title()
    assert [url for url in asked if "reached" in url] == []

    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    wrong["phone"] = faults(page)
    assert {name: found for name, found in wrong.items() if found} == {}
