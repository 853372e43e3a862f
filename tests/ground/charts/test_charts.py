"""What all charts share: valid, accessible, safe, the same twice; and what each one shows."""

import re
from decimal import Decimal
from xml.etree.ElementTree import Element

import html5lib
import pytest
from defusedxml import ElementTree
from hypothesis import given, settings
from hypothesis import strategies as st

from mingtang.ground.charts import (
    Chart,
    Lamp,
    LampColor,
    Series,
    bar_chart,
    lamp_row,
    line_chart,
    stacked_bar_chart,
)
from mingtang.ground.charts.bars import MOST_BARS
from mingtang.ground.charts.looks import COLORS

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "<script>alert(1)</script>\"'&\x00\x0b\u202e]]>\ud800"
NUMBERS = st.one_of(
    st.none(),
    st.integers(-(10**18), 10**18),
    st.floats(-1e18, 1e18),
    st.decimals(-(10**18), 10**18, places=3),
)


def drawn(chart: Chart) -> Element:
    """Return the figure as any reader of XML sees it; refuses what is no SVG."""
    return ElementTree.fromstring(chart.svg.encode())


def texts(chart: Chart) -> list[str]:
    return [each.text or "" for each in drawn(chart).iter(f"{SVG}text")]


def cells(chart: Chart) -> list[list[str]]:
    rows = ElementTree.fromstring(chart.table).iter("tr")
    return [[cell.text or "" for cell in row] for row in rows]


def every_kind(labels: list[str], values: list[int | float | Decimal | None]) -> list[Chart]:
    series = [Series(label, values) for label in ("甲", "乙")]
    rows = list(zip(labels, values, strict=True))
    lamps = [Lamp(label, color, label) for label in labels for color in LampColor]
    return [
        bar_chart(name="a", title="".join(labels), rows=rows, unit="件"),
        stacked_bar_chart(name="b", title="二", labels=labels, series=series, unit="件"),
        line_chart(name="c", title="三", labels=labels, series=series, unit="件"),
        line_chart(name="d", title="四", labels=labels, series=series[:1], from_zero=False),
        lamp_row(name="e", title="五", lamps=lamps),
    ]


@settings(max_examples=25)
@given(st.lists(st.tuples(st.text(), NUMBERS), max_size=6))
def test_any_labels_and_numbers_make_valid_markup_inside_the_figure(
    rows: list[tuple[str, int | float | Decimal | None]],
) -> None:
    for chart in every_kind([label for label, _ in rows], [value for _, value in rows]):
        figure = drawn(chart)
        shares = re.findall(r'"(-?[\d.]+)%"', chart.svg)
        assert all(0 <= float(share) <= 100.02 for share in shares)
        assert "nan" not in chart.svg
        assert float(figure.attrib["height"]) >= 0


def test_screen_readers_get_a_role_a_title_and_the_main_figures() -> None:
    chart = bar_chart(
        name="rate", title="办结率", rows=[("甲", 98.5), ("乙", None), ("丙", 40)], unit="%"
    )

    svg = drawn(chart)
    names = {each.attrib["id"]: each.text for each in svg if "id" in each.attrib}
    assert svg.attrib["role"] == "img"
    assert names[svg.attrib["aria-labelledby"]] == "办结率"
    assert names[svg.attrib["aria-describedby"]] == (
        "条形图，共 3 项；最大：甲 98.5%；最小：丙 40%；1 项无数据。"
    )
    assert cells(chart) == [["项目", "数值（%）"], ["甲", "98.5"], ["乙", "无数据"], ["丙", "40"]]


def test_hostile_labels_stay_words() -> None:
    for chart in every_kind([HOSTILE], [1]):
        assert "<script" not in chart.figure()
        assert not re.search("[\x00\x0b\u202e\ud800]", chart.figure())
    with pytest.raises(ValueError, match="name of a chart"):
        bar_chart(name='"><script>', title="", rows=[])


def test_valid_html_without_script_or_style_and_the_same_twice() -> None:
    first, second = every_kind(["甲", "乙"], [1, -2.5]), every_kind(["甲", "乙"], [1, -2.5])

    assert first == second
    for chart in first:
        html5lib.HTMLParser(strict=True).parseFragment(chart.figure())
        assert not re.search(r"\sstyle=|<style|<script|\son\w+=|href", chart.figure())


