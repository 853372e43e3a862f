import base64
import email
import email.policy
import hashlib
import hmac
from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from pytest_django import Settings

from mingtang.institution.notices.actions import enqueue_digests, mark_read, tell_people
from mingtang.institution.notices.channels.robots import signed
from mingtang.institution.notices.enums import DispatchState, RobotPlatform
from mingtang.institution.notices.jobs import send_overlooked
from mingtang.institution.notices.models import Dispatch
from mingtang.institution.notices.sending import _send
from mingtang.spine.jobs.actions import enqueue_job, enqueue_scheduled
from mingtang.spine.jobs.enums import JobState
from mingtang.spine.jobs.models import Job
from tests.factories.cast import Cast
from tests.harness.gateways import Gateway
from tests.harness.servers import Received
from tests.institution.notices.conftest import KIND, URGENT, telling
from tests.institution.notices.test_actions import robot

pytestmark = pytest.mark.django_db
Send = Callable[[datetime], None]


def read(raw: bytes) -> EmailMessage:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


@pytest.fixture(autouse=True)
def _today(at: datetime) -> object:
    with time_machine.travel(at, tick=False):
        yield


def test_mail_says_what_is_due_and_where_to_look(
    cast: Cast, at: datetime, mailbox: Received, send: Send, settings: Settings
) -> None:
    settings.OFFICE_URL = "https://office.mingzhou.gov.cn"
    [notice] = tell_people(people=[cast.officer.pk], at=at, telling=telling())

    send(at)

    [raw] = mailbox.wait(1)
    message = read(raw)
    assert message["To"] == "officer@mingzhou.gov.cn"
    assert message["Subject"] == "【明堂】测试提醒"
    assert message["Auto-Submitted"] == "auto-generated"
    text = message.get_content()
    assert text.startswith("林晓：")
    assert "请按时办结。" in text
    assert "依据：《测试办法》第一条" in text
    assert f"https://office.mingzhou.gov.cn/notices/{notice.pk}/" in text
    row = Dispatch.objects.get()
    assert row.state == DispatchState.SENT
    assert row.ended_at is not None
    assert at <= row.ended_at < at + timedelta(minutes=1)
    send(at + timedelta(hours=1))
    assert len(mailbox.wait(1)) == 1


def test_text_message_goes_to_the_gateway(
    cast: Cast, at: datetime, gateway: Gateway, send: Send, settings: Settings
) -> None:
    settings.NOTICE_SMS_TOKEN = "token-1"
    gateway.answers = [(503, b"busy"), (202, b"")]
    tell_people(people=[cast.officer.pk], at=at, telling=telling(URGENT))

    send(at)
    row = Dispatch.objects.get()
    assert (row.state, row.tries) == (DispatchState.WAITING, 1)
    assert row.error == "短信网关没有接收（状态 503）"
    send(at + timedelta(seconds=59))
    assert len(gateway.bodies) == 1
    send(at + timedelta(minutes=2))

    row.refresh_from_db()
    assert row.state == DispatchState.SENT
    assert gateway.bodies[0] == gateway.bodies[1]  # the gateway knows a repeat by its id
    assert gateway.bodies[0]["phone"] == cast.officer.phone
    assert gateway.bodies[0]["text"] == "“报送”将于3月12日17:30到期，请按时办结。"
    assert gateway.headers[0]["Authorization"] == "Bearer token-1"
    assert gateway.paths == ["/sms", "/sms"]


def test_number_that_the_gateway_refuses_is_not_tried_again(
    cast: Cast, at: datetime, gateway: Gateway, send: Send
) -> None:
    gateway.answers = [(400, {"message": f"bad {cast.officer.phone}"})]
    tell_people(people=[cast.officer.pk], at=at, telling=telling(URGENT))
    send(at)
    row = Dispatch.objects.get()
    assert row.state == DispatchState.FAILED
    assert cast.officer.phone not in row.error
    assert cast.officer.phone not in "".join(
        str(job.result) + job.error for job in Job.objects.all()
    )


@pytest.mark.parametrize("platform", RobotPlatform)
def test_group_gets_the_sentence_and_its_clause(
    cast: Cast, at: datetime, gateway: Gateway, send: Send, platform: RobotPlatform
) -> None:
    address = f"{gateway.origin}/robot/send?access_token=abc"
    robot(cast, at, platform=platform, address=address, secret="SECxyz")
    tell_people(people=[cast.officer.pk], at=at, telling=telling())

    send(at)

    assert gateway.bodies == [
        {
            "msgtype": "text",
            "text": {
                "content": "“报送”将于3月12日17:30到期，请按时办结。\n依据：《测试办法》第一条"
            },
        }
    ]
    query = parse_qs(urlsplit(gateway.paths[0]).query)
    assert query["access_token"] == ["abc"]
    assert ("sign" in query) is (platform is RobotPlatform.DINGTALK)
    assert Dispatch.objects.get().state == DispatchState.SENT


def test_signature_is_what_dingtalk_computes(at: datetime) -> None:
    query = parse_qs(urlsplit(signed("https://oapi.dingtalk.com/robot/send", "SECxyz", at)).query)
    stamp = str(int(at.timestamp() * 1000))
    assert query["timestamp"] == [stamp]
    expected = hmac.new(b"SECxyz", f"{stamp}\nSECxyz".encode(), hashlib.sha256).digest()
    assert base64.b64decode(query["sign"][0]) == expected


