"""What single clauses ask, told by the real rules, the real event codes and the whole machinery.

Only clauses whose events are recorded by rooms that exist; the others stand as planned until then.
"""

from collections.abc import Callable

import pytest

from mingtang.institution.obligations.actions import open_quota_periods, settle_due
from mingtang.institution.obligations.enums import ObligationState as State
from mingtang.institution.obligations.models import Miss, Obligation
from mingtang.institution.organization.models import Unit
from mingtang.institution.regulations.planned_events import PLANNED
from mingtang.spine.events.testing import drain
from tests.factories.obligations import moment
from tests.institution.obligations.conftest import Tell, build_city, the

Sweep = Callable[[str], None]
LONG_PLANNED = {one.code for one in PLANNED}


@pytest.fixture
def xingning(db: None) -> Unit:
    return build_city("xingning")


@pytest.fixture
def hainan(db: None) -> Unit:
    return build_city("hainan")


@pytest.fixture
def heard(heard: Tell) -> Tell:
    """Tell the log only what some room really records."""

    def record(code: str, subject: str, at: str, **rest: object) -> None:
        assert code not in LONG_PLANNED
        heard(code, subject, at, **rest)

    return record


@pytest.fixture
def sweep() -> Sweep:
    def run(text: str) -> None:
        at = moment(text)
        drain(at)
        while open_quota_periods(at) + settle_due(at):
            drain(at)

    return run


def arrived(heard: Tell, subject: str, at: str, *, by: str = "edu", **payload: object) -> None:
    told = {"desk": "office", "kind": "news", "urgent": False, "important": False} | payload
    heard("submission.arrived", subject, at, by=by, **told)


def released(heard: Tell, subject: str, at: str, **payload: object) -> None:
    told = {"sites": ["site:portal"], "columns": ["column:1"]} | payload
    heard("publishing.article.released", subject, at, by="office", site="portal", **told)


@pytest.mark.parametrize("how", ["release", "return"])
def test_xn_20_release_or_return_meets_the_clock(xingning: Unit, heard: Tell, how: str) -> None:
    arrived(heard, "article:1", "2026-04-30 16:00")
    assert the("submission.desk").unit_key == "office"
    assert the("submission.desk").due_at == moment("2026-05-06 23:59:59")

    if how == "release":
        released(heard, "article:1", "2026-05-06 23:00")
    else:
        heard("submission.returned", "article:1", "2026-05-06 23:00", by="office")
    assert the("submission.desk").state == State.MET


def test_xn_20_acceptance_does_not_meet_the_clock(
    xingning: Unit, heard: Tell, sweep: Sweep
) -> None:
    arrived(heard, "article:1", "2026-03-11 10:00")
    heard("submission.accepted", "article:1", "2026-03-11 11:00", by="office")
    assert the("submission.desk").state == State.OPEN

    sweep("2026-03-13 00:00")
    desk = the("submission.desk")
    assert desk.state == State.OVERDUE
    assert desk.strength == "normally"
    assert [miss.due_at for miss in desk.misses.all()] == [moment("2026-03-12 23:59:59")]


def test_xn_20_portal_is_updated_every_day(xingning: Unit, heard: Tell, sweep: Sweep) -> None:
    heard("sites.site.opened", "site:portal", "2026-03-09 09:00", by="office", site="portal",
          kind="portal")  # fmt: skip
    released(heard, "article:1", "2026-03-10 09:00")
    released(heard, "article:2", "2026-03-11 22:00")
    assert the("portal.daily").due_at == moment("2026-03-12 23:59:59")
    sweep("2026-03-13 00:00")
    assert the("portal.daily").state == State.OVERDUE

    released(heard, "article:3", "2026-03-14 09:00")
    assert the("portal.daily").state == State.OPEN
    released(heard, "article:4", "2026-03-15 09:00", sites=["site:edu"])
    assert the("portal.daily").due_at == moment("2026-03-15 23:59:59")


def test_xn_06_news_is_released_within_two_working_days_of_the_event(
    xingning: Unit, heard: Tell
) -> None:
    arrived(heard, "article:1", "2026-04-30 09:00", happened_on="2026-04-29")
    arrived(heard, "article:2", "2026-04-30 09:00")
    assert the("publishing.news", "article:1").due_at == moment("2026-05-06 23:59:59")
    assert the("publishing.news", "article:2").due_at == moment("2026-05-07 23:59:59")

    released(heard, "article:1", "2026-05-07 08:00")
    released(heard, "article:2", "2026-05-07 08:00")
    assert the("publishing.news", "article:1").state == State.MET_LATE
    assert the("publishing.news", "article:2").state == State.MET


def test_xn_07_policy_without_urgency_is_released_within_five_working_days(
    xingning: Unit, heard: Tell
) -> None:
    arrived(heard, "article:1", "2026-05-07 09:00", kind="policy", document_date="2026-04-30")
    arrived(heard, "article:2", "2026-05-07 09:00", kind="policy", urgent=True)
    policy = the("publishing.policy")
    assert (policy.subject, policy.due_at) == ("article:1", moment("2026-05-11 23:59:59"))
    assert policy.strength == "normally"

    heard("submission.returned", "article:1", "2026-05-08 09:00", by="office")
    assert the("publishing.policy").state == State.CLOSED


def test_xn_18_each_unit_submits_an_item_a_week(xingning: Unit, heard: Tell, sweep: Sweep) -> None:
    sweep("2026-03-09 00:01")
    arrived(heard, "article:1", "2026-03-15 23:59", by="edu")
    sweep("2026-03-16 00:00")

    week = Obligation.objects.filter(rule_id="submission.weekly_quota", period_first="2026-03-09")
    states = dict(week.values_list("unit_key", "state"))
    assert states == {"edu": State.MET, "health": State.OVERDUE, "county": State.OVERDUE}
    missed = Miss.objects.filter(obligation__in=week).values_list("unit_key", "due_at")
    assert set(missed) == {
        ("health", moment("2026-03-15 23:59:59")),
        ("county", moment("2026-03-15 23:59:59")),
    }


def test_hn_11_each_unit_submits_three_items_a_week(
    hainan: Unit, heard: Tell, sweep: Sweep
) -> None:
    sweep("2026-03-09 00:01")
    for number in range(3):
        arrived(heard, f"article:{number}", f"2026-03-1{number} 09:00", by="edu")
        arrived(heard, f"article:1{number}", f"2026-03-1{number + 4} 09:00", by="health")
    sweep("2026-03-16 00:00")

    week = Obligation.objects.filter(rule_id="submission.weekly_quota", period_first="2026-03-09")
    found = {row.unit_key: (row.state, row.number, row.target) for row in week}
    assert found["edu"] == (State.MET, 3, 3)
    assert found["health"] == (State.OVERDUE, 2, 3)
