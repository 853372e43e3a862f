"""Machine remarks beside an article: what is shown, what blocks, what an office adds and sets aside."""

import io
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mingtang.editorial.content.models import Article
from mingtang.editorial.directory.models import Leader
from mingtang.editorial.review.actions import (
    add_wording,
    hand_over_wordings,
    ignore_remark,
    start_review,
)
from mingtang.editorial.review.models import OwnWording
from mingtang.editorial.review.policies import pieces_of, remark_key
from mingtang.editorial.review.queries import remarks_on, rule_figures
from mingtang.ground.foundation.decisions import Refused
from mingtang.institution.organization.actions.merging import Merger
from mingtang.institution.regulations.queries import rules_for
from mingtang.spine.events.models import Event
from tests.factories.cast import Cast
from tests.factories.content import accepted, draft, news_fields
from tests.factories.regulations import bound_pack

pytestmark = pytest.mark.django_db
Browser = Callable[..., Any]


@pytest.fixture(autouse=True)
def _rules(cast: Cast, at: datetime, rooms: None) -> None:
    bound_pack("city", at=at)


def _article(
    cast: Cast, at: datetime, *paragraphs: str, title: str = "全市召开工作会议"
) -> Article:
    html = "".join(f"<p>{one}</p>" for one in paragraphs)
    return accepted(cast, at, news_fields(title=title, body=[{"type": "text", "value": html}]))


def _rules_of(article: Article, at: datetime) -> list[tuple[str, str]]:
    return [(one.where, one.remark.rule) for one in remarks_on(article, at=at).open]


def _told(code: str) -> Any:
    return json.loads(Event.objects.get(code=code).payload)


def test_gb_11_a_text_with_a_mark_of_secrecy_cannot_go_to_review(cast: Cast, at: datetime) -> None:
    article = _article(cast, at, "会议要求抓好落实。", "机密★1年")
    with pytest.raises(Refused) as refused:
        start_review(actor=cast.desk_editor, at=at, article_id=article.pk)
    assert [one.code for one in refused.value.reasons] == ["review.blocking_remark"]
    assert "正文第2段有密级标志" in refused.value.reasons[0].text

    key = remark_key("secrecy_mark", "机密★1年")
    with pytest.raises(Refused):  # the author is not the one to say so
        ignore_remark(actor=cast.officer, at=at, article_id=article.pk, key=key, reason="举例")
    ignore_remark(actor=cast.desk_editor, at=at, article_id=article.pk, key=key, reason="举例")
    start_review(actor=cast.desk_editor, at=at, article_id=article.pk)
    told = _told("review.round.started")
    assert told["remarks"] == {}
    assert _told("review.remark.ignored") == {
        "rule": "secrecy_mark", "blocks": True,
    }  # fmt: skip


def test_author_sets_aside_what_informs_and_the_desk_what_blocks(cast: Cast, at: datetime) -> None:
    body = [{"type": "text", "value": "<p>截止目前已完成。</p><p>机密★1年</p>"}]
    article = draft(cast, at, news_fields(body=body))
    informs, blocks = remark_key("wording", "截止目前"), remark_key("secrecy_mark", "机密★1年")
    given: dict[str, Any] = {"at": at, "article_id": article.pk, "reason": "引用"}

    with pytest.raises(Refused) as refused:
        ignore_remark(actor=cast.officer, key=blocks, **given)
    assert [one.code for one in refused.value.reasons] == ["organization.not_entitled"]
    row = ignore_remark(actor=cast.officer, key=informs, **given)

    assert (row.rule, row.ignored_by, row.ignored_at) == ("wording", cast.officer, at)
    assert _told("review.remark.ignored") == {"rule": "wording", "blocks": False}
    with pytest.raises(Refused) as refused:
        ignore_remark(actor=cast.officer, key=informs, **given)
    assert [one.code for one in refused.value.reasons] == ["review.no_remark"]


def test_what_informs_holds_nothing_up(cast: Cast, at: datetime) -> None:
    article = _article(cast, at, "截止目前已签定协议。", "2026年2月30日前完成。")
    assert _rules_of(article, at) == [
        ("正文第1段", "wording"), ("正文第1段", "wording"), ("正文第2段", "impossible_date"),
    ]  # fmt: skip
    start_review(actor=cast.desk_editor, at=at, article_id=article.pk)
    told = _told("review.round.started")
    assert told["remarks"] == {"wording": 2, "impossible_date": 1}


