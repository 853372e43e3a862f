import json
import time
from collections.abc import Callable

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from mingtang.ground.foundation.decisions import Refused
from mingtang.ground.foundation.html import (
    DEEPEST,
    LONGEST,
    MOST_ATTRIBUTES,
    clean_html,
    judge_html,
)
from mingtang.ground.foundation.masking import find_personal_data
from mingtang.ground.foundation.nesting import is_deeper_than, json_is_deeper_than

ORDINARY = [
    "<p>一段<b>粗体</b>和<i>斜体</i></p>" * 500,
    "<ul>" + "<li>一<li>二" * 300 + "</ul>",
    "<table>" + "<tr><td>一<td><p>二" * 300 + "</table>",
    "<table>" + "<tr><td>一</td><td><b>二</b></td></tr>" * 300 + "</table>",
    "<p>一<br>二<img src=a.png><hr>" * 300,
    "<!-- <b><b><b> -->" * 300 + "<p>a < b, <3</p>",
    '<p title="a>b">一</p>' * 300,
    "<p><a href='/1'>一<a href='/2'>二</p>" * 200,
    "<style>b > i { color: red }</style><p>一</p>" * 200,
]
# Each is nested deeper by one with each repetition, for some reader at least.
DEEP = {
    "plain": lambda n: "<div>" * n + "x" + "</div>" * n,
    "formatting": lambda n: "<b>" * n + "x" + "</b>" * n,
    "unclosed formatting": lambda n: "".join(f"<p><b a={i}>" for i in range(n)),
    "end in a comment": lambda n: "<div><!--</div>-->" * n,
    "end in an attribute": lambda n: '<div title="</div>">' * n,
    "end in a style": lambda n: "<div><style></div></style>" * n,
    "end in an unquoted value": lambda n: '<div a="></div>">' * n,
    "end out of scope": lambda n: "".join(
        f"<b a={i}><table><td></b></td></table><p>" for i in range(n)
    ),
    "wrong ends": lambda n: "<div></span></i></p>" * n,
    "style in a picture": lambda n: "<svg><style>" + "<b>" * n,
    "lists": lambda n: "<ul><li>" * n,
    "tables": lambda n: "<table><tr><td>" * n,
    "quotes without end": lambda n: "<div>" * n + '<p a="',
    "capitals": lambda n: "<DIV><Span>" * n,
}


@pytest.mark.parametrize("html", ORDINARY, ids=lambda html: html[:20])
def test_ordinary_text_is_not_deep(html: str) -> None:
    assert not is_deeper_than(html, 10)


@pytest.mark.parametrize("kind", DEEP)
def test_deep_text_is_told(kind: str) -> None:
    assert is_deeper_than(DEEP[kind](150), 100)


@pytest.mark.parametrize("kind", DEEP)
def test_what_passes_is_hardly_deeper_for_a_browser(kind: str) -> None:
    passing = [n for n in range(1, 120) if not is_deeper_than(DEEP[kind](n), DEEPEST)]
    html = DEEP[kind](passing[-1])

    assert _depth(LexborHTMLParser(html).body) <= 3 * DEEPEST + 10


def _depth(node: LexborNode | None) -> int:
    deepest, waiting = 0, [(node, 0)]
    while waiting:
        found, depth = waiting.pop()
        deepest = max(deepest, depth)
        child = found.child if found else None
        while child is not None:
            waiting.append((child, depth + 1))
            child = child.next
    return deepest


def test_text_of_two_meanings_is_deep() -> None:
    assert is_deeper_than("<b><svg><![CDATA[></b>]]></svg>", 100)


def test_text_of_two_meanings_is_cleaned_to_one() -> None:
    assert clean_html("<p>一<![CDATA[</p>]]>二") == "<p>一</p>]]&gt;二"


@pytest.mark.parametrize(
    ("value", "limit", "is_deep"),
    [
        ([[]], 2, False),
        ([[]], 1, True),
        ({"a": {"b": [1]}}, 3, False),
        ({"a": {"b": [1]}}, 2, True),
        ({"a": "[[[[", '"]{{': '\\"[['}, 1, False),
    ],
)
def test_depth_of_json(value: object, limit: int, is_deep: bool) -> None:
    assert json_is_deeper_than(json.dumps(value), limit) is is_deep


def test_deep_and_long_texts_are_refused_with_a_sentence() -> None:
    with pytest.raises(Refused, match="嵌套超过 100 层"):
        clean_html("<div>" * 1000)
    with pytest.raises(Refused, match="不能超过 100 万字符"):
        clean_html("字" * (LONGEST + 1))


