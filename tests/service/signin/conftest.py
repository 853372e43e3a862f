"""A running sign-in service for each test, and one that the portal uses."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from mingtang.service.signin.clients import forget_service
from mingtang.service.signin.models import SignInService
from tests.factories.cast import Cast
from tests.factories.signin import sign_in_service
from tests.harness.sign_in_service import SignInServer, running_sign_in_service
from tests.harness.signed_in import browser, rooms

__all__ = ["browser", "rooms"]


@pytest.fixture
def server(settings: Any, at: datetime) -> Iterator[SignInServer]:
    """A service whose clock is that of the tests, inside the network of the city."""
    with running_sign_in_service(at.timestamp()) as running:
        settings.SIGN_IN_ORIGINS = [running.origin]
        settings.PUBLISH_SCHEME, settings.PUBLISH_PORT = "http", ""
        yield running
        forget_service(running.origin)


@pytest.fixture
def service(server: SignInServer, cast: Cast, at: datetime) -> SignInService:
    """The service of the portal."""
    return sign_in_service(cast, at, server.origin)
