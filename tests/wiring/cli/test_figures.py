from datetime import datetime

import pytest
from click.testing import CliRunner

from mingtang.institution.figures.actions import count_waiting
from mingtang.institution.figures.jobs import REBUILD
from mingtang.spine.events.testing import drain
from mingtang.spine.jobs.models import Job
from mingtang.wiring.cli.figures import command
from tests.factories.cast import Cast
from tests.factories.publishing import published_article

pytestmark = pytest.mark.django_db


def test_figures_are_listed_shown_and_counted_again(cast: Cast, at: datetime) -> None:
    published_article(cast, at, columns=[cast.news])
    drain(at)
    while count_waiting(at):
        pass

    def told(*words: str) -> str:
        return CliRunner().invoke(command, list(words)).output

    assert "articles.released\t稿件上线\n" in told("list")
    span = ("--since", "2026-03-01", "--until", "2026-03-31")
    shown = told("show", "articles.released", *span, "--by", "unit", "--by", "kind")
    assert shown == "edu\tnews\t1\n合计\t1\n"
    assert told("show", "articles.released", "--until", "2025-01-01").endswith("合计\t0\n")
    assert "没有指标“birds”" in told("show", "birds")
    assert "已排队" in told("rebuild")
    assert Job.objects.get(kind=REBUILD).key == "figures"
