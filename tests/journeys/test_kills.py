"""Whatever is killed at whatever moment: every item ends online, no page is half, no event is lost."""

import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from pytest_django import Settings

from mingtang.editorial.content.models import Article, Placement, Release
from mingtang.editorial.pages.engine.lanes import work_everything
from mingtang.editorial.pages.engine.recovery import recover, sweep_temporary
from mingtang.ground.foundation.clock import now
from mingtang.spine.events.delivery import deliver_due
from mingtang.spine.events.models import Delivery, Event
from mingtang.spine.events.policies import LONGEST_PAUSE
from mingtang.spine.events.sealing import seal_waiting
from mingtang.spine.events.verification import verify
from tests.architecture.source import ROOT
from tests.factories.cast import Cast
from tests.factories.publishing import from_nothing, tree
from tests.factories.regulations import bound_pack
from tests.harness.processes import environment
from tests.spine.events.test_many_processes import database_url

pytestmark = pytest.mark.django_db(transaction=True)
# What the log holds of an item that went its way once.
EXPECTED = Counter(
    {
        "content.article.created": 1,
        "submission.submitted": 1,
        "submission.approved": 2,
        "submission.arrived": 1,
        "submission.accepted": 1,
        "content.placement.offered": 2,
        "content.placement.accepted": 2,
        "review.round.started": 1,
        "review.gate.passed": 6,
        "review.secrecy.reviewed": 1,
        "review.round.passed": 1,
        "content.article.moved": 6,
        "publishing.article.released": 1,
        "submission.released": 1,
    }
)


@pytest.fixture(autouse=True)
def rules(cast: Cast) -> None:
    """The demo pack holds, in real time: the trial runs by the clock of the machine."""
    bound_pack("city", at=now() - timedelta(days=30))


def _settle() -> None:
    later = now() + 2 * LONGEST_PAUSE
    while seal_waiting(later) + deliver_due(later) + recover(later) + work_everything(later):
        pass
    sweep_temporary(later)


def _trial(home: Path, items: int, kills: int) -> int:
    finished = subprocess.run(
        [sys.executable, "-m", "tests.journeys.trial", str(items), str(kills), "7"],
        cwd=ROOT,
        env=environment(
            MINGTANG_DATABASE_URL=database_url(),
            MINGTANG_HOME=home,
            MINGTANG_PERSONAL_DATA_KEY=django_settings.PERSONAL_DATA_KEY,
        ),
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )
    assert finished.returncode == 0, finished.stdout[-2000:] + finished.stderr[-4000:]
    return int(finished.stdout.split()[-1])


def _check(home: Path, settings: Settings, items: int, kills: int) -> None:
    settings.PUBLISH_ROOT, settings.PUBLISH_STORE = home / "www", home / "store"
    assert _trial(home, items, kills) == kills
    _settle()
    assert Counter(Article.objects.values_list("state", flat=True)) == {"published": items}
    assert Release.objects.filter(is_live=True).count() == items
    assert Placement.objects.filter(is_live=True).count() == 2 * items
    for article in Article.objects.all():
        codes = Counter(
            Event.objects.filter(subject=article.subject)
            .exclude(code__startswith="obligations.")
            .exclude(code__startswith="publishing.target.")
            .values_list("code", flat=True)
        )
        assert codes == EXPECTED, article.title
    assert verify().faults == ()
    assert set(Delivery.objects.values_list("state", flat=True)) <= {"done"}
    for code in ("portal", "edu"):
        written = tree(code)
        assert len([path for path in written if "/202" in path]) > items
        assert written == from_nothing(code)


@pytest.mark.slow
def test_items_arrive_whatever_is_killed(tmp_path: Path, settings: Settings) -> None:
    _check(tmp_path, settings, items=24, kills=10)


@pytest.mark.soak
def test_items_arrive_whatever_is_killed_a_thousand_times(
    tmp_path: Path, settings: Settings
) -> None:
    _check(tmp_path, settings, items=2000, kills=1000)
