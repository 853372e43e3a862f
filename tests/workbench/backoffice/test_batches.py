"""Acts on many rows of a list: a result for each, what failed again, nothing twice."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mingtang.editorial.content.actions import refuse_placement
from mingtang.editorial.content.enums import PlacementState
from mingtang.editorial.content.models import Placement
from mingtang.ground.foundation.decisions import YES, NotVisible, Refused, no
from mingtang.institution.notices.actions import Telling, tell_people
from mingtang.institution.notices.models import Notice
from mingtang.institution.notices.subscribers import WARNED
from mingtang.spine.events.models import Event
from mingtang.spine.jobs.actions import enqueue_job
from mingtang.spine.jobs.enums import JobState
from mingtang.spine.jobs.models import Job
from mingtang.spine.jobs.running import work_jobs
from mingtang.workbench.backoffice.form_keys import FIELD, new_form_key
from mingtang.workbench.backoffice.screens.batch import (
    GONE,
    LARGEST_BATCH,
    NOTHING_TICKED,
    RowOutcome,
    run_batch,
)
from tests.factories.cast import Cast
from tests.factories.content import accepted, news_fields
from tests.factories.regulations import bound_pack
from tests.harness.job_kinds import Register, register

__all__ = ["register"]  # a fixture

Browser = Callable[..., Client]
pytestmark = pytest.mark.django_db


def _send(client: Client, person: Any, url: str, fields: dict[str, Any], key: str = "") -> Any:
    key = key or new_form_key(person.pk, url.partition("?")[0])
    return client.post(url, {FIELD: key, **fields})


def _results(answer: Any) -> list[tuple[str, str]]:
    """Return the word and the rest of each line of the results."""
    page = answer.content.decode()
    found = re.findall(r"<li><strong>(.*?)</strong> (.*?)</li>", page)
    return [(word, text.strip()) for word, text in found]


def _ticked(answer: Any) -> list[int]:
    page = answer.content.decode()
    return [int(one) for one in re.findall(r'name="items" value="(\d+)" checked', page)]


def _break(run: object) -> None:
    raise RuntimeError


@pytest.fixture
def failed(register: Register, at: datetime) -> list[Job]:
    """Three jobs that have failed for good."""
    register(_break, name="trial.break", most_tries=1)
    jobs = [enqueue_job(kind="trial.break", actor="system", at=at) for _ in range(3)]
    work_jobs(at)
    return jobs


def _states(jobs: Sequence[Job]) -> list[str]:
    rows = Job.objects.filter(pk__in=[job.pk for job in jobs]).order_by("pk")
    return list(rows.values_list("state", flat=True))


@dataclass
class Row:
    pk: int


def test_one_refusal_holds_up_no_other_row() -> None:
    def do(row: Row) -> None:
        if row.pk == 2:
            raise Refused(no("trial.no", "不行。").reasons)
        if row.pk == 3:
            raise NotVisible

    results = run_batch(
        [Row(one) for one in range(1, 6)],
        title=lambda row: f"第{row.pk}件",
        do=do,
        may=lambda row: no("trial.late", "晚了。") if row.pk == 5 else YES,
    )
    assert [(one.title, one.outcome, one.note) for one in results] == [
        ("第1件", RowOutcome.DONE, ""),
        ("第2件", RowOutcome.FAILED, "不行。"),
        ("第3件", RowOutcome.SKIPPED, GONE),
        ("第4件", RowOutcome.DONE, ""),
        ("第5件", RowOutcome.SKIPPED, "晚了。"),
    ]


def test_ticked_jobs_are_retried_each_by_itself(
    cast: Cast, browser: Browser, failed: list[Job]
) -> None:
    office, url = browser(cast.operator), reverse("jobs:list") + "?state=failed"
    page = office.get(url).content.decode()
    assert page.count('name="items"') == 3
    items = [failed[0].pk, failed[2].pk]
    answer = _send(office, cast.operator, url, {"act": "retry", "items": items})
    assert answer.status_code == 200
    assert [word for word, _ in _results(answer)] == ["已重新排队"] * 2
    assert _states(failed) == [JobState.WAITING, JobState.FAILED, JobState.WAITING]
    subjects = Event.objects.filter(code="desk.job.retried").values_list("subject", flat=True)
    assert set(subjects) == {f"job:{pk}" for pk in items}
    # The list under the results shows what the rows are now, with the filter as before.
    assert answer.content.decode().count('name="items"') == 1


def test_rows_whose_state_has_changed_are_skipped_with_the_reason(
    cast: Cast, browser: Browser, failed: list[Job]
) -> None:
    office, url = browser(cast.operator), reverse("jobs:list")
    Job.objects.filter(pk=failed[0].pk).update(state=JobState.DONE)
    items = [failed[0].pk, failed[1].pk, 999_999]
    answer = _send(office, cast.operator, url, {"act": "retry", "items": items})
    results = _results(answer)
    assert [word for word, _ in results] == ["跳过", "已重新排队", "跳过"]
    assert "只能重试失败或已停止的任务" in results[0][1]
    assert results[2][1] == GONE
    assert _states(failed)[0] == JobState.DONE


def test_an_act_with_a_question_asks_it_once_and_loses_no_tick(
    cast: Cast, browser: Browser, failed: list[Job], at: datetime
) -> None:
    jobs = [enqueue_job(kind="trial.break", actor="system", at=at) for _ in range(2)]
    office, url = browser(cast.operator), reverse("jobs:list")
    fields = {"act": "stop", "items": [job.pk for job in jobs]}
    answer = _send(office, cast.operator, url, fields)
    assert answer.status_code == 422
    assert sorted(_ticked(answer)) == [job.pk for job in jobs]
    assert '<a href="#id_stop-reason">原因：' in answer.content.decode()
    assert _states(jobs) == [JobState.WAITING] * 2
    answer = _send(office, cast.operator, url, {**fields, "stop-reason": "重复提交"})
    assert [word for word, _ in _results(answer)] == ["已停止"] * 2
    reasons = {str(one.reason) for one in Event.objects.filter(code="desk.job.stopped")}
    assert reasons == {"重复提交"}


def test_same_page_sent_twice_acts_once(cast: Cast, browser: Browser, failed: list[Job]) -> None:
    office, url = browser(cast.operator), reverse("jobs:list")
    key = new_form_key(cast.operator.pk, url)
    fields = {"act": "retry", "items": [failed[0].pk]}
    _send(office, cast.operator, url, fields, key)
    answer = _send(office, cast.operator, url, fields, key)
    assert (answer.status_code, answer["Location"]) == (302, url)
    assert Event.objects.filter(code="desk.job.retried").count() == 1


@pytest.mark.parametrize(
    ("items", "words"),
    [
        ([], NOTHING_TICKED),
        (["x"], "x"),
        (["1" * 30], "1" * 30),
        (list(range(1, LARGEST_BATCH + 2)), f"一次最多办理 {LARGEST_BATCH} 件"),
    ],
    ids=["nothing", "a word", "a huge number", "too many"],
)
def test_wrong_ticks_are_told_and_nothing_is_done(
    cast: Cast, browser: Browser, failed: list[Job], items: list[Any], words: str
) -> None:
    office, url = browser(cast.operator), reverse("jobs:list")
    answer = _send(office, cast.operator, url, {"act": "retry", "items": items})
    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert _states(failed) == [JobState.FAILED] * 3


def test_page_without_its_key_is_refused_and_stays_ticked(
    cast: Cast, browser: Browser, failed: list[Job]
) -> None:
    office, url = browser(cast.operator), reverse("jobs:list")
    other = new_form_key(cast.officer.pk, url)
    fields = {"act": "retry", "items": [failed[1].pk]}
    answer = _send(office, cast.operator, url, fields, other)
    assert (answer.status_code, _ticked(answer)) == (422, [failed[1].pk])
    assert _states(failed) == [JobState.FAILED] * 3


def test_act_that_a_list_does_not_offer_is_not_found(cast: Cast, browser: Browser) -> None:
    office, url = browser(cast.operator), reverse("jobs:list")
    for fields in ({"act": "delete", "items": ["1"]}, {"items": ["1"]}, {}):
        assert _send(office, cast.operator, url, fields).status_code == 404
    assert _send(browser(cast.officer), cast.officer, url, {"act": "retry"}).status_code == 404


def test_notices_of_others_cannot_be_ticked(cast: Cast, at: datetime, browser: Browser) -> None:
    people = [cast.officer.pk, cast.leader.pk]
    mine, other = tell_people(people=people, at=at, telling=Telling(WARNED, "快到期。", "event:1"))
    office, url = browser(cast.officer), reverse("notices:list")
    fields = {"act": "read", "items": [mine.pk, other.pk]}
    answer = _send(office, cast.officer, url, fields)
    assert _results(answer) == [("已标为已读", "快到期。"), ("跳过", GONE)]
    read = Notice.objects.exclude(read_at=None)
    assert list(read.values_list("pk", flat=True)) == [mine.pk]


def test_pushed_articles_are_taken_or_declined_together(
    cast: Cast, at: datetime, browser: Browser
) -> None:
    bound_pack("city", at=at)
    rows = [
        Placement.objects.create(
            article=accepted(cast, at, news_fields(title=f"{title}稿")),
            column=cast.news,
            site=cast.portal,
            offered_by=cast.site_editor,
            offered_at=at,
        )
        for title in "甲乙丙丁"
    ]
    refuse_placement(actor=cast.desk_editor, at=at, placement_id=rows[3].pk, reason="重复")
    office, url = browser(cast.desk_editor), reverse("content:placements")
    page = office.get(url).content.decode()
    assert page.count('name="items"') == 3  # what was declined offers no act
    items = [rows[0].pk, rows[3].pk]
    answer = _send(office, cast.desk_editor, url, {"act": "accept", "items": items})
    assert [word for word, _ in _results(answer)] == ["已接收", "跳过"]
    fields = {"act": "refuse", "items": [rows[1].pk, rows[2].pk], "refuse-reason": "不属于本站"}
    assert [w for w, _ in _results(_send(office, cast.desk_editor, url, fields))] == [
        "不予采用"
    ] * 2
    states = Placement.objects.order_by("pk").values_list("state", flat=True)
    refused = PlacementState.REFUSED
    assert list(states) == [PlacementState.ACCEPTED, refused, refused, refused]
