import json
import subprocess
import sys

import pytest
from click.testing import CliRunner, Result

from mingtang.wiring.cli.main import main


def due(*arguments: str, given: str | bytes | None = None) -> Result:
    return CliRunner().invoke(main, ["due", *arguments], input=given)


def test_due_prints_the_moment() -> None:
    result = due("--start", "2026-04-30T10:00", "--within", "5 working days")
    assert result.exit_code == 0
    assert result.output == "2026-05-11T23:59:59+08:00\n"


@pytest.mark.parametrize("within", ["1 working day", "1 working days", "1个工作日"])
def test_due_reads_a_period_however_it_is_written(within: str) -> None:
    result = due("--start", "2025-09-30", "--within", within)
    assert result.output == "2025-10-09T23:59:59+08:00\n"


@pytest.mark.parametrize(
    "start",
    [
        "2026-04-30T02:00:00Z",
        "2026-04-30T10:00+08:00",
        "2026-04-29T21:00-05:00",
        "2026-04-30 10:00",
    ],
)
def test_due_takes_other_zones_to_beijing(start: str) -> None:
    result = due("--start", start, "--within", "2 hours", "--format", "json")
    assert json.loads(result.output) == [
        {
            "start": "2026-04-30T10:00:00+08:00",
            "due": "2026-04-30T12:00:00+08:00",
            "provisional": False,
            "days": [
                {
                    "day": "2026-04-30",
                    "counted": True,
                    "number": 1,
                    "why": "周四，计2小时（10:00—12:00）",
                }
            ],
        }
    ]


def test_due_explains_the_days() -> None:
    result = due("--start", "2026-05-08T10:00", "--within", "2 working days", "--explain")
    assert result.output.splitlines() == [
        "2026-05-11T23:59:59+08:00",
        "  2026-05-08    -  周五，工作日，起算当日不计入",
        "  2026-05-09    1  周六，劳动节调休上班",
        "  2026-05-10    -  周日，周末，不计入",
        "  2026-05-11    2  周一，工作日",
    ]


def test_due_counts_back() -> None:
    arguments = ("--start", "2026-05-11T10:00", "--within", "1 working day", "--before")
    assert due(*arguments).output == "2026-05-09T23:59:59+08:00\n"
    assert due(*arguments, "--explain").output.splitlines()[1:] == [
        "  2026-05-11    -  周一，工作日，倒推基准日不计入",
        "  2026-05-10    -  周日，周末，不计入",
        "  2026-05-09    1  周六，劳动节调休上班",
    ]


def test_due_marks_a_year_without_data() -> None:
    result = due("--start", "2026-12-31", "--within", "1 working day")
    assert result.output == "2027-01-01T23:59:59+08:00\t暂定，所涉年份的放假安排未公布\n"


def test_due_takes_several_starts_from_options_and_from_lines() -> None:
    starts = ("2026-04-30T10:00", "2026-03-11T10:00")
    expected = [
        "2026-04-30T10:00:00+08:00\t2026-05-11T23:59:59+08:00",
        "2026-03-11T10:00:00+08:00\t2026-03-18T23:59:59+08:00",
    ]
    options = [part for start in starts for part in ("--start", start)]
    assert due(*options, "--within", "5 working days").output.splitlines() == expected
    given = "\ufeff2026-04-30T10:00\r\n\n  2026-03-11T10:00"
    result = due("--within", "5 working days", given=given)
    assert result.output.splitlines() == expected
    assert result.exit_code == 0


def test_due_tells_a_wrong_line_and_answers_the_others() -> None:
    given = "2026-04-30T10:00\nyesterday\n\n2026-13-01\n2026-03-11T10:00\n2100-12-31\n"
    result = due("--within", "5 working days", "--format", "json", given=given)
    assert result.exit_code == 2
    assert [item["start"] for item in json.loads(result.stdout)] == [
        "2026-04-30T10:00:00+08:00",
        "2026-03-11T10:00:00+08:00",
    ]
    assert result.stderr.splitlines() == [
        "第 2 行：“yesterday”不是日期时间，请写成 2026-04-30T10:00",
        "第 4 行：“2026-13-01”不是日期时间，请写成 2026-04-30T10:00",
        "第 6 行：日期超出可推算的范围（1950—2100年），请核对起点和期限",
    ]


@pytest.mark.parametrize("given", [b"\xff\xfe\n", b"0001-01-01T00:00+14:00\n"])
def test_due_tells_lines_that_are_no_text_or_no_moment(given: bytes) -> None:
    result = due("--within", "5 working days", given=given)
    assert result.exit_code == 2
    assert result.stderr.startswith("第 1 行：")


def test_due_tells_a_wrong_option() -> None:
    result = due("--start", "now", "--within", "5 working days")
    assert result.exit_code == 2
    assert result.stderr == "第 1 个 --start：“now”不是日期时间，请写成 2026-04-30T10:00\n"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "缺少期限"),
        (("--within", "5 dogs"), "期限“5 dogs”看不懂"),
        (("--within", "5 working days"), "没有起算时刻"),
        (("--within", "5 working days", "--office-hours", "9-5"), "办公时间“9-5”写法不对"),
    ],
)
def test_due_says_what_is_missing_or_wrong(arguments: tuple[str, ...], told: str) -> None:
    result = due(*arguments, given="")
    assert result.exit_code == 2
    assert result.stderr.startswith(f"错误：{told}")


def test_due_without_any_start_still_prints_a_list() -> None:
    result = due("--within", "5 working days", "--format", "json", given="\n")
    assert (result.exit_code, json.loads(result.stdout)) == (2, [])


def test_due_takes_office_hours_and_keeps_rest_days() -> None:
    hours = ("--within", "2 working hours", "--office-hours", "09:00-11:00,15:00-17:00")
    assert due("--start", "2026-03-11T10:00", *hours).output == "2026-03-11T16:00:00+08:00\n"
    days = ("--within", "1 day", "--no-roll")
    assert due("--start", "2026-03-13", *days).output == "2026-03-14T23:59:59+08:00\n"
    assert due("--start", "2026-03-16", *days, "--before").output == "2026-03-15T23:59:59+08:00\n"


def test_due_loads_neither_django_nor_the_library() -> None:
    program = (
        "import sys; from mingtang.wiring.cli.main import main;"
        "main(['due', '--start', '2026-04-30T10:00', '--within', '5 working days'],"
        " standalone_mode=False);"
        "print(sorted({'django', 'pydantic', 'chinese_calendar', 'nh3'} & set(sys.modules)))"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert run.stdout.splitlines() == ["2026-05-11T23:59:59+08:00", "[]"]
