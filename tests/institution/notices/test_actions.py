from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from mingtang.ground.foundation.decisions import NotVisible
from mingtang.institution.notices import actions
from mingtang.institution.notices.enums import DispatchState, NoticeChannel, RobotPlatform
from mingtang.institution.notices.kinds import DIGEST, MAIL, SMS
from mingtang.institution.notices.models import (
    ChannelChoice,
    Dispatch,
    DutyTurn,
    Notice,
    Robot,
)
from mingtang.institution.notices.queries import unread_count
from mingtang.institution.organization.actions.merging import Merger
from mingtang.spine.events.models import Event
from mingtang.spine.jobs.models import Job
from mingtang.workbench.backoffice.form_keys import FIELD, new_form_key
from tests.factories.cast import Cast
from tests.harness.gateways import Gateway
from tests.harness.servers import Received
from tests.institution.notices.conftest import KIND, URGENT, telling

pytestmark = pytest.mark.django_db


def robot(cast: Cast, at: datetime, name: str = "报送工作群", **changes: object) -> Robot:
    values = {
        "actor": cast.operator, "at": at, "unit_code": "edu", "name": name,
        "platform": RobotPlatform.WECOM, "address": "https://qyapi.weixin.qq.com/send?key=1",
    }  # fmt: skip
    return actions.add_robot(**values | changes)  # type: ignore[arg-type]


def told(cast: Cast, at: datetime, **changes: object) -> list[Notice]:
    people = [cast.officer.pk, cast.leader.pk]
    return actions.tell_people(people=people, at=at, telling=telling(**changes))  # type: ignore[arg-type]


def test_each_person_is_told_once(cast: Cast, at: datetime) -> None:
    first = told(cast, at)
    assert {notice.person for notice in first} == {cast.officer, cast.leader}
    assert told(cast, at) == []
    again = actions.tell_people(
        people=[cast.officer.pk, cast.principal.pk], at=at, telling=telling()
    )
    assert [notice.person for notice in again] == [cast.principal]
    notice = first[0]
    assert notice.citation == "《测试办法》第一条"
    assert (notice.told_at, notice.read_at, notice.subject) == (at, None, "unit:edu")
    assert not Dispatch.objects.exists()  # nothing is configured
    assert not Job.objects.exists()


def test_who_has_left_is_told_nothing(cast: Cast, at: datetime) -> None:
    cast.officer.is_active = False
    cast.officer.save()
    assert [notice.person for notice in told(cast, at)] == [cast.leader]


def test_mail_waits_for_the_morning(cast: Cast, at: datetime, mailbox: Received) -> None:
    evening = at.replace(hour=22)
    told(cast, evening)
    rows = Dispatch.objects.all()
    assert {row.person for row in rows} == {cast.officer, cast.leader}
    assert {row.due_at for row in rows} == {at.replace(hour=7, minute=30) + timedelta(days=1)}
    assert [job.due_at for job in Job.objects.all()] == [rows[0].due_at]


def test_urgent_goes_out_at_once_by_every_way(
    cast: Cast, at: datetime, mailbox: Received, gateway: Gateway
) -> None:
    robot(cast, at)
    evening = at.replace(hour=22)
    told(cast, at, kind=KIND, key="event:0")
    told(cast, evening, kind=URGENT)
    rows = Dispatch.objects.filter(key="event:1")
    assert {row.due_at for row in rows} == {evening}
    assert sorted((row.channel, row.target) for row in rows) == sorted(
        [
            ("mail", cast.officer.person_key), ("sms", cast.officer.person_key),
            ("mail", cast.leader.person_key), ("sms", cast.leader.person_key),
            ("robot", f"robot:{Robot.objects.get().pk}"),
        ]
    )  # fmt: skip


def test_group_is_told_once_of_what_several_people_are_told(cast: Cast, at: datetime) -> None:
    robot(cast, at)
    actions.tell_people(people=[cast.officer.pk], at=at, telling=telling())
    actions.tell_people(people=[cast.leader.pk], at=at, telling=telling())
    assert Dispatch.objects.get().channel == NoticeChannel.ROBOT
    told(cast, at, unit="health", key="event:2")
    told(cast, at, unit="", key="event:3")
    assert Dispatch.objects.count() == 1


