"""Whatever order events arrive in, and whenever the sweep comes by: the same rows in the end."""

import random
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import pytest
from django.db import transaction

from mingtang.institution.obligations.actions import open_quota_periods, settle_due, take_event
from mingtang.institution.obligations.models import Miss, Obligation
from mingtang.institution.organization.models import Unit
from mingtang.institution.regulations.models import Binding
from mingtang.spine.events.models import Delivery, Event
from mingtang.spine.events.sealing import seal_waiting
from mingtang.spine.events.subscribers import SealedEvent
from tests.factories.obligations import moment
from tests.institution.obligations.conftest import Tell
from tests.institution.obligations.sealed import sealed

END = moment("2026-04-10 09:00")
ARRIVED = {"desk": "office", "kind": "news"}
CASE = {"channel": "site", "category": "complaint", "unit": "office"}


def story(tell: Tell) -> None:
    """Three weeks: articles, a case that wanders, an account that sleeps, columns that change."""
    tell("newmedia.account.opened", "account:1", "2026-03-02 08:00")
    tell("sites.column.opened", "column:1", "2026-03-02 08:30", update_cycle="1 week",
         responsible_unit="edu", site_kind="portal")  # fmt: skip
    tell("submission.arrived", "article:1", "2026-03-02 09:00", **ARRIVED)
    tell("submission.returned", "article:1", "2026-03-03 09:00", by="office")
    tell("casework.case.arrived", "case:1", "2026-03-03 10:00", by="office", **CASE)
    tell("casework.case.dispatched", "case:1", "2026-03-03 11:00", by="office", unit="edu")
    tell("casework.case.claimed", "case:1", "2026-03-03 14:45", by="edu")
    tell("submission.arrived", "article:1", "2026-03-04 09:00", **ARRIVED)
    tell("casework.case.transferred", "case:1", "2026-03-05 11:00", by="edu", unit="health")
    tell("newmedia.post.released", "account:1", "2026-03-06 08:00")
    tell("publishing.article.released", "article:1", "2026-03-09 09:00", site="portal",
         columns=["column:1"])  # fmt: skip
    tell("casework.case.valued", "case:1", "2026-03-09 10:00", by="office", unit="health")
    tell("casework.case.extended", "case:1", "2026-03-10 10:00", by="office")
    tell("sites.column.changed", "column:1", "2026-03-16 08:30", update_cycle="2 weeks")
    tell("casework.case.answered", "case:1", "2026-03-17 10:00", by="health")
    tell("sites.column.opened", "column:1", "2026-03-18 08:30", update_cycle="1 day",
         responsible_unit="health", site_kind="portal")  # fmt: skip
    tell("newmedia.post.released", "account:1", "2026-03-23 08:00")
    tell("sites.column.closed", "column:1", "2026-04-07 08:30")
    tell("newmedia.account.opened", "account:1", "2026-04-08 08:00")


def settle(at: datetime) -> None:
    """Settle all that is due, with what the sweep itself recorded counted as heard."""
    while settle_due(at):
        Delivery.objects.update(state="done", done_at=END)


def rows() -> tuple[list[Any], list[Any]]:
    """Return what stands in the tables, without what only tells when a sweep came by."""
    told = Obligation.objects.order_by("rule_id", "promise_key", "opened_at", "opened_position")
    misses = Miss.objects.filter(is_revoked=False).order_by(
        "obligation__rule_id", "obligation__promise_key", "due_at"
    )
    return (
        list(
            told.values_list(
                "rule_id",
                "promise_key",
                "opened_position",
                "opened_unit",
                "unit_key",
                "state",
                "starts_at",
                "due_at",
                "provisional",
                "paused_at",
                "decided_at",
                "number",
                "target",
                "renewed_at",
                "limit",
            )
        ),
        list(
            misses.values_list(
                "obligation__rule_id", "obligation__promise_key", "due_at", "unit_key", "ended_at"
            )
        ),
    )


def after(events: Iterable[SealedEvent], sweeps: random.Random | None = None) -> Any:
    """Take events one after the other, sweep at the end or now and then, and look at the rows."""
    with transaction.atomic():
        latest = moment("2026-03-02 00:00")
        for event in events:
            take_event(event)
            latest = max(latest, event.recorded_at)
            if sweeps is not None and sweeps.random() < 0.3:
                settle(latest)
        while open_quota_periods(END):
            pass
        settle(END)
        found = rows()
        transaction.set_rollback(True)
    return found


@pytest.fixture
def told(city: Unit, tell: Tell) -> list[SealedEvent]:
    Binding.objects.update(valid_from=date(2026, 3, 2))
    story(tell)
    seal_waiting(END)
    known = Event.objects.filter(subject__regex="^(account|article|case|column):")
    events = [sealed(event) for event in known.order_by("position")]
    Delivery.objects.update(state="done", done_at=END)  # the test hands them out itself
    return events


def shuffle_and_compare(told: list[SealedEvent], seeds: range) -> None:
    expected = after(told)
    assert len(expected[0]) > 15
    assert len(expected[1]) > 3
    for seed in seeds:
        chance = random.Random(seed)
        shuffled = chance.sample(told, len(told))
        assert after(shuffled, chance if seed % 2 else None) == expected, f"seed {seed}"


def test_any_order_with_and_without_sweeps_gives_the_same_rows(told: list[SealedEvent]) -> None:
    shuffle_and_compare(told, range(6))


@pytest.mark.soak
def test_hundreds_of_orders_give_the_same_rows(told: list[SealedEvent]) -> None:
    shuffle_and_compare(told, range(6, 400))


def test_doubled_arrivals_give_the_same_rows(told: list[SealedEvent]) -> None:
    expected = after(told)
    twice = random.Random(1).sample([*told, *told], 2 * len(told))

    assert after(twice, sweeps=random.Random(2)) == expected
