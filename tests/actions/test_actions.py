"""Each action: done by the right person with all that follows, refused to each wrong one, or too late."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from mingtang.ground.foundation.decisions import NotVisible, Refused
from mingtang.spine.events.models import Event
from mingtang.spine.events.testing import subscribed
from tests.actions import (
    approvals,
    backoffice,
    casework,
    consultations,
    content,
    countersigns,
    directory,
    editions,
    imports,
    intake,
    interaction,
    interviews,
    letters,
    notices,
    obligations,
    organization,
    publishing,
    publishing_sites,
    quotas,
    regulations,
    remarks,
    responses,
    senders,
    series,
    sign_in,
    signin,
    sites,
    surveys,
    weather,
)
from tests.actions import layouts as publishing_layouts
from tests.actions.effects import ROOMS, as_toml, effect, named_effects, rows
from tests.actions.spec import Case
from tests.factories.cast import Cast
from tests.factories.regulations import bound_pack

MODULES = (
    organization,
    regulations,
    sign_in,
    signin,
    obligations,
    notices,
    approvals,
    intake,
    interaction,
    interviews,
    responses,
    letters,
    consultations,
    surveys,
    backoffice,
    casework,
    sites,
    weather,
    content,
    directory,
    editions,
    imports,
    publishing,
    publishing_layouts,
    publishing_sites,
    quotas,
    countersigns,
    remarks,
    senders,
    series,
)
CASES: tuple[Case, ...] = tuple(case for module in MODULES for case in module.CASES)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rules(cast: Cast, at: datetime) -> None:
    """The rules of the demo city hold, as articles on their way need them."""
    bound_pack("city", at=at)


def _refused(
    case: Case, cast: Cast, at: datetime, who: str, arguments: dict[str, Any]
) -> list[str]:
    """Try an action that must be refused; prove that no row of any table changed; return why."""
    before = rows()
    with pytest.raises((Refused, NotVisible)) as refusal:
        case.action(actor=case.actor(cast, who), at=at, **arguments)
    assert rows() == before
    return [reason.code for reason in getattr(refusal.value, "reasons", ())]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_right_person_does_it_and_everybody_hears(
    cast: Cast, at: datetime, drain: Callable[[datetime], object], case: Case
) -> None:
    arguments = case.given(cast, at)
    right = getattr(cast, case.right).person_key
    known = set(Event.objects.values_list("pk", flat=True))
    heard: list[str] = []
    with subscribed("actions", codes=[case.event], handler=lambda event: heard.append(event.code)):
        result = case.action(actor=case.actor(cast, case.right), at=at, **arguments)
        recorded = Event.objects.exclude(pk__in=known).filter(code=case.event)
        assert recorded, "nothing was recorded"
        assert {event.actor for event in recorded} == {right}
        assert {event.recorded_at for event in recorded} == {at}
        assert {bool(event.unit or event.site) for event in recorded} == {not case.whole_platform}
        drain(at)
    assert len(heard) == len(recorded)
    assert case.after(cast, result, arguments)


@pytest.mark.parametrize(
    "case",
    [case for case in CASES if case.name.partition(".")[0] in ROOMS],
    ids=lambda case: case.name,
)
def test_nothing_changes_beyond_the_effect(cast: Cast, at: datetime, case: Case) -> None:
    arguments, named = case.given(cast, at), named_effects().get(case.name, {})
    before = rows()

    case.action(actor=case.actor(cast, case.right), at=at, **arguments)

    found = effect(before, rows())
    print(as_toml(case.name, found))
    assert found == named, "if this is meant, tests/actions/effects.toml names it"


def test_every_effect_is_of_an_action() -> None:
    assert named_effects().keys() <= {case.name for case in CASES}


@pytest.mark.parametrize(
    ("case", "who"),
    [(case, who) for case in CASES for who in case.wrong],
    ids=lambda one: one.name if isinstance(one, Case) else one,
)
def test_wrong_person_changes_nothing(cast: Cast, at: datetime, case: Case, who: str) -> None:
    codes = _refused(case, cast, at, who, case.given(cast, at))
    assert not codes or codes[0] in {
        "organization.not_entitled",
        "approvals.own_text",
    }


@pytest.mark.parametrize(
    ("case", "code"),
    [(case, code) for case in CASES for code in case.states],
    ids=lambda one: one.name if isinstance(one, Case) else one,
)
def test_wrong_state_changes_nothing(cast: Cast, at: datetime, case: Case, code: str) -> None:
    arguments = case.given(cast, at)
    arguments |= case.states[code](cast, at, arguments) or {}
    assert code in _refused(case, cast, at, case.right, arguments)