def _seconds(function: Callable[[str], object], text: str) -> float:
    taken = []
    for _ in range(3):
        begun = time.process_time()
        function(text)
        taken.append(time.process_time() - begun)
    return min(taken)


JSON = {
    "lists": lambda n: "[" * n,
    "strings": lambda n: '"[' + "\\\\" * n,
    "quotes": lambda n: '"a' * n,
}
NUMBERS = "13812345678 a@b.cn 6222020200112233446 11010519491231002X "


@pytest.mark.parametrize(
    ("function", "made"),
    [
        *((judge_html, made) for made in DEEP.values()),
        (judge_html, lambda n: "<" * n),
        (judge_html, lambda n: "<!--" * n),
        (judge_html, lambda n: "<!-- --!" * n),
        (judge_html, lambda n: "<a " + "b='" * n),
        (judge_html, lambda n: "<a" + " b" * n),
        (judge_html, lambda n: "<p>a</p>" * n),
        *((lambda text: json_is_deeper_than(text, 10**9), made) for made in JSON.values()),
        (find_personal_data, lambda n: NUMBERS * (n // 40)),
        (find_personal_data, lambda n: "a." * n),
        (find_personal_data, lambda n: "a@" + "b." * n),
        (find_personal_data, lambda n: "1" * n),
        (clean_html, lambda n: "<p><b>字</b></p>" * (n // 10)),
        (clean_html, lambda n: ("<div>" * 90 + "x" + "</div>" * 90) * (n // 1000)),
    ],
)
def test_time_grows_with_length_alone(
    function: Callable[[str], object], made: Callable[[int], str]
) -> None:
    def quietly(text: str) -> None:
        try:
            function(text)
        except Refused:
            return

    size = 20_000
    while (short := _seconds(quietly, made(size))) < 0.004 and size < 300_000:
        size *= 2
    long = _seconds(quietly, made(4 * size))

    assert long < 10 * max(short, 0.002), f"{short:.4f} s, four times as long: {long:.4f} s"


# Each took a parser seconds to minutes: it compares or moves one thing past all that came before.
COSTLY = {
    "attributes": ("<a " + "x{} " * 250_000 + ">x</a>", "html.too_crowded"),
    "attributes of an end": ("<p></p " + "x{}=1 " * 150_000 + ">", "html.too_crowded"),
    "attributes of the end of a script": (
        "<script></script " + "x{}=1 " * 150_000 + ">",
        "html.too_crowded",
    ),
    "attributes of a tag without an end": ("<p>x</p><a " + "x{}=1 " * 150_000, "html.too_crowded"),
    "attributes behind a comment": (
        "<!-- <a b=' --><a " + "x{}=1 " * 150_000 + "'>",
        "html.too_crowded",
    ),
    "lines beside cells": ("<table>" + "x<br>" * 180_000, "html.stray"),
    "elements beside cells": ("<table>" + "<tr><td>x</td></tr><br>" * 40_000, "html.stray"),
    "references": ("&" * 900_000, "html.too_many_references"),
}


@pytest.mark.parametrize("kind", COSTLY)
def test_costly_text_is_refused_at_once(kind: str) -> None:
    html, code = COSTLY[kind]
    parts = html.split("{}")
    html = "".join(f"{part}{number}" for number, part in enumerate(parts[:-1])) + parts[-1]
    begun = time.process_time()
    with pytest.raises(Refused) as refused:
        clean_html(html[:LONGEST])

    assert [reason.code for reason in refused.value.reasons] == [code]
    assert time.process_time() - begun < 2


@pytest.mark.parametrize(
    "html",
    [
        "<p " + " ".join(f"data-{number}='a b'" for number in range(MOST_ATTRIBUTES)) + ">x</p>",
        "<table>" + "<tr>\n<td>一<br>二</td>\n</tr>\n" * 2000 + "</table>",
        "<table><caption>表</caption>"
        + "<tr><td>一<td><p>二" * 2000
        + "</table>"
        + "三<br>" * 2000,
        "<p>&nbsp;&amp;</p>" * 2000,
        "<!-- <a " + "x " * 500 + "--><style>a " + "b " * 500 + "{}</style><p>x</p>",
    ],
)
def test_ordinary_text_is_not_costly(html: str) -> None:
    assert judge_html(html)
