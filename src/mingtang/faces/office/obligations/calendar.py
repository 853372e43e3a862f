"""The working-day calendar (工作日历): what counts as a working day, on which paper it rests."""

import calendar as months
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.urls import reverse

from mingtang.ground.foundation.clock import beijing_date
from mingtang.ground.foundation.decisions import NotVisible
from mingtang.ground.foundation.working_days import WorkCalendar
from mingtang.institution.obligations.actions.calendar import amend_calendar
from mingtang.institution.obligations.models import CalendarNotice
from mingtang.institution.obligations.policies.notice_days import EARLIEST, LATEST, DayChange
from mingtang.institution.obligations.queries.calendar import calendar_known_at
from mingtang.workbench.backoffice.forms import DeskForm
from mingtang.workbench.backoffice.screens import ActionForm, HeaderButton, Screen

RIGHT = "obligations.read"
AMEND = "obligations.calendar"
LINE = re.compile(r"(\d{4}-\d{2}-\d{2})\s+(放假|上班)(?:\s+(\S{1,20}))?")


@dataclass(frozen=True)
class Day:
    """A day of a month sheet; none for the empty places before the first and after the last."""

    number: int
    kind: str  # work, rest, off (a holiday), made-up (a worked weekend)
    why: str
    name: str


class CalendarScreen(Screen):
    """A year, month by month, each day worked or not and why."""

    template_name = "office/obligations/calendar.html"
    right = RIGHT

    @property
    def year(self) -> int:
        """The year that the address names, this year without one."""
        year = self.kwargs.get("year") or beijing_date(self.at).year
        if not EARLIEST <= year <= LATEST:
            raise NotVisible
        return int(year)

    def get_title(self) -> str:
        """Return the name of the sheet."""
        return f"{self.year} 年工作日历"

    def get_lead(self) -> str:
        """Say whether the year is known."""
        known = calendar_known_at(self.at).is_known(self.year)
        return "" if known else "这一年的放假安排尚未公布，期限按周一至周五暂推，公布后自动重算。"

    def get_buttons(self) -> Sequence[HeaderButton]:
        """Offer the neighbouring years, and to enter a notice to those who may."""
        buttons = [
            HeaderButton(f"{year} 年", reverse("obligations:calendar-year", args=[year]))
            for year in (self.year - 1, self.year + 1)
            if EARLIEST <= year <= LATEST
        ]
        if self.powers.may(AMEND):
            url = reverse("obligations:amend-calendar")
            buttons.append(HeaderButton("录入放假通知", url, icon="plus", primary=True))
        return buttons

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Hand the months and the notices to the template."""
        known = calendar_known_at(self.at)
        sheets = [(month, _weeks(known, self.year, month)) for month in range(1, 13)]
        notices = CalendarNotice.objects.filter(
            days__day__year=self.year, days__superseded_at=None
        ).distinct()
        return super().get_context_data(
            sheets=sheets, weekdays="一二三四五六日", notices=notices.order_by("pk"), **kwargs
        )


def _weeks(known: WorkCalendar, year: int, month: int) -> list[list[Day | None]]:
    weeks = months.Calendar().monthdatescalendar(year, month)
    return [[_day(known, day) if day.month == month else None for day in week] for week in weeks]


def _day(known: WorkCalendar, day: date) -> Day:
    entry = known.entry(day)
    if entry is None:
        kind = "work" if known.is_working(day) else "rest"
    else:
        kind = "made-up" if entry.is_working else "off"
    return Day(day.day, kind, known.why(day), entry.name if entry else "")


class NoticeForm(DeskForm):
    """A notice about rest days."""

    document = forms.CharField(
        label="依据文件",
        max_length=200,
        help_text="名称和文号，例如：国务院办公厅关于2027年部分节假日安排的通知（国办发明电〔2026〕7号）。",
    )
    completes_year = forms.IntegerField(
        label="公布了哪一年的全年安排",
        required=False,
        min_value=EARLIEST,
        max_value=LATEST,
        help_text="全年放假安排已公布的填年份；临时调整一两天的不填。",
    )
    days = forms.CharField(
        label="放假和上班的日子",
        required=False,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text="一行一天：日期、放假或上班、节日名。例如：2027-02-05 放假 春节；2027-02-14 上班 春节。",
    )

    def clean_days(self) -> list[DayChange]:
        """Read the lines; every line that cannot be read is told with its number."""
        changes, faults = [], []
        for number, line in enumerate(self.cleaned_data["days"].splitlines(), 1):
            if not line.strip():
                continue
            try:
                changes.append(_change(line.strip()))
            except ValueError:
                faults.append(
                    f"第 {number} 行“{line.strip()}”看不懂，请写成“2027-02-05 放假 春节”。"
                )
        if faults:
            raise forms.ValidationError(faults)
        return changes


def _change(line: str) -> DayChange:
    """Read one line of a notice.

    :raises ValueError: when it has another form, or no such day exists.
    """
    found = LINE.fullmatch(line)
    if found is None:
        raise ValueError(line)
    return DayChange(date.fromisoformat(found[1]), found[2] == "上班", found[3] or "")


class AmendCalendar(ActionForm):
    """Enter a notice about rest days; every open promise is worked out again by it."""

    title = "录入放假通知"
    lead = "录入后，未办结事项的期限按新日历重算；已办结的仍按当时的日历认定。"
    right = AMEND
    parents = (("工作日历", "obligations:calendar"),)
    form_class = NoticeForm
    submit_label = "录入"
    success_message = "通知已录入，期限正在重算。"

    def act(self, form: Any) -> CalendarNotice:
        """Call the action."""
        return amend_calendar(actor=self.person, at=self.at, **form.cleaned_data)

    def get_success_url(self, result: CalendarNotice) -> str:
        """Show the year that the notice is about."""
        first = result.days.order_by("day").first()
        year = first.day.year if first else result.completes_year
        return reverse("obligations:calendar-year", args=[year])
