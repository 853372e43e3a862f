"""Live parts: shown and asked for alike, to who may see them, and not again while nothing changed."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from mingtang.institution.notices.actions import Telling, tell_people
from mingtang.institution.notices.subscribers import WARNED
from mingtang.spine.jobs.enums import JobState
from mingtang.spine.jobs.models import Job
from mingtang.workbench.backoffice.live_parts import (
    LivePart,
    live_part,
    register_live_part,
    tag_of,
)
from tests.factories.cast import Cast
from tests.factories.content import submitted
from tests.factories.regulations import bound_pack

Browser = Callable[..., Client]
SCRIPT = {"x-requested-with": "XMLHttpRequest", "x-mingtang-background": "1"}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(at: datetime) -> Iterator[None]:
    with time_machine.travel(at, tick=False):
        yield


def _tag(html: str) -> str:
    found = re.search('data-mt-tag="([^"]+)"', html)
    assert found is not None, html
    return found[1].replace("&quot;", '"')


def _ask(client: Client, url: str, tag: str = "") -> Any:
    return client.get(url, headers=SCRIPT | ({"if-none-match": tag} if tag else {}))


def test_part_is_answered_once_and_again_only_when_it_changed(
    cast: Cast, at: datetime, browser: Browser
) -> None:
    officer = browser(cast.officer)
    page = officer.get("/").content.decode()
    assert 'data-mt-part="/parts/bell/"' in page
    tag = _tag(page[page.index('data-mt-part="/parts/bell/"') :])

    same = _ask(officer, "/parts/bell/", tag)
    assert (same.status_code, same.content) == (304, b"")
    assert _ask(officer, "/parts/bell/", f"W/{tag}").status_code == 304
    telling = Telling(kind=WARNED, sentence="快到期。", key="event:1", subject="")
    tell_people(people=[cast.officer.pk], at=at, telling=telling)

    changed = _ask(officer, "/parts/bell/", tag)
    assert changed.status_code == 200
    assert "1<span" in changed.content.decode()
    assert _tag(changed.content.decode()) != tag
    assert _ask(officer, "/parts/bell/", _tag(changed.content.decode())).status_code == 304


def test_part_is_for_who_is_signed_in_and_only_to_be_read(cast: Cast, browser: Browser) -> None:
    assert _ask(Client(), "/parts/bell/").status_code == 401
    assert browser(cast.officer).post("/parts/bell/").status_code == 405
    assert browser(cast.officer).get("/parts/none/").status_code == 404


def test_row_of_another_unit_and_no_row_answer_alike(
    cast: Cast, at: datetime, browser: Browser
) -> None:
    bound_pack("city", at=at - timedelta(days=1))
    article = submitted(cast, at)
    url = f"/parts/awaited/{article.pk}/"

    own = _ask(browser(cast.leader), url)
    assert own.status_code == 200
    assert "起" in own.content.decode()
    outsider = browser(cast.stranger)
    for address in (url, "/parts/awaited/999999/", f"/parts/awaited/{10**19}/"):
        assert _ask(outsider, address).status_code == 404


def test_waiting_list_is_the_same_while_only_its_countdowns_run(
    cast: Cast, at: datetime, browser: Browser
) -> None:
    bound_pack("city", at=at - timedelta(days=1))
    submitted(cast, at)
    leader = browser(cast.leader)
    first = _ask(leader, "/parts/waiting/")
    assert "待我办理" in first.content.decode()

    with time_machine.travel(at + timedelta(minutes=5), tick=False):
        assert _ask(leader, "/parts/waiting/", _tag(first.content.decode())).status_code == 304


def test_progress_of_a_job_is_asked_for_until_its_end(
    cast: Cast, at: datetime, browser: Browser
) -> None:
    job = Job.objects.create(
        kind="trial.count", lane="prompt", state=JobState.RUNNING, enqueued_by="system",
        enqueued_at=at, due_at=at, done=1, total=4, claim="a",
    )  # fmt: skip
    operator = browser(cast.operator)
    url = f"/parts/job/{job.pk}/"

    shown = operator.get(f"/jobs/{job.pk}/").content.decode()
    assert f'data-mt-part="{url}"' in shown
    assert "25%（1 / 4）" in shown
    Job.objects.filter(pk=job.pk).update(state=JobState.DONE, done=4, claim="", ended_at=at)
    ended = _ask(operator, url).content.decode()
    assert "100%（4 / 4）" in ended
    assert "data-mt-part" not in ended
    assert _ask(browser(cast.officer), url).status_code == 404
    assert _ask(browser(cast.officer), "/parts/lanes/").status_code == 404


@dataclass(frozen=True)
class _Line:
    words: str
    due_at: datetime


def test_tag_follows_the_values_and_takes_no_value_that_hides_a_change(at: datetime) -> None:
    one, other = ({"lines": [_Line("甲", at)], "n": n, "when": None} for n in (1, 2))
    assert tag_of(one) == tag_of(dict(reversed(one.items())))
    assert tag_of(one) != tag_of(other)
    assert tag_of(one) != tag_of(one | {"lines": [_Line("甲", at + timedelta(seconds=1))]})
    with pytest.raises(TypeError, match="object"):
        tag_of({"row": object()})


def test_name_belongs_to_one_part() -> None:
    bell = live_part("bell")
    register_live_part(bell)
    with pytest.raises(ValueError, match="'bell'"):
        register_live_part(LivePart("bell", bell.template, bell.read))
    with pytest.raises(LookupError):
        live_part("none")
