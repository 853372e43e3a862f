import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest
from django.test import Client

from mingtang.institution.organization.interfaces import hashing
from mingtang.institution.organization.interfaces.hashing import (
    BoundedArgon2PasswordHasher,
    HashingBusy,
    Turnstile,
    quick_hashes,
)


def test_no_more_hash_at_once_than_allowed() -> None:
    turnstile = Turnstile(at_once=2, waiting=8)
    lock, both = threading.Lock(), threading.Barrier(2, timeout=10)
    now, most = 0, 0

    def hash_one() -> None:
        nonlocal now, most
        with turnstile.turn():
            with lock:
                now += 1
                most = max(most, now)
            both.wait()
            with lock:
                now -= 1

    with ThreadPoolExecutor(10) as pool:
        for done in [pool.submit(hash_one) for _ in range(10)]:
            done.result()
    assert most == 2
    assert turnstile.refused == 0


def test_who_finds_the_queue_full_is_refused_at_once() -> None:
    turnstile = Turnstile(at_once=1, waiting=0)
    with turnstile.turn(), pytest.raises(HashingBusy), turnstile.turn():
        pass
    assert turnstile.refused == 1
    with turnstile.turn():
        pass


def test_who_waits_too_long_is_refused() -> None:
    turnstile = Turnstile(at_once=1, waiting=1, patience=0.01)
    with turnstile.turn(), pytest.raises(HashingBusy), turnstile.turn():
        pass
    assert turnstile.refused == 1


def test_passwords_are_hashed_and_checked_at_the_cost_of_service(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """At least what OWASP names for Argon2id: 19 MiB and two passes."""
    for name in ("time_cost", "memory_cost", "parallelism"):
        monkeypatch.delattr(BoundedArgon2PasswordHasher, name)  # the tests' own, the least there is
    hasher = BoundedArgon2PasswordHasher()
    encoded = hasher.encode("correct horse", hasher.salt())

    assert hasher.verify("correct horse", encoded)
    assert not hasher.verify("wrong horse", encoded)
    told = hasher.decode(encoded)
    assert told["variety"] == "argon2id"
    assert told["memory_cost"] >= 19 * 1024
    assert told["time_cost"] >= 2


def test_quick_hash_serves_until_the_first_check_and_is_then_made_in_full(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("time_cost", "memory_cost", "parallelism"):
        monkeypatch.delattr(BoundedArgon2PasswordHasher, name)
    hasher = BoundedArgon2PasswordHasher()
    with quick_hashes():
        encoded = hasher.encode("drawn-at-random", hasher.salt())

    assert hasher.decode(encoded)["memory_cost"] == 8
    assert hasher.verify("drawn-at-random", encoded)
    assert hasher.must_update(encoded)
    assert not hasher.must_update(hasher.encode("chosen by a person", hasher.salt()))


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Someone else takes the only place."""
    turnstile = Turnstile(at_once=1, waiting=0)
    monkeypatch.setattr(hashing, "TURNSTILE", turnstile)
    with ExitStack() as stack:
        stack.enter_context(turnstile.turn())
        yield


@pytest.mark.django_db
def test_sign_in_says_that_it_is_busy(full: None, browser: Callable[..., Client]) -> None:
    answer = browser(None).post("/sign-in/", {"username": "someone", "password": "wrong-one-1"})

    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"
    assert "系统繁忙" in answer.content.decode()
