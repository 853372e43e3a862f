"""The page beside the form: what is typed as its sites would show it; it is not stored, and only its writer sees it."""

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from mingtang.editorial.content.models import Article, Revision
from mingtang.spine.events.models import Event
from tests.factories.cast import Cast
from tests.factories.content import draft, submitted
from tests.factories.media import picture
from tests.factories.regulations import bound_pack
from tests.harness.signed_in import browser, rooms

__all__ = ["browser", "rooms"]

Browser = Callable[..., Client]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rooms")]


@pytest.fixture(autouse=True)
def _pack(cast: Cast, at: datetime) -> None:
    bound_pack("city", at=at)


def rich(text: str) -> str:
    """A paragraph as the editor of rich text sends it."""
    block = {"key": "a", "text": text, "type": "unstyled", "depth": 0, "inlineStyleRanges": [], "entityRanges": []}  # fmt: skip
    return json.dumps({"blocks": [block], "entityMap": {}})


def typed(cast: Cast, *blocks: tuple[str, Any], **more: Any) -> dict[str, Any]:
    """The form as it is sent while someone writes."""
    fields: dict[str, Any] = {
        "unit": cast.edu.pk, "site": cast.portal.pk, "kind": "news", "content_class": "ordinary",
        "title": "招生工作启动", "body-count": len(blocks),
    }  # fmt: skip
    for place, (kind, value) in enumerate(blocks):
        head = f"body-{place}"
        fields |= {f"{head}-type": kind, f"{head}-order": place, f"{head}-deleted": ""}
        values = value if isinstance(value, dict) else {"": value}
        fields |= {f"{head}-value{'-' if name else ''}{name}": one for name, one in values.items()}
    return fields | more


def ask(client: Client, at: datetime, fields: dict[str, Any], pk: int | None = None) -> Any:
    url = f"/publishing/articles/{pk}/live-preview/" if pk else "/publishing/live-preview/"
    with time_machine.travel(at, tick=False):
        response = client.post(url, fields)
    return response.status_code, (response.json() if response.status_code != 404 else {})


def test_page_shows_what_is_typed_and_nothing_is_stored(
    cast: Cast, at: datetime, browser: Browser
) -> None:
    events = Event.objects.count()
    status, answer = ask(
        browser(cast.officer), at, typed(cast, ("text", rich("报名从六月一日开始。")))
    )

    assert status == 200
    assert "报名从六月一日开始。" in answer["page"]
    assert "招生工作启动" in answer["page"]
    assert answer["notes"] == []
    assert not Article.objects.exists()
    assert Event.objects.count() == events


def test_each_site_of_the_wanted_columns_can_be_seen(
    cast: Cast, at: datetime, browser: Browser
) -> None:
    fields = typed(cast, wanted_columns=[cast.news.pk, cast.edu_news.pk])
    client = browser(cast.officer)

    _, first = ask(client, at, fields)
    _, other = ask(client, at, fields | {"preview-site": cast.edu_site.pk})
    _, none_such = ask(client, at, fields | {"preview-site": 999_999})

    assert [one["id"] for one in first["sites"]] == [cast.portal.pk, cast.edu_site.pk]
    assert first["site"] == none_such["site"] == cast.portal.pk
    assert other["site"] == cast.edu_site.pk
    assert cast.edu_site.name in other["page"]
    assert cast.news.name in first["page"]


def test_half_written_text_is_shown_as_far_as_it_goes(
    cast: Cast, at: datetime, browser: Browser
) -> None:
    chart = {
        "name": "图", "form": "bar", "heading": "", "measure": "数", "unit": "", "source": "",
        "rows-count": 1, "rows-0-deleted": "", "rows-0-order": 0, "rows-0-value-label": "甲",
        "rows-0-value-amount": "很多",
    }  # fmt: skip
    signature = {"office": "明州市教育局", "date": "六月"}
    blocks = (("text", rich("第一段")), ("chart", chart), ("signature", signature))
    fields = typed(cast, *blocks, ("picture", {"image": "", "name": "", "caption": ""}))
    status, answer = ask(
        browser(cast.officer), at, fields | {"title": "", "document_date": "三月", "kind": ""}
    )

    assert status == 200
    assert "还没有填写标题" in answer["page"]
    assert "第一段" in answer["page"]
    assert answer["notes"] == [
        "正文第 2 块“数据图表”还没有填好，暂不显示。",
        "正文第 3 块“落款”还没有填好，暂不显示。",
        "正文第 4 块“图片”还没有填好，暂不显示。",
    ]


def test_scripts_that_are_pasted_do_not_reach_the_page(
    cast: Cast, at: datetime, browser: Browser
) -> None:
    table = '<table><tr><td onclick="x()">甲<script>alert(1)</script></td></tr></table>'
    _, answer = ask(browser(cast.officer), at, typed(cast, ("html_table", table)))
    assert "alert(1)" not in answer["page"]
    assert "onclick" not in answer["page"]


def test_working_copy_is_seen_by_who_may_change_it_now(
    cast: Cast, at: datetime, browser: Browser
) -> None:
    article = draft(cast, at)
    fields = typed(cast, ("text", rich("改过的一段")), title="改过的标题")

    status, answer = ask(browser(cast.officer), at, fields, article.pk)

    assert status == 200
    assert "改过的标题" in answer["page"]
    assert Article.objects.get().title == article.title
    assert Revision.objects.count() == 1
    for person in (cast.stranger, cast.colleague, cast.desk_editor):
        assert ask(browser(person), at, fields, article.pk)[0] == 404
    sent = submitted(cast, at)
    assert ask(browser(cast.officer), at, fields, sent.pk)[0] == 404


def test_who_may_not_write_sees_nothing(cast: Cast, at: datetime, browser: Browser) -> None:
    assert ask(browser(cast.colleague), at, typed(cast))[0] == 404


def test_pictures_of_another_unit_are_refused(cast: Cast, at: datetime, browser: Browser) -> None:
    foreign = picture(cast.health, actor=cast.stranger, at=at)
    fields = typed(cast, ("picture", {"image": foreign.pk, "name": "图", "caption": ""}))

    status, answer = ask(browser(cast.officer), at, fields)

    assert status == 422
    assert "您不能使用的图片" in answer["detail"]


def test_form_without_its_blocks_is_told_to_reload(
    cast: Cast, at: datetime, browser: Browser
) -> None:
    fields = typed(cast)
    del fields["body-count"]
    status, answer = ask(browser(cast.officer), at, fields)
    assert status == 400
    assert "请刷新页面" in answer["detail"]


def test_facts_of_a_document_are_shown(cast: Cast, at: datetime, browser: Browser) -> None:
    fields = typed(cast, ("text", rich("各县区教育局：")), kind="policy")
    fields |= {"document_number": "明教〔2026〕8号", "document_date": date(2026, 3, 9)}
    _, answer = ask(browser(cast.officer), at, fields)
    assert "明教〔2026〕8号" in answer["page"]
    assert "2026" in answer["page"]
