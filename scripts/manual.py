"""Photograph the office screens of the manual: an article, a letter, a consultation, a live interview.

    python scripts/manual.py              makes a demo city of its own
    python scripts/manual.py --home DIR   uses the demo city in DIR and answers a waiting letter

Writes JPEG pictures of at most 60 KB to the static files of the office. Needs Chromium, as the tests in the browser do.
"""

import argparse
import re
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, FilePayload, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]

from tests.ground.papers.word_files import notice_file  # noqa: E402
from tests.harness.chromium import find_chromium  # noqa: E402 - after the path is set
from tests.harness.demo import Demo  # noqa: E402

TARGET = ROOT / "src" / "mingtang" / "faces" / "office" / "static" / "manual"
HEAVIEST = 60_000  # bytes of a picture
LETTER = "养老服务中心"  # in the title of a letter that waits for the desk
UNIT, OFFICER, LEADER = "市民政局", "civil-information", "civil-leader"
ANSWER = (
    "经查，养老服务中心因人员调整停开两周，已要求自下周一起恢复开放，并在门口公布开放时间。"
    "如需进一步了解，请拨打咨询电话0550-3025678，或到市民政局养老服务科（政务新区人民路12号3栋205室）反映。"
)


def entered(browser: Browser, demo: Demo, username: str, *, is_phone: bool = False) -> Page:
    """Return a browser window in which a person of the demo city is signed in."""
    size = {"width": 390, "height": 844} if is_phone else {"width": 1100, "height": 900}
    context = browser.new_context(viewport=size, locale="zh-CN", timezone_id="Asia/Shanghai")
    page = context.new_page()
    lines = (line.split() for line in demo.sign_ins.read_text("utf-8").splitlines())
    password = next(cells[-1] for cells in lines if len(cells) > 2 and cells[-2] == username)
    page.goto(demo.office)
    page.get_by_label("用户名").fill(username)
    page.locator("[name=password]").fill(password)
    page.get_by_role("button", name="登录").click()
    page.wait_for_load_state()
    return page


def follow(page: Page, name: str) -> None:
    """Click the first link of a name in the content of the page."""
    with page.expect_navigation():
        page.locator("main").get_by_role("link", name=re.compile(name)).first.click()


def press(page: Page, name: str) -> None:
    """Press the button of a name."""
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=name, exact=True).click()


def photograph(page: Page, name: str, height: int = 900) -> None:
    """Take a picture of the upper part of a page, at lower quality until it is small enough."""
    page.wait_for_timeout(400)
    width = page.viewport_size["width"] if page.viewport_size else 1100
    target = TARGET / f"{name}.jpg"
    for quality in (72, 60, 48, 36, 28):
        page.screenshot(
            path=target, type="jpeg", quality=quality, full_page=True,
            clip={"x": 0, "y": 0, "width": width, "height": height},
        )  # fmt: skip
        if target.stat().st_size <= HEAVIEST:
            break
    sys.stdout.write(f"{target.name} {target.stat().st_size:,}\n")


def article(browser: Browser, demo: Demo) -> None:
    """Photograph a document of Word as a draft, and on the phone of the leader who signs it."""
    officer = entered(browser, demo, "edu-information")
    officer.goto(f"{demo.office}articles/word/")
    file = FilePayload(name="通知.docx", mimeType="application/octet-stream", buffer=notice_file())
    officer.locator("input[type=file]").set_input_files(file)
    press(officer, "生成草稿")
    officer.locator(".mt-grid").first.wait_for()
    officer.set_viewport_size({"width": 1100, "height": 1300})  # the end of the form stays in view
    photograph(officer, "article", 1250)
    officer.set_viewport_size({"width": 1280, "height": 800})
    officer.get_by_role("button", name="预览", exact=True).click()
    officer.frame_locator(".mt-live__sheet iframe").locator("h1").wait_for()
    photograph(officer, "preview", 800)
    officer.get_by_role("button", name="收起预览").click()
    press(officer, "保存")
    written = officer.url
    follow(officer, "^报送$")
    officer.get_by_label("作者姓名").fill("林晓")
    officer.get_by_label("联系电话").fill("13800000000")
    press(officer, "提交审签")
    leader = entered(browser, demo, "edu-leader", is_phone=True)
    leader.goto(written)
    photograph(leader, "sign", 844)


