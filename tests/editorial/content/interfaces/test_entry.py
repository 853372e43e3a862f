"""Whatever way a text comes in, it is stored in one form: by the form, by the interface, from a file."""

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from mingtang.editorial.content.actions import EditorialFields, create_article, import_article
from mingtang.editorial.content.actions.fields import may_go_on
from mingtang.editorial.content.enums import ArticleKind
from mingtang.editorial.content.models import Article
from mingtang.workbench.backoffice.form_keys import FIELD, new_form_key
from mingtang.workbench.backoffice.models import OfficeFile, Picture
from tests.faces.api.conftest import city, folders, program
from tests.faces.api.programs import Program
from tests.factories import media as media_factory
from tests.factories.cast import Cast
from tests.factories.content import draft, news_fields
from tests.harness.signed_in import browser, rooms

__all__ = ["browser", "city", "folders", "program", "rooms"]

Browser = Callable[..., Client]
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.Spooled:ResourceWarning"),
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in.*SpooledTemporaryFile:pytest.PytestUnraisableExceptionWarning"
    ),
]

BLOCKS = ("text", "table", "picture", "attachment", "signature", "html_table")
TITLE = "关于\u2028做好\t防汛\u202e工作\u200b的\r\n通知\x85"
ONE_LINE = "关于 做好 防汛工作的 通知"


@pytest.fixture
def media(city: Cast, at: datetime) -> tuple[Picture, OfficeFile]:
    """A picture and a file of the education bureau."""
    return (
        media_factory.picture(city.edu, actor=city.officer, at=at),
        media_factory.office_file(city.edu, actor=city.officer, at=at),
    )


def _value(kind: str, media: tuple[Picture, OfficeFile]) -> Any:
    """Return a block of a kind with every field filled, as it is stored."""
    picture, file = media
    return {
        "text": "<p>正文</p>",
        "table": {
            "columns": [{"type": "text", "heading": "学校"}, {"type": "text", "heading": "电话"}],
            "rows": [{"values": ["一中", "110"]}],
            "caption": "电话表",
        },
        "picture": {"image": picture.pk, "name": "校门", "caption": "新校门"},
        "attachment": {"document": file.pk, "title": "附件一"},
        "signature": {"office": "明州市教育局", "date": "2026-03-09"},
        "html_table": "<table><tbody><tr><td>一中</td></tr></tbody></table>",
    }[kind]


def _posted(kind: str, media: tuple[Picture, OfficeFile]) -> dict[str, Any]:
    """Return the same block as the editor in the browser posts it."""
    value, name = _value(kind, media), "body-0-value"
    fields = {"body-count": "1", "body-0-deleted": "", "body-0-order": "0", "body-0-type": kind}
    if kind == "text":
        line = {"key": "a", "text": "正文", "type": "unstyled", "depth": 0, "inlineStyleRanges": []}
        content = {"blocks": [line | {"entityRanges": []}], "entityMap": {}}
        return {**fields, name: json.dumps(content)}
    if kind == "html_table":
        return {**fields, name: value}
    if kind == "table":
        return {
            **fields,
            f"{name}-caption": "电话表",
            f"{name}-column-count": "2",
            f"{name}-row-count": "1",
            **{f"{name}-column-{n}-type": "text" for n in (0, 1)},
            **{f"{name}-column-{n}-order": str(n) for n in (0, 1)},
            **{f"{name}-column-{n}-deleted": "" for n in (0, 1)},
            f"{name}-column-0-heading": "学校",
            f"{name}-column-1-heading": "电话",
            f"{name}-row-0-order": "0",
            f"{name}-row-0-deleted": "",
            f"{name}-cell-0-0": "一中",
            f"{name}-cell-0-1": "110",
        }
    return {**fields, **{f"{name}-{key}": str(one) for key, one in value.items()}}


def _form(cast: Cast, url: str, **fields: Any) -> dict[str, Any]:
    values = {
        "unit": cast.edu.pk,
        "site": cast.portal.pk,
        "kind": "news",
        "content_class": "ordinary",
        "title": "市第三中学新校区启用",
        "source": "市教育局",
        "happened_on": "2026-03-10",
        "body-count": "0",
        FIELD: new_form_key(cast.officer.pk, url),
    }
    return values | fields


