from datetime import date

import pytest

from mingtang.ground.foundation.decisions import Refused
from mingtang.institution.obligations import events
from mingtang.institution.obligations.actions import (
    amend_calendar,
    recalculate_obligations,
    settle_due,
)
from mingtang.institution.obligations.enums import ObligationState as State
from mingtang.institution.obligations.models import (
    CalendarDay,
    CalendarEdition,
    CalendarNotice,
    Obligation,
)
from mingtang.institution.obligations.policies.notice_days import DayChange
from mingtang.institution.obligations.queries.calendar import calendar_history, calendar_known_at
from mingtang.institution.organization.enums import Post
from mingtang.institution.organization.models import Person, Unit
from mingtang.spine.events.models import Event
from mingtang.spine.events.testing import drain
from tests.factories.obligations import moment
from tests.factories.organization import PersonFactory, PostHoldingFactory
from tests.institution.obligations.conftest import Tell, the

ARRIVED = {"desk": "office", "kind": "news"}
NOTICE = "国务院办公厅关于2027年部分节假日安排的通知"
NEW_YEAR = (DayChange(date(2027, 1, 1), False, "元旦"), DayChange(date(2027, 1, 4), False, "元旦"))
PUBLISHED = moment("2026-11-10 15:00")


@pytest.fixture
def keeper(city: Unit) -> Person:
    """The platform operator of the city, who keeps the calendar."""
    person = PersonFactory(unit=city)
    PostHoldingFactory(person=person, post=Post.PLATFORM_OPERATOR, unit=city)
    return person


def recalculate(text: str) -> int:
    done = 0
    while some := recalculate_obligations(moment(text), limit=2):
        done += some
    return done


def settle(text: str) -> None:
    at = moment(text)
    drain(at)
    while settle_due(at):
        drain(at)


def test_notice_makes_its_year_known(keeper: Person) -> None:
    assert not calendar_known_at(PUBLISHED).is_known(2027)
    notice = amend_calendar(
        actor=keeper, at=PUBLISHED, document=NOTICE, days=NEW_YEAR, completes_year=2027
    )

    calendar = calendar_known_at(PUBLISHED)
    assert calendar.is_known(2027)
    assert not calendar.is_working(date(2027, 1, 4))
    assert calendar.holiday_name(date(2027, 1, 4)) == "元旦"
    before = calendar_known_at(moment("2026-11-10 14:59:59"))
    assert not before.is_known(2027)
    assert before.is_working(date(2027, 1, 4))
    [event] = Event.objects.filter(code=events.CALENDAR_AMENDED)
    assert (event.subject, event.actor) == (f"calendar_notice:{notice.pk}", keeper.person_key)


def test_notice_2027_makes_provisional_due_moments_certain(
    keeper: Person, city: Unit, heard: Tell
) -> None:
    for number in range(5):
        heard("newmedia.account.opened", f"account:{number}", "2026-12-30 10:00")
    filing = "account.opening_to_city_office"
    assert {row.provisional for row in Obligation.objects.filter(rule_id=filing)} == {True}
    assert the(filing, "account:1").due_at == moment("2027-01-04 23:59:59")
    settle("2026-12-30 11:00")

    amend_calendar(
        actor=keeper,
        at=moment("2026-12-30 12:00"),
        document=NOTICE,
        days=NEW_YEAR,
        completes_year=2027,
    )
    assert recalculate("2026-12-30 12:01") >= 10
    row = the(filing, "account:1")
    assert (row.provisional, row.due_at) == (False, moment("2027-01-06 23:59:59"))
    edition = CalendarEdition.objects.get(digest=calendar_history().edition)
    assert edition.finished_at is not None
    assert edition.done == edition.waiting
    assert recalculate("2026-12-30 12:02") == 0


def test_past_verdict_stays_as_the_calendar_was_known(
    keeper: Person, city: Unit, heard: Tell
) -> None:
    heard("submission.arrived", "article:1", "2026-03-11 10:00", **ARRIVED)
    heard("submission.returned", "article:1", "2026-03-13 10:00")
    assert the("submission.desk").state == State.MET_LATE

    amend_calendar(
        actor=keeper,
        at=moment("2026-03-20 10:00"),
        document="补记：3月12日停电放假",
        days=[DayChange(date(2026, 3, 12), False)],
    )
    recalculate("2026-03-20 10:01")
    assert the("submission.desk").state == State.MET_LATE
    assert the("submission.desk").due_at == moment("2026-03-12 23:59:59")
    assert calendar_known_at(moment("2026-03-13 10:00")).is_working(date(2026, 3, 12))
    assert not calendar_known_at(moment("2026-03-20 10:00")).is_working(date(2026, 3, 12))


