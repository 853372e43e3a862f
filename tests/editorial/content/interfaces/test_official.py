"""A policy that is online, taken home as Word or PDF."""

import io
import sys
from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.test import Client
from docx import Document

from mingtang.editorial.content.models import Article, Release
from mingtang.editorial.content.official import official_document
from mingtang.ground.papers.blocks import BodyPicture, BodyText, DataTable, HeadingText
from tests.factories.cast import Cast
from tests.factories.publishing import published_article
from tests.ground.papers.documents import png

BODY = [
    {
        "type": "text",
        "value": "<p>各县、市、区人民政府：</p><p>现通知如下。<br>请落实。</p><h2>总体要求</h2><p>一、主要任务</p>"
        "<p>（一）规范发布</p><p>一、完成任务。</p><ul><li>甲</li><li><p>乙</p></li></ul>",
    },
    {
        "type": "table",
        "value": {
            "columns": [{"heading": "单位"}],
            "rows": [{"values": ["宣州区", {"value": "3"}]}],
            "caption": "表1",
        },
    },
    {
        "type": "html_table",
        "value": "<table><tr><th>甲</th></tr><tr><td>1</td><td>2</td></tr></table>",
    },
    {"type": "picture", "value": {"image": 5, "name": "流程图", "caption": "图1"}},
    {"type": "picture", "value": {"image": 6, "name": "没了的图"}},
    {"type": "attachment", "value": {"document": 1, "title": "网站名录"}},
]


def release(**changes: object) -> Release:
    fields = {
        "kind": "policy",
        "title": "关于网站管理的通知",
        "issuing_office": "宣城市人民政府办公室",
        "document_number": "宣政办〔2026〕12号",
        "document_date": date(2026, 3, 1),
        "body": BODY,
    }
    return Release(**{**fields, **changes})


def test_body_becomes_the_parts_of_an_official_document() -> None:
    document = official_document(release(), {5: png()}.get)

    assert document.receivers == ["各县、市、区人民政府"]
    assert (document.mark, document.number) == (["宣城市人民政府办公室"], "宣政办〔2026〕12号")
    assert document.attachments == ["网站名录"]
    assert (document.offices, document.written_on) == (["宣城市人民政府办公室"], date(2026, 3, 1))
    assert list(document.body) == [
        BodyText("现通知如下。"),
        BodyText("请落实。"),
        HeadingText("总体要求", 1, is_numbered=False),
        HeadingText("一、主要任务", 1, is_numbered=False),
        HeadingText("（一）规范发布", 2, is_numbered=False),
        BodyText("一、完成任务。"),
        BodyText("甲"),
        BodyText("乙"),
        DataTable(["单位", ""], [["宣州区", "3"]], "表1"),
        DataTable(["甲", ""], [["1", "2"]], ""),
        BodyPicture(png(), "流程图", "图1"),
        BodyText("（图片：没了的图）"),
    ]


def test_text_that_is_signed_is_not_signed_twice() -> None:
    signed = [
        {"type": "text", "value": "<p>正文。</p><p>宣城市人民政府办公室</p><p>2026年3月1日</p>"}
    ]
    block = [{"type": "signature", "value": {"office": "市教育局", "date": "2026-02-28"}}]

    assert official_document(release(body=signed), {}.get).offices == []
    document = official_document(release(body=block), {}.get)
    assert (document.offices, document.written_on) == (["市教育局"], date(2026, 2, 28))
    plain = official_document(release(document_number="", body=[]), {}.get)
    assert (plain.mark, plain.number) == ([], "")


@pytest.mark.django_db
def test_officer_takes_a_policy_home(
    cast: Cast, browser: Callable[..., Client], at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    pk = published_article(cast, at, columns=[cast.notices], title="关于放假的通知").article_id
    client = browser(cast.officer)
    page = f"/articles/{pk}/"
    assert "导出 Word 公文" not in client.get(page).content.decode()  # a news item
    refused = client.get(f"{page}word/")
    assert refused.status_code == 403
    assert "只有已经上线的政策文件可以导出为公文" in refused.content.decode()
    Release.objects.filter(pk=pk).update(kind="policy")

    assert "导出 Word 公文" in client.get(page).content.decode()
    answer = client.get(f"{page}word/")
    assert answer["Content-Disposition"].endswith(".docx")
    word = Document(io.BytesIO(answer.content))
    assert "关于放假的通知" in [paragraph.text for paragraph in word.paragraphs]
    assert client.get(f"{page}pdf/").content.startswith(b"%PDF")
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    refused = client.get(f"{page}pdf/")
    assert refused.status_code == 403
    assert "没有安装导出 PDF 的组件 WeasyPrint" in refused.content.decode()
    Release.objects.filter(pk=pk).update(is_live=False)
    assert client.get(f"{page}word/").status_code == 403
    assert browser(cast.stranger).get(f"{page}word/").status_code == 404
    assert Article.objects.filter(pk=pk).exists()