def review(browser: Browser, demo: Demo) -> None:
    """Photograph a review sheet, and the phone of who signs what cannot wait."""
    desk = entered(browser, demo, "desk")
    desk.goto(f"{demo.office}articles/?state=accepted")
    with desk.expect_navigation():
        desk.locator("main tbody a").first.click()
    urgent = desk.url
    follow(desk, "^紧急签发$")
    desk.get_by_label("原因").fill("暴雨红色预警")
    press(desk, "提请紧急签发")
    leader = entered(browser, demo, "duty", is_phone=True)
    leader.goto(urgent)
    with leader.expect_navigation():
        leader.locator("main a[href^='/reviews/']").first.click()
    photograph(leader, "urgent", 844)
    desk.goto(f"{demo.office}approvals/")
    follow(desk, "^逐条核对")
    photograph(desk, "sheet", 1250)


def letter(browser: Browser, demo: Demo) -> None:
    """Photograph a letter from the desk to its published answer."""
    desk = entered(browser, demo, "desk")
    desk.goto(f"{demo.office}cases/?kind=letter&state=received")
    with desk.expect_navigation():
        desk.locator("main tbody").get_by_role("link", name=re.compile(LETTER)).first.click()
    case = desk.url
    photograph(desk, "case", 1000)
    follow(desk, "^转办$")
    desk.get_by_label("承办单位").fill(UNIT)
    photograph(desk, "dispatch", 640)
    press(desk, "转办")
    unit = entered(browser, demo, OFFICER)
    unit.goto(case)
    follow(unit, "^认领$")
    press(unit, "认领")
    follow(unit, "^答复$")
    unit.get_by_label("答复", exact=True).fill(ANSWER)
    press(unit, "保存并核对")
    photograph(unit, "answer")
    follow(unit, "^送审$")
    press(unit, "送审")
    leader = entered(browser, demo, LEADER, is_phone=True)
    leader.goto(f"{demo.office}responses/{case.rstrip('/').rpartition('/')[2]}/")
    photograph(leader, "leader", 844)
    follow(leader, "^同意")
    press(leader, "同意")
    redaction(desk, demo)


def redaction(desk: Page, demo: Demo) -> None:
    """Open the public text of the newest answer whose sender agreed to it."""
    desk.goto(f"{demo.office}cases/?kind=letter&state=answered")
    rows = desk.locator("main tbody tr a").all()
    for address in [row.get_attribute("href") or "" for row in rows]:
        desk.goto(demo.office + address.lstrip("/"))
        if desk.locator("main").get_by_role("link", name="拟定公开稿").count():
            follow(desk, "^拟定公开稿$")
            photograph(desk, "redact", 1100)
            return


def rest(browser: Browser, demo: Demo) -> None:
    """Photograph a consultation and an interview that goes live."""
    desk = entered(browser, demo, "desk")
    desk.goto(f"{demo.office}consultations/")
    with desk.expect_navigation():
        desk.locator("main tbody a").first.click()
    photograph(desk, "consultation")
    desk.goto(f"{demo.office}interviews/?state=live")
    if not desk.locator("main tbody a").count():
        desk.goto(f"{demo.office}interviews/?state=announced")
    with desk.expect_navigation():
        desk.locator("main tbody a").first.click()
    photograph(desk, "live")


# Screens that tell their post's work at a glance: picture, who sees it, its address.
SCREENS = (
    ("desk", "desk", "submissions/desk/"),
    ("points", "desk", "submissions/points/"),
    ("roster", "duty", "notices/duty/"),
    ("log", "auditor", "events/"),
    ("people", "operator", "organization/people/"),
    ("surveys", "desk", "surveys/"),
)


def screens(browser: Browser, demo: Demo) -> None:
    """Photograph the screens where the work of other posts begins."""
    for name, username, address in SCREENS:
        page = entered(browser, demo, username)
        page.goto(demo.office + address)
        photograph(page, name, 700)
        page.context.close()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--home", type=Path, help="the folder of a demo city that is there")
    parser.add_argument("--ports", type=int, nargs=2, help="of a demo city that runs already")
    parser.add_argument("--screens", action="store_true", help="only screens that need no story")
    options = parser.parse_args()
    TARGET.mkdir(parents=True, exist_ok=True)
    parts = [screens] if options.screens else [article, review, letter, rest, screens]
    with tempfile.TemporaryDirectory() as made, sync_playwright() as playwright:
        demo = Demo(options.home or Path(made), is_small=False)
        with playwright.chromium.launch(
            executable_path=str(find_chromium()), args=["--no-sandbox"]
        ) as browser:
            if options.ports:
                demo.ports = options.ports
                for part in parts:
                    part(browser, demo)
            else:
                with demo.running():
                    for part in parts:
                        part(browser, demo)


if __name__ == "__main__":
    main()
