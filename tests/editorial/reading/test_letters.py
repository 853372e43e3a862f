"""Letters with their answers in tables, and boxes of links among a text."""

from mingtang.editorial.reading.reader import read_page

ROWS = (
    ("来信标题", "路灯不亮"),
    ("来信人", "王**"),
    ("来信内容", "东大街路灯不亮已有一周，请尽快修复。"),
    ("答复单位", "明州市城市管理局"),
    ("答复日期", "2025-03-08"),
    ("答复内容", "您好，来信收悉。路灯已于3月7日修复，感谢您的监督。"),
)


def test_a_letter_and_its_answer_are_the_text_and_their_names_are_labels() -> None:
    rows = "".join(f"<tr><th>{name}</th><td>{value}</td></tr>" for name, value in ROWS)
    reading = read_page("letter.html", f"<body><table>{rows}</table></body>".encode())

    assert reading.paragraphs == (ROWS[2][1], ROWS[5][1])
    assert reading.title.value == "路灯不亮"
    assert reading.office.value == "明州市城市管理局"


def test_a_box_of_links_among_the_text_is_left_out() -> None:
    links = "<div><b>相关链接</b><ul><li><a href=1.html>全市防汛工作会议召开</a></li></ul></div>"
    text = "<p>昨日，全市举行防汛演练，三百人参加。</p>"
    page = (
        f"<h1>全市举行防汛演练</h1><p>来源：市水务局</p><div class=zoom>{text}{links}{text}</div>"
    )

    assert "相关链接" not in "".join(read_page("news.html", page.encode()).paragraphs)
