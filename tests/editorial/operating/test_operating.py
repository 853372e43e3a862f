"""The operator's screens, over HTTP."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mingtang.editorial.operating.actions.history import roll_back_site
from mingtang.editorial.operating.actions.incidents import verify_site
from mingtang.editorial.operating.queries import batches
from mingtang.editorial.pages.actions.checking import check_step
from mingtang.editorial.pages.engine.lanes import work_everything
from mingtang.editorial.pages.models import Batch, Entry, Incident, Run, Target
from mingtang.editorial.publishing.actions import take_down_article
from mingtang.editorial.publishing.actions.schedules import run_due
from mingtang.editorial.publishing.models import Schedule
from mingtang.editorial.publishing.proofs import prove_due
from mingtang.editorial.publishing.queries.pages import page_url
from mingtang.institution.organization.enums import Post
from mingtang.institution.organization.models import Person
from mingtang.workbench.backoffice.form_keys import FIELD, new_form_key
from tests.factories.cast import Cast
from tests.factories.organization import LONG_AGO, PersonFactory, PostHoldingFactory
from tests.factories.publishing import published_article, ready_article, tree

pytestmark = pytest.mark.django_db(transaction=True)
MINUTE = timedelta(minutes=1)


class Office:
    """A browser of one person at one moment."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self._client = Client(HTTP_HOST="localhost")
        self._client.force_login(person)

    def get(self, path: str, status: int = 200) -> str:
        """Return a screen."""
        response = self._client.get(path)
        assert response.status_code == status, path
        return response.content.decode()

    def post(self, path: str, status: int = 302, *, follow: bool = False, **fields: Any) -> Any:
        """Send the form of a screen."""
        key = new_form_key(self.person.pk, path)
        response = self._client.post(path, {**fields, FIELD: key}, follow=follow)
        assert response.status_code == status, response.content.decode()[-3000:]
        return response


@pytest.fixture(autouse=True)
def now(at: datetime) -> Iterator[None]:
    """Requests come at the moment of the test."""
    with time_machine.travel(at + 10 * MINUTE, tick=False):
        yield


@pytest.fixture
def later(at: datetime) -> datetime:
    """The moment at which requests come."""
    return at + 10 * MINUTE


@pytest.fixture
def article(cast: Cast, at: datetime) -> int:
    """A published article."""
    found = published_article(cast, at, columns=[cast.news], title="全市防汛工作会议召开")
    work_everything(at)
    return found.article_id


@pytest.fixture
def operator(cast: Cast) -> Office:
    """The platform operator at a screen."""
    return Office(cast.operator)


@pytest.fixture
def guard(cast: Cast) -> Office:
    """A security officer at a screen."""
    person = PersonFactory(username="guard", name="冯涛", unit=cast.office)
    PostHoldingFactory(
        person=person, post=Post.SECURITY_OFFICER, unit=cast.city, valid_from=LONG_AGO
    )
    return Office(person)


def portal_root() -> Path:
    return Path(settings.PUBLISH_ROOT) / "portal"


def checked(cast: Cast, at: datetime) -> None:
    verify_site(actor=cast.operator, at=at, site_id=cast.portal.pk)
    while check_step(at):
        pass


def test_operator_sees_lanes_failures_and_history(
    cast: Cast, article: int, operator: Office
) -> None:
    Target.objects.filter(kind="home").update(state="failed", reason="模板出错", tries=3)
    page = operator.get("/publishing/")
    for words in ("本稿页面", "关联页面", "批量任务", "模板出错", "3 次", "稿件发布", "正常"):
        assert words in page
    assert f"/news/202603/{article}.html" in page


@pytest.mark.parametrize(("age", "words"), [(21, "积压，已超过 20 秒"), (61, "告警，已超过 60 秒")])
def test_age_of_a_lane_is_told_in_words(
    article: int, later: datetime, operator: Office, age: int, words: str
) -> None:
    Target.objects.filter(kind="home").update(
        state="waiting", lane=2, woken_at=later - timedelta(seconds=age)
    )
    page = operator.get("/publishing/")
    assert words in page
    assert f"{age} 秒" in page
    assert ("后台任务进程是否在运行" in page) is (age > 60)


