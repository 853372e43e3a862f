"""What the rooms count, told by what people do."""

from datetime import datetime, timedelta

import pytest

from mingtang.ground.foundation.clock import beijing_date
from mingtang.institution.figures.actions import count_waiting
from mingtang.institution.figures.enums import Dimension
from mingtang.institution.figures.queries import count, count_by, figures_between
from mingtang.spine.events.testing import drain
from tests.factories.cast import Cast
from tests.factories.content import accepted
from tests.factories.publishing import published_article
from tests.factories.regulations import bound_pack

pytestmark = pytest.mark.django_db


def figures(name: str, at: datetime, *by: Dimension) -> dict[tuple[object, ...], int]:
    drain(at)
    while count_waiting(at):
        pass
    day = beijing_date(at)
    rows = figures_between(name, since=day - timedelta(days=1), until=day)
    return {row.keys: row.amount for row in count_by(rows, by)}


def test_a_release_counts_once_and_once_in_each_site_and_column(cast: Cast, at: datetime) -> None:
    published_article(cast, at, columns=[cast.news, cast.edu_news])
    unit_and_kind = Dimension.UNIT, Dimension.KIND
    assert figures("articles.released", at, *unit_and_kind) == {("edu", "news"): 1}
    assert figures("sites.released", at, Dimension.SITE) == {("portal",): 1, ("edu",): 1}
    assert figures("columns.released", at, Dimension.COLUMN) == {
        (f"column:{cast.news.pk}",): 1,
        (f"column:{cast.edu_news.pk}",): 1,
    }
    day = beijing_date(at)
    assert count(figures_between("articles.taken_down", since=day, until=day)) == 0


def test_submissions_are_counted_for_the_unit_that_submits(cast: Cast, at: datetime) -> None:
    bound_pack("city", at=at)
    accepted(cast, at)
    unit_and_kind = Dimension.UNIT, Dimension.KIND
    assert figures("submissions.arrived", at, *unit_and_kind) == {("edu", "news"): 1}
    assert figures("submissions.accepted", at, *unit_and_kind) == {("edu", "news"): 1}
    assert figures("submissions.returned", at, *unit_and_kind) == {}
