"""The table of who keeps which column: filtered, taken in from a workbook, sent again without harm."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from mingtang.editorial.sites.enums import ColumnSupply
from mingtang.editorial.sites.models import Column
from tests.faces.office.test_importing_people import table
from tests.factories.cast import Cast
from tests.harness.signed_in import browser, rooms

__all__ = ["browser", "rooms"]

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]
HEADINGS = ["网站", "栏目", "责任单位", "责任人", "更新周期", "保障方式", "共建单位"]


@pytest.fixture(autouse=True)
def described(cast: Cast) -> None:
    Column.objects.update(description="发布信息", keywords="信息")


def _send(client: Client, *rows: list[str]) -> HttpResponse:
    url = reverse("sites:import-duties")
    key = re.search(r'name="form_key" value="([^"]+)"', client.get(url).content.decode())
    assert key is not None
    sheet = SimpleUploadedFile("责任表.xlsx", table(*rows, headings=HEADINGS))
    answer: HttpResponse = client.post(
        url, {"form_key": key.group(1), "mode": "import", "sheet": sheet}
    )
    return answer


def test_hn_14_the_table_comes_in_from_a_workbook_line_by_line_and_again(
    cast: Cast, browser: Browser, at: datetime
) -> None:
    client = browser(cast.operator)
    good = [
        "明州市教育局", cast.edu_news.name, "市教育局", "林晓", "2周", "栏目共建", "市卫健委",
    ]  # fmt: skip
    wrong = ["明州市教育局", "没有的栏目", "", "", "", "", ""]
    stranger = ["明州市教育局", cast.edu_news.name, "市教育局", "许诺", "", "", ""]

    first = _send(client, good, wrong, stranger).content.decode()

    column = Column.objects.get(pk=cast.edu_news.pk)
    assert (column.responsible_unit, column.responsible_person) == (cast.edu, cast.officer)
    assert (column.update_cycle, column.supply) == ("2 weeks", ColumnSupply.COBUILT)
    assert list(column.builders.values_list("code", flat=True)) == ["health"]
    assert "没有唯一确定“明州市教育局”的栏目“没有的栏目”" in first
    assert "责任单位没有唯一确定的人员“许诺”" in first
    again = _send(client, good).content.decode()
    assert "没有变化。" in again

    listed = client.get(reverse("sites:duties"), {"supply": "cobuilt"}).content.decode()
    assert "市卫健委" in listed
    assert cast.notices.name not in "".join(re.findall(r"<tbody>.*?</tbody>", listed, re.DOTALL))
