"""Fixtures of office tests: a browser for each member of the cast."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

BACKEND = "mingtang.institution.organization.interfaces.backends.PersonBackend"


@pytest.fixture
def rooms() -> None:
    """Every room has registered its menu, choosers and panels: importing the addresses does it."""
    import mingtang.wiring.config.office_urls  # noqa: F401  # needs set-up


@pytest.fixture
def browser(rooms: None) -> Callable[..., Client]:
    """Return a client that is signed in as a person; `csrf=True` checks tokens as in service."""

    def make(person: Any, *, csrf: bool = False) -> Client:
        client = Client(enforce_csrf_checks=csrf)
        if person is not None:
            client.force_login(person, backend=BACKEND)
        return client

    return make