def test_open_miss_is_revoked_when_the_day_turns_out_to_be_a_rest_day(
    keeper: Person, city: Unit, heard: Tell
) -> None:
    heard("submission.arrived", "article:1", "2026-03-11 10:00", **ARRIVED)
    settle("2026-03-13 08:00")
    assert the("submission.desk").state == State.OVERDUE

    amend_calendar(
        actor=keeper,
        at=moment("2026-03-13 09:00"),
        document="关于临时放假的紧急通知",
        days=[DayChange(date(2026, 3, 12), False)],
    )
    recalculate("2026-03-13 09:01")
    settle("2026-03-13 09:01")

    desk = the("submission.desk")
    assert (desk.state, desk.due_at) == (State.OPEN, moment("2026-03-13 23:59:59"))
    assert Event.objects.filter(code=events.OVERDUE_REVOKED).count() >= 1


def test_sweep_works_out_what_the_recalculation_has_not_reached(
    keeper: Person, city: Unit, heard: Tell
) -> None:
    heard("submission.arrived", "article:1", "2026-03-11 10:00", **ARRIVED)
    amend_calendar(
        actor=keeper,
        at=moment("2026-03-12 09:00"),
        document="关于临时放假的紧急通知",
        days=[DayChange(date(2026, 3, 12), False)],
    )
    settle("2026-03-13 08:00")

    assert the("submission.desk").state == State.OPEN
    assert not Event.objects.filter(code=events.OVERDUE).exists()


def test_same_notice_again_changes_nothing(keeper: Person) -> None:
    first = amend_calendar(
        actor=keeper, at=PUBLISHED, document=NOTICE, days=NEW_YEAR, completes_year=2027
    )
    again = amend_calendar(
        actor=keeper,
        at=moment("2026-11-11 09:00"),
        document=f" {NOTICE} ",
        days=NEW_YEAR[::-1],
        completes_year=2027,
    )

    assert again == first
    assert CalendarNotice.objects.count() == 1
    assert Event.objects.filter(code=events.CALENDAR_AMENDED).count() == 1


def test_later_notice_supersedes_a_day(keeper: Person) -> None:
    amend_calendar(actor=keeper, at=PUBLISHED, document=NOTICE, days=NEW_YEAR, completes_year=2027)
    amend_calendar(
        actor=keeper,
        at=moment("2026-12-01 09:00"),
        document="调整通知",
        days=[DayChange(date(2027, 1, 4), True, "元旦")],
    )

    rows = CalendarDay.objects.filter(day=date(2027, 1, 4)).order_by("pk")
    assert [row.superseded_at for row in rows] == [moment("2026-12-01 09:00"), None]
    assert calendar_known_at(moment("2026-12-01 09:00")).is_working(date(2027, 1, 4))
    assert not calendar_known_at(moment("2026-11-30 09:00")).is_working(date(2027, 1, 4))


def test_amendment_is_refused_with_every_reason(keeper: Person) -> None:
    twice = DayChange(date(2027, 1, 1), False)
    with pytest.raises(Refused) as refusal:
        amend_calendar(
            actor=keeper,
            at=PUBLISHED,
            document=" ",
            days=[twice, twice, DayChange(date(1897, 1, 1), False)],
        )

    codes = {reason.code for reason in refusal.value.reasons}
    assert codes == {
        "obligations.no_document",
        "obligations.day_twice",
        "obligations.year_out_of_range",
    }
    assert not CalendarNotice.objects.exists()


def test_notice_without_any_day_is_refused(keeper: Person) -> None:
    with pytest.raises(Refused, match="至少填写一天"):
        amend_calendar(actor=keeper, at=PUBLISHED, document=NOTICE, days=[])


def test_only_who_keeps_the_calendar_may_amend_it(city: Unit) -> None:
    person = PersonFactory(unit=city)
    PostHoldingFactory(person=person, post=Post.DESK, unit=city)
    with pytest.raises(Refused, match="修改工作日历"):
        amend_calendar(actor=person, at=PUBLISHED, document=NOTICE, days=NEW_YEAR)

    assert not CalendarNotice.objects.exists()