def test_officer_does_not_operate(cast: Cast, article: int) -> None:
    office = Office(cast.officer)
    batch = Batch.objects.latest("pk").pk
    for path in ("", "history/", "incidents/", f"batches/{batch}/", f"sites/{cast.portal.pk}/"):
        office.get(f"/publishing/{path}", status=404)


def test_operator_of_one_site_sees_nothing_of_another(cast: Cast, at: datetime) -> None:
    published_article(cast, at, columns=[cast.news], title="门户的稿件")
    work_everything(at)
    person = PersonFactory(username="edu-operator", unit=cast.edu)
    PostHoldingFactory(
        person=person, post=Post.PLATFORM_OPERATOR, unit=cast.edu, valid_from=LONG_AGO
    )
    Target.objects.filter(kind="home").update(state="failed", reason="门户的原因")
    office, batch = Office(person), Batch.objects.latest("pk")
    entry = Entry.objects.filter(batch=batch, target__site=cast.portal).latest("pk")
    for path in ("", "history/", f"history/?site={cast.portal.code}"):
        page = office.get(f"/publishing/{path}")
        assert "门户的原因" not in page
        assert "/publishing/batches/" not in page
    for path in (f"batches/{batch.pk}/", f"files/{entry.pk}/", f"sites/{cast.portal.pk}/"):
        office.get(f"/publishing/{path}", status=404)


def test_failed_page_is_tried_again_at_once(
    cast: Cast, article: int, at: datetime, operator: Office
) -> None:
    target = Target.objects.get(path="/news/index.html", site=cast.portal)
    Target.objects.filter(pk=target.pk).update(
        state="failed", reason="磁盘已满", due_at=at + 60 * MINUTE
    )
    assert "磁盘已满" in operator.get(f"/publishing/pages/{target.pk}/retry/")

    operator.post(f"/publishing/pages/{target.pk}/retry/")

    target.refresh_from_db()
    assert target.state == "written"


def test_history_goes_back_by_the_last_number_seen(
    cast: Cast, at: datetime, operator: Office
) -> None:
    for number in range(35):
        Batch.objects.create(key=str(number), kind="bulk", state="done", started_at=at)
    numbers = list(Batch.objects.order_by("-pk").values_list("pk", flat=True))

    first = operator.get("/publishing/history/?kind=bulk")
    older = operator.get(f"/publishing/history/?kind=bulk&before={numbers[29]}")

    assert f"before={numbers[29]}" in first
    assert f"/publishing/batches/{numbers[0]}/" in first
    assert f"/publishing/batches/{numbers[30]}/" not in first
    assert f"/publishing/batches/{numbers[30]}/" in older
    assert "更早" not in older


def test_history_of_a_site_looks_into_one_manifest_at_a_time(
    cast: Cast, article: int, operator: Office
) -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        found = batches(site_codes=["portal"], limit=5)
    assert found
    assert "EXISTS" in queries.captured_queries[0]["sql"]
    assert batches(site_codes=["edu"]) == []


def test_batch_lists_its_files_with_their_differences(
    cast: Cast, article: int, at: datetime, operator: Office
) -> None:
    published_article(cast, at + MINUTE, columns=[cast.news], title="第二条")
    work_everything(at + MINUTE)
    entry = Entry.objects.filter(target__path="/news/index.html").latest("pk")

    page = operator.get(f"/publishing/batches/{entry.batch_id}/")
    lines = operator.get(f"/publishing/files/{entry.pk}/")

    assert "/news/index.html" in page
    assert "修改" in page
    assert "第二条" in lines
    assert "mt-line--added" in lines


def test_batch_is_rolled_back_and_its_pages_released(
    cast: Cast, article: int, at: datetime, operator: Office
) -> None:
    before = tree("portal")
    published_article(cast, at + MINUTE, columns=[cast.news], title="第二条")
    work_everything(at + MINUTE)
    after = tree("portal")
    for batch in Batch.objects.filter(started_at=at + MINUTE).order_by("-pk"):
        path = f"/publishing/batches/{batch.pk}/roll-back/"
        assert "暂停更新" in operator.get(path)
        operator.post(path, reason="发错了")
    assert tree("portal")["/news/index.html"] == before["/news/index.html"]
    page = operator.get(f"/publishing/sites/{cast.portal.pk}/")
    assert "/news/index.html" in page
    assert "恢复更新" in page

    operator.post(f"/publishing/sites/{cast.portal.pk}/release/")
    work_everything(at + 11 * MINUTE)

    assert tree("portal")["/news/index.html"] == after["/news/index.html"]