def test_reading_is_ones_own_and_spares_the_mail(
    cast: Cast, at: datetime, mailbox: Received
) -> None:
    robot(cast, at)
    mine, leaders = told(cast, at.replace(hour=22))
    assert unread_count(mine.person) == 1
    with pytest.raises(NotVisible):
        actions.mark_read(actor=cast.stranger, at=at, notice_id=mine.pk)
    actions.mark_read(actor=mine.person, at=at, notice_id=mine.pk)
    actions.mark_read(actor=mine.person, at=at + timedelta(hours=1), notice_id=mine.pk)
    mine.refresh_from_db()
    assert mine.read_at == at
    assert unread_count(mine.person) == 0
    states = {row.target: row.state for row in Dispatch.objects.all()}
    assert states[mine.person.person_key] == DispatchState.DROPPED
    assert states[leaders.person.person_key] == DispatchState.WAITING
    assert states[f"robot:{Robot.objects.get().pk}"] == DispatchState.WAITING


def test_reading_all_leaves_what_came_later_and_what_is_others(cast: Cast, at: datetime) -> None:
    told(cast, at)
    seen = Notice.objects.get(person=cast.officer).pk
    told(cast, at, key="event:2")
    assert actions.mark_all_read(actor=cast.officer, at=at, up_to=seen) == 1
    assert unread_count(cast.officer) == 1
    assert unread_count(cast.leader) == 2
    assert actions.mark_all_read(actor=cast.officer, at=at, up_to=2**40) == 1


def test_what_was_chosen_holds_from_then_on(
    cast: Cast, at: datetime, mailbox: Received, gateway: Gateway
) -> None:
    chosen = {("test.due", MAIL): False, ("test.due", SMS): True, ("nobody.knows", MAIL): True}
    for _ in range(2):
        actions.choose_channels(actor=cast.officer, at=at, chosen=chosen)
    told(cast, at)
    mine = Dispatch.objects.filter(person=cast.officer)
    assert [row.channel for row in mine] == ["sms"]
    assert [row.channel for row in Dispatch.objects.filter(person=cast.leader)] == ["mail"]
    assert ChannelChoice.objects.count() == 2
    event = Event.objects.get(code="notices.channels.chosen")
    assert '"test.due/sms"' in event.payload


def test_address_of_a_robot_is_sealed(cast: Cast, at: datetime) -> None:
    robot(cast, at, secret="SEC123")
    with connection.cursor() as cursor:
        cursor.execute("SELECT address, secret FROM notices_robot")
        row = cursor.fetchone()
    assert "qyapi" not in row[0]
    assert "SEC123" not in row[1]
    assert "qyapi" not in "".join(Event.objects.values_list("payload", flat=True))


def test_removing_a_robot_drops_what_waits(cast: Cast, at: datetime) -> None:
    found = robot(cast, at)
    told(cast, at.replace(hour=22))
    actions.remove_robot(actor=cast.operator, at=at, robot_id=found.pk)
    assert not Dispatch.objects.exists()
    assert not Robot.objects.exists()


def test_robots_go_over_when_units_merge(cast: Cast, at: datetime) -> None:
    robot(cast, at)
    robot(cast, at, unit_code="health")
    with transaction.atomic():
        actions.hand_over_robots(Merger(cast.edu, cast.health, cast.operator, at))
    assert {found.unit for found in Robot.objects.all()} == {cast.health}
    assert len({found.name for found in Robot.objects.all()}) == 2


def test_failures_are_tried_again_and_told_in_the_end(
    cast: Cast, at: datetime, mailbox: Received
) -> None:
    told(cast, at)
    row = Dispatch.objects.get(person=cast.officer)
    for tries in range(1, 6):
        actions.note_failure(dispatch_id=row.pk, at=at, error="没有接收")
        row.refresh_from_db()
        assert (row.state, row.tries) == (DispatchState.WAITING, tries)
        assert Job.objects.filter(due_at=row.due_at).exists()
    actions.note_failure(dispatch_id=row.pk, at=at, error="没有接收")
    row.refresh_from_db()
    assert (row.state, row.error) == (DispatchState.FAILED, "没有接收")
    event = Event.objects.get(code="notices.dispatch.failed")
    assert (event.unit, event.subject) == ("edu", f"dispatch:{row.pk}")
    actions.note_failure(dispatch_id=row.pk, at=at, error="没有接收")
    assert Event.objects.filter(code="notices.dispatch.failed").count() == 1


def test_final_failure_is_not_tried_again(cast: Cast, at: datetime, mailbox: Received) -> None:
    told(cast, at)
    row = Dispatch.objects.get(person=cast.officer)
    actions.note_failure(dispatch_id=row.pk, at=at, error="地址不对", is_final=True)
    row.refresh_from_db()
    assert (row.state, row.tries) == (DispatchState.FAILED, 1)


