import io
import zipfile
from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from mingtang.workbench.backoffice.form_keys import FIELD, new_form_key
from tests.factories.cases import SENDER, claimed
from tests.factories.cast import Cast

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]
WHY = "3 月 10 日申请，已核对身份证"


def sent(client: Client, cast: Cast, name: str, contact: str, reason: str = WHY) -> object:
    address = reverse(f"organization:{name}")
    key = new_form_key(cast.desk_editor.pk, address)
    typed = {"contact": contact, "reason": reason, FIELD: key}
    return client.post(address, typed, follow=True)


def test_copy_is_an_archive_of_text_and_files(browser: Browser, cast: Cast, at: datetime) -> None:
    case = claimed(cast, at)
    answer = sent(browser(cast.desk_editor), cast, "personal-data", SENDER.phone)
    assert answer["Content-Type"] == "application/zip"  # type: ignore[index]
    assert "no-store" in answer["Cache-Control"]  # type: ignore[index]
    archive = zipfile.ZipFile(io.BytesIO(answer.content))  # type: ignore[attr-defined]
    text = archive.read("个人信息副本.txt").decode("utf-8-sig")
    assert f"【办件】{case.number}（测试来信）" in text
    assert SENDER.name in text


@pytest.mark.parametrize(
    ("contact", "reason", "words"),
    [
        ("13700000000", WHY, "没有查到"),
        ("12", WHY, "请填写申请人留下的完整手机号"),
        (SENDER.phone, "　", "请填写这一项"),
    ],
)
def test_what_is_wrong_is_said_and_stays_typed(
    browser: Browser, cast: Cast, at: datetime, contact: str, reason: str, words: str
) -> None:
    claimed(cast, at)
    answer = sent(browser(cast.desk_editor), cast, "personal-data", contact, reason)
    assert words in answer.content.decode()  # type: ignore[attr-defined]


def test_erasure_says_what_stays(browser: Browser, cast: Cast, at: datetime) -> None:
    case = claimed(cast, at)
    answer = sent(browser(cast.desk_editor), cast, "erase-personal-data", SENDER.phone)
    page = answer.content.decode()  # type: ignore[attr-defined]
    assert "已删除 0 条。" in page
    assert f"未删除：{case.number}" in page


def test_nobody_else_finds_the_screens(browser: Browser, cast: Cast) -> None:
    for name in ("personal-data", "erase-personal-data"):
        answer = browser(cast.officer).get(reverse(f"organization:{name}"))
        assert answer.status_code == 404


def test_what_is_typed_about_a_person_does_not_stay_in_the_browser(
    browser: Browser, cast: Cast
) -> None:
    for name in ("personal-data", "erase-personal-data"):
        page = browser(cast.desk_editor).get(reverse(f"organization:{name}")).content.decode()
        assert "data-mt-draft" not in page
    other = browser(cast.operator).get("/organization/people/new/").content.decode()
    assert "data-mt-draft" in other
