from typing import Any

import pytest

from mingtang.ground.foundation.decisions import NotVisible
from mingtang.institution.obligations.actions import settle_due
from mingtang.institution.obligations.enums import ObligationState as State
from mingtang.institution.obligations.models import Obligation
from mingtang.institution.obligations.queries.lists import (
    countdown,
    countdowns,
    get_obligation_for,
    may_unit_close,
    misses_between,
    overdue_visible_to,
    waiting_for,
    waiting_of_units,
    waiting_visible_to,
)
from mingtang.institution.organization.enums import Post
from mingtang.institution.organization.models import Person, Unit
from mingtang.institution.regulations.enums import Strength
from mingtang.spine.events.testing import drain
from tests.factories.obligations import moment
from tests.factories.organization import PersonFactory, PostHoldingFactory
from tests.institution.obligations.conftest import Tell, the

AT = moment("2026-03-11 12:00")
CASE = {"category": "complaint", "channel": "site"}


@pytest.fixture
def cases(city: Unit, heard: Tell) -> None:
    """Complaints with education and health, and one more article at the desk."""
    for number, unit in enumerate(["edu", "health", "edu"]):
        heard(
            "casework.case.arrived",
            f"case:{number}",
            f"2026-03-11 0{9 - number}:00",
            unit=unit,
            **CASE,
        )
    heard("submission.arrived", "article:1", "2026-03-11 09:00", desk="office", kind="news")


def holder(post: Post, code: str) -> Person:
    unit = Unit.objects.get(code=code)
    person = PersonFactory(unit=unit)
    PostHoldingFactory(person=person, post=post, unit=unit)
    return person


def about(rows: Any, rule_id: str = "reply.complaint") -> list[str]:
    return [row.subject for row in rows if row.rule_id == rule_id]


def test_waiting_of_a_unit_is_in_the_order_of_deadlines(cases: None) -> None:
    rows = waiting_of_units(["edu"])

    assert {row.unit_key for row in rows} == {"edu"}
    assert [row.due_at for row in rows] == sorted(row.due_at for row in rows)
    assert about(rows, "reply.claim") == ["case:2", "case:0"]


def test_person_is_waited_for_where_they_hold_a_post(cases: None) -> None:
    officer = holder(Post.INFORMATION_OFFICER, "edu")
    leader = holder(Post.LEADER_IN_CHARGE, "city")

    assert set(about(waiting_for(officer, AT))) == {"case:0", "case:2"}
    assert about(waiting_for(leader, AT)) == []
    assert set(about(waiting_visible_to(leader, AT))) == {"case:0", "case:1", "case:2"}


def test_person_of_another_unit_sees_nothing(cases: None) -> None:
    stranger = holder(Post.INFORMATION_OFFICER, "county")
    row = the("reply.complaint", "case:0")

    assert not waiting_for(stranger, AT).exists()
    assert not waiting_visible_to(stranger, AT).exists()
    with pytest.raises(NotVisible):
        get_obligation_for(stranger, row.pk, AT)
    with pytest.raises(NotVisible):
        get_obligation_for(stranger, 0, AT)
    assert get_obligation_for(holder(Post.INFORMATION_OFFICER, "edu"), row.pk, AT) == row


def test_person_without_a_post_sees_nothing(cases: None) -> None:
    person = PersonFactory(unit=Unit.objects.get(code="edu"))

    assert not waiting_for(person, AT).exists()


def test_page_goes_on_behind_the_last_key_seen(cases: None) -> None:
    rows = waiting_of_units(["edu", "health", "office"])
    whole = [row.pk for row in rows]
    paged: list[int] = []
    page = list(rows[:2])
    while page:
        paged += [row.pk for row in page]
        page = list(rows.after(page[-1].due_at, page[-1].pk)[:2])

    assert paged == whole


def test_overdue_and_missed_are_listed(cases: None, heard: Tell) -> None:
    leader = holder(Post.LEADER_IN_CHARGE, "city")
    heard("casework.case.answered", "case:0", "2026-03-20 09:00", by="edu")
    at = moment("2026-03-20 10:00")
    drain(at)
    while settle_due(at):
        drain(at)

    assert set(about(overdue_visible_to(leader, at))) == {"case:1", "case:2"}
    missed = misses_between(["edu"], moment("2026-03-18"), moment("2026-03-19"))
    ended = {row.obligation.subject: row.ended_at for row in missed}
    assert ended == {"case:0": moment("2026-03-20 09:00"), "case:2": None}
    assert misses_between(["edu"], moment("2026-03-19"), moment("2026-03-20")) == []


def test_column_without_a_cycle_waits_for_nobody(city: Unit, heard: Tell) -> None:
    heard("sites.column.opened", "column:1", "2026-03-02 10:00", update_cycle="", site_kind="portal",
          responsible_unit="edu")  # fmt: skip

    assert the("columns.kept_up").is_live
    assert not waiting_of_units(["edu"]).exists()


def test_countdown_says_what_is_asked_and_what_is_left(cases: None) -> None:
    shown = countdown(the("reply.complaint", "case:0"), AT)

    assert shown.label == "答复投诉和建议"
    assert shown.asked == "5个工作日内"
    assert shown.citation.endswith("二（五）")
    assert (shown.strength, shown.state) == (Strength.MUST, State.OPEN)
    assert shown.due_at == moment("2026-03-18 23:59:59")
    assert shown.working_days_left == 5
    assert shown.is_running
    assert not shown.is_breach


def test_countdown_of_the_last_day_has_no_working_day_left(cases: None) -> None:
    row = the("reply.complaint", "case:0")

    assert countdown(row, moment("2026-03-18 09:00")).working_days_left == 0
    assert countdown(row, moment("2026-03-20 09:00")).working_days_left == 0


def test_list_costs_the_same_queries_for_one_and_for_many(
    cases: None, django_assert_max_num_queries: Any
) -> None:
    countdowns(Obligation.objects.all()[:1], AT)
    with django_assert_max_num_queries(2):
        assert len(countdowns(Obligation.objects.order_by("pk")[:6], AT)) == 6


def test_unit_for_which_something_waits_is_not_closed(cases: None, heard: Tell) -> None:
    decision = may_unit_close(Unit.objects.get(code="health"))
    assert [reason.text for reason in decision.reasons] == [
        "还有 2 项时限事项没有办结，请先办结或转交其他单位。"
    ]
    heard("casework.case.withdrawn", "case:1", "2026-03-11 12:00")
    assert may_unit_close(Unit.objects.get(code="health"))
    assert may_unit_close(Unit.objects.get(code="county"))
