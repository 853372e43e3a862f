import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from click.testing import CliRunner, Result

from mingtang.institution.obligations.enums import ObligationState as State
from mingtang.institution.obligations.models import CalendarNotice
from mingtang.institution.obligations.queries.calendar import calendar_known_at
from mingtang.institution.organization.enums import Post
from mingtang.institution.organization.models import Unit
from mingtang.wiring.cli.main import main
from tests.factories.obligations import moment
from tests.factories.organization import PersonFactory, PostHoldingFactory
from tests.institution.obligations.conftest import (  # noqa: F401 - fixtures
    Tell,
    _planned_events,
    city,
    heard,
    tell,
    the,
)

NOW = moment("2026-03-11 12:00")


@pytest.fixture(autouse=True)
def _noon() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def arrived(city: Unit, heard: Tell) -> None:  # noqa: F811
    heard("submission.arrived", "article:1", "2026-03-11 10:00", desk="office", kind="news")
    heard("newmedia.account.opened", "account:1", "2026-03-11 10:00", by="edu")


def obligations(*arguments: str, given: str | None = None) -> Result:
    return CliRunner().invoke(main, ["obligations", *arguments], input=given)


def listed(*arguments: str) -> list[dict[str, Any]]:
    result = obligations("list", "--format", "json", *arguments)
    assert result.exit_code == 0, result.output
    rows: list[dict[str, Any]] = json.loads(result.stdout)
    return rows


@pytest.mark.usefixtures("arrived")
def test_list_shows_what_waits_by_deadline() -> None:
    rows = listed()
    dues = [datetime.fromisoformat(row["due"]) for row in rows]
    assert dues == sorted(dues)
    assert {row["unit"] for row in listed("--unit", "office")} == {"office"}
    [desk] = listed("--rule", "submission.desk")
    assert desk["label"] == "编辑、发布报送信息"
    assert desk["asked"] == "1个工作日内"
    assert desk["due"] == "2026-03-12T23:59:59+08:00"
    assert listed("--state", "overdue") == []
    assert listed("--subject", "article:2") == []


@pytest.mark.usefixtures("arrived")
def test_list_in_words() -> None:
    number = the("submission.desk").pk
    lines = obligations("list", "--rule", "submission.desk").output.splitlines()
    assert lines == [
        f"{number}  2026年3月12日 23:59:59  进行中  office  article:1  "
        "编辑、发布报送信息（1个工作日内，一般）"
    ]


@pytest.mark.usefixtures("arrived")
def test_list_goes_on_behind_an_id() -> None:
    whole = [row["id"] for row in listed()]
    assert [row["id"] for row in listed("--after", str(whole[1]))] == whole[2:]
    assert obligations("list", "--after", "0").exit_code == 2


@pytest.mark.usefixtures("arrived")
def test_explain_in_words_and_as_json() -> None:
    number = str(the("submission.desk").pk)
    lines = obligations("explain", number).output.splitlines()
    assert lines[0].startswith("依据　《兴宁市政府网站管理办法（试行）》")
    assert "逐日　2026-03-11 不计：周三，工作日，起算当日不计入" in lines
    assert "截止　截止时间：2026年3月12日 23:59:59" in lines
    assert lines[-1] == "现状　2026年3月11日 12:00　状态：进行中，距截止还有1天11小时59分钟"

    told = json.loads(
        obligations("explain", number, "--at", "2026-03-13T09:00", "--format", "json").stdout
    )
    assert told["state"] == "overdue"
    assert told["at"] == "2026-03-13T09:00:00+08:00"
    days = [line for line in told["lines"] if line["kind"] == "day"]
    assert [(day["day"], day["counted"], day["number"]) for day in days] == [
        ("2026-03-11", False, 0),
        ("2026-03-12", True, 1),
    ]


@pytest.mark.usefixtures("arrived")
def test_explain_refuses_what_it_cannot_read() -> None:
    assert obligations("explain", "0").exit_code == 1
    assert "没有编号为 0" in obligations("explain", "0").output
    number = str(the("submission.desk").pk)
    assert obligations("explain", number, "--at", "明天").exit_code == 2


@pytest.mark.usefixtures("arrived")
def test_sweep_settles_what_is_due() -> None:
    with time_machine.travel(moment("2026-03-13 09:00"), tick=False):
        result = obligations("sweep")

    assert result.exit_code == 0, result.output
    assert the("submission.desk").state == State.OVERDUE
    assert "处理到期事项：" in result.output


@pytest.mark.usefixtures("arrived")
def test_sweep_says_that_the_log_is_not_heard(tell: Tell) -> None:  # noqa: F811
    tell("submission.returned", "article:1", "2026-03-11 11:00")
    result = obligations("sweep")

    assert "后台进程在运行" in result.stderr


def test_calendar_shows_a_year(db: None) -> None:
    lines = obligations("calendar", "show", "2026").output.splitlines()
    assert lines[0].startswith("2026-01-01  周四，元旦放假  ")
    assert len(lines) == 39

    unknown = json.loads(obligations("calendar", "show", "2027", "--format", "json").stdout)
    assert unknown == {"year": 2027, "known": False, "days": []}
    assert "还没有公布" in obligations("calendar", "show", "2027").output


@pytest.fixture
def keeper(city: Unit) -> str:  # noqa: F811
    person = PersonFactory(unit=city, username="keeper")
    PostHoldingFactory(person=person, post=Post.PLATFORM_OPERATOR, unit=city)
    return "keeper"


def amend(path: Path, text: str, *more: str) -> Result:
    path.write_text(text, "utf-8")
    return obligations(
        "calendar", "amend", str(path), "--document", "关于2027年节假日的通知", *more
    )


def test_calendar_is_amended_from_a_file(keeper: str, tmp_path: Path) -> None:
    assert obligations("calendar", "progress").output.startswith("日历没有修改过")
    result = amend(
        tmp_path / "days.csv",
        "2027-01-01,放假,元旦\n\n2027-01-02，上班\n",
        "--completes-year",
        "2027",
        "--by",
        keeper,
    )

    assert result.exit_code == 0, result.output
    assert "已登记“关于2027年节假日的通知”，2天" in result.output
    calendar = calendar_known_at(NOW)
    assert calendar.is_known(2027)
    assert calendar.is_working(moment("2027-01-02").date())
    assert obligations("sweep").exit_code == 0


def test_every_line_that_cannot_be_read_is_told(keeper: str, tmp_path: Path) -> None:
    result = amend(tmp_path / "days.csv", "2027-01-01,放假\n元旦\n2027-01-02,休\n", "--by", keeper)

    assert result.exit_code == 2
    assert "第 2 行" in result.stderr
    assert "第 3 行" in result.stderr
    assert not CalendarNotice.objects.exists()


def test_amendment_that_is_refused_says_why(keeper: str, tmp_path: Path) -> None:
    person = PersonFactory(unit=Unit.objects.get(code="edu"), username="officer")
    PostHoldingFactory(person=person, post=Post.INFORMATION_OFFICER, unit=person.unit)

    refused = amend(tmp_path / "days.csv", "2027-01-01,放假\n", "--by", "officer")
    assert refused.exit_code == 1
    assert "修改工作日历" in refused.output
    assert amend(tmp_path / "days.csv", "", "--by", "nobody").exit_code == 2
