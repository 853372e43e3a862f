import pytest
from django.test import RequestFactory

from mingtang.wiring.config.logs.scrubbing import given_by, scrubbed

TOKEN = "mt_" + "aB3-_" * 8 + "xyz"


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("请回电13812345678", "13812345678"),
        ("身份证11010519491231002X", "11010519491231002X"),
        ("写信给zhang.san@example.cn", "zhang.san"),
        (f"token {TOKEN} unknown", TOKEN),
        ("Authorization: Bearer abcdefgh12345", "abcdefgh12345"),
        ("sessionid=3u8zq0x5bq3v5m1n9h7w2k4j6l8p0r1t;", "3u8zq0x5bq3v5m1n9h7w2k4j6l8p0r1t"),
        ("key 3u8zq0x5bq3v5m1n9h7w2k4j6l8p0r1t", "3u8zq0x5bq3v5m1n9h7w2k4j6l8p0r1t"),
        ("argon2$argon2id$v=19$m=102400,t=2,p=8$c29tZXNhbHRzb21lc2FsdHNvbWVzYWx0MTIz", "c29tZXNh"),
        ("{'password': 'Mingzhou-2026'}", "Mingzhou-2026"),
        ('{"new_password": "明州 二〇"}', "明州"),
        ("postgresql://mingtang:geheim@127.0.0.1/x", "geheim"),
        ("duplicate key\nDETAIL:  Key (phone, name)=(0563-123, 张三) already exists.", "张三"),
    ],
)
def test_secret_is_taken_out(text: str, secret: str) -> None:
    assert secret in text
    assert secret not in scrubbed(text)


@pytest.mark.parametrize(
    "text",
    [
        'File "/srv/mingtang/editorial/content/actions/articles.py", line 93, in save_article',
        "content.article.imported by person 42 at 2026-03-11T10:00:00+08:00",
        "test_a_name_that_is_longer_than_thirty_two_signs_and_has_no_digit",
        "电话 0563-1234567",
    ],
)
def test_what_an_administrator_needs_stays(text: str) -> None:
    assert scrubbed(text) == text


def test_what_a_client_sent_is_taken_out() -> None:
    request = RequestFactory().post(
        "/?q=搬迁补偿",
        {"name": "张三", "note": "第一行内容\n第二行内容", "kind": "a"},
        HTTP_COOKIE="csrftoken=short1",
        HTTP_AUTHORIZATION="Bearer abc.def",
    )
    assert request.POST
    text = "张三 wrote 第二行内容 about 搬迁补偿 with short1 and abc.def, kind a"

    assert scrubbed(text, given_by(request)) == ("[…] wrote […] about […] with […] and […], kind a")


def test_strings_of_json_are_taken_out_and_no_body_is_read() -> None:
    request = RequestFactory().post(
        "/", '{"a": [{"b": "住在东街"}]}', content_type="application/json"
    )
    assert "住在东街" not in given_by(request)
    assert request.body
    assert "住在东街" in given_by(request)
