"""Pages in traditional characters are read like the others, and left as they are."""

from datetime import date

from mingtang.editorial.reading.reader import read_page
from mingtang.editorial.reading.traditional import both, forms

PAGE = """<html><head><meta charset=utf-8></head><body><p>當前位置：首頁 &gt; 通知公告</p><h1>關於舉辦青年創業活動的通知</h1>
<p>文號：平教函〔2019〕33號　發佈時間：2018-05-30　來源：市港澳辦</p><p>各有關單位：</p>
<p>為促進青年交流，現將有關事項通知如下。</p><p>南嶼市人民政府辦公室</p><p>2018年5月28日</p><p>版權所有：南嶼市人民政府</p></body></html>"""


def test_labels_offices_and_furniture_are_known() -> None:
    found = read_page("a.html", PAGE.encode("big5hkscs"))
    assert found.title.value == "關於舉辦青年創業活動的通知"
    assert found.number.value == "平教函〔2019〕33號"
    assert (found.source.value, found.released.value) == ("市港澳辦", date(2018, 5, 30))
    assert found.signers.value == ("南嶼市人民政府辦公室",)
    assert "版權所有" not in found.html


def test_patterns_take_either_script() -> None:
    assert forms("发布时间") == ("发布时间", "發佈時間", "發布時間")
    assert both("关[于x]\\d") == "[关關][于於x]\\d"
