import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingtang.ground.foundation.html import ATTRIBUTES, SCHEMES, TAGS, clean_html

SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")


class Seen(HTMLParser):
    """Collect the tags, attributes and addresses of a fragment."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str]] = set()
        self.addresses: set[str] = set()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            self.attributes.add((tag, name))
            if name in {"href", "src"}:
                self.addresses.add(value or "")


def is_harmless(html: str) -> bool:
    """Say whether a reader that parses the fragment meets only what is allowed."""
    seen = Seen(html)
    allowed = {(tag, name) for tag, names in ATTRIBUTES.items() for name in names} | {("a", "rel")}
    written = (SCHEME.match(re.sub(r"[\x00-\x20]", "", address)) for address in seen.addresses)
    schemes = {match[1].lower() for match in written if match}
    return seen.tags <= TAGS and seen.attributes <= allowed and schemes <= SCHEMES


@pytest.mark.parametrize(
    ("html", "cleaned"),
    [
        ("<p>正文<script>alert(1)</script></p>", "<p>正文</p>"),
        ('<p onclick="alert(1)">正文</p>', "<p>正文</p>"),
        ('<img src="a.png" onerror=alert(1) alt="图">', '<img src="a.png" alt="图">'),
        (
            '<a href="javascript:alert(1)">链接</a>',
            '<a rel="noopener noreferrer">链接</a>',
        ),
        (
            '<a href=" java\tscript:alert(1)">链接</a>',
            '<a rel="noopener noreferrer">链接</a>',
        ),
        ('<a href="data:text/html,x">链接</a>', '<a rel="noopener noreferrer">链接</a>'),
        ('<a href="vbscript:x">链接</a>', '<a rel="noopener noreferrer">链接</a>'),
        ("<iframe src='https://a.cn'>框</iframe>", "框"),
        ("<svg><circle onload=alert(1) /></svg>", ""),
        ("<style>p{color:red}</style><p style='color:red'>字</p>", "<p>字</p>"),
        ("<form><input name=a><button>提交</button></form>", "提交"),
        ("<!-- 批注 --><p>字</p>", "<p>字</p>"),
        ("<h1>标题</h1>", "标题"),
        ("<p>未闭合", "<p>未闭合</p>"),
        ("<math><mi//xlink:href='data:x,<script>alert(1)</script>'>", ""),
        ("<object data='x.swf'></object><embed src='x.swf'>", ""),
        ("<meta http-equiv=refresh content=0><base href='//a.cn'>", ""),
        (
            "<p id='x' class='y' data-z='1' dir='rtl'>字</p>",
            "<p>字</p>",
        ),
    ],
)
def test_clean_html_drops_what_could_do_harm(html: str, cleaned: str) -> None:
    assert clean_html(html) == cleaned
    assert is_harmless(cleaned)


@pytest.mark.parametrize(
    "html",
    [
        '<table><caption>表一</caption><thead><tr><th scope="col">项</th></tr></thead>'
        '<tbody><tr><td colspan="2" rowspan="3">值</td></tr></tbody></table>',
        '<p>见<a href="https://www.gov.cn/" title="中国政府网" rel="noopener noreferrer">通知</a></p>',
        '<p>电话<a href="tel:05631234567" rel="noopener noreferrer">0563-1234567</a></p>',
        "<h2>一、总则</h2><ol><li>第一条</li></ol><blockquote><p>引文</p></blockquote>",
        '<figure><img src="/media/1.jpg" alt="会场" width="640" height="480">'
        "<figcaption>会场</figcaption></figure>",
        "<p><ruby>宣<rp>(</rp><rt>xuān</rt><rp>)</rp></ruby>H<sub>2</sub>O</p>",
        "<p>甲 &lt; 乙 &amp; 丙</p>",
    ],
)
def test_clean_html_keeps_what_articles_need(html: str) -> None:
    assert clean_html(html) == html


FRAGMENTS = st.lists(
    st.sampled_from(
        [
            "<p>", "</p>", "<a href=", "javascript:", "'", '"', ">", "<", "<script>", "</script>",
            "<svg>", "<math>", "<style>", "<!--", "-->", "<img src=x onerror=", "alert(1)", "&#106;",
            "<table>", "<td>", "</table>", "<noscript>", "<template>", "</", "\x00", "<xmp>", "正文",
            "<a title='", "https://a.cn", "<mglyph>", "<mtext>", "<![CDATA[", "]]>", " ", "/",
        ]
    ),
    max_size=20,
).map("".join)  # fmt: skip


@given(FRAGMENTS | st.text())
def test_clean_html_is_harmless_and_changes_nothing_clean(html: str) -> None:
    cleaned = clean_html(html)
    assert is_harmless(cleaned)
    assert clean_html(cleaned) == cleaned


def test_clean_html_gives_the_words_alone_when_it_finds_no_rest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("mingtang.ground.foundation.html.ROUNDS", 1)
    assert clean_html("<a title=''><p>甲<table><a href=x>乙</table>") == "甲乙"
