"""Nothing of unit A comes back to a stranger, and nothing they send changes a row of A."""

import pytest

from mingtang.wiring.config import office_urls
from tests.factories.cast import Cast
from tests.stranger.walk import Walk
from tests.stranger.world import build_world

UNNAMED = {"healthz", "metrics"}
PARTS = 4  # so that it does not occupy one process to the end of a run


# Wagtail leaves the temporary file of a picture that it makes smaller to be closed by chance.
@pytest.mark.filterwarnings(
    "ignore:Exception ignored in.*SpooledTemporaryFile:pytest.PytestUnraisableExceptionWarning"
)
@pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.Spooled:ResourceWarning")
@pytest.mark.django_db
@pytest.mark.timeout(900)  # thousands of requests, and the machine may be busy
@pytest.mark.parametrize("part", range(PARTS))
def test_office_gives_a_stranger_nothing(cast: Cast, part: int) -> None:
    walk = Walk(office_urls.urlpatterns, build_world(cast), UNNAMED)

    report = walk.run(part, PARTS)

    assert not report.faults, "\n" + "\n".join(report.faults)
    assert len(report.asked) > 50
