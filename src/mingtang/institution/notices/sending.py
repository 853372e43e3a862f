"""The jobs that send: what is due now, and the digests of the day."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from mingtang.ground.foundation.clock import beijing_date
from mingtang.institution.notices.actions import (
    enqueue_digests,
    note_dropped,
    note_failure,
    note_sent,
)
from mingtang.institution.notices.channels.errors import Unsent
from mingtang.institution.notices.channels.mail import Letter, send_mail
from mingtang.institution.notices.channels.robots import post_to_group
from mingtang.institution.notices.channels.sms import send_sms
from mingtang.institution.notices.enums import DispatchState, NoticeChannel, RobotPlatform
from mingtang.institution.notices.kinds import DIGEST, notice_kind
from mingtang.institution.notices.models import Dispatch, Notice, Robot
from mingtang.institution.notices.queries import digest_of, is_working_day
from mingtang.institution.organization.models import Person
from mingtang.spine.jobs.claims import claim_rows
from mingtang.spine.jobs.registry import JobRun

AT_ONCE = 10  # messages claimed together: each may take the seconds of a slow server
LEASE = timedelta(minutes=5)
PEOPLE_AT_ONCE = 500
FOOTER = "本消息由系统自动发出，请勿回复。不想收到的，可在工作台“通知设置”中关闭。"


def send_due(run: JobRun) -> dict[str, Any]:
    """Send every dispatch that is due; a worker that dies leaves the rest to the next run."""
    sent = 0
    while ids := claim_rows(
        Dispatch.objects.due(run.now()), limit=AT_ONCE, due_at=run.now() + LEASE
    ):
        for pk in ids:
            sent += _send(pk, run.now())
            run.progress(sent, note=f"已发送 {sent} 条")
    return {"sent": sent}


def _send(dispatch_id: int, at: datetime) -> bool:
    rows = Dispatch.objects.select_related("notice", "person__unit", "robot")
    row = rows.filter(pk=dispatch_id, state=DispatchState.WAITING).first()
    if row is None:
        return False  # read in the office since it was claimed, or its robot was removed
    try:
        is_sent = _hand_over(row, at)
    except Unsent as error:
        note_failure(dispatch_id=row.pk, at=at, error=error.words, is_final=error.is_final)
        return False
    if is_sent:
        note_sent(dispatch_id=row.pk, at=at)
    else:
        note_dropped(dispatch_id=row.pk, at=at)
    return is_sent


def _hand_over(row: Dispatch, at: datetime) -> bool:
    """Give a message to its server; False where it has become pointless.

    :raises Unsent: the server did not take it.
    """
    if row.robot is not None and row.notice is not None:
        _post(row.robot, row.notice, at)
        return True
    person = row.person
    if person is None or not (person.is_active and person.unit.is_active):
        return False
    if row.notice is None:
        return _send_digest(row, person, at)
    if row.channel == NoticeChannel.SMS:
        if not person.phone:
            return False
        send_sms(phone=person.phone, text=row.notice.sentence, number=f"notice-{row.pk}")
        return True
    if not person.email:
        return False
    title = f"【明堂】{notice_kind(row.notice.kind).label}"
    _mail(row, person, title, _in_full(row.notice))
    return True


def _post(robot: Robot, notice: Notice, at: datetime) -> None:
    post_to_group(
        platform=RobotPlatform(robot.platform),
        address=robot.address,
        secret=robot.secret,
        text=_in_full(notice),
        at=at,
    )


def _send_digest(row: Dispatch, person: Person, at: datetime) -> bool:
    text = digest_of(person, at)
    if not text or not person.email:
        return False
    _mail(row, person, f"【明堂】{DIGEST.label}", text)
    return True


def _mail(row: Dispatch, person: Person, title: str, text: str) -> None:
    pieces = [f"{person.name}：", text]
    if settings.OFFICE_URL:
        path = f"notices/{row.notice_id}/" if row.notice_id else "notices/"
        pieces.append(f"查看：{settings.OFFICE_URL.rstrip('/')}/{path}")
    pieces.append(FOOTER)
    send_mail(Letter(person.email, title, "\n\n".join(pieces) + "\n", f"notice-{row.pk}"))


def _in_full(notice: Notice) -> str:
    return f"{notice.sentence}\n依据：{notice.citation}" if notice.citation else notice.sentence


def prepare_digests(run: JobRun, scheduled_for: str = "") -> dict[str, Any]:
    """Enqueue the digest of a working day for everybody who wants one."""
    today = beijing_date(run.at)
    if not is_working_day(run.at)(today):
        return {"people": 0}
    last, number = 0, 0
    while people := list(
        Person.objects.active().filter(pk__gt=last).order_by("pk")[:PEOPLE_AT_ONCE]
    ):
        number += enqueue_digests(people=people, at=run.now(), day=today.isoformat())
        last = people[-1].pk
        run.progress(number, note=f"已安排 {number} 人")
    return {"people": number}
