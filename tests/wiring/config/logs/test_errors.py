"""An error has a number; the log has the number, the traceback, and nothing that a client has sent."""

import json
import logging
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.urls import clear_url_caches

PLANTED = {
    "password": "Hunter2-Hunter2",
    "phone": "13812345678",
    "name": "欧阳建国",
    "token": "mt_" + "aB3-_" * 8 + "xyz",
    "mail": "zhang.san@example.cn",
    "card": "11010519491231002X",
}
NUMBER = re.compile(r"[A-Z2-9]{4}-[A-Z2-9]{4}")


@pytest.fixture
def failing() -> Any:
    """Addresses that fail."""
    with override_settings(ROOT_URLCONF="tests.wiring.config.logs.failing_urls"):
        clear_url_caches()
        yield Client(raise_request_exception=False)
    clear_url_caches()


def _lines(number: str) -> list[dict[str, Any]]:
    files = Path(settings.LOG_FOLDER).glob("errors-*.jsonl")
    lines = [json.loads(line) for file in files for line in file.read_text().splitlines()]
    return [line for line in lines if line["number"] == number]


@pytest.mark.django_db
def test_number_on_the_page_leads_to_the_traceback(failing: Client) -> None:
    failing.cookies["sessionid"] = "3u8zq0x5bq3v5m1n9h7w2k4j6l8p0r1t"
    answer = failing.post(
        "/fails?q=搬迁补偿", PLANTED, headers={"Authorization": f"Bearer {PLANTED['token']}"}
    )

    assert answer.status_code == 500
    found = NUMBER.search(answer.content.decode())
    assert found
    (line,) = _lines(found[0])
    assert line["path"] == "/fails"
    assert line["level"] == "error"
    assert "failing_urls.py" in line["exception"]
    assert "could not work on" in line["exception"]
    whole = json.dumps(line, ensure_ascii=False)
    for secret in (*PLANTED.values(), "搬迁补偿", "3u8zq0x5bq3v5m1n9h7w2k4j6l8p0r1t"):
        assert secret not in whole


@pytest.mark.django_db
def test_number_in_the_problem_document_leads_to_the_traceback(failing: Client) -> None:
    answer = failing.post(
        "/api/v1/fails", {"name": "欧阳建国", "phone": "没有电话"}, content_type="application/json"
    )

    assert answer.status_code == 500
    document = answer.json()
    assert NUMBER.fullmatch(document["number"])
    assert document["number"] in document["reasons"][0]["text"]
    (line,) = _lines(document["number"])
    assert "is nobody" in line["exception"]
    assert "欧阳建国" not in line["exception"]
    assert "没有电话" not in line["exception"]


@pytest.mark.django_db
def test_every_error_has_a_number_of_its_own(failing: Client) -> None:
    pages = [failing.get("/fails").content.decode() for _ in range(3)]
    found = [NUMBER.search(page) for page in pages]

    assert len({match[0] for match in found if match}) == 3


@pytest.mark.django_db
def test_mistakes_of_clients_are_no_errors(failing: Client) -> None:
    before = _count()
    assert failing.get("/nothing-here").status_code == 404
    assert failing.get("/fails", headers={"Host": "evil.example"}).status_code in {400, 500}
    assert _count() == before


def _count() -> int:
    files = Path(settings.LOG_FOLDER).glob("errors-*.jsonl")
    return sum(file.read_text().count("\n") for file in files)


def test_warning_of_a_job_is_kept_with_its_process() -> None:
    logging.getLogger("mingtang.wiring.config.worker").warning(
        "任务 %s 失败：%s", "a.b", "13812345678"
    )

    files = Path(settings.LOG_FOLDER).glob("errors-*.jsonl")
    lines = [json.loads(line) for file in files for line in file.read_text().splitlines()]
    *_, line = (one for one in lines if one["event"].startswith("任务 a.b 失败"))
    assert line["event"] == "任务 a.b 失败：138****5678"
    assert line["logger"] == "mingtang.wiring.config.worker"
    assert line["process"]
