"""Notices of the cast: a kind of the tests, servers on loopback, and the job that sends."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from pytest_django import Settings

from mingtang.institution.notices import kinds
from mingtang.institution.notices.actions import Telling
from mingtang.institution.notices.kinds import MAIL, ROBOT, SMS, NoticeKind
from mingtang.spine.jobs.enums import JobLane
from mingtang.spine.jobs.running import work_jobs
from tests.factories.cast import Cast
from tests.harness.gateways import Gateway, running_gateway
from tests.harness.servers import Received, serving
from tests.harness.signed_in import browser, rooms

__all__ = ["browser", "rooms"]

KIND = NoticeKind("test.due", "测试提醒", frozenset({MAIL, ROBOT}))
URGENT = NoticeKind("test.urgent", "紧急提醒", frozenset({MAIL, SMS, ROBOT}), is_urgent=True)


@pytest.fixture(autouse=True)
def _kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in (KIND, URGENT):
        monkeypatch.setitem(kinds._kinds, kind.code, kind)


@pytest.fixture(autouse=True)
def _no_servers(settings: Settings) -> None:
    settings.NOTICE_MAIL, settings.NOTICE_SMS_URL, settings.NOTICE_SMS_TOKEN = False, "", ""
    settings.NOTICE_ROBOT_ORIGINS, settings.OFFICE_URL = [], ""


@pytest.fixture
def mailbox(settings: Settings, cast: Cast) -> Iterator[Received]:
    """A mail server that the platform is set to; everybody of the cast has an address."""
    with serving("mail") as server:
        settings.NOTICE_MAIL = True
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        for person in (cast.officer, cast.leader, cast.stranger):
            person.email = f"{person.username}@mingzhou.gov.cn"
            person.save()
        yield server


@pytest.fixture
def gateway(settings: Settings) -> Iterator[Gateway]:
    """A gateway for text messages and robots on loopback, which the operator has allowed."""
    with running_gateway() as running:
        settings.NOTICE_SMS_URL = f"{running.origin}/sms"
        settings.NOTICE_ROBOT_ORIGINS = [running.origin]
        yield running


def telling(kind: NoticeKind = KIND, **changes: object) -> Telling:
    """Return what is told in most tests."""
    values = {
        "kind": kind, "sentence": "“报送”将于3月12日17:30到期，请按时办结。", "key": "event:1",
        "subject": "unit:edu", "unit": "edu", "citation": "《测试办法》第一条",
    }  # fmt: skip
    return Telling(**values | changes)  # type: ignore[arg-type]


@pytest.fixture
def send() -> Callable[[datetime], None]:
    """Run the jobs of the mail lane that are due, as its worker does."""

    def run(at: datetime) -> None:
        while work_jobs(at, lane=JobLane.MAIL):
            pass

    return run
