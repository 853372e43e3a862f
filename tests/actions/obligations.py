"""The working calendar amended by a notice."""

from datetime import date
from typing import Any

from mingtang.institution.obligations.actions import amend_calendar
from mingtang.institution.obligations.models import CalendarDay, CalendarNotice
from mingtang.institution.obligations.policies.notice_days import DayChange
from tests.actions.spec import Case

NEW_YEAR = DayChange(date(2027, 1, 1), False, "元旦")


def _notice(cast: Any, at: Any) -> dict[str, Any]:
    return {"document": "国办发明电〔2026〕7号", "days": [NEW_YEAR], "completes_year": 2027}


CASES = (
    Case(
        amend_calendar, "operator", _notice, "obligations.calendar.amended",
        lambda cast, notice, _: CalendarNotice.objects.get() == notice
        and CalendarDay.objects.get(superseded_at=None, is_working=False).day == NEW_YEAR.day,
        ("desk_editor", "leader", "stranger", "auditor"),
        {
            "obligations.no_document": lambda cast, at, _: {"document": " "},
            "obligations.no_days": lambda cast, at, _: {"days": [], "completes_year": None},
            "obligations.day_twice": lambda cast, at, _: {"days": [NEW_YEAR, NEW_YEAR]},
            "obligations.year_out_of_range": lambda cast, at, _: {"completes_year": 1999},
        },
        whole_platform=True,
    ),
)  # fmt: skip
