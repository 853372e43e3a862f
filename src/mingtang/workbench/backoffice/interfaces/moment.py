"""One moment for each request: whatever a request reads or does, it does at the same time."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime

from django.http import HttpRequest, HttpResponseBase

from mingtang.ground.foundation import clock
from mingtang.ground.foundation.remembering import reads_remembered
from mingtang.institution.organization.authority import Powers, authority
from mingtang.institution.organization.models import Person


@dataclass
class _RequestMoment:
    """What is asked for many times while one request is answered."""

    at: datetime
    powers: dict[int, Powers] = field(default_factory=dict)


_current: ContextVar[_RequestMoment | None] = ContextVar("request", default=None)


class MomentMiddleware:
    """Read the clock once, at the door."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        token = _current.set(_RequestMoment(clock.now()))
        reads = reads_remembered() if request.method in {"GET", "HEAD"} else nullcontext()
        try:
            with reads:
                return self.get_response(request)
        finally:
            _current.reset(token)


@contextmanager
def moment_set_to(at: datetime) -> Iterator[None]:
    """Answer with one moment outside of a request, as in one: for a job that opens a screen."""
    token = _current.set(_RequestMoment(at))
    try:
        yield
    finally:
        _current.reset(token)


def moment() -> datetime:
    """Return the moment of the request that is being answered (the clock's outside of one)."""
    current = _current.get()
    return current.at if current else clock.now()


def powers(person: Person) -> Powers:
    """Return what a person may do at the moment of this request, read once for each request."""
    current = _current.get()
    if current is None:
        return authority.powers_of(person, clock.now())
    if person.pk not in current.powers:
        current.powers[person.pk] = authority.powers_of(person, current.at)
    return current.powers[person.pk]
