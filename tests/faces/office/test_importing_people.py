"""A table of people, uploaded as a person would: template, trial, import, corrected and sent again."""

import io
import re
from collections.abc import Callable, Sequence

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from mingtang.ground.papers.tables_in import read_table
from mingtang.institution.organization.enums import Post
from mingtang.institution.organization.models import Person, PostHolding
from mingtang.spine.events.models import Event
from tests.factories.cast import Cast

pytestmark = pytest.mark.django_db

PATH = "/organization/people/import/"
HEADINGS = ["姓名", "用户名", "手机号", "岗位"]
Browser = Callable[..., Client]


def table(*rows: Sequence[object], headings: Sequence[str] = HEADINGS) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for line, row in enumerate([headings, *rows]):
            sheet.write_row(line, 0, row)
    return out.getvalue()


def upload(client: Client, content: bytes, mode: str, unit: str = "edu") -> HttpResponse:
    found = re.search(r'name="form_key" value="([^"]+)"', client.get(PATH).content.decode())
    assert found is not None
    fields = {
        "form_key": found.group(1),
        "unit": unit,
        "mode": mode,
        "sheet": SimpleUploadedFile("人员.xlsx", content),
    }
    answer: HttpResponse = client.post(PATH, fields)
    return answer


GOOD = ["张三", "zhangsan", 13905631234, Post.INFORMATION_OFFICER.label]
WRONG = ["李四", "officer", "12", "厨师"]


def test_trial_says_what_would_happen_and_changes_nothing(cast: Cast, browser: Browser) -> None:
    known, events = Person.objects.count(), Event.objects.count()
    answer = upload(
        browser(cast.operator), table(GOOD, WRONG, ["王五", "zhangsan", "", ""]), "trial"
    )

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "共 3 行：可以导入 1 行，有误 2 行。请在表格中改正后重新上传。" in page
    assert "“岗位”应为：" in page
    assert "用户名" in page  # of line 4: the lines of a table see each other
    assert (Person.objects.count(), Event.objects.count()) == (known, events)


def test_import_makes_people_with_posts_and_the_corrected_table_skips_them(
    cast: Cast, browser: Browser
) -> None:
    client = browser(cast.operator)
    first = upload(client, table(GOOD, ["李四", "lisi", "12", ""]), "import").content.decode()

    assert "共 2 行：已导入 1 行，有误 1 行。" in first
    person = Person.objects.get(username="zhangsan")
    assert (person.name, person.unit, person.phone) == ("张三", cast.edu, "13905631234")
    assert PostHolding.objects.get(person=person).post == Post.INFORMATION_OFFICER
    assert not person.has_usable_password()
    again = upload(client, table(GOOD, ["李四", "lisi", "", ""]), "import").content.decode()
    assert "共 2 行：已导入 1 行，跳过 1 行。" in again
    assert Person.objects.filter(username__in=["zhangsan", "lisi"]).count() == 2


def test_table_that_cannot_be_taken_is_refused_beside_its_field(
    cast: Cast, browser: Browser
) -> None:
    answer = upload(browser(cast.operator), table(GOOD, headings=["名", "号"]), "import")

    assert answer.status_code == 422
    assert "缺少表头“姓名”，请下载模板" in answer.content.decode()


def test_template_is_what_the_screen_takes(cast: Cast, browser: Browser) -> None:
    from mingtang.faces.office.organization.importing import COLUMNS  # needs set-up

    answer = browser(cast.operator).get("/organization/people/template/")

    assert answer["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
    assert read_table(answer.content, COLUMNS, name="人员模板.xlsx").ignored == []


def test_others_find_no_such_screen(cast: Cast, browser: Browser) -> None:
    for person in (cast.officer, cast.leader, cast.auditor):
        assert browser(person).get(PATH).status_code == 404
        assert browser(person).get("/organization/people/template/").status_code == 404