def test_outcome_of_a_rollback_counts_what_was_really_written(
    cast: Cast, article: int, at: datetime, operator: Office
) -> None:
    """The list of before names what was taken down since: it stays, and nobody is told otherwise."""
    take_down_article(
        actor=cast.desk_editor,
        at=at + MINUTE,
        article_id=article,
        reason_code="error",
        reason="有误",
    )
    work_everything(at + MINUTE)
    entry = Entry.objects.filter(target__path="/news/index.html").latest("pk")

    answer = operator.post(
        f"/publishing/batches/{entry.batch_id}/roll-back/", follow=True, status=200, reason="演练"
    ).content.decode()

    assert "1 个页面已回退" in answer  # the year, which names months and no article
    assert "提到了已下线的内容" in answer
    assert "全市防汛工作会议召开" not in tree("portal")["/news/index.html"].decode()


def test_site_goes_back_to_a_minute_in_beijing(
    cast: Cast, article: int, at: datetime, operator: Office
) -> None:
    before = tree("portal", with_twins=True)
    published_article(cast, at + 2 * MINUTE, columns=[cast.news], title="第二条")
    work_everything(at + 2 * MINUTE)
    path = f"/publishing/sites/{cast.portal.pk}/roll-back/"

    operator.post(path, status=422, moment="2026-03-12T10:00", reason="误发")
    operator.post(path, moment="2026-03-11T10:01", reason="误发")

    assert tree("portal", with_twins=True) == before