def _sent(cast: Cast, **fields: Any) -> dict[str, Any]:
    values = {
        "unit": "edu",
        "site": "portal",
        "kind": "news",
        "title": "市第三中学新校区启用",
        "source": "市教育局",
        "happened_on": "2026-03-10",
        "body": [],
    }
    return values | fields


def _body_of(article: Article) -> list[tuple[str, Any]]:
    """Return what a revision stores, which is what the working copy holds too."""
    article.refresh_from_db()
    assert article.revision is not None
    stored = [(one["type"], one["value"]) for one in article.revision.data["body"]]
    assert [(one["type"], one["value"]) for one in article.body.raw_data] == stored
    return stored


@pytest.mark.parametrize("kind", BLOCKS)
def test_form_takes_every_block_with_every_field(
    city: Cast, media: tuple[Picture, OfficeFile], browser: Browser, kind: str
) -> None:
    client, url = browser(city.officer), reverse("content:create")
    response = client.post(url, _form(city, url, **_posted(kind, media)))
    assert response.status_code == 302, response.context["form"].errors
    article = Article.objects.get()
    [(stored, value)] = _body_of(article)
    assert stored == kind
    assert _plain(value) == _value(kind, media)

    change = reverse("content:edit", args=[article.pk])
    again = _form(city, change, **_posted(kind, media), title="改过的标题", version=article.version)
    assert client.get(change).status_code == 200
    assert client.post(change, again).status_code == 302
    article.refresh_from_db()
    assert (article.version, article.title) == (2, "改过的标题")
    assert client.get(reverse("content:show", args=[article.pk])).status_code == 200


def _plain(value: Any) -> Any:
    """Leave out the key that the editor gives to each paragraph."""
    if isinstance(value, str) and "data-block-key" in value:
        return value.split("<p")[0] + "<p>" + value.partition(">")[2]
    return value


@pytest.mark.parametrize("kind", BLOCKS)
def test_interface_takes_every_block_with_every_field(
    city: Cast, media: tuple[Picture, OfficeFile], program: Callable[[str], Program], kind: str
) -> None:
    officer, body = program("officer"), [{"type": kind, "value": _value(kind, media)}]
    written = officer.post("/articles", **_sent(city, body=body))
    assert written.status == 201, written.body
    article = Article.objects.get()
    assert _body_of(article) == [(kind, _value(kind, media))]

    changed = officer.patch(f"/articles/{article.pk}", version=1, title="改过的标题")
    assert (changed.status, changed.body["version"]) == (200, 2)
    assert _body_of(article) == [(kind, _value(kind, media))], "left out, so unchanged"


@pytest.mark.parametrize("day", ["", "昨天", "2026-02-30", 7, []])
def test_interface_says_no_to_a_day_that_is_none(
    city: Cast, program: Callable[[str], Program], day: Any
) -> None:
    body = [{"type": "signature", "value": {"office": "市教育局", "date": day}}]
    answer = program("officer").post("/articles", **_sent(city, body=body))
    assert answer.status == (201 if day == "" else 409)


def test_file_brings_a_signature_with_a_day(city: Cast, at: datetime) -> None:
    body = [{"type": "signature", "value": {"office": "市教育局", "date": date(2026, 3, 9)}}]
    article = import_article(
        actor=city.officer, at=at, unit=city.edu, site=city.portal, file_name="a.html",
        fields=EditorialFields(kind=ArticleKind.NOTICE, title=TITLE, body=body),
    )  # fmt: skip
    assert _body_of(article) == [("signature", {"office": "市教育局", "date": "2026-03-09"})]
    assert article.title == ONE_LINE