def test_sending_is_enqueued_once_for_each_second(cast: Cast, at: datetime) -> None:
    for seconds in (0, 0, 1):
        actions.enqueue_sending(at=at, due_at=at + timedelta(seconds=seconds))
    assert sorted(job.due_at for job in Job.objects.all()) == [at, at + timedelta(seconds=1)]


def test_what_became_pointless_is_dropped_unless_it_was_sent(
    cast: Cast, at: datetime, mailbox: Received
) -> None:
    told(cast, at)
    first, second = Dispatch.objects.order_by("pk")
    actions.note_sent(dispatch_id=first.pk, at=at)
    later = at + timedelta(hours=1)
    for row in (first, second):
        actions.note_dropped(dispatch_id=row.pk, at=later)
        row.refresh_from_db()
    assert (first.state, first.ended_at) == (DispatchState.SENT, at)
    assert (second.state, second.ended_at) == (DispatchState.DROPPED, later)


def test_digest_is_for_those_with_a_mailbox_who_want_it(
    cast: Cast, at: datetime, mailbox: Received
) -> None:
    for person in (cast.officer, cast.leader, cast.principal):
        person.refresh_from_db()
    actions.choose_channels(actor=cast.leader, at=at, chosen={(DIGEST.code, MAIL): False})
    people = [cast.officer, cast.leader, cast.principal]  # the last has no address
    for _ in range(2):
        actions.enqueue_digests(people=people, at=at, day="2026-03-11")
    assert [row.person for row in Dispatch.objects.all()] == [cast.officer]


def test_old_notices_go_with_their_dispatches(
    cast: Cast, at: datetime, mailbox: Received, drain: Callable[[datetime], object]
) -> None:
    told(cast, at)
    actions.enqueue_digests(people=[cast.officer], at=at, day="2026-03-11")
    for row in Dispatch.objects.all():
        actions.note_sent(dispatch_id=row.pk, at=at)
    assert actions.forget_old_notices(at=at + timedelta(days=180)) == 0
    assert actions.forget_old_notices(at=at + timedelta(days=181)) == 3
    assert not Dispatch.objects.exists()
    assert not Notice.objects.exists()


def test_urgent_notice_at_night_goes_to_those_on_duty_at_once_and_to_others_in_the_morning(
    cast: Cast, at: datetime, mailbox: Received
) -> None:
    night = (at + timedelta(days=1)).replace(hour=2)  # belongs to the day before
    actions.add_duty_turn(
        actor=cast.desk_editor, at=at, unit_code="office", day=at.date(),
        person_id=cast.leader.pk, phone="3012345",
    )  # fmt: skip
    told(cast, night, kind=URGENT)
    due = dict(Dispatch.objects.filter(channel=MAIL).values_list("person__username", "due_at"))
    assert due == {"leader": night, "officer": night.replace(hour=7, minute=30)}


def test_roster_of_a_merged_unit_goes_to_its_successor(cast: Cast, at: datetime) -> None:
    for unit in ("edu", "health"):
        actions.add_duty_turn(
            actor=cast.desk_editor, at=at, unit_code=unit, day=at.date(),
            person_id=cast.leader.pk, phone="3012345",
        )  # fmt: skip
    merger = Merger(actor=cast.operator, at=at, unit=cast.edu, into=cast.health)
    actions.hand_over_robots(merger)
    assert list(DutyTurn.objects.values_list("unit__code", flat=True)) == ["health"]


def test_desk_puts_someone_on_the_duty_roster_and_takes_them_off(
    cast: Cast, at: datetime, browser: Callable[..., Client], rooms: None
) -> None:
    office = browser(cast.desk_editor)
    url = reverse("notices:add-duty")
    given = {
        "unit": "office", "day": "2098-03-12", "who": "second_desk", "phone": "3012345",
    }  # fmt: skip
    answer = office.post(url, {FIELD: new_form_key(cast.desk_editor.pk, url), **given})
    assert answer.status_code == 302
    page = office.get(reverse("notices:duty")).content.decode()
    assert "2098-03-12 星期三" in page
    assert "江帆" in page
    off = reverse("notices:off-duty", args=[DutyTurn.objects.get().pk])
    office.post(off, {FIELD: new_form_key(cast.desk_editor.pk, off)})
    assert not DutyTurn.objects.exists()
