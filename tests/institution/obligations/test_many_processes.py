import subprocess
import sys
from collections import Counter

import pytest
from django.db import connection

from mingtang.institution.obligations import events
from mingtang.institution.obligations.enums import ObligationState as State
from mingtang.institution.obligations.models import Miss, Obligation, ObligationMark
from mingtang.spine.events.models import Delivery, Event
from mingtang.spine.events.sealing import seal_waiting
from tests.architecture.source import ROOT
from tests.factories.obligations import moment
from tests.harness.processes import environment
from tests.institution.obligations.conftest import Tell, build_city

pytestmark = pytest.mark.django_db(transaction=True)

CASES = 30
LATER = "2026-03-20T09:00:00+08:00"


def database_url() -> str:
    """Return the address of the test database, for another process."""
    told = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite://{told['NAME']}"
    return f"postgresql://{told['USER']}@{told['HOST']}:{told['PORT']}/{told['NAME']}"


def eight_workers(work: str) -> None:
    finished = subprocess.run(
        [sys.executable, "-m", "tests.institution.obligations.trial", work, LATER],
        cwd=ROOT,
        env=environment(MINGTANG_DATABASE_URL=database_url()),
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr


@pytest.fixture
def _told(transactional_db: None, tell: Tell) -> None:
    """Thirty valued opinions with education, due on 11 March; every third is answered, some late."""
    build_city("demo")
    for number in range(CASES):
        case = f"case:{number}"
        tell("casework.case.valued", case, "2026-03-02 10:00", unit="edu")
        if number % 3 == 0:
            day = 10 if number % 2 else 16
            tell("casework.case.answered", case, f"2026-03-{day} 10:00")
    seal_waiting(moment("2026-03-16 10:00"))
    Delivery.objects.update(state="done", done_at=moment("2026-03-16 10:00"))


def states() -> Counter[str]:
    return Counter(Obligation.objects.values_list("state", flat=True))


@pytest.mark.usefixtures("_told")
def test_eight_workers_take_events_and_record_each_miss_once() -> None:
    eight_workers("take")
    assert states() == {State.OPEN: 20, State.MET: 5, State.MET_LATE: 5}
    assert ObligationMark.objects.count() == 10
    assert not Event.objects.filter(code=events.OVERDUE).exists()

    eight_workers("sweep")
    assert states() == {State.OVERDUE: 20, State.MET: 5, State.MET_LATE: 5}
    told = Counter(Event.objects.filter(code=events.OVERDUE).values_list("subject", flat=True))
    assert len(told) == 25
    assert set(told.values()) == {1}
    assert Miss.objects.filter(declared_at__isnull=False).count() == 25
