from datetime import datetime

import pytest

from mingtang.institution.obligations.actions import amend_calendar
from mingtang.institution.obligations.checks import CHECKS
from mingtang.institution.obligations.models import CalendarEdition
from mingtang.institution.organization.enums import Post
from mingtang.institution.organization.models import Unit
from tests.factories.obligations import moment
from tests.factories.organization import PersonFactory, PostHoldingFactory
from tests.institution.obligations.conftest import Tell

pytestmark = pytest.mark.django_db


def found(name: str, at: datetime) -> list[tuple[str, str]]:
    check = next(check for check in CHECKS if check.name == f"obligations.{name}")
    return [(result.level.value, result.found) for result in check.run(at)]


def test_sweep_that_does_not_run_is_an_error(city: Unit, heard: Tell) -> None:
    heard("newmedia.account.abnormal_found", "account:1", "2026-03-11 10:00")
    assert found("sweep", moment("2026-03-11 11:09")) == []
    assert found("sweep", moment("2026-03-11 11:10")) == [
        ("error", "有到期的时限事项自 2026-03-11 起没有处理")
    ]


def test_year_without_data_is_told(city: Unit) -> None:
    assert found("calendar", moment("2026-12-09")) == [("good", "工作日历登记到2026年")]
    [(level, text)] = found("calendar", moment("2026-12-10"))
    assert level == "warning"
    assert text.startswith("2027年")
    [(level, text)] = found("calendar", moment("2027-01-01"))
    assert level == "error"

    keeper = PersonFactory(unit=city)
    PostHoldingFactory(person=keeper, post=Post.PLATFORM_OPERATOR, unit=city)
    amend_calendar(
        actor=keeper, at=moment("2026-12-10"), document="通知", days=[], completes_year=2027
    )
    assert found("calendar", moment("2026-12-10 01:00")) == [("good", "工作日历登记到2027年")]


def test_recalculation_that_stands_still_is_told() -> None:
    CalendarEdition.objects.create(
        digest="x", noted_at=moment("2026-03-11 10:00"), waiting=9, done=4
    )
    assert found("recalculation", moment("2026-03-11 10:09")) == []
    assert found("recalculation", moment("2026-03-11 10:10")) == [
        ("warning", "日历修改后的重新推算还没有完成：4/9")
    ]
