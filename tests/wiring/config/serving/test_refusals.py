"""What readers are told whose request is not taken: Chinese, what to do, no script, its own style."""

import hashlib
import os
import re
import subprocess
import sys
from base64 import b64encode
from typing import Any

import pytest
from django.test import Client

from mingtang.wiring.config.serving.refusals import refused

pytestmark = pytest.mark.django_db
HOME = "mingtang.wiring.config.serving.refusals"


@pytest.fixture
def reader(settings: Any) -> Client:
    settings.ROOT_URLCONF = "mingtang.wiring.config.public_urls"
    settings.CSRF_FAILURE_VIEW = f"{HOME}.csrf_failure"
    return Client(enforce_csrf_checks=True, raise_request_exception=False)


@pytest.mark.parametrize(
    ("method", "path", "host", "status", "words"),
    [
        ("post", "/", "localhost", 403, "请返回上一页，刷新后重新提交"),
        ("get", "/none/", "localhost", 404, "从网站首页查找"),
        ("post", "/none/", "localhost", 404, "从网站首页查找"),
        ("get", "/", "other.example", 400, "请返回上一页检查后重试"),
    ],
)
def test_reader_is_told_in_chinese_what_to_do(
    reader: Client, method: str, path: str, host: str, status: int, words: str
) -> None:
    response = getattr(reader, method)(path, headers={"host": host})

    assert response.status_code == status
    assert words in response.content.decode()
    assert 'lang="zh-Hans"' in response.content.decode()


@pytest.mark.parametrize("status", [400, 408, 413, 500, 503])
def test_page_without_a_style_sheet_allows_its_own_style_alone(status: int) -> None:
    answer = refused(status, is_api=False, number="1")

    style = answer.body.partition(b"<style>")[2].partition(b"</style>")[0]
    digest = b64encode(hashlib.sha256(style).digest()).decode()
    assert style
    assert f"style-src 'sha256-{digest}'" in dict(answer.headers)["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("status", "is_read", "stylesheet", "links"),
    [
        (503, True, "", ["", "/"]),
        (503, False, "", ["/"]),
        (503, True, "/static/plain.css", ["", "/"]),
        (413, False, "/static/plain.css", ["/"]),
        (500, True, "", ["", "/"]),
        (400, True, "", ["/"]),
    ],
)
def test_every_page_has_a_way_on(
    status: int, is_read: bool, stylesheet: str, links: list[str]
) -> None:
    answer = refused(status, is_api=False, is_read=is_read, stylesheet=stylesheet)

    assert re.findall(r'<a href="([^"]*)">', answer.body.decode()) == links
    assert ("工作台" in answer.body.decode()) is bool(stylesheet)
    assert ("请返回上一页重新提交" in answer.body.decode()) is (status == 503 and not is_read)


def test_public_face_answers_failed_csrf_checks_with_its_own_page() -> None:
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            "from mingtang.wiring.config import settings; print(settings.CSRF_FAILURE_VIEW)",
        ],
        env=os.environ | {"MINGTANG_FACE": "public"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert told.stdout.strip() == f"{HOME}.csrf_failure"
