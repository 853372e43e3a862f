import time

import pytest

from mingtang.editorial.content.interfaces.source_page import sandboxed_page, source_page

PAGE = """<html><head><meta http-equiv=refresh content="0;url=http://away.example/"><base href=//b.example>
<link rel=preconnect href=//c.example><script>alert(1)</script></head><body background=bg.gif onload=go()>
<form action=http://d.example/><a href="javascript:go()" ping=//e.example>原文</a></form>
<img src=http://f.example/a.jpg><img src="data:image/png;base64,AA=="><iframe src=//g.example></iframe>
<svg><a xlink:href="http://h.example/">图</a><use href="http://i.example/#a"></use></svg></body></html>"""


def test_sandboxed_page_names_no_other_address_and_runs_nothing() -> None:
    shown = sandboxed_page(PAGE).content.decode()

    assert ".example" not in shown
    assert "<script" not in shown
    assert "javascript:" not in shown
    assert "原文" in shown
    assert "data:image/png;base64,AA==" in shown


def test_sandboxed_page_allows_no_script_no_request_and_no_strange_frame() -> None:
    response = sandboxed_page("<p>正文</p>")
    policy = response["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert policy.endswith("; sandbox")
    assert "frame-ancestors 'self'" in policy
    assert response["Content-Type"] == "text/html; charset=utf-8"
    assert response["X-DNS-Prefetch-Control"] == "off"


def test_source_page_is_shown_in_the_charset_it_is_in() -> None:
    page = "<meta charset=gb2312><p>明州市教育局关于防汛的通知</p>".encode("gbk")

    assert "明州市教育局关于防汛的通知" in source_page(page).content.decode()


def test_source_page_of_plain_text_shows_its_signs() -> None:
    shown = source_page("通知\n1 < 2，请各单位遵照执行。".encode()).content.decode()

    assert "1 &lt; 2" in shown


def test_source_page_of_a_picture_says_what_it_is() -> None:
    assert "这是图片" in source_page(b"\x89PNG\r\n\x1a\n" + bytes(50)).content.decode()


@pytest.mark.parametrize("piece", ["<div>", "<a href=x>", "<p style=", "&", "<svg>"])
def test_sandboxed_page_of_hostile_markup_takes_seconds_at_most(piece: str) -> None:
    started = time.process_time()
    sandboxed_page(piece * (1_000_000 // len(piece)))

    assert time.process_time() - started < 5
