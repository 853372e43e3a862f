from datetime import datetime, timedelta
from typing import Any

import pytest
from click.testing import CliRunner

from mingtang.ground.foundation import clock
from mingtang.institution.organization.actions.attempts import forget_name, reserve_try
from mingtang.institution.organization.actions.second_factor import has_second_factor
from mingtang.institution.organization.jobs import ROUTINES
from mingtang.institution.organization.models import (
    Person,
    PostHolding,
    SecondFactor,
    SignInTries,
    WebSession,
)
from mingtang.spine.events.models import Event
from mingtang.wiring.cli.operator import command
from tests.factories.cast import Cast

pytestmark = pytest.mark.django_db


def test_ended_sessions_and_old_failures_are_cleared(db: None) -> None:
    now = clock.now()
    for number, age in enumerate((1, -1)):
        WebSession.objects.create(
            session_key=f"key-{number}", session_data="", expire_date=now - timedelta(hours=age)
        )
        tried_at = now - timedelta(minutes=16 if number == 0 else 1)
        reserve_try(username=f"name-{number}", address=f"203.0.113.{number}", at=tried_at)
    assert [job.run(now) for job in ROUTINES] == [0, 0, 0]
    assert list(WebSession.objects.values_list("session_key", flat=True)) == ["key-1"]
    assert SignInTries.objects.count() == 3
    assert forget_name("name-1")


def run(*arguments: str) -> Any:
    return CliRunner().invoke(command, list(arguments))


FIRST = ("first", "--code", "city", "--name", "明州市人民政府", "--person", "孙立", "--username")


def test_the_first_operator_is_made_once(db: None) -> None:
    done = run(*FIRST, "sunli")
    assert done.exit_code == 0
    person = Person.objects.get(username="sunli")
    assert person.check_password(done.stdout.splitlines()[-1])
    assert person.must_change_password
    assert PostHolding.objects.get().person == person
    again = run(*FIRST, "sunli2")
    assert again.exit_code == 1
    assert "平台已有单位" in again.stderr


def test_who_lost_password_and_telephone_is_let_in_again(cast: Cast, at: datetime) -> None:
    SecondFactor.objects.create(person=cast.operator, secret="ABC", confirmed_at=at)
    done = run("rescue", "operator")
    assert done.exit_code == 0
    operator = Person.objects.get(username="operator")
    assert operator.check_password(done.stdout.splitlines()[-1])
    assert operator.must_change_password
    assert not has_second_factor(operator)
    assert list(Event.objects.order_by("pk").values_list("code", "actor")) == [
        ("organization.person.password_set", "system"),
        ("organization.person.second_factor_removed", "system"),
    ]
    assert run("rescue", "nobody").exit_code == 2
