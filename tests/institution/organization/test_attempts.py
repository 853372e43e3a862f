"""Tries to sign in are counted by name and address, and forgotten for no others."""

from datetime import datetime, timedelta

import pytest
from django.conf import settings

from mingtang.institution.organization.actions.attempts import (
    forget_failures,
    forget_tries,
    lock_after,
    reserve_try,
)
from mingtang.institution.organization.models import SignInTries

pytestmark = pytest.mark.django_db
HOME, ELSEWHERE = "10.0.0.1", "10.0.0.2"


def _lock(name: str, address: str, at: datetime) -> None:
    while reserve_try(username=name, address=address, at=at).locked_until is None:
        pass


def test_success_forgets_the_tries_of_this_name_from_this_address_alone(at: datetime) -> None:
    for name, address in (("a", HOME), ("b", HOME), ("a", ELSEWHERE)):
        reserve_try(username=name, address=address, at=at)

    forget_tries(username="a", address=HOME)

    both = SignInTries.objects.exclude(name="").exclude(address="")
    assert sorted(both.values_list("count", flat=True)) == [0, 1, 1]


def test_name_that_was_forgotten_may_be_tried_again(at: datetime) -> None:
    _lock("a", HOME, at)
    _lock("b", ELSEWHERE, at)

    forget_tries(username="a", address=HOME)

    assert lock_after(username="a", address=HOME, at=at) is None
    assert lock_after(username="b", address=ELSEWHERE, at=at) is not None


def test_failures_are_forgotten_when_their_latest_is_old(at: datetime) -> None:
    reserve_try(username="a", address=HOME, at=at)
    later = at + settings.SIGN_IN_PAUSE
    reserve_try(username="b", address=ELSEWHERE, at=later)
    rows = SignInTries.objects.count()

    assert forget_failures(before=at) == 0
    assert forget_failures(before=later) == 3  # of the name, of the address, of both
    assert SignInTries.objects.count() == rows - 3
    assert forget_failures(before=later + timedelta(seconds=1)) == 3
