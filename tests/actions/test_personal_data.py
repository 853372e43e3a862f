"""What a person types about people reaches no event, no delivery, no job and no log."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from mingtang.editorial.sites.policies.life import LifeApproval
from mingtang.institution.organization.models import Person
from mingtang.spine.events.models import Delivery, Event, StatedReason
from mingtang.spine.jobs.models import Job
from tests.actions.spec import Case
from tests.actions.test_actions import CASES
from tests.factories.cast import Cast
from tests.factories.regulations import bound_pack

NAME, PHONE, EMAIL, CARD = "闻人无双", "13912345678", "wenren@example.cn", "11010119900307773X"
TOKENS = (NAME, PHONE, EMAIL, CARD)
# What people write about people and about themselves, by the names that actions give it.
TEXTS = {"reason", "why", "note", "author", "message", "query", "password", "secret", "text"}
NAMED = {
    "organization.add_person",
    "organization.change_person",
    "organization.enter_person",
}
# Their reason is a note of the case: encrypted, and erased with it.
NOTED = {"casework.ask_extension"}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rules(cast: Cast, at: datetime) -> None:
    bound_pack("city", at=at)


def _plant(case: Case, arguments: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments with a name, numbers and an address wherever there may be some."""
    planted = dict(arguments)
    for name, value in arguments.items():
        if name in TEXTS and isinstance(value, str):
            planted[name] = f"{value}{NAME} {PHONE} {EMAIL} {CARD}"
        elif name == "reasons" and isinstance(value, dict):
            planted[name] = {key: f"{text}{NAME} {PHONE}" for key, text in value.items()}
        elif isinstance(value, LifeApproval):
            planted[name] = replace(value, reason=f"{NAME} {PHONE}")
        elif name == "phone":
            planted[name] = PHONE
        elif name == "email":
            planted[name] = EMAIL
        elif name == "name" and case.name in NAMED:
            planted[name] = NAME
    return planted


def _plant_people() -> None:
    """Give everyone a name, a number and an address that can be found again."""
    for person in Person.objects.all():
        person.name, person.phone = NAME, PHONE
        person.email = f"{person.pk}.{EMAIL}"
        person.save()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_nothing_personal_leaves_the_tables_that_can_be_erased(
    cast: Cast,
    at: datetime,
    drain: Callable[[datetime], object],
    caplog: pytest.LogCaptureFixture,
    case: Case,
) -> None:
    arguments = _plant(case, case.given(cast, at))
    known = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    _plant_people()
    getattr(cast, case.right).refresh_from_db()
    with caplog.at_level(logging.INFO):
        case.action(actor=case.actor(cast, case.right), at=at, **arguments)
        drain(at)
    told = [
        *Event.objects.filter(pk__gt=known).values_list(
            "payload", "subject", "actor", "unit", "site"
        ),
        *Delivery.objects.values_list("error"),
        *Job.objects.values_list("arguments", "result", "error", "note", "key"),
        caplog.text,
    ]
    found = [token for token in TOKENS if token in str(told)]
    assert not found, told
    if (
        case.name not in NOTED and {"reason", "approval"} & arguments.keys()
    ):  # the words are where they can be erased
        assert StatedReason.objects.filter(text__contains=NAME).exists()
