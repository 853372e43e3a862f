import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from mingtang.ground.foundation.clock import now
from mingtang.spine.events.delivery import deliver_due
from mingtang.spine.events.models import Delivery, Event, Lane
from mingtang.spine.events.policies import LONGEST_PAUSE
from mingtang.spine.events.sealing import seal_waiting
from mingtang.spine.events.verification import verify
from tests.architecture.source import ROOT
from tests.harness.processes import environment
from tests.spine.events.trial import subscribe_trial

pytestmark = pytest.mark.django_db(transaction=True)


def database_url() -> str:
    """Return the address of the test database, for another process."""
    told = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite://{told['NAME']}"
    return f"postgresql://{told['USER']}@{told['HOST']}:{told['PORT']}/{told['NAME']}"


@pytest.fixture
def _effects(db: None) -> Iterator[None]:
    serial = "integer" if connection.vendor == "sqlite" else "bigserial"
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TABLE trial_effect (id {serial} PRIMARY KEY, position bigint, letter text)"
        )
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE trial_effect")


def conduct(folder: Path, seconds: float) -> int:
    """Let eight workers be killed for some seconds; return how many kills there were."""
    finished = subprocess.run(
        [sys.executable, "-m", "tests.spine.events.trial", folder, str(seconds)],
        cwd=ROOT,
        env=environment(MINGTANG_DATABASE_URL=database_url()),
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return int(finished.stdout)


def finish_what_is_left(folder: Path) -> None:
    """Seal and deliver the rest after every lease and every pause has ended."""
    subscribe_trial(folder, lambda: False)
    later = now() + 2 * LONGEST_PAUSE
    while seal_waiting(later) + deliver_due(later):
        pass


def effects() -> list[tuple[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT position, letter FROM trial_effect ORDER BY id")
        return [(row[0], row[1]) for row in cursor.fetchall()]


def lines(path: Path) -> list[int]:
    # A kill may cut the latest line of a worker short, never one that was written whole.
    return [int(line) for line in path.read_text().split()]


def check_trial(folder: Path, seconds: float) -> tuple[int, int]:
    """Run a trial and prove that nothing was lost, doubled or out of order; return events, kills."""
    kills = conduct(folder, seconds)
    finish_what_is_left(folder)

    positions = list(Event.objects.order_by("position").values_list("position", flat=True))
    assert positions == list(range(1, len(positions) + 1))
    assert verify().faults == ()
    assert set(lines(folder / "recorded")) <= set(Event.objects.values_list("id", flat=True))

    done = effects()
    assert sorted(position for position, _ in done) == positions  # nothing lost, nothing twice
    by_letter: dict[str, list[int]] = defaultdict(list)
    for position, letter in done:
        by_letter[letter].append(position)
    for handled in by_letter.values():
        assert handled == sorted(handled)
    assert set(lines(folder / "handled")) == set(positions)  # at least once, outside too

    assert Counter(Delivery.objects.values_list("state", flat=True)) == {"done": len(positions)}
    assert not Lane.objects.exists()
    return len(positions), kills


@pytest.mark.usefixtures("_effects")
def test_nothing_is_lost_or_out_of_order_when_workers_are_killed(tmp_path: Path) -> None:
    events, kills = check_trial(tmp_path, seconds=3)
    # How much happens in three seconds depends on the machine; that something did is enough.
    assert events > 10
    assert kills > 3


@pytest.mark.soak
@pytest.mark.usefixtures("_effects")
def test_nothing_is_lost_or_out_of_order_in_a_long_run(tmp_path: Path) -> None:
    events, kills = check_trial(tmp_path, seconds=180)
    print(f"{events} events, {kills} kills")
    assert events > 1000
    assert kills > 300
