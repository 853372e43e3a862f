import pytest

from mingtang.editorial.content.importing.table_heads import with_heads


def table(*rows: str) -> dict[str, str]:
    inner = "".join(f"<tr>{row}</tr>" for row in rows)
    return {"type": "html_table", "value": f"<table><tbody>{inner}</tbody></table>"}


def test_first_row_becomes_headings() -> None:
    block = with_heads(table('<td colspan="2">学校</td><td>日期</td>', "<td>甲</td>" * 3))

    assert (
        block["value"]
        == table('<th colspan="2">学校</th><th>日期</th>', "<td>甲</td>" * 3)["value"]
    )


@pytest.mark.parametrize(
    "block",
    [
        table("<th>甲</th><th>乙</th>", "<td>丙</td><td>丁</td>"),
        table("<td>甲</td><td></td>", "<td>丙</td><td>丁</td>"),
        table('<td rowspan="2">甲</td><td>乙</td>', "<td>丁</td>"),
        table("<td>通知</td>", "<td>丙</td><td>丁</td>"),
        table("<td>甲</td><td>乙</td>"),
        {"type": "text", "value": "<p>甲</p>"},
        {"type": "html_table", "value": '<p><img src="https://a.cn/a.png" alt=""></p>'},
    ],
)
def test_what_is_no_plain_row_of_names_stays_as_it_is(block: dict[str, str]) -> None:
    assert with_heads(block) is block
