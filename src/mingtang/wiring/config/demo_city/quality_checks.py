"""The monthly check of answers in the demo city (质量抽查): half a year marked, the newest sample half done."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from mingtang.ground.foundation.clock import BEIJING, beijing_date
from mingtang.institution.organization.enums import Post
from mingtang.institution.organization.models import Person
from mingtang.service.responses.actions.quality import draw_sample, mark_check
from mingtang.service.responses.models import QualityCheck
from mingtang.service.responses.queries.sampling import rule_of_draw
from mingtang.spine.events.sealing import seal_waiting
from mingtang.wiring.config.demo_city.people import People
from mingtang.wiring.config.demo_city.places import CITY

MONTHS = 6
DESK = "office"
GOOD = "逐条答复，写清了办理结果和途径。"
POOR = "只答复了其中一个问题，没有写依据，也没有写怎样办理。"
FAIR = "结果写清楚了，没有写依据。"


def check_answers(people: People, now: datetime) -> None:
    """Draw the samples of the last months and mark them; some sheets of the newest one wait."""
    assessor = people.of(CITY, Post.ASSESSOR)
    seal_waiting(now)  # the seed of a drawing is the newest check value
    months = list(_months_before(beijing_date(now)))
    for month in months:
        is_newest = month == months[-1]
        at = min(_third_day_after(month), now)
        drawn = draw_sample(actor=assessor, at=at, desk_unit=DESK, month=month)
        sheets = list(drawn.checks.select_related("draw").order_by("unit", "place"))
        for number, sheet in enumerate(sheets[: len(sheets) // 2] if is_newest else sheets):
            _mark(assessor, sheet, month.month * 7 + number, min(at + timedelta(hours=2), now))


def _months_before(today: date) -> Iterator[date]:
    """Yield the first days of the months that have ended, the earliest first."""
    for back in range(MONTHS, 0, -1):
        year, month = divmod(today.year * 12 + today.month - 1 - back, 12)
        yield date(year, month + 1, 1)


def _third_day_after(month: date) -> datetime:
    year, after = divmod(month.year * 12 + month.month, 12)
    return datetime.combine(date(year, after + 1, 3), time(10), tzinfo=BEIJING)


def _mark(assessor: Person, sheet: QualityCheck, number: int, at: datetime) -> None:
    """Mark one sheet: most are good, one in five is fair, one in eleven is poor."""
    share, reason = (1.0, GOOD)
    if number % 11 == 4:
        share, reason = (0.3, POOR)
    elif number % 5 == 2:
        share, reason = (0.7, FAIR)
    criteria = (one for one in rule_of_draw(sheet.draw).criteria if not one.by_clock)
    points = {one.code: round(one.points * share) for one in criteria}
    mark_check(actor=assessor, at=at, check_id=sheet.pk, points=points, reason=reason)
