"""A running sign-in service for each test, and one that the portal uses."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from mingtang.service.signin.clients import forget_service
from mingtang.service.signin.models import SignInService
from tests.factories.cast import Cast
from tests.factories.signin import sign_in_service
from tests.harness.sign_in_service import SignInServer, running_sign_in_service
from tests.harness.signed_in import browser, rooms
from tests.service.signin.walking import Walker

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


@pytest.fixture
def walker(settings: Any, tmp_path: Path, server: SignInServer, at: datetime) -> Walker:
    """A citizen before the public face of the portal."""
    settings.ROOT_URLCONF = "mingtang.wiring.config.public_urls"
    settings.INTAKE_INBOX = tmp_path / "inbox"
    settings.PUBLISH_ROOT = tmp_path / "www"
    (tmp_path / "www" / ".maps").mkdir(parents=True)
    hosts = '{"default": "", "sites": {"localhost": "portal", "edu.localhost": "edu"}}'
    (tmp_path / "www" / ".maps" / "hosts.json").write_text(hosts)
    return Walker(Client(SERVER_NAME="localhost", enforce_csrf_checks=True), server, at)
