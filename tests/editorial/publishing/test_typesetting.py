"""An official document is set as on paper, by hand or by import; its words stay as they were."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingtang.editorial.publishing.policies.typesetting import typeset

DOCUMENT = [
    "关于加强城市管理的通知",
    "各县、区人民政府，市政府各部门、各直属机构：",
    "现将有关事项通知如下。",
    "一、总体要求",
    "坚持以人为本。",
    "（一）<strong>明确</strong>责任",
    "（二）保障经费。列入本级财政预算。",
    "二、本办法自印发之日起施行，有效期五年，由市城市管理局负责解释，各县区可以结合本地实际制定实施细则并报市政府备案，此前规定与本办法不一致的以本办法为准，请遵照执行",
    "附件：1．分类目录",
    "2．设置规范",
    "明州市教育局",
    "明州市财政局",
    "2026年3月10日",
    "（此件公开发布）",
]


def test_each_paragraph_of_a_document_has_its_place() -> None:
    texts = "".join(f"<p>{one}</p>" for one in DOCUMENT)

    [made] = typeset([texts])

    assert re.findall(r'<(?:p|span)(?: class="([^"]+)")?>', made) == [
        "", "to", "", "level-1", "", "level-2", "", "level-2", "", "annexes", "annex",
        "office", "office", "day", "",
    ]  # fmt: skip
    assert '<p><span class="level-2">（二）保障经费。</span>列入本级财政预算。</p>' in made
    assert words(made) == words(texts)


@pytest.mark.parametrize(
    "text",
    [
        "<p>二〇二六年三月十日，会议召开。</p>",
        "<table><tbody><tr><td><p>一、项目</p></td></tr></tbody></table>",
        "<p>会议要求：</p>",
        "<ul><li>一、不是段落</li></ul>",
    ],
)
def test_what_has_no_place_stays_as_it_was(text: str) -> None:
    assert typeset([text]) == [text]


def test_texts_of_a_document_are_set_as_one() -> None:
    assert typeset(
        ["<p>各有关单位：</p>", "<p>正文。</p>", "<p>市政府</p><p>2026年3月1日</p>"]
    ) == [
        '<p class="to">各有关单位：</p>',
        "<p>正文。</p>",
        '<p class="office">市政府</p><p class="day">2026年3月1日</p>',
    ]


@given(st.lists(st.text("一二、（）。：附件局2026年3月1日<b>各"), max_size=6))
def test_words_are_never_changed(texts: list[str]) -> None:
    cleaned = [
        "".join(f"<p>{one.replace('<', '').replace('>', '')}</p>" for one in texts),
        "<p></p>",
    ]

    assert words("".join(typeset(cleaned))) == words("".join(cleaned))


def words(html: str) -> str:
    return re.sub(r"<[^>]*>", "", html)
