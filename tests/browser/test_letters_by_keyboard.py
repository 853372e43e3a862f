"""A letter in the browser by keyboard alone, and what a screen reader says of it."""

import re
import time

import pytest
from playwright.sync_api import Locator, Page, expect

from mingtang.ground.foundation import clock
from mingtang.workbench.casework.actions.moving import dispatch_case
from mingtang.workbench.casework.models import Case
from tests.browser.letter_city import ANSWER, OPEN_FOR, TEXT, TITLE, City, city
from tests.browser.test_sign_in import faults
from tests.editorial.pages.conftest import folders
from tests.factories.letters import answer

__all__ = ["city", "folders"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]


class Keyboard:
    """A person who sees nothing: keys in, and out what a screen reader says of the focus."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, name: str) -> None:
        """Press Tab until a field, link or button of this name has the focus."""
        for _ in range(40):
            self.page.keyboard.press("Tab")
            if self.page.evaluate(
                "(document.activeElement.labels?.[0] ?? document.activeElement).textContent"
            ).startswith(name):
                return
        raise AssertionError(f"no way to {name} by keyboard")

    def type(self, name: str, text: str) -> None:
        """Go to a field and replace its content."""
        self.reach(name)
        self.page.keyboard.press("ControlOrMeta+A")
        self.page.keyboard.type(text)

    def press(self, name: str) -> None:
        """Press a button or follow a link, which leads to another page."""
        self.reach(name)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def send(self, opened: float) -> None:
        """Submit a form once a person could have read it, and its puzzle is solved."""
        time.sleep(max(0.0, OPEN_FOR - (time.monotonic() - opened)))
        # The puzzle takes a random time; submitted before it is solved, the form asks its question.
        self.page.locator("[data-question]").wait_for(state="hidden")
        self.press("提交")

    def hears_fault(self, word: str, field: Locator) -> None:
        """Read the summary of faults, which has the focus, and follow its first link to the field."""
        alert = self.page.get_by_role("alert")
        expect(alert).to_be_focused()
        expect(alert).to_contain_text(word)
        expect(field).to_have_attribute("aria-invalid", "true")
        self.page.keyboard.press("Tab")
        self.page.keyboard.press("Enter")
        expect(field).to_be_focused()

    def hears_heading(self, name: str, *, title: str, description: str | re.Pattern[str]) -> None:
        """Read title and heading of a page that answers, and the facts that belong to the heading."""
        expect(self.page).to_have_title(re.compile(title))
        heading = self.page.get_by_role("heading", level=1, name=name)
        expect(heading).to_be_focused()
        expect(heading).to_have_accessible_description(description)
        assert faults(self.page) == []


def test_xn_16_letter_goes_from_writing_to_rating_by_keyboard_and_what_a_screen_reader_says(
    city: City,
) -> None:
    page = city.citizen()
    keys = Keyboard(page)
    code, secret = _letter_by_keyboard(keys, city)
    _answered(city)
    _status_by_keyboard(keys, code, secret)

    keys.press("评价办理结果")
    opened = time.monotonic()
    expect(page).to_have_title(re.compile("^评价办理结果 - "))
    expect(page.get_by_role("textbox", name="回执编号")).to_have_value(code)
    expect(page.get_by_role("textbox", name="查询码")).to_have_value(secret)
    group = page.get_by_role("radiogroup", name=re.compile("满意程度.*必填"))
    expect(group.get_by_role("radio")).to_have_count(5)
    keys.reach("非常满意")
    page.keyboard.press("ArrowUp")  # the last of the group
    expect(page.get_by_role("radio", name="非常不满意")).to_be_checked()
    keys.send(opened)
    comment = page.get_by_role("textbox", name="意见")
    expect(page).to_have_title(re.compile("^需要改正：评价办理结果"))
    keys.hears_fault("请写明", comment)
    expect(page.get_by_role("radio", name="非常不满意")).to_be_checked()
    page.keyboard.type("答复没有说明改道的原因。")
    keys.send(opened)
    keys.hears_heading("提交成功", title="^提交成功 - 评价办理结果", description=re.compile("评价"))
    city.settle()
    assert Case.objects.get().rating == 1


def _letter_by_keyboard(keys: Keyboard, city: City) -> tuple[str, str]:
    """Write a letter, first without a name; return the code and the secret of the receipt."""
    page = keys.page
    page.goto(f"{city.public}/forms/letter/")
    opened = time.monotonic()
    expect(page).to_have_title(re.compile("^写信 - 明州市人民政府"))
    group = page.get_by_role("main").get_by_role("radiogroup", name=re.compile("写给"))
    expect(group).to_match_aria_snapshot("- radiogroup /写给.*必填/:\n  - radio /市长信箱/")
    assert faults(page) == []
    keys.reach("市长信箱")
    page.keyboard.press("Space")
    keys.reach("咨询")
    page.keyboard.press("Space")
    keys.type("标题", TITLE)
    keys.type("内容", TEXT)
    keys.reach("同意公开")
    page.keyboard.press("Space")
    keys.send(opened)
    name = page.get_by_role("textbox", name="姓名")
    expect(page).to_have_title(re.compile("^需要改正：写信"))
    expect(page.get_by_role("main")).to_match_aria_snapshot(
        """
        - alert "还没有提交成功":
          - list:
            - listitem:
              - link /姓名/
        """
    )
    keys.hears_fault("姓名", name)
    page.keyboard.type("闻人无双")
    keys.type("联系电话", "13912345678")
    keys.send(opened)
    code, secret = page.locator("dl.receipt strong").all_inner_texts()
    said = re.compile(f"{code}.*{secret}", re.DOTALL)
    keys.hears_heading("提交成功", title="^提交成功 - 写信 - 明州市人民政府", description=said)
    expect(page.get_by_role("main")).to_match_aria_snapshot(
        f"""
        - heading "提交成功" [level=1]
        - term: 回执编号
        - definition:
          - strong: {code}
        - term: 查询码
        - definition:
          - strong: {secret}
        - heading "接下来" [level=2]
        - list
        - heading "怎样查询" [level=2]
        - img "查询办理状态的二维码"
        """
    )
    city.settle()
    assert Case.objects.get().title == TITLE
    return code, secret


def _answered(city: City) -> None:
    """Have the office answer the letter."""
    case, cast = Case.objects.get(), city.cast
    dispatch_case(actor=cast.desk_editor, at=clock.now(), case_id=case.pk, unit="edu")
    answer(case, cast.officer, cast.leader, clock.now(), ANSWER)
    city.settle()


def _status_by_keyboard(keys: Keyboard, code: str, secret: str) -> None:
    """Follow the receipt to the query, mistype the code, correct it and read the answer."""
    page = keys.page
    keys.press("查询办理状态")
    expect(page).to_have_title(re.compile("^查询办理状态 - "))
    keys.type("回执编号", "1111 2222 3333 4444")
    keys.type("查询码", secret)
    keys.press("查询")
    expect(page).to_have_title(re.compile("^查询不成功：查询办理状态"))
    keys.hears_fault("请核对", page.get_by_role("textbox", name="回执编号"))
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type(code)
    keys.type("查询码", secret)
    keys.press("查询")
    said = re.compile("状态.*已答复", re.DOTALL)
    keys.hears_heading("查询结果", title="^已答复：.*查询办理状态", description=said)
    expect(page.get_by_role("main")).to_match_aria_snapshot(
        """
        - heading "查询结果" [level=1]
        - term: 状态
        - definition:
          - strong: 已答复
        - heading "办理经过" [level=2]
        - list:
          - listitem:
            - time
            - text: 已收到
          - listitem:
            - time
            - text: 已转给市教育局办理
          - listitem:
            - time
            - text: 办理单位已认领
          - listitem:
            - time
            - text: 已答复
        - heading "答复" [level=2]
        - paragraph: /校车临时改道/
        - heading "您还可以" [level=2]
        - paragraph:
          - button "评价办理结果"
          - text: 答复之后，请凭编号和查询码评价。
        """
    )