def test_form_stores_one_line_where_one_line_is_asked_for(city: Cast, browser: Browser) -> None:
    url = reverse("content:create")
    fields = {
        "title": TITLE,
        "source": "市\u2029教育局",
        "author": "林\u200f晓",
        "keywords": "a\tb",
    }
    summary = {"summary": "第一段\r\n第二段\u202e"}
    response = browser(city.officer).post(url, _form(city, url, **fields, **summary))
    assert response.status_code == 302, response.context["form"].errors
    article = Article.objects.get()
    assert article.title == ONE_LINE
    assert (article.source, article.author, article.keywords) == ("市 教育局", "林晓", "a b")
    assert article.summary == "第一段\n第二段"


def test_interface_stores_one_line_where_one_line_is_asked_for(
    city: Cast, program: Callable[[str], Program]
) -> None:
    fields = {
        "title": TITLE,
        "source": "市\u2029教育局",
        "author": "林\u200f晓",
        "keywords": "a\tb",
    }
    answer = program("officer").post("/articles", **_sent(city, **fields, summary="一\r\n二\u202e"))
    assert answer.status == 201, answer.body
    article = Article.objects.get()
    assert answer.body["title"] == article.title == ONE_LINE
    assert (article.source, article.author, article.keywords) == ("市 教育局", "林晓", "a b")
    assert article.summary == "一\n二"


@pytest.mark.parametrize("title", ["\u200b", "\u3000\u2028", "\u3164", "\u202e\t"])
def test_title_that_nobody_sees_is_missing(
    city: Cast, browser: Browser, program: Callable[[str], Program], title: str
) -> None:
    url = reverse("content:create")
    response = browser(city.officer).post(url, _form(city, url, title=title))
    assert response.status_code == 422
    assert "title" in response.context["form"].errors
    answer = program("officer").post("/articles", **_sent(city, title=title))
    assert (answer.status, answer.codes) == (409, ["content.title_missing"])


@pytest.mark.parametrize(
    "body",
    [
        [{"type": "text", "value": "<p>&nbsp;</p>"}],
        [{"type": "text", "value": "<p>\u200b</p>"}, {"type": "text", "value": "<hr>"}],
        [{"type": "signature", "value": {"office": "市教育局", "date": "2026-03-09"}}],
    ],
)
def test_body_that_shows_nothing_goes_nowhere(
    city: Cast, at: datetime, program: Callable[[str], Program], body: list[Any]
) -> None:
    article = draft(city, at, news_fields(body=body))
    assert [reason.code for reason in may_go_on(article, at=at).reasons] == ["content.body_missing"]
    answer = program("officer").post(
        f"/articles/{article.pk}/submit", version=1, author="林晓", phone="13805630000"
    )
    assert (answer.status, answer.codes) == (409, ["content.body_missing"])


def test_preview_shows_the_day_of_a_signature(city: Cast, at: datetime, browser: Browser) -> None:
    body = [{"type": "signature", "value": {"office": "市教育局", "date": "2026-03-09"}}]
    article = create_article(
        actor=city.officer, at=at, unit=city.edu, site=city.portal, fields=news_fields(body=body)
    )
    with time_machine.travel(at, tick=False):
        page = browser(city.officer).get(reverse("publishing:preview-page", args=[article.pk]))
    assert "2026年3月9日" in page.content.decode()


def _posted_with(sign: str, media: tuple[Picture, OfficeFile]) -> dict[str, Any]:
    posted = _posted("text", media)
    name = "body-0-value"
    posted[name] = posted[name].replace("\\u6b63", f"\\u6b63{sign}")
    assert sign in posted[name]
    return posted


def test_half_of_a_character_is_taken_out_of_a_text(
    city: Cast, media: tuple[Picture, OfficeFile], browser: Browser
) -> None:
    client, url = browser(city.officer), reverse("content:create")

    response = client.post(url, _form(city, url, **_posted_with("\\ud800", media)))

    assert response.status_code == 302, response.context["form"].errors
    ((_, value),) = _body_of(Article.objects.get())
    assert ">正文<" in value


def test_nul_in_a_text_is_refused(
    city: Cast, media: tuple[Picture, OfficeFile], browser: Browser
) -> None:
    client, url = browser(city.officer), reverse("content:create")

    response = client.post(url, _form(city, url, **_posted_with("\\u0000", media)))

    assert response.status_code == 422
