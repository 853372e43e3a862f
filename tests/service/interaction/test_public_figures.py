"""The public page that says how error reports went, made again whenever something becomes of one."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from mingtang.editorial.pages.engine.lanes import work_everything
from mingtang.service.interaction.actions import Reported, open_error_report, refresh_figures
from mingtang.service.interaction.enums import SITE_ERROR, ErrorTopic
from mingtang.service.interaction.jobs import JOB, REFRESH, SCHEDULED
from mingtang.service.interaction.queries import figures_of_month
from mingtang.spine.jobs.actions import enqueue_job
from mingtang.spine.jobs.models import Job
from mingtang.spine.jobs.running import work_jobs
from mingtang.workbench.casework.actions.moving import answer_case, claim_case, dispatch_case
from mingtang.workbench.casework.actions.opening import rate_case
from mingtang.workbench.casework.models import Case
from mingtang.workbench.casework.queries import months_received
from tests.factories.cast import Cast
from tests.factories.publishing import published_article, tree
from tests.factories.regulations import bound_pack

pytestmark = pytest.mark.django_db
Drain = Callable[[datetime], object]
PAGE = "/site-errors.html"


@pytest.fixture(autouse=True)
def online(cast: Cast, at: datetime) -> None:
    """Both sites are online, under rules that time error reports."""
    bound_pack("city", at=at)
    published_article(cast, at, columns=[cast.news, cast.edu_news])
    work_everything(at)


def reported(at: datetime, *, site: str = "portal", times: int = 1) -> Case:
    case = None
    for number in range(times):
        said = Reported(page="标题写错", topic=ErrorTopic.MISSPELT, text=f"第{number}处")
        case = open_error_report(actor="citizen", at=at, reported=said, site=site)
    assert case is not None
    return case


def answered(cast: Cast, case: Case, at: datetime) -> None:
    dispatch_case(actor=cast.desk_editor, at=at, case_id=case.pk, unit="edu", reason="请改正")
    claim_case(actor=cast.officer, at=at, case_id=case.pk)
    answer_case(actor=cast.officer, at=at, case_id=case.pk, text="已改正，谢谢。")


def page(drain: Drain, at: datetime, site: str = "portal") -> str:
    drain(at)
    drain(at)
    work_everything(at)
    return tree(site)[PAGE].decode()


def test_every_site_has_the_page_before_anything_was_reported(drain: Drain, at: datetime) -> None:
    assert "还没有收到对本网站的找错" in page(drain, at)
    assert "我为政府网站找错" in page(drain, at, "edu")


def test_page_follows_receipt_answer_and_rating(cast: Cast, drain: Drain, at: datetime) -> None:
    case = reported(at, times=2)
    shown = page(drain, at)
    assert "<dt>收到</dt><dd>2 件</dd>" in shown
    assert "按时答复</dt>" not in shown
    assert (
        '<th scope="row">2026年3月</th><td>2</td><td>0</td><td>0</td><td>—</td><td>—</td>' in shown
    )
    assert "还没有收到" in page(drain, at, "edu")

    later = at + timedelta(hours=2)
    answered(cast, case, later)
    shown = page(drain, later)
    assert "<dt>已答复</dt><dd>1 件</dd>" in shown
    assert "<dt>按时答复</dt><dd>100%</dd>" in shown

    rate_case(at=later, case_id=case.pk, rating=5)
    assert "<dt>评价满意</dt><dd>100%</dd>" in page(drain, later)


def test_figures_are_of_the_month_in_beijing(cast: Cast, at: datetime) -> None:
    reported(at.replace(day=31, hour=23))
    reported(at.replace(month=4, day=1, hour=0))
    reported(at.replace(month=12, day=31, hour=23))
    assert months_received(SITE_ERROR) == [date(2026, month, 1) for month in (12, 4, 3)]
    counted = [figures_of_month(date(2026, month, 9), "portal").received for month in (3, 4, 12)]
    assert counted == [1, 1, 1]
    assert figures_of_month(date(2026, 3, 1), "edu").received == 0


def test_figures_are_refreshed_once_a_day_for_every_published_site(at: datetime) -> None:
    enqueue_job(kind=REFRESH, actor="system", at=at, arguments={})
    assert work_jobs(at, lane=JOB.lane) == 1
    assert Job.objects.get(kind=REFRESH).result == {"sites": 2}
    assert SCHEDULED.kind == REFRESH
    assert refresh_figures(at=at, site="edu") == 1
    assert refresh_figures(at=at, site="nowhere") == 0
