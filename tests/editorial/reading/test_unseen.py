"""What a style sheet hides is no text of the page, unless something shows it again."""

from mingtang.editorial.reading.reader import read_page
from mingtang.editorial.reading.result import Reading

OLD = "各村：请于7月10日前上报防汛物资储备情况，逾期不报的通报批评。"


def _read(sheet: str, script: str = "") -> Reading:
    page = f"""<html><meta charset=utf-8><style>{sheet}</style><script>{script}</script><body><h1>关于做好暴雨防范工作的通知</h1>
<div><div class=k>{OLD}</div><p>各村民委员会：</p><p>今夜有暴雨，请立即转移低洼地带的群众，落实值班制度。</p></div></body></html>"""
    return read_page("a.html", page.encode())


def test_text_that_a_class_hides_is_left_out_and_doubted() -> None:
    for sheet in (".k{display:none}", "div.k , .z { position:absolute; left:-9999px }"):
        found = _read(sheet)
        assert OLD not in found.paragraphs
        assert "body" in found.doubtful


def test_rules_for_printers_scripts_and_open_folds_hide_nothing() -> None:
    shown = (
        "@media print{.k{display:none}}",
        ".k{display:none}.k.on{display:block}",
        "/* .k{display:none} */",
    )
    assert all(OLD in _read(sheet).paragraphs for sheet in shown)
    assert OLD in _read(".k{display:none}", "show('k')").paragraphs
