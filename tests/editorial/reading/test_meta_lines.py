"""Facts about a page that stand on a line without labels."""

import pytest

from mingtang.editorial.reading.lines import Line
from mingtang.editorial.reading.meta_lines import is_counted, is_meta_line, medium_of


@pytest.mark.parametrize(
    "text",
    [
        "新华网 2014年1月10日 星期五 08:20 【字体：大 中 小】",
        "平发改价格〔2019〕288号 2019-11-27 来源：市发展改革委",
        "2020/8/1 | 阅读 355 | 有效期至 2020/8/5",
        "http://zjj.example.cn/4.html 2017年08月21日 来源：市住建局",
        "Jun 5, 2018 By 市公共资源交易中心",
    ],
)
def test_facts_are_told(text: str) -> None:
    assert is_meta_line(Line(text, text))


@pytest.mark.parametrize(
    "text",
    [
        "2018年7月6日，副市长周建国主持召开专题会议研究城区内涝治理工作",
        "一、活动时间",
        "各区人民政府：",
    ],
)
def test_text_is_left(text: str) -> None:
    assert not is_meta_line(Line(text, text))


def test_counters_and_media_are_told() -> None:
    line = Line("[2019-07-11 发布] [浏览 52 次]", "[2019-07-11 发布] [浏览 52 次]")
    assert is_counted(line)
    assert not is_counted(Line("2019年7月11日", "2019年7月11日"))
    assert medium_of(Line("平川日报 2024-06-28 07:15", "平川日报 2024-06-28 07:15")) == "平川日报"
