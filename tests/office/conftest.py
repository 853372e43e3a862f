"""A browser for each member of the cast."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

import mingtang.config.office_urls  # noqa: F401 - rooms register menus and choosers there

BACKEND = "mingtang.organization.interfaces.backends.PersonBackend"


@pytest.fixture
def browser() -> Callable[..., Client]:
    """Return a client that is signed in as a person; `csrf=True` checks tokens as in service."""

    def make(person: Any, *, csrf: bool = False) -> Client:
        client = Client(enforce_csrf_checks=csrf)
        if person is not None:
            client.force_login(person, backend=BACKEND)
        return client

    return make