def test_bars_lie_on_their_side_of_zero() -> None:
    chart = bar_chart(
        name="a", title="得分", rows=[("加", 30), ("减", -10), ("零", 0), ("缺", None)]
    )

    bars = list(drawn(chart).iter(f"{SVG}rect"))
    assert [(bar.attrib["x"], bar.attrib["width"]) for bar in bars] == [
        ("25%", "75%"),
        ("0%", "25%"),
    ]
    assert texts(chart) == ["30", "加", "-10", "减", "0", "零", "无数据", "缺"]


def test_parts_of_a_stacked_bar_follow_each_other_in_patterns_of_their_own() -> None:
    chart = stacked_bar_chart(
        name="a",
        title="办理",
        labels=["甲"],
        series=[
            Series("按时", [6]),
            Series("逾期", [3]),
            Series("退回", [None]),
            Series("减", [-1]),
        ],
    )

    rects = [each.attrib for each in drawn(chart).iter(f"{SVG}rect") if "%" in each.get("x", "")]
    assert [(rect["x"], rect["width"]) for rect in rects] == [
        ("10%", "60%"), ("70%", "30%"), ("0%", "10%"),
    ]  # fmt: skip
    assert len({rect["fill"] for rect in rects}) == 3
    assert cells(chart)[1] == ["甲", "6", "3", "无数据", "-1"]


def test_line_breaks_where_a_value_is_missing() -> None:
    series = [Series("数", [1, 2, None, 4, None, 6, 7])]
    chart = line_chart(name="a", title="数", labels=list("一二三四五六七"), series=series)

    path = next(each.attrib["d"] for each in drawn(chart).iter(f"{SVG}path"))
    assert path.count("M") == 2
    assert len(re.findall(r"M-4,0a4", chart.svg)) == 5  # each value, the lone one too, has a marker


def test_a_thousand_values() -> None:
    labels, values = [f"第{day}日" for day in range(1000)], list(range(1, 1001))
    bars = bar_chart(name="a", title="数", rows=list(zip(labels, values, strict=True)))
    line = line_chart(name="b", title="数", labels=labels, series=[Series("数", values)])

    assert len(list(drawn(bars).iter(f"{SVG}rect"))) == MOST_BARS
    assert "图中只画前 60 项，全部 1,000 项见数据表。" in bars.figure()
    assert len(cells(bars)) == len(cells(line)) == 1001
    assert len(line.svg) < 20_000


def test_long_labels_are_wrapped_and_whole_in_the_table() -> None:
    label = "市住房和城乡建设局" * 9
    chart = bar_chart(name="a", title="数", rows=[(label, 1)])

    assert texts(chart)[1:] == [label[:13], label[13:26], label[26:38] + "…"]
    assert cells(chart)[1][0] == label


def test_lamps_differ_by_form_sign_and_word() -> None:
    chart = lamp_row(name="a", title="更新", lamps=[Lamp("栏目", color) for color in LampColor])

    words = [text for text in texts(chart) if text.endswith("灯")]
    forms = [group.findall(f"{SVG}path")[1].attrib["d"] for group in drawn(chart).iter(f"{SVG}g")]
    assert words == ["绿灯", "黄灯", "红灯", "未亮灯"]
    assert len(set(forms)) == 4
    assert "绿灯 1 项，黄灯 1 项" in chart.svg


def test_colors_stand_out_from_white_paper() -> None:
    def luminance(color: str) -> float:
        parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    assert all(1.05 / (luminance(color) + 0.05) >= 4.5 for color in COLORS)


def test_folded_table_opens_by_a_click() -> None:
    figure = bar_chart(name="a", title="数", rows=[("甲", 1)]).figure(folded=True)

    assert "<details><summary>查看数据表</summary>" in figure


@pytest.mark.parametrize("value", [float("nan"), float("inf"), True, "1", Decimal("NaN"), 10**19])
def test_what_is_no_number_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="no finite number"):
        bar_chart(name="a", title="数", rows=[("甲", value)])


def test_series_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="1 values for 2 labels"):
        line_chart(name="a", title="数", labels=["一", "二"], series=[Series("数", [1])])
    with pytest.raises(ValueError, match="1 to 6 series"):
        line_chart(name="a", title="数", labels=[], series=[])