def test_a_slip_made_often_is_one_line(cast: Cast, at: datetime) -> None:
    article = _article(cast, at, *["截止目前已完成。"] * 40)
    assert _rules_of(article, at) == [("正文第1段", "wording")]


def test_words_of_the_office_and_names_of_leaders_count(cast: Cast, at: datetime) -> None:
    add_wording(actor=cast.desk_editor, at=at, site_id=cast.portal.pk, word="打造", better="建设")
    Leader.objects.create(
        site=cast.portal, name="高远山", post="市委副书记、市长", position=1, changed_at=at
    )
    Leader.objects.create(site=cast.portal, name="林知秋", post="副市长", position=2, changed_at=at)
    article = _article(cast, at, "市长林知秋要求打造样板。", "林知秋、高远山出席。")
    assert [rule for _, rule in _rules_of(article, at)] == [
        "leader_post", "wording", "leader_order",
    ]  # fmt: skip


def test_screens_show_remarks_and_take_a_reason(browser: Browser, cast: Cast, at: datetime) -> None:
    article = _article(cast, at, "截止目前已完成八成。")
    client = browser(cast.desk_editor)
    page = client.get(reverse("content:show", args=[article.pk])).content.decode()
    assert "检查提示（1 处）" in page
    assert "<mark>截止目前</mark>" in page
    assert "宜写作“截至目前”" in page
    url = reverse("review:ignore", args=[article.pk, remark_key("wording", "截止目前")])
    assert url in page
    form = client.get(url)
    assert "正文第1段：用词“截止目前”" in form.content.decode()
    key = form.context["form_key"]
    sent: Any = client.post(url, {"form_key": key, "reason": "引用文件原文"}, follow=True)
    assert "已忽略 1 处" in sent.content.decode()
    assert client.get(url).status_code == 404
    listed = client.get(reverse("review:ignored")).content.decode()
    assert "引用文件原文" in listed


def test_the_sheet_shows_remarks_beside_the_gates(
    browser: Browser, cast: Cast, at: datetime
) -> None:
    article = _article(cast, at, "截止目前已完成八成。")
    found = start_review(actor=cast.desk_editor, at=at, article_id=article.pk)
    page = browser(cast.desk_editor).get(reverse("review:show", args=[found.pk]))
    assert "<mark>截止目前</mark>" in page.content.decode()


def test_words_are_added_on_the_screen(browser: Browser, cast: Cast, at: datetime) -> None:
    client = browser(cast.desk_editor)
    new = reverse("review:wording-new")
    values = {"site": cast.portal.pk, "word": "打造", "better": "建设", "why": ""}
    key = client.get(new).context["form_key"]
    page = client.post(new, {"form_key": key, **values}, follow=True).content.decode()
    assert "打造" in page
    key = client.get(new).context["form_key"]
    again = client.post(new, {"form_key": key, **values})
    assert again.status_code == 422
    assert "已在用词表中" in again.content.decode()
    listed = client.get(reverse("review:wordings")).content.decode()
    assert "建设" in listed


def test_all_parts_that_readers_see_are_read() -> None:
    blocks = [
        {"type": "text", "value": "<h2>一</h2><p>二</p>"},
        {
            "type": "table",
            "value": {"caption": "表题", "rows": [{"values": ["甲", {"value": "乙"}]}]},
        },
        {"type": "html_table", "value": "<table><tr><td>丙</td></tr></table>"},
        {"type": "picture", "value": {"image": 3, "name": "图名", "caption": "图注"}},
        {"type": "signature", "value": {"office": "办公室", "date": "2026-11-30"}},
        {"type": "unknown", "value": None},
    ]
    found = list(pieces_of("标题", "摘要", blocks))
    assert {one.text for one in found} >= {
        "标题", "摘要", "一", "二", "表题", "甲", "乙", "丙", "图名", "图注", "办公室",
    }  # fmt: skip
    assert [one.where for one in found if one.text == "二"] == ["正文第2段"]


def test_a_merged_unit_hands_over_its_words(cast: Cast, at: datetime) -> None:
    for unit, word, better in (
        (cast.edu, "打造", "建设"),
        (cast.edu, "抓手", "办法"),
        (cast.health, "抓手", "着力点"),
    ):
        OwnWording.objects.create(
            unit=unit, word=word, better=better, added_by=cast.officer, added_at=at
        )
    hand_over_wordings(Merger(actor=cast.operator, at=at, unit=cast.edu, into=cast.health))
    found = set(OwnWording.objects.values_list("unit__code", "word", "better"))
    assert found == {(cast.health.code, "打造", "建设"), (cast.health.code, "抓手", "着力点")}


