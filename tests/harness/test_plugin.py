import os
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from tests.architecture.source import ROOT
from tests.harness import network
from tests.harness.plugin import database_kind


def test_home_is_a_folder_of_this_run() -> None:
    home = Path(os.environ["MINGTANG_HOME"])

    assert home.is_relative_to(os.environ["MINGTANG_TEST_SESSION"])
    assert home == settings.DATA_DIR
    assert stat.S_IMODE((home / "secrets" / "django").stat().st_mode) == 0o600


@pytest.mark.django_db
def test_database_is_the_one_asked_for(request: pytest.FixtureRequest) -> None:
    assert connection.vendor == database_kind()
    assert request.node.get_closest_marker("uses_database")


def test_marker_leaves_out_what_needs_no_database(request: pytest.FixtureRequest) -> None:
    assert request.node.get_closest_marker("uses_database") is None


@pytest.mark.django_db
def test_sqlite_is_a_file_with_the_settings_of_service() -> None:
    if connection.vendor != "sqlite":
        assert connection.vendor == "postgresql"
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        assert cursor.fetchone() == ("wal",)
    assert Path(connection.settings_dict["NAME"]).is_relative_to(os.environ["MINGTANG_HOME"])
    assert connection.transaction_mode == "IMMEDIATE"


@pytest.mark.django_db(transaction=True)
def test_another_connection_sees_what_was_written() -> None:
    ContentType.objects.create(app_label="harness", model="probe")
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM django_content_type WHERE app_label = 'harness'")
            assert cursor.fetchone() == (1,)
    finally:
        other.close()


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1"])
def test_network_beyond_this_machine_is_refused(host: str) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as attempt, pytest.raises(network.NetworkRefused):
        attempt.connect((host, 80))


def test_network_look_up_of_a_name_is_refused() -> None:
    with pytest.raises(network.NetworkRefused):
        socket.getaddrinfo("www.example.org", 443)


@pytest.mark.parametrize(
    "host", [None, "", "localhost", "portal.localhost", "127.0.0.5", "::1", b"localhost"]
)
def test_network_of_this_machine_is_open(host: object) -> None:
    assert network.is_local(host)


@pytest.mark.parametrize(
    "host", ["10.0.0.1", "example.org", "localhost.example.org", "::ffff:8.8.8.8"]
)
def test_network_beyond_is_known(host: str) -> None:
    assert not network.is_local(host)


def test_repetitions_are_tests_of_their_own(request: pytest.FixtureRequest) -> None:
    command = [
        sys.executable,
        "-m",
        "pytest",
        "--collect-only",
        "--repeat",
        "3",
        request.node.nodeid,
    ]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert found.stdout.count("test_repetitions_are_tests_of_their_own[") == 3, found.stdout
