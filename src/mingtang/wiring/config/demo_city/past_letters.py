"""Past letters of the demo city, imported from a table as an office imports its ledger."""

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice

from mingtang.ground.foundation.clock import BEIJING
from mingtang.ground.foundation.working_days import bundled_calendar
from mingtang.institution.organization.enums import Post
from mingtang.service.letters.actions import check_letters, import_letters, upload_letters
from mingtang.service.letters.enums import LetterCategory
from mingtang.wiring.config.demo_city.letters import FOREIGN, NAMES, YEAR, LetterPlan, plans
from mingtang.wiring.config.demo_city.people import People
from mingtang.wiring.config.demo_city.places import CITY

PAST = 352
HEAD = (
    "编号",
    "来信时间",
    "答复时间",
    "类别",
    "办理单位",
    "标题",
    "来信内容",
    "来信人",
    "联系电话",
    "答复内容",
    "满意度",
)
RATINGS = ("满意", "非常满意", "", "基本满意", "满意", "", "满意")
WORDS = {
    LetterCategory.HELP: ("求助：", "我们家确有困难，盼能帮助解决。"),
    LetterCategory.REPORT: ("反映：", "请有关部门查实处理。"),
}


def bring_letters_along(people: People, now: datetime) -> None:
    """Import the ledger of the year, with some late answers, by the actions of the office."""
    desk = people.of(CITY, Post.DESK)
    table = upload_letters(
        actor=desk, at=now, site="portal", name="市长信箱台账.csv", content=_ledger(now)
    )
    check_letters(actor=desk, at=now, import_id=table.pk, columns=table.columns, category="inquiry")
    import_letters(actor=desk.person_key, at=now, import_id=table.pk)


def _ledger(now: datetime) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEAD)
    ours = (plan for plan in plans() if plan.unit != FOREIGN)
    for number, plan in enumerate(islice(ours, PAST)):
        writer.writerow(_line(number, plan, now))
    return out.getvalue().encode()


def _line(number: int, plan: LetterPlan, now: datetime) -> tuple[str, ...]:
    first = (now - YEAR + (YEAR - timedelta(days=30)) * number / PAST).astimezone(BEIJING).date()
    days = _working_days(first)
    received = datetime.combine(next(days), time(8 + number % 9, number % 60))
    used = _days_used(number, plan.category)
    answered = datetime.combine(next(islice(days, used, None)), time(15 + number % 2, number % 50))
    category, before, after = _kind(number, plan.category)
    name = NAMES[number % len(NAMES)]
    rating = "不满意" if number % 29 == 11 else RATINGS[number % len(RATINGS)]
    return (
        f"{received:%Y}-{number + 1:04d}", f"{received:%Y-%m-%d %H:%M}", f"{answered:%Y-%m-%d %H:%M}",
        category.label, plan.unit, f"{before}{plan.title}", f"{plan.text}{after}", name,
        f"1390000{number:04d}", plan.answer, rating,
    )  # fmt: skip


def _kind(number: int, category: LetterCategory) -> tuple[LetterCategory, str, str]:
    """Return category and words of a letter; some become calls for help or reports."""
    other = {3: LetterCategory.HELP, 8: LetterCategory.REPORT}.get(number % 12)
    if other is None or category is LetterCategory.SUGGESTION:
        return category, "", ""
    return other, *WORDS[other]


def _days_used(number: int, category: LetterCategory) -> int:
    """Return the working days until the answer; one in nine is late, fewer towards the end."""
    quick = 0 if category is LetterCategory.INQUIRY else number % 5
    is_late = number % 9 == 4 and number % 3 * PAST < 3 * (PAST - number)
    return quick + 6 if is_late else quick


def _working_days(day: date) -> Iterator[date]:
    calendar = bundled_calendar()
    while True:
        if calendar.is_working(day):
            yield day
        day += timedelta(days=1)
