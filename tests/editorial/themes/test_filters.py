"""What templates may do with values."""

import pytest
from jinja2 import Environment

from mingtang.editorial.themes.filters import linked_data, phrases


@pytest.mark.parametrize(
    ("title", "parts"),
    [
        (
            "明州市人民政府办公室关于印发明州市城市生活垃圾分类管理办法的通知",
            ["明州市人民政府办公室", "关于印发", "明州市城市生活垃圾分类管理办法的通知"],
        ),
        ("关于《养犬条例》的公告", ["关于", "《养犬条例》的公告"]),
        ("市政府开会　研究防汛、安全", ["市政府开会　", "研究防汛、", "安全"]),
        ("一季度重大项目集中开工", ["一季度重大项目集中开工"]),
        ("关于" + "长" * 30, ["关于" + "长" * 30]),
        ("", [""]),
    ],
)
def test_title_is_broken_where_its_meaning_allows(title: str, parts: list[str]) -> None:
    assert phrases(title) == parts


def test_data_for_machines_cannot_end_its_script() -> None:
    value = {"name": "</script><b>&", "none": None, "list": ["", {"empty": "", "one": 1}]}
    assert linked_data(Environment(), value) == (
        '{"name":"\\u003c/script\\u003e\\u003cb\\u003e\\u0026","list":["",{"one":1}]}'
    )
