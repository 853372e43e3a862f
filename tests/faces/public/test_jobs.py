import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from pytest_django import DjangoAssertNumQueries

from mingtang.editorial.sites.actions.column_tree import rename_column
from mingtang.faces.public.jobs import ROUTINES
from mingtang.spine.events.testing import drain
from tests.factories.cast import Cast
from tests.factories.publishing import published_article

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, settings: object) -> None:
    settings.PUBLISH_ROOT = tmp_path / "www"  # type: ignore[attr-defined]
    settings.PUBLISH_STORE = tmp_path / "store"  # type: ignore[attr-defined]


def test_maps_follow_a_renamed_column_and_otherwise_cost_one_look(
    cast: Cast, at: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    (job,) = ROUTINES
    published_article(cast, at, columns=[cast.news])
    job.run(at)
    maps = Path(settings.PUBLISH_ROOT) / ".maps"
    assert json.loads((maps / "redirects.json").read_text("utf-8")) == {}
    with django_assert_num_queries(1):
        job.run(at)

    later = at + timedelta(minutes=1)
    rename_column(actor=cast.operator, at=later, column_id=cast.news.pk, name="要闻", slug="yaowen")
    drain(later)
    job.run(later)

    moved = json.loads((maps / "redirects.json").read_text("utf-8"))
    assert moved["portal"]["prefixes"] == {"/news": "/yaowen"}
