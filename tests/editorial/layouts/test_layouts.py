"""Homes and topic pages made of blocks: what they show, what wakes them, what is refused."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from mingtang.editorial.content.enums import ArticleKind
from mingtang.editorial.layouts.actions.layouts import (
    create_layout,
    release_layout,
    save_layout,
    send_layout,
    take_layout_off,
)
from mingtang.editorial.layouts.actions.topics import set_topic_state
from mingtang.editorial.layouts.documents import LAYOUT
from mingtang.editorial.layouts.enums import LayoutState, TopicState
from mingtang.editorial.layouts.hooks import reader_entries
from mingtang.editorial.layouts.interfaces.layouts import all_waiting
from mingtang.editorial.layouts.models import LayoutRevision, LayoutRound, SiteLayout
from mingtang.editorial.layouts.policies.block_values import MOST_BLOCKS, WIDTHS
from mingtang.editorial.layouts.policies.presets import Choice, Preset, preset_body
from mingtang.editorial.layouts.trying import preview_layout
from mingtang.editorial.pages.engine.lanes import work_everything
from mingtang.editorial.pages.models import SubjectRead, Target, Watch
from mingtang.editorial.sites.enums import ColumnType
from mingtang.editorial.themes.blocks import BlockUse, block_types
from mingtang.ground.foundation.decisions import Refused
from mingtang.institution.organization.authority import authority
from mingtang.spine.search.queries import narrowed
from tests.factories.cast import Cast
from tests.factories.media import office_file, picture
from tests.factories.publishing import from_nothing, published_article, tree

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def block(kind: str, value: Any, *, width: int = 6, title: str = "") -> dict[str, Any]:
    return {"type": kind, "width": width, "title": title, "value": value}


def news(cast: Cast, count: int = 2) -> dict[str, Any]:
    value = {"columns": [cast.news.pk], "count": count, "has_day": True}
    return block("news", value, title="要闻")


def begun(cast: Cast, at: datetime, *blocks: dict[str, Any], **more: Any) -> SiteLayout:
    """Return a page of blocks of the portal, as the desk has it after it was saved."""
    given = {"kind": "home", "title": "首页", **more}
    row = create_layout(actor=cast.desk_editor, at=at, site_id=cast.portal.pk, **given)
    return save_layout(actor=cast.desk_editor, at=at, layout_id=row.pk, body=blocks)


def released(cast: Cast, at: datetime, row: SiteLayout) -> SiteLayout:
    """Return it after its gates, online."""
    SiteLayout.objects.filter(pk=row.pk).update(state=LayoutState.PASSED.value)
    row = release_layout(actor=cast.desk_editor, at=at, layout_id=row.pk)
    work_everything(at)
    return row


def home(cast: Cast) -> str:
    return tree(cast.portal.code)["/index.html"].decode()


def reasons(row: SiteLayout, cast: Cast, at: datetime, *blocks: dict[str, Any]) -> list[str]:
    with pytest.raises(Refused) as refused:
        save_layout(actor=cast.desk_editor, at=at, layout_id=row.pk, body=blocks)
    return [reason.text for reason in refused.value.reasons]


def test_home_is_made_of_every_type_of_block(cast: Cast, at: datetime) -> None:
    published_article(cast, at, columns=[cast.news], title="第一条", summary="概要")
    image = picture(cast.city, actor=cast.desk_editor, at=at)
    film = office_file(
        cast.city, actor=cast.desk_editor, at=at, name="片.mp4",
        content=b"\x00\x00\x00\x18ftypmp42" + bytes(64),
    )  # fmt: skip
    link = {"title": "写信", "link": "/letters/", "note": "三日内答复"}
    values = {
        "lead": {"article": "", "columns": [cast.news.pk], "count": 2, "picture": image.pk},
        "carousel": {
            "slides": [{"picture": image.pk, "title": f"图{n}", "link": "/"} for n in (1, 2)]
        },
        "news": {"columns": [cast.news.pk], "count": 3, "has_day": True},
        "policies": {"columns": [cast.news.pk], "count": 3},
        "topics": {"count": 4},
        "leaders": {"count": 6},
        "services": {"entries": [link]},
        "interaction": {"entries": [link], "columns": [cast.news.pk], "count": 2},
        "sites": {"kind": ""},
        "banner": {"picture": image.pk, "name": "春耕", "link": ""},
        "video": {"film": film.pk, "name": "宣传片", "words": "一段话", "poster": None},
        "figures": {
            "name": "办件量", "form": "bar", "measure": "件", "unit": "件", "heading": "",
            "rows": [{"label": "一月", "amount": "12.5"}, {"label": "二月", "amount": ""}],
        },
        "text": "第一段\n第二段 & 其他",
    }  # fmt: skip
    assert {kind.name for kind in block_types(BlockUse.HOME)} == set(values)
    body = [block(kind, value, title=f"块{kind}") for kind, value in values.items()]

    released(cast, at, begun(cast, at, *body))

    page = home(cast)
    for kind in values.keys() - {"topics", "leaders"}:  # there is none of them yet
        assert f'<section class="block block--{kind} block--w6" aria-labelledby=' in page
    assert "第一条" in page
    assert "<p>第二段 &amp; 其他</p>" in page
    assert '<p class="video-name">宣传片</p>' in page
    assert "data-pause hidden" in page
    assert '<script src="/blocks.js" defer>' in page
    assert "<svg" in page
    assert "<table" in page
    files = tree(cast.portal.code)
    assert f"/assets/image/{image.pk}.{image.kind}" in files
    assert b"scroll-snap-type" in files.get("/style.css", b"scroll-snap-type")
    assert files["/index.html"] == from_nothing(cast.portal.code)["/index.html"]


def test_change_wakes_only_the_page_that_showed_it(cast: Cast, at: datetime) -> None:
    published_article(cast, at, columns=[cast.news], title="第一条")
    released(cast, at, begun(cast, at, news(cast)))
    page = Target.objects.get(site=cast.portal, path="/index.html")
    assert Watch.objects.filter(target=page, list=f"column:{cast.news.pk}").count() == 1
    assert not SubjectRead.objects.filter(target=page, subject="sites:all").exists()
    before = page.wake_number

    other = next(one for one in (cast.notices,) if one.pk != cast.news.pk)
    published_article(cast, at + MINUTE, columns=[other], title="别的栏目")
    page.refresh_from_db()
    assert page.wake_number == before

    published_article(cast, at + MINUTE, columns=[cast.news], title="第二条")
    page.refresh_from_db()
    assert page.wake_number == before + 1
    work_everything(at + MINUTE)
    assert "第二条" in home(cast)


def test_draft_is_seen_in_the_preview_alone(cast: Cast, at: datetime) -> None:
    row = released(cast, at, begun(cast, at, block("text", "旧")))
    row = save_layout(
        actor=cast.desk_editor, at=at, layout_id=row.pk, body=[block("text", "新的一版")]
    )

    work_everything(at)
    assert "新的一版" in preview_layout(row).decode()
    assert "新的一版" not in home(cast)
    assert row.state == LayoutState.DRAFT
    assert LayoutRevision.objects.filter(layout=row).count() == 3


def test_topic_page_comes_and_goes(cast: Cast, at: datetime) -> None:
    topics = block("topics", {"count": 4}, width=12)
    released(cast, at, begun(cast, at, topics))
    assert "block--topics" not in home(cast)  # no heading over nothing
    topic = begun(cast, at, block("text", "春耕"), kind="topic", title="春耕备耕", code="spring")

    topic = released(cast, at, topic)
    files = tree(cast.portal.code)
    page = files["/topics/spring/index.html"].decode()
    assert "<h1>春耕备耕</h1>" in page
    for mark in ("ColumnName", "ColumnKeywords", "ColumnDescription"):
        assert re.search(rf'<meta name="{mark}" content="[^"]+">', page)
    assert '<meta name="ColumnType" content="工作动态">' in page
    assert '"@type":"BreadcrumbList"' in page
    assert '<li><a href="/topics/">专题</a></li>' in page  # the way to it
    assert '<a href="/topics/spring/"><span>春耕备耕</span></a>' in home(cast)
    assert '<h2 id="topics-1">进行中</h2>' in files["/topics/index.html"].decode()

    for state in (TopicState.CLOSED, TopicState.ARCHIVED):
        set_topic_state(actor=cast.desk_editor, at=at, layout_id=topic.pk, topic_state=state)
        work_everything(at)
        files = tree(cast.portal.code)
        assert (
            f"<strong>本专题{state.label}</strong>" in files["/topics/spring/index.html"].decode()
        )
        assert f'<h2 id="topics-1">{state.label}</h2>' in files["/topics/index.html"].decode()
        is_listed = "/topics/spring/" in home(cast)
        assert is_listed is (state is TopicState.CLOSED)
        assert files == from_nothing(cast.portal.code)
    set_topic_state(actor=cast.desk_editor, at=at, layout_id=topic.pk, topic_state=TopicState.OPEN)

    take_layout_off(actor=cast.desk_editor, at=at, layout_id=topic.pk)
    work_everything(at)
    assert "/topics/spring/index.html" not in tree(cast.portal.code)
    assert "block--topics" not in home(cast)  # no heading over nothing


@pytest.mark.parametrize(
    ("kind", "value", "told"),
    [
        ("news", {"columns": [], "count": 3}, "第 1 块“新闻列表”：“栏目”没有填写。"),
        ("news", {"columns": [10**9], "count": 3}, "“栏目”中有 1 个栏目已经关闭或不存在"),
        ("news", {"columns": [1] * 7, "count": 3}, "这种块最多 6 个，请减少。"),
        ("news", {"columns": ["x", 2**70], "count": "many"}, "“条数”应填整数。"),
        ("topics", {"count": 99}, "“条数”应在 1 至 12 之间。"),
        ("services", {"entries": [{"title": "a", "link": "javascript:x"}]}, "第 1 行“链接”应是网址"),
        ("services", {"entries": "x"}, "“入口”没有填写。"),
        ("carousel", {"slides": [{}]}, "“图片”应有 2 至 6 行，现在是 1 行。"),
        ("banner", {"picture": "1", "name": "x"}, "“图片”请从素材库中选择。"),
        ("text", "\u200b", "“正文”没有填写。"),
        ("sites", {"kind": "moon"}, "“只列一类”只能从列出的几项中选择。"),
        (
            "figures",
            {"name": "a", "form": "bar", "measure": "b", "rows": [{"label": "c", "amount": "1,2"}]},
            "“1,2”不是数字，请只填数字，不带单位和逗号。",
        ),
        ("moon", {}, "第 1 块是不认识的类型“moon”，请删去。"),
    ],
)  # fmt: skip
def test_bad_value_is_told_with_its_block(
    cast: Cast, at: datetime, kind: str, value: Any, told: str
) -> None:
    assert any(told in text for text in reasons(begun(cast, at), cast, at, block(kind, value)))


def test_bad_form_of_a_page_is_told(cast: Cast, at: datetime) -> None:
    row = begun(cast, at)
    wide = {**news(cast), "width": 5, "title": "长" * 31}
    assert reasons(row, cast, at, wide) == [
        f"第 1 块“新闻列表”：宽度只能是 {'、'.join(map(str, WIDTHS))} 格。",
        "第 1 块“新闻列表”：标题超过 30 个字，请缩短。",
    ]
    many = [news(cast)] * (MOST_BLOCKS + 1)
    assert reasons(row, cast, at, *many)[0].startswith(f"一个页面最多 {MOST_BLOCKS} 块")
    text = office_file(cast.city, actor=cast.desk_editor, at=at)
    assert reasons(row, cast, at, block("video", {"name": "x", "film": text.pk, "words": "y"})) == [
        "第 1 块“视频”：“视频文件”应是 MP4 格式的文件。"
    ]
    foreign = picture(cast.health, actor=cast.stranger, at=at)
    shown = {"picture": foreign.pk, "name": "x", "link": ""}
    assert reasons(row, cast, at, block("banner", shown)) == [
        "版面里有您不能使用的图片或文件，请删去后从本单位素材库中另选。"
    ]


def test_nobody_reviews_blocks_of_their_own(cast: Cast, at: datetime) -> None:
    from tests.factories.regulations import bound_pack

    bound_pack("city", at=at)
    row = begun(cast, at, news(cast))
    found = send_layout(actor=cast.desk_editor, at=at, layout_id=row.pk)

    row.refresh_from_db()
    assert row.state == LayoutState.IN_REVIEW
    assert LayoutRound.objects.get(pk=found.pk).steps.exists()
    assert reasons(row, cast, at, news(cast)) == ["版面正在审核，不能修改；要改请先撤回送审。"]


_NOTICES = [Choice(999, "通知公告", ColumnType.POLICY.value, "/notices/")]


def test_presets_name_only_columns_that_are_there(cast: Cast, at: datetime) -> None:
    columns = [
        Choice(cast.news.pk, "要闻", ColumnType.NEWS.value, "/news/"),
        Choice(cast.notices.pk, "政策", ColumnType.POLICY.value, "/policy/"),
    ]
    for preset in Preset:
        body = preset_body(preset, columns)
        assert body[0]["type"] == "lead"
        assert sum(one["value"].get("columns") == [cast.news.pk] for one in body) == 1
        assert preset_body(preset, [])  # an empty site still has its entries
    (entries,) = [
        one["value"]["entries"]
        for one in preset_body(Preset.BUREAU, columns, reader_entries())
        if one["type"] == "interaction"
    ]
    links = [one["link"] for one in entries]
    assert links[:3] == ["/letters.html", "/responses/", "/consultations/"]
    assert links[-1] == "/forms/site-error/"
    wide = [one["width"] for one in preset_body(Preset.PORTAL, [*columns, *_NOTICES])]
    assert wide == [8, 4, 12, 12, 12, 12]  # the last list has nothing beside it
    published_article(cast, at, columns=[cast.news], title="第一条")
    released(cast, at, begun(cast, at, *preset_body(Preset.PORTAL, columns)))
    assert "block--lead block--w8" in home(cast)


@pytest.mark.parametrize("kind", ["news", "policies", "lead"])
def test_lists_of_a_home_mark_what_is_no_longer_in_force(
    cast: Cast, at: datetime, kind: str
) -> None:
    policy: dict[str, Any] = {
        "kind": ArticleKind.POLICY,
        "issuing_office": "明州市教育局",
        "document_date": date(2026, 3, 9),
    }
    number = "明教〔2026〕{}号"
    for place, force in enumerate(("repealed", "in_force"), 1):
        given = policy | {"force": force, "document_number": number.format(place)}
        moment = at + place * MINUTE
        published_article(cast, moment, columns=[cast.notices], title=f"办法{place}", **given)
    value = {"columns": [cast.notices.pk], "count": 3, "has_day": True}
    later = at + 3 * MINUTE
    released(cast, later, begun(cast, later, block(kind, value)))
    assert '<span class="mark">已废止</span> <a href="' in home(cast)
    assert home(cast).count("已废止") == 1


def test_page_of_blocks_that_passed_waits_to_be_put_online(cast: Cast, at: datetime) -> None:
    row = begun(cast, at, block("text", "春耕"), kind="topic", title="春耕备耕", code="spring")
    SiteLayout.objects.filter(pk=row.pk).update(state=LayoutState.PASSED.value)

    found = {
        who: [one.title for one in all_waiting(person, authority.powers_of(person, at), at)]
        for who, person in (("desk", cast.desk_editor), ("edu", cast.site_editor))
    }

    assert found == {"desk": ["版面：春耕备耕"], "edu": []}


def test_page_of_blocks_is_found_by_its_words(
    cast: Cast, at: datetime, drain: Callable[[datetime], object]
) -> None:
    words = block("text", "<p>早稻集中育秧</p>")
    row = begun(cast, at, words, kind="topic", title="春耕备耕", code="spring")
    drain(at)

    rows = SiteLayout.objects.all()
    for asked in ("春耕", "集中育秧", cast.portal.name):
        assert list(narrowed(rows, LAYOUT, asked)) == [row]
    assert not narrowed(rows, LAYOUT, "防汛").exists()


def test_lead_without_a_picture_shows_the_first_of_its_article(cast: Cast, at: datetime) -> None:
    image = picture(cast.edu, actor=cast.officer, at=at)
    body = [
        {"type": "text", "value": "<p>正文</p>"},
        {"type": "picture", "value": {"image": image.pk, "name": "新校区", "caption": ""}},
    ]
    published_article(cast, at, columns=[cast.news], title="新校区启用", body=body)
    value = {"article": "", "columns": [cast.news.pk], "count": 0, "picture": None}
    later = at + MINUTE
    released(cast, later, begun(cast, later, block("lead", value)))
    assert 'class="lead-picture"' in home(cast)
    assert 'alt="新校区"' in home(cast)
