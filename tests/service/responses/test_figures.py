"""The public figures: the same numbers as the one counting function, by month and unit."""

import random
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from mingtang.editorial.pages.engine.lanes import work_everything
from mingtang.ground.foundation.decisions import NotVisible, Refused
from mingtang.service.responses.actions.figures import (
    count_imported,
    count_rested,
    note_news_of_all,
)
from mingtang.service.responses.models import ResponseCell
from mingtang.service.responses.queries.figures import (
    COUNTS,
    CellKey,
    contributions,
    counted,
    response_figures,
)
from mingtang.workbench.approvals.actions import pass_step
from mingtang.workbench.casework.actions.judging import reopen_case
from mingtang.workbench.casework.actions.moving import (
    claim_case,
    drop_case,
    record_answer,
    transfer_case,
)
from mingtang.workbench.casework.actions.opening import rate_case
from mingtang.workbench.casework.enums import CaseState
from mingtang.workbench.casework.models import Case
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


def _recount() -> dict[CellKey, dict[str, int]]:
    """Count every case from scratch."""
    found: dict[CellKey, dict[str, int]] = {}
    for one in contributions(Case.objects.filter(site="portal")):
        cell = found.setdefault((one.unit, one.month), dict.fromkeys(COUNTS, 0))
        for name, number in one.counts.items():
            cell[name] += number
    return found


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_cells_and_pending_cases_are_what_a_recount_gives_whatever_happens(
    cast: Cast, at: datetime, drain: Callable[[datetime], object], seed: int
) -> None:
    bound_pack("city", at=at)
    chance = random.Random(seed)
    cases: list[int] = []
    for _ in range(14):
        at += timedelta(hours=chance.choice((1, 7, 40, 300)))
        if len(cases) < 4:
            cases.append(make.claimed(cast, at).pk)
        case = Case.objects.get(pk=chance.choice(cases))
        with suppress(Refused, NotVisible), transaction.atomic():
            _happens(case, cast, at, chance.randrange(7))
        drain(at)
        if chance.random() < 0.5:
            count_rested(at + timedelta(hours=2))
        if chance.random() < 0.1:
            note_news_of_all(at=at)
        assert counted("portal") == _recount()
    while count_rested(at + timedelta(days=1)):
        pass
    assert counted("portal") == _recount()
    assert ResponseCell.objects.filter(received__gt=0).exists()
    whole, parts = count_cases(make.REPLIED.code, site="portal"), response_figures(site="portal")
    assert (whole.received, whole.answered, whole.on_time) == (
        parts.received, parts.answered, parts.on_time,
    )  # fmt: skip
    assert (whole.rated, whole.satisfied) == (parts.rated, parts.satisfied)


def _happens(case: Case, cast: Cast, at: datetime, what: int) -> None:
    pk, desk = case.pk, cast.desk_editor
    if what in {0, 1}:
        if case.claimed_by is None:
            claim_case(actor=cast.officer, at=at, case_id=pk)
        record_answer(Case.objects.get(pk=pk), author=cast.officer, signer=cast.leader, text="七点。", at=at)  # fmt: skip
    elif what in {2, 3}:
        rate_case(at=at, case_id=pk, rating=what * 2, comment="说明")
    elif what == 4:
        reopen_case(actor=desk, at=at, case_id=pk, reason="重办")
    elif what == 5:
        transfer_case(actor=desk, at=at, case_id=pk, unit="health", reason="属卫健委")
    else:
        drop_case(actor=desk, at=at, case_id=pk, end=CaseState.WITHDRAWN, reason="来件人撤回")


def test_office_public_page_and_file_print_the_same_numbers(
    cast: Cast, at: datetime, drain: Callable[[datetime], object], browser: Callable[..., Client]
) -> None:
    bound_pack("city", at=at)
    published_article(cast, at, columns=[cast.news])
    case = make.answered(cast, at)
    rate_case(at=at, case_id=case.pk, rating=5)
    make.claimed(cast, at)
    drain(at)
    work_everything(at)
    numbers = ["2", "1", "100", "0.0", "100"]
    public = tree("portal")[PAGE].decode()
    assert "<td>2</td><td>1</td><td>100%</td><td>0.0</td><td>100%</td>" in public
    desk = browser(cast.desk_editor)
    shown = desk.get(reverse("responses:figures")).content.decode()
    cells = re.findall(r"<td[^>]*>\s*([^<]*?)\s*</td>", shown)
    assert cells[-5:] == numbers
    file = desk.get(reverse("responses:figures-file", args=["csv"])).content.decode("utf-8-sig")
    assert file.splitlines()[-1].replace('"', "").split(",")[-5:] == numbers
    other = browser(cast.stranger).get(reverse("responses:figures")).content.decode()
    assert "还没有收到来信" in other


def test_imported_cases_count_at_once_and_like_all_others(cast: Cast, at: datetime) -> None:
    bound_pack("city", at=at)
    cases = [make.answered(cast, at), make.sent(cast, at)]
    assert not ResponseCell.objects.exists()

    count_imported(case_ids=[case.pk for case in cases])

    rows = ResponseCell.objects.filter(site="portal")
    stored = {(row.unit, row.month): {name: getattr(row, name) for name in COUNTS} for row in rows}
    assert stored == _recount()
    assert sum(row.received for row in rows) == 2