def test_manifest_of_a_rollback_is_kept_before_its_files(
    cast: Cast, article: int, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A crash of the office in the middle leaves a batch that the worker finishes."""
    published_article(cast, at + MINUTE, columns=[cast.news], title="第二条")
    work_everything(at + MINUTE)
    seen: list[str] = []

    def crash(batch: Batch, at: datetime) -> int:
        seen.append(Batch.objects.get(pk=batch.pk).state)
        raise RuntimeError("the office is killed here")

    monkeypatch.setattr("mingtang.editorial.pages.engine.rollback.write", crash)
    done = roll_back_site(
        actor=cast.operator, at=at + 2 * MINUTE, site_id=cast.portal.pk, moment=at, reason="误发"
    )

    assert seen == ["writing"]
    assert done.pages > 0
    assert Target.objects.filter(state="running").count() == done.pages


def test_check_is_begun_and_its_result_shown(
    cast: Cast, article: int, later: datetime, operator: Office
) -> None:
    (portal_root() / "index.html").write_text("<h1>hacked</h1>")
    path = f"/publishing/sites/{cast.portal.pk}/verify/"
    assert "逐个读取" in operator.get(path)
    operator.post(path)
    assert Run.objects.get(kind="verify").state == "running"
    while check_step(later):
        pass
    page = operator.get(f"/publishing/sites/{cast.portal.pk}/")
    assert "发现 1 处不一致" in page
    assert "hacked" not in tree("portal")["/index.html"].decode()


def test_guard_takes_note_of_what_was_found(
    cast: Cast, article: int, later: datetime, guard: Office
) -> None:
    (portal_root() / "index.html").write_text("<h1>hacked</h1>")
    (portal_root() / "shell.php").write_text("<?php")
    checked(cast, later)
    assert "2 起篡改事件" in guard.get("/")
    listed = guard.get("/publishing/incidents/?seen=no")
    incident = Incident.objects.get(path="/index.html")
    for words in ("/index.html", "/shell.php", "内容被改动", "多出的文件", "已恢复", "未确认"):
        assert words in listed
    assert incident.evidence in guard.get(f"/publishing/incidents/{incident.pk}/")

    guard.post(f"/publishing/incidents/{incident.pk}/seen/")
    assert "1 起篡改事件" in guard.get("/")
    newest = Incident.objects.latest("pk").pk
    guard.post(f"/publishing/sites/{cast.portal.pk}/seen/", up_to=newest)

    assert "起篡改事件</a>" not in guard.get("/")
    assert guard.person.name in guard.get(f"/publishing/incidents/{incident.pk}/")
    guard.get("/publishing/", status=404)


def test_article_page_tells_where_it_is_on_line(cast: Cast, article: int) -> None:
    page = Office(cast.desk_editor).get(f"/articles/{article}/")
    assert "已上线 10:00:00" in page
    url = page_url("www.mingzhou.gov.cn", f"/news/202603/{article}.html")
    assert f'href="{url}"' in page
    assert "data-mt-live" not in page


def test_article_page_tells_what_failed_and_offers_to_try_again(cast: Cast, article: int) -> None:
    pages = Target.objects.filter(kind="article")
    pages.update(state="failed", tries=2, reason="磁盘已满")
    office, target = Office(cast.desk_editor), pages.get()

    page = office.get(f"/articles/{article}/")
    for words in ("第 2 次生成失败", "磁盘已满", "再试一次"):
        assert words in page
    response = office.post(f"/publishing/pages/{target.pk}/retry/")

    assert response["location"] == f"/articles/{article}/"
    assert pages.get().state == "written"
    assert "再试一次" not in Office(cast.officer).get(f"/articles/{article}/")


def test_article_page_asks_again_while_a_page_is_made(cast: Cast, article: int) -> None:
    Target.objects.filter(kind="article").update(state="waiting")
    page = Office(cast.desk_editor).get(f"/articles/{article}/")
    assert "data-mt-live" in page
    assert re.search(r"publishing/live\.\w+\.js", page)


def test_release_is_scheduled_shown_and_cancelled(cast: Cast, at: datetime) -> None:
    article = ready_article(cast, at, columns=[cast.news])
    office = Office(cast.desk_editor)
    assert "定时发布" in office.get(f"/articles/{article.pk}/")

    office.post(f"/publishing/articles/{article.pk}/publish-at/", due_at="2026-03-11T18:30")

    row = Schedule.objects.get()
    assert row.due_at == at.replace(hour=18, minute=30)
    page = office.get(f"/articles/{article.pk}/")
    assert "2026-03-11 18:30" in page
    office.get(f"/publishing/schedules/{row.pk}/cancel/")
    office.post(f"/publishing/schedules/{row.pk}/cancel/")
    row.refresh_from_db()
    assert row.state == "cancelled"
    Office(cast.stranger).get(f"/publishing/schedules/{row.pk}/cancel/", status=404)


def test_take_down_is_scheduled_and_what_was_refused_is_told(
    cast: Cast, article: int, later: datetime
) -> None:
    office = Office(cast.desk_editor)
    path = f"/publishing/articles/{article}/take-down-at/"
    particulars = {"reason_code": "outdated", "reason": "活动结束", "public_reason": ""}
    office.post(path, status=422, due_at="2026-03-11T09:00", **particulars)
    office.post(path, due_at="2026-03-11T18:00", **particulars)
    take_down_article(
        actor=cast.desk_editor, at=later, article_id=article, reason_code="error", reason="有误"
    )
    run_due(later.replace(hour=18, minute=0))

    page = office.get(f"/articles/{article}/")

    assert "未能执行" in page
    assert "稿件现在不在线" in page


def test_proof_of_a_take_down_stands_on_the_article_page(
    cast: Cast, article: int, later: datetime
) -> None:
    take_down_article(
        actor=cast.desk_editor, at=later, article_id=article, reason_code="error", reason="有误"
    )
    office = Office(cast.desk_editor)
    assert "正在核实" in office.get(f"/articles/{article}/")
    work_everything(later)
    prove_due(later)

    page = office.get(f"/articles/{article}/")

    assert "03-11 10:10:00 检查网站目录，文件已不存在" in page
    assert "已下线" in page


def test_preview_can_be_seen_as_wide_as_a_phone(cast: Cast, article: int) -> None:
    office = Office(cast.desk_editor)
    assert "mt-preview--desktop" in office.get(f"/publishing/articles/{article}/preview/")
    assert "mt-preview--phone" in office.get(f"/publishing/articles/{article}/preview/?width=phone")
