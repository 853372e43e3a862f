"""The public figures: the same numbers as the one counting function, by month and unit."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from mingtang.editorial.pages.engine.lanes import work_everything
from mingtang.service.responses.queries import response_figures
from mingtang.workbench.approvals.actions import pass_step
from mingtang.workbench.casework.actions.opening import rate_case
from mingtang.workbench.casework.queries import count_cases
from tests.factories import responses as make
from tests.factories.cast import Cast
from tests.factories.publishing import published_article, tree
from tests.factories.regulations import bound_pack

pytestmark = pytest.mark.django_db
PAGE = "/responses/figures.html"


def test_figures_are_those_of_the_one_counting_function_and_follow_each_answer(
    cast: Cast, at: datetime, drain: Callable[[datetime], object]
) -> None:
    bound_pack("city", at=at)
    published_article(cast, at, columns=[cast.news])
    work_everything(at)
    assert "还没有收到来信" in tree("portal")[PAGE].decode()
    quick, slow = make.answered(cast, at), make.sent(cast, at)
    later = at + timedelta(days=5)  # three working days: a weekend lies between
    pass_step(actor=cast.leader, at=later, step_id=make.step_of(slow).pk)
    rate_case(at=later, case_id=quick.pk, rating=5)
    drain(later)
    work_everything(later)
    counted = count_cases(make.REPLIED.code, site="portal")
    found = response_figures(site="portal")
    assert (found.received, found.answered) == (counted.received, counted.answered) == (2, 2)
    assert (found.on_time, found.judged) == (counted.on_time, 2) == (1, 2)
    assert (found.satisfied, found.rated, found.days) == (1, 1, 1.5)
    assert response_figures(site="portal", units=["health"]).received == 0
    page = tree("portal")[PAGE].decode()
    row = "<td>2</td><td>2</td><td>50%</td><td>1.5</td><td>100%</td>"
    for name in ("合计", "2026年3月", "市教育局"):
        assert f'<th scope="row">{name}</th>{row}' in page, name
    assert "<svg" in page
