import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mingtang.wiring.cli.main import main
from tests.oversight.monitoring.inspection.pages import GOOD


def inspect(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["inspect", *arguments])


def test_a_saved_page_is_inspected(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(GOOD, "gb18030")
    result = inspect("page", str(path))
    assert (result.exit_code, result.stderr) == (0, "")
    assert "没有发现问题" in result.stdout


def test_findings_are_printed_with_their_source(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(GOOD.replace("我为政府网站找错", "留言"), "utf-8")
    result = inspect("page", str(path))
    assert result.exit_code == 1
    assert "必须改 1 处\n  底部没有“我为政府网站找错”入口，每个页面都应当有。" in result.stdout
    assert "国办函〔2016〕68号" in result.stdout
    answer = json.loads(inspect("page", str(path), "--format", "json").stdout)
    assert answer["counts"] == {"must": 1, "should": 0, "hint": 0}
    assert answer["findings"][0]["rule"] == "furniture.errors"


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("没有.html", "打不开文件 没有.html"),
        ("http://127.0.0.1:9/", "打不开 http://127.0.0.1:9/"),
        ("https://", "打不开 https://"),
    ],
)
def test_what_cannot_be_opened_is_told(target: str, said: str) -> None:
    result = inspect("page", target)
    assert result.exit_code == 2
    assert said in result.stderr


def test_what_is_no_page_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7")
    result = inspect("page", str(path))
    assert (result.exit_code, result.stderr.startswith("错误：")) == (2, True)


def test_the_rules_are_listed() -> None:
    assert "| `marks.site` | 网站标签齐全 | 全部 | 必须改 |" in inspect("rules").stdout
