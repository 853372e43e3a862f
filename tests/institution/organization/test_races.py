"""Two changes at the same time, each in a transaction and thread of its own."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from http.cookies import SimpleCookie
from threading import Barrier

import pytest
from django.db import connections
from django.test import Client

from mingtang.ground.foundation.decisions import Refused
from mingtang.institution.organization.actions.attempts import Try, reserve_try
from mingtang.institution.organization.actions.posts import assign_post, end_post
from mingtang.institution.organization.actions.second_factor import (
    code_at,
    confirm_second_factor,
    start_second_factor,
    use_code,
)
from mingtang.institution.organization.actions.units import move_unit
from mingtang.institution.organization.enums import Post, UnitKind
from mingtang.institution.organization.models import PostHolding, Unit, UnitClosure
from mingtang.institution.organization.queries import unit_path
from mingtang.spine.events.models import Event
from tests.factories.cast import Cast
from tests.factories.organization import PASSWORD, PostHoldingFactory, UnitFactory

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls: Callable[[], object]) -> list[object]:
    """Run calls in threads that start together; return results, or what was refused."""
    barrier = Barrier(len(calls))

    def run(call: Callable[[], object]) -> object:
        try:
            barrier.wait()
            return call()
        except Refused as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_two_moves_at_once_make_no_ring(cast: Cast, at: datetime) -> None:
    first = UnitFactory(code="first", kind=UnitKind.OFFICE, parent=cast.edu)
    second = UnitFactory(code="second", kind=UnitKind.OFFICE, parent=cast.edu)
    results = at_once(
        lambda: move_unit(actor=cast.operator, at=at, unit_id=first.pk, parent_id=second.pk),
        lambda: move_unit(actor=cast.operator, at=at, unit_id=second.pk, parent_id=first.pk),
    )
    assert sum(isinstance(result, Refused) for result in results) == 1
    depths = {len(unit_path("first")), len(unit_path("second"))}
    assert depths == {3, 4}
    assert UnitClosure.objects.filter(depth=0).count() == Unit.objects.count()


def test_the_last_two_operators_cannot_end_each_other(cast: Cast, at: datetime) -> None:
    first = PostHolding.objects.get(person=cast.operator)
    second = PostHoldingFactory(person=cast.colleague, post=Post.PLATFORM_OPERATOR, unit=cast.city)
    at_once(
        lambda: end_post(actor=cast.operator, at=at, holding_id=second.pk),
        lambda: end_post(actor=cast.colleague, at=at, holding_id=first.pk),
    )
    left = PostHolding.objects.in_force(at).of_post(Post.PLATFORM_OPERATOR)
    assert left.count() == 1


def test_a_post_given_twice_at_once_is_held_once(cast: Cast, at: datetime) -> None:
    def give() -> object:
        return assign_post(
            actor=cast.operator,
            at=at,
            person_id=cast.colleague.pk,
            post=Post.ASSESSOR,
            unit_id=cast.edu.pk,
        )

    results = at_once(give, give)
    assert sum(isinstance(result, Refused) for result in results) == 1
    assert PostHolding.objects.filter(person=cast.colleague).count() == 1


def test_a_code_typed_twice_at_once_works_once(cast: Cast, at: datetime) -> None:
    secret = start_second_factor(actor=cast.officer).secret
    step = int(at.timestamp()) // 30
    confirm_second_factor(actor=cast.officer, at=at, code=code_at(secret, step - 1))

    def use() -> object:
        return use_code(person=cast.officer, at=at, code=code_at(secret, step))

    assert sorted(map(str, at_once(use, use, use))) == ["False", "False", "True"]


def test_of_thirty_passwords_at_once_no_more_than_five_are_checked(cast: Cast) -> None:
    def enter(number: int) -> int:
        data = {"username": "officer", "password": f"guess-{number}"}
        return Client().post("/sign-in/", data).status_code

    statuses = at_once(*(partial(enter, number) for number in range(30)))
    told = Counter(Event.objects.values_list("code", flat=True))
    assert 1 <= told["organization.person.sign_in_failed"] <= 5
    assert told["organization.person.locked"] <= 1
    assert statuses.count(400) + statuses.count(429) + statuses.count(503) == 30


def test_of_forty_codes_at_once_five_are_checked(cast: Cast, at: datetime) -> None:
    secret = start_second_factor(actor=cast.officer).secret
    step = int(at.timestamp()) // 30
    confirm_second_factor(actor=cast.officer, at=at, code=code_at(secret, step))
    first = Client()
    first.post("/sign-in/", {"username": "officer", "password": PASSWORD})

    def enter(code: str) -> int:
        browser = Client()
        browser.cookies = SimpleCookie(first.cookies.output(header=""))
        return browser.post("/sign-in/code/", {"code": code}).status_code

    statuses = at_once(*(partial(enter, f"{number:06}") for number in range(40)))
    failed = Event.objects.filter(code="organization.person.sign_in_failed")
    assert failed.count() == 5
    assert 302 not in statuses[:5]
    assert Event.objects.filter(code="organization.person.locked").count() == 1


def test_tries_of_one_name_from_many_addresses_share_a_limit(cast: Cast, at: datetime) -> None:
    def reserve(number: int) -> Try:
        return reserve_try(username="officer", address=f"203.0.113.{number}", at=at)

    tries = at_once(*(partial(reserve, number) for number in range(30)))
    assert sum(one.locked_until is None for one in tries if isinstance(one, Try)) == 20
