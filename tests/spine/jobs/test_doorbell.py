import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction

from mingtang.spine.jobs.doorbell import Doorbell, ring, ring_on_commit
from tests.harness.processes import environment, wait_until

HOLDER = """
import time
from mingtang.wiring.cli.main import setup_django
setup_django()
from mingtang.spine.jobs.doorbell import Doorbell
Doorbell()
print("up", flush=True)
time.sleep(600)
"""
LATE = 5.0  # seconds; a wait that ends by the bell ends long before


@pytest.fixture
def bell(db: None) -> Iterator[Doorbell]:
    """A bell that waits, without a ring."""
    with Doorbell() as one:
        yield one


@pytest.fixture
def committed(transactional_db: None) -> Iterator[Doorbell]:
    """A bell beside real transactions, whose connection listens already."""
    connection.ensure_connection()
    with Doorbell() as one:
        one.wait(0)
        yield one


def test_wait_ends_without_a_ring_when_the_time_is_over(bell: Doorbell) -> None:
    assert not bell.wait(0)


def test_ring_before_the_wait_counts_once(bell: Doorbell) -> None:
    ring()
    ring()

    assert bell.wait(LATE)
    assert not bell.wait(0)


def test_every_bell_of_the_machine_rings(bell: Doorbell) -> None:
    with Doorbell() as second:
        ring()
        assert bell.wait(LATE)
        assert second.wait(LATE)


def test_waiting_process_is_woken(bell: Doorbell) -> None:
    began = time.monotonic()
    threading.Timer(0.05, bell.ring).start()

    assert bell.wait(LATE)
    assert time.monotonic() - began < LATE / 2


def test_handler_of_a_signal_wakes(bell: Doorbell) -> None:
    before = signal.signal(signal.SIGUSR1, lambda *_: bell.ring())
    try:
        threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGUSR1)).start()
        assert bell.wait(LATE)
    finally:
        signal.signal(signal.SIGUSR1, before)


def test_full_pipe_and_a_bell_taken_down_do_no_harm(db: None) -> None:
    with Doorbell() as bell:
        for _ in range(70_000):
            bell.ring()
        ring()
    bell.ring()

    assert not list(Path(settings.DOORBELL_DIR).glob(f"{os.getpid()}-*"))


def test_pipe_of_a_killed_worker_is_removed_and_other_files_are_not_written(db: None) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER], env=environment(), stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "up\n"
        folder = Path(settings.DOORBELL_DIR)
        left = list(folder.glob(f"{holder.pid}-*"))
        holder.kill()
    plain = folder / "0-0"
    plain.write_bytes(b"as it was")

    ring()

    assert len(left) == 1
    assert not left[0].exists()
    assert plain.read_bytes() == b"as it was"
    plain.unlink()


def test_ring_waits_for_the_commit(committed: Doorbell) -> None:
    with transaction.atomic():
        ring_on_commit()
        assert not committed.wait(0)

    assert committed.wait(LATE)


def test_ring_goes_with_what_was_rolled_back(committed: Doorbell) -> None:
    with transaction.atomic():
        ring_on_commit()
        transaction.set_rollback(True)

    assert not committed.wait(0)


def test_ring_of_the_outer_transaction_outlives_a_lost_savepoint(committed: Doorbell) -> None:
    with transaction.atomic():
        with transaction.atomic():
            ring_on_commit()
            transaction.set_rollback(True)
        ring_on_commit()
        with transaction.atomic():
            ring_on_commit()
        assert len(connection.run_on_commit) == 1

    assert committed.wait(LATE)


def test_notification_reaches_a_worker_without_a_pipe(committed: Doorbell) -> None:
    if connection.vendor != "postgresql":
        assert connection.vendor == "sqlite"  # one machine: the pipes reach every worker
        return
    committed._path.unlink()

    def announce() -> None:
        try:
            ring()
        finally:
            connection.close()

    thread = threading.Thread(target=announce)
    thread.start()
    assert committed.wait(LATE)
    thread.join()


def test_lost_connection_is_replaced_and_listens_again(committed: Doorbell) -> None:
    if connection.vendor != "postgresql":
        assert connection.vendor == "sqlite"  # has no connection to lose
        return
    pid = connection.connection.info.backend_pid
    killer = connection.copy()
    with killer.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
    killer.close()

    def is_closed() -> bool:
        committed.wait(0.1)  # the server's farewell comes first, the end of the connection second
        return connection.connection is None or connection.connection.closed

    assert wait_until(is_closed)
    connection.ensure_connection()
    assert committed.wait(LATE), "a new connection counts as a ring"
    assert not committed.wait(0)
