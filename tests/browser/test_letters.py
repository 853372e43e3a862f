"""A letter in the browser: citizen, desk, unit, leader, assessor."""

import re
import time
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from mingtang.ground.foundation import clock
from mingtang.ground.foundation.clock import BEIJING
from mingtang.service.letters.models import Mailbox
from mingtang.workbench.casework.actions.moving import dispatch_case
from mingtang.workbench.casework.models import Case
from tests.browser.letter_city import (
    ANSWER,
    PHONE,
    TITLE,
    City,
    city,
    dispatch,
    follow,
    look_up,
    press,
    send_form,
    write_letter,
)
from tests.browser.test_sign_in import faults
from tests.editorial.pages.conftest import folders
from tests.factories.letters import answer, letter

__all__ = ["city", "folders"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]


def test_xn_16_letter_goes_from_a_telephone_through_desk_unit_and_leader_to_its_rating(
    city: City,
) -> None:
    cast = city.cast
    phone = city.citizen(java_script_enabled=False)
    code, secret = write_letter(phone, city)
    look_up(phone, city, code, secret)
    expect(phone.get_by_role("main")).to_contain_text("待转办")

    dispatch(city, "市教育局")
    unit = city.office(cast.officer)
    unit.goto(f"{city.url}/cases/{Case.objects.get().pk}/")
    follow(unit, "退回")
    unit.get_by_label("说明").or_(unit.get_by_label("原因")).first.fill("校车由交通部门管理。")
    press(unit, "退回")
    city.settle()
    dispatch(city, "市教育局")  # the desk decides that the bureau answers it

    unit.goto(f"{city.url}/cases/{Case.objects.get().pk}/")
    follow(unit, "认领")
    press(unit, "认领")
    follow(unit, re.compile("^答复$"))
    unit.get_by_label("答复", exact=True).fill(ANSWER)
    press(unit, "保存并核对")
    follow(unit, "送审")
    press(unit, "送审")

    leader = city.office(cast.leader, is_phone=True)
    assert leader.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    follow(leader, re.compile(TITLE))
    follow(leader, "同意")
    assert faults(leader) == []
    assert leader.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    press(leader, "同意")
    city.settle()

    look_up(phone, city, code, secret)
    expect(phone.get_by_role("main")).to_contain_text(ANSWER[:20])
    press(phone, "评价办理结果")  # code and secret go along
    opened = time.monotonic()
    phone.get_by_label("非常满意").first.check()
    send_form(phone, opened)
    city.settle()
    assert Case.objects.get().rating == 5

    reader = city.citizen()
    reader.goto(f"{city.public}/responses/figures.html")
    row = reader.get_by_role("row").filter(has_text="市教育局")
    expect(row).to_have_text(re.compile(r"1\s*1\s*100%.*100%", re.DOTALL))
    assessor = city.office(city.assessor)
    assessor.goto(f"{city.url}/responses/samples/")
    expect(assessor.locator("main").get_by_role("link", name="抽取样本")).to_be_visible()
    assert faults(assessor) == []


def test_xn_18_assessor_reads_in_the_office_the_numbers_that_the_site_shows(city: City) -> None:
    """Letters of two months, two units and two sites: list, figures, file and public page agree."""
    cast, now = city.cast, clock.now()
    before = now.astimezone(BEIJING).replace(day=1, hour=9) - timedelta(days=20)
    box = Mailbox.objects.get().pk
    for at, unit, actor in (
        (before, "edu", cast.officer),
        (now, "edu", cast.officer),
        (now, "health", cast.stranger),
    ):
        case = letter(at, mailbox=box)
        dispatch_case(actor=cast.desk_editor, at=at, case_id=case.pk, unit=unit)
        if at is before:
            answer(case, actor, cast.leader, at + timedelta(hours=2), ANSWER)
    city.settle()
    reader = city.citizen()
    reader.goto(f"{city.public}/responses/figures.html")
    months = [
        f"{at.astimezone(BEIJING):%Y年}{at.astimezone(BEIJING).month}月" for at in (now, before)
    ]
    shown = [_numbers(reader, name) for name in ("合计", *months, "市教育局", "市卫健委")]
    assert [row[:2] for row in shown] == [
        ("3", "1"),
        ("2", "0"),
        ("1", "1"),
        ("2", "1"),
        ("1", "0"),
    ]

    page = city.office(city.assessor)
    page.goto(f"{city.url}/cases/")
    expect(page.locator("main").get_by_role("row")).to_have_count(4)  # with the head
    page.get_by_role("button", name="互动办件").click()
    with page.expect_navigation():
        page.get_by_role("link", name="来信办理情况").click()
    page.get_by_label("网站", exact=True).select_option(label="明州市人民政府")
    press(page, "查找")
    assert _office_rows(page)[0] == ["合计", "", "3", "1"]
    assert len(_office_rows(page)) == 4  # two units in one month, one in the other
    page.get_by_label("分列").select_option(label="只按月份")
    press(page, "查找")
    assert _office_rows(page) == [
        [name, *row[:2]] for name, row in zip(("合计", *months), shown, strict=False)
    ]
    page.get_by_label("分列").select_option(label="只按单位")
    press(page, "查找")
    assert sorted(_office_rows(page)[1:]) == sorted(
        [name, *row[:2]] for name, row in zip(("市教育局", "市卫健委"), shown[3:], strict=True)
    )
    assert faults(page) == []
    page.get_by_label("网站", exact=True).select_option(label=cast.edu_site.name)
    press(page, "查找")
    expect(page.locator("main")).to_contain_text("还没有收到来信")


def _office_rows(page: Page) -> list[list[str]]:
    """Return the names and the first two numbers of each row of the table."""
    rows = [row.split("\t") for row in page.locator("main tbody tr").all_inner_texts()]
    return [[cell.strip("—") for cell in row[: len(row) - 3]] for row in rows]


def _numbers(page: Page, name: str) -> tuple[str, ...]:
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=name, exact=True))
    # The chart says the months in a table of its own before it.
    return tuple(row.last.get_by_role("cell").all_inner_texts())