def test_la_13_reprints_come_from_listed_sources(cast: Cast, at: datetime) -> None:
    assert "LA-13" in rules_for(["city"], at)["linkage.sources"].clauses
    said = {}
    for source in (
        "市教育局",
        "《人民日报》",
        "国家统计局网站",
        "皖西日报、市教育局",
        "某自媒体",
        "",
    ):
        article = accepted(cast, at, news_fields(source=source or "市教育局"))
        Article.objects.filter(pk=article.pk).update(source=source)
        article.refresh_from_db()
        said[source] = [
            (one.where, one.remark.rule, one.remark.excerpt)
            for one in remarks_on(article, at=at).open
        ]
    assert said == {
        "市教育局": [],
        "《人民日报》": [],
        "国家统计局网站": [],
        "皖西日报、市教育局": [],
        "某自媒体": [("信息来源", "unlisted_source", "某自媒体")],
        "": [("信息来源", "no_source", "")],
    }


def test_xn_23_commercial_words_are_remarked_and_confirmed_absent_at_a_gate(
    cast: Cast, at: datetime
) -> None:
    rule = rules_for(["city"], at)["content.no_commerce"]
    assert "XN-23" in rule.clauses
    article = _article(cast, at, "开业大酬宾，扫码购买。")
    assert ("正文第1段", "commercial") in _rules_of(article, at)
    found = start_review(actor=cast.desk_editor, at=at, article_id=article.pk)
    gate = found.steps.get(key=rule.checked_in)
    assert rule.statements[0].label in gate.statements
    assert "XN-23" in gate.clauses


def test_hn_12_the_sheet_says_what_the_content_class_asks(
    browser: Browser, cast: Cast, at: datetime
) -> None:
    rule = rules_for(["city"], at)["content.classes"]
    assert set(rule.clauses) == {"HN-12", "GB-11"}
    article = accepted(cast, at, news_fields(content_class="emergency"))
    page = browser(cast.desk_editor).get(reverse("review:start", args=[article.pk]))
    assert "渠道：门户网站首先发布" in page.content.decode()
    found = start_review(actor=cast.desk_editor, at=at, article_id=article.pk)
    page = browser(cast.desk_editor).get(reverse("review:show", args=[found.pk]))
    assert "口径：只写已经核实的事实和措施" in page.content.decode()


def test_figures_tell_what_stood_and_what_was_ignored_by_rule(
    browser: Browser, cast: Cast, at: datetime
) -> None:
    article = _article(cast, at, "截止目前已签定协议。", "2026年2月30日前完成。")
    key = remark_key("wording", "签定")
    ignore_remark(actor=cast.desk_editor, at=at, article_id=article.pk, key=key, reason="人名")
    start_review(actor=cast.desk_editor, at=at, article_id=article.pk)
    told = [(one.rule, one.stood, one.ignored) for one in rule_figures(cast.desk_editor, at=at)]
    assert told == [("wording", 1, 1), ("impossible_date", 1, 0)]
    assert rule_figures(cast.stranger, at=at) == []
    page = browser(cast.desk_editor).get(reverse("review:remark-figures"))
    assert page.status_code == 200


def test_words_come_from_a_table_and_a_second_time_change_nothing(
    browser: Browser, cast: Cast, at: datetime
) -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        rows = (
            ("词语", "宜写作", "说明", "放行"),
            ("打造", "建设", "用语规范", ""),
            ("签定", "", "人名", "是"),
            ("字", "", "", ""),
        )
        for line, row in enumerate(rows):
            sheet.write_row(line, 0, row)
    office, url = browser(cast.desk_editor), reverse("review:wordings-import")
    for _ in range(2):
        key = office.get(url).context["form_key"]
        given = {"form_key": key, "site": cast.portal.pk, "mode": "import"}
        file = SimpleUploadedFile("用词.xlsx", out.getvalue())
        page = office.post(url, {**given, "sheet": file}).content.decode()
        assert "词语至少写两个字" in page
    listed = OwnWording.objects.order_by("pk").values_list("word", "better", "is_allowed")
    assert list(listed) == [("打造", "建设", False), ("签定", "", True)]
    assert office.get(reverse("review:wordings-template")).status_code == 200
