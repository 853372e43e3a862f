from datetime import datetime

import pytest
from click.testing import CliRunner

from mingtang.spine.events.testing import drain
from mingtang.spine.jobs.models import Job
from mingtang.wiring.cli.search import command
from tests.factories.cast import Cast
from tests.factories.content import draft, news_fields

pytestmark = pytest.mark.django_db


def test_words_are_found_and_the_index_is_rebuilt(cast: Cast, at: datetime) -> None:
    article = draft(cast, at, news_fields(title="防汛抗旱通知"))
    drain(at)

    told = CliRunner().invoke(command, ["find", "抗旱", "通知"])
    assert told.output == f"article:{article.pk}\t防汛抗旱通知\n"
    assert CliRunner().invoke(command, ["find", "招生"]).output == ""

    told = CliRunner().invoke(command, ["rebuild"])
    assert "重建“稿件”的检索：任务" in told.output
    assert Job.objects.get(kind="search.rebuild", key="search:article").arguments == {
        "kind": "article"
    }
    told = CliRunner().invoke(command, ["rebuild", "letters"])
    assert told.exit_code == 2
    assert "没有这种条目：letters" in told.output
