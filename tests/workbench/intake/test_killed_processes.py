import json
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from mingtang.ground.foundation.clock import now
from mingtang.spine.events.models import Event
from mingtang.workbench.intake.actions import take_waiting, tidy_intake
from mingtang.workbench.intake.models import IntakeRow, StatusRow
from tests.architecture.source import ROOT
from tests.harness.processes import environment
from tests.spine.events.test_many_processes import database_url
from tests.workbench.intake.trial import TAKEN


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_killed_processes_lose_and_double_no_form(tmp_path: Path, inbox: Path) -> None:
    file = tmp_path / "receipts"
    subprocess.run(
        [sys.executable, "-m", "tests.workbench.intake.killing", "12", file],
        cwd=ROOT,
        env=environment(MINGTANG_DATABASE_URL=database_url(), MINGTANG_INTAKE_INBOX=inbox),
        check=True,
    )
    later = now() + timedelta(hours=1)
    while take_waiting(at=later):
        later += timedelta(hours=2)

    shown = set(file.read_text().split())
    payloads = [json.loads(row.payload) for row in Event.objects.filter(code=TAKEN)]
    taken = Counter(payload["code"] for payload in payloads)
    assert len(shown) > 40
    assert set(taken.values()) == {1}, "a form was taken twice"
    assert shown <= taken.keys(), "a form was lost"
    assert taken.keys() == set(IntakeRow.objects.values_list("code", flat=True))
    assert set(IntakeRow.objects.values_list("state", flat=True)) == {"taken"}
    assert StatusRow.objects.count() == len(taken)
    assert not any(payload["turned_away"] for payload in payloads)
    assert any(payload["files"] for payload in payloads)
    tidy_intake(at=later + timedelta(days=3))
    assert not list(inbox.iterdir())