@pytest.mark.parametrize(
    ("answer", "state", "words"),
    [
        ((200, {"errcode": 45009}), DispatchState.WAITING, "没有接收（代码 45009）"),
        ((200, {"errcode": 93000}), DispatchState.FAILED, "不认这个群机器人（代码 93000）"),
        ((502, b"<html>"), DispatchState.WAITING, "看不懂（状态 502）"),
        ((200, b"[]"), DispatchState.WAITING, "看不懂（状态 200）"),
    ],
)
def test_answers_of_the_messenger_are_understood(
    cast: Cast,
    at: datetime,
    gateway: Gateway,
    send: Send,
    answer: tuple[int, object],
    state: DispatchState,
    words: str,
) -> None:
    gateway.answers = [answer]
    robot(cast, at, address=f"{gateway.origin}/send?key=secret-key")
    tell_people(people=[cast.officer.pk], at=at, telling=telling())
    send(at)
    row = Dispatch.objects.get()
    assert row.state == state
    assert words in row.error
    assert "secret-key" not in row.error


def test_robot_inside_the_network_is_not_asked_unless_allowed(
    cast: Cast, at: datetime, gateway: Gateway, send: Send, settings: Settings
) -> None:
    settings.NOTICE_ROBOT_ORIGINS = []
    robot(cast, at, address=f"{gateway.origin}/send?key=1")
    tell_people(people=[cast.officer.pk], at=at, telling=telling())
    send(at)
    row = Dispatch.objects.get()
    assert row.state == DispatchState.FAILED
    assert "不能访问" in row.error
    assert gateway.bodies == []


@pytest.mark.parametrize(
    ("address", "state"),
    [
        ("gone@mingzhou.gov.cn", DispatchState.FAILED),
        ("full@mingzhou.gov.cn", DispatchState.WAITING),
    ],
)
def test_mailbox_that_is_gone_differs_from_one_that_is_full(
    cast: Cast, at: datetime, mailbox: Received, send: Send, address: str, state: DispatchState
) -> None:
    cast.officer.email = address
    cast.officer.save()
    tell_people(people=[cast.officer.pk, cast.leader.pk], at=at, telling=telling())
    send(at)
    assert Dispatch.objects.get(person=cast.officer).state == state
    assert Dispatch.objects.get(person=cast.leader).state == DispatchState.SENT
    assert address not in Dispatch.objects.get(person=cast.officer).error


def test_mail_server_that_is_away_costs_nothing(
    cast: Cast, at: datetime, mailbox: Received, send: Send, settings: Settings
) -> None:
    settings.EMAIL_PORT = 1  # nobody listens there
    tell_people(people=[cast.officer.pk], at=at, telling=telling())
    send(at)
    assert Dispatch.objects.get().state == DispatchState.WAITING
    assert set(Job.objects.values_list("state", flat=True)) == {JobState.DONE, JobState.WAITING}
    settings.EMAIL_PORT = mailbox.port
    send(at + timedelta(minutes=2))
    assert Dispatch.objects.get().state == DispatchState.SENT


def test_who_left_after_being_told_gets_no_mail(
    cast: Cast, at: datetime, mailbox: Received, send: Send
) -> None:
    tell_people(people=[cast.officer.pk], at=at, telling=telling())
    cast.officer.is_active = False
    cast.officer.save()
    send(at)
    assert Dispatch.objects.get().state == DispatchState.DROPPED


def test_what_was_read_since_it_was_claimed_is_not_sent(
    cast: Cast, at: datetime, mailbox: Received
) -> None:
    [notice] = tell_people(people=[cast.officer.pk], at=at, telling=telling())
    row = Dispatch.objects.get()
    Dispatch.objects.update(due_at=at + timedelta(minutes=5))  # a worker has it
    mark_read(actor=cast.officer, at=at, notice_id=notice.pk)
    assert not _send(row.pk, at)
    assert mailbox.wait(0) == []
    row.refresh_from_db()
    assert row.state == DispatchState.DROPPED


def test_what_a_dead_worker_had_claimed_is_sent(
    cast: Cast, at: datetime, mailbox: Received, send: Send
) -> None:
    tell_people(people=[cast.officer.pk], at=at, telling=telling())
    Job.objects.all().delete()
    Dispatch.objects.update(due_at=at + timedelta(minutes=5))  # as its lease left it
    send_overlooked(at)
    assert not Job.objects.exists()
    later = at + timedelta(minutes=5)
    send_overlooked(later)
    send(later)
    assert Dispatch.objects.get().state == DispatchState.SENT


def test_digest_of_a_working_day(cast: Cast, at: datetime, mailbox: Received, send: Send) -> None:
    tell_people(people=[cast.stranger.pk], at=at, telling=telling(KIND, unit="health"))
    Dispatch.objects.all().delete()
    enqueue_scheduled(at)  # the first look only notes when the turn comes
    morning = at + timedelta(days=1, hours=-1, minutes=-30)  # half past eight
    enqueue_scheduled(morning)
    with time_machine.travel(morning, tick=False):
        send(morning)
        send(morning + timedelta(minutes=1))
    taken = {read(raw)["To"]: read(raw) for raw in mailbox.wait(1)}
    assert set(taken) == {"stranger@mingzhou.gov.cn"}  # the others have nothing to read
    message = taken["stranger@mingzhou.gov.cn"]
    assert message["Subject"] == "【明堂】每日汇总"
    assert "您有 1 条未读通知：" in message.get_content()


def test_there_is_no_digest_on_a_rest_day(
    cast: Cast, at: datetime, mailbox: Received, send: Send
) -> None:
    saturday = at + timedelta(days=3)
    enqueue_job(kind="notices.digests", actor="system", at=saturday)
    send(saturday)
    assert not Dispatch.objects.exists()
    assert enqueue_digests(people=[cast.officer], at=at, day="2026-03-11") == 1
