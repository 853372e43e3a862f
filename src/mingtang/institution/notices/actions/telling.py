"""Telling people, what they do with what they were told, and what becomes of each dispatch."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from mingtang.ground.foundation.decisions import NotVisible
from mingtang.ground.foundation.text import one_line
from mingtang.institution.notices import policies
from mingtang.institution.notices.enums import DispatchState, NoticeChannel, RobotPlatform
from mingtang.institution.notices.kinds import DIGEST, NoticeKind, all_kinds
from mingtang.institution.notices.models import (
    MANAGE,
    ChannelChoice,
    Dispatch,
    DutyTurn,
    Notice,
    Robot,
)
from mingtang.institution.notices.queries import (
    choices_of,
    is_working_day,
    reachable_by,
    working_ways,
)
from mingtang.institution.organization.actions.merging import Merger, record_hand_over
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person, Unit
from mingtang.spine.events.actions import record_event
from mingtang.spine.jobs.actions import enqueue_job

SEND = "notices.send"
MOST_ROBOTS = 5  # of one unit
KEPT = timedelta(days=180)
READ_AT_ONCE = 1000


@dataclass(frozen=True)
class Telling:
    """What is told: the kind, one sentence without titles or names of citizens, and what it is about.

    `key` names the occasion, of which a person is told once. `unit` is the code of the unit
    whose work it is; its group robots post it too.
    """

    kind: NoticeKind
    sentence: str
    key: str
    subject: str = ""
    unit: str = ""
    citation: str = ""
    due_at: datetime | None = None


def tell_people(*, people: Iterable[int], at: datetime, telling: Telling) -> list[Notice]:
    """Tell people something, in the office and by the ways they chose; return the new notices.

    Called by rooms when they hear of an event: it asks nobody, and a repeat tells nobody twice.
    People who have left are passed over.
    """
    wanted = Person.objects.active().filter(pk__in=set(people)).order_by("pk")
    with transaction.atomic():
        told = set(
            Notice.objects.filter(person__in=wanted, key=telling.key).values_list(
                "person", flat=True
            )
        )
        made = [
            Notice.objects.create(
                person=person,
                kind=telling.kind.code,
                subject=telling.subject,
                sentence=telling.sentence[:300],
                citation=telling.citation[:300],
                due_at=telling.due_at,
                key=telling.key,
                told_at=at,
            )
            for person in wanted
            if person.pk not in told
        ]
        if made:
            _dispatch(made, telling, at)
    return made


def _dispatch(notices: list[Notice], telling: Telling, at: datetime) -> None:
    now = at.replace(microsecond=0)
    ordinary = policies.sending_moment(now, is_urgent=False, is_working=is_working_day(at))
    due_at = now if telling.kind.is_urgent else ordinary
    at_once: Collection[int] = {notice.person_id for notice in notices}
    if due_at != ordinary:  # at night or on a rest day
        duty = DutyTurn.objects.now(at).filter(person__in=at_once)
        at_once = policies.told_at_once(at_once, set(duty.values_list("person", flat=True)))
    chosen = choices_of([notice.person_id for notice in notices], telling.kind.code)
    rows = [
        Dispatch(
            notice=notice,
            person=notice.person,
            channel=channel,
            target=notice.person.person_key,
            key=telling.key,
            due_at=due_at if notice.person_id in at_once else ordinary,
        )
        for notice in notices
        for channel in policies.channels_for(
            telling.kind, chosen.get(notice.person_id, {}), reachable_by(notice.person)
        )
    ]
    rows += _to_robots(notices[0], telling, due_at)
    # A group that was told when the first of several people was is not told again.
    Dispatch.objects.bulk_create(rows, ignore_conflicts=True)
    for moment in sorted({row.due_at for row in rows}):
        enqueue_sending(at=at, due_at=moment)


def _to_robots(notice: Notice, telling: Telling, due_at: datetime) -> list[Dispatch]:
    if NoticeChannel.ROBOT not in telling.kind.channels or not telling.unit:
        return []
    return [
        Dispatch(
            notice=notice,
            robot=robot,
            channel=NoticeChannel.ROBOT,
            target=f"robot:{robot.pk}",
            key=telling.key,
            due_at=due_at,
        )
        for robot in Robot.objects.filter(unit__code=telling.unit)
    ]


def enqueue_sending(*, at: datetime, due_at: datetime) -> None:
    """Enqueue the sending of what is due at a moment, a whole second; once for each."""
    enqueue_job(kind=SEND, actor="system", at=at, key=f"{due_at:%Y%m%d%H%M%S}", due_at=due_at)


def mark_read(*, actor: Person, at: datetime, notice_id: int) -> Notice:
    """Note that a person has read an own notice; what has not gone out by then is not sent.

    :raises NotVisible: it is another's.
    """
    with transaction.atomic():
        mine = Notice.objects.visible_to(actor, at).select_for_update()
        notice = mine.filter(pk=notice_id).first()
        if notice is None:
            raise NotVisible(f"notice {notice_id}")
        if notice.read_at is None:
            notice.read_at = at
            notice.save(update_fields=["read_at"])
            _drop_unsent([notice.pk], at)
    return notice


def mark_all_read(*, actor: Person, at: datetime, up_to: int) -> int:
    """Note that a person has read the own notices up to one; return how many were unread."""
    with transaction.atomic():
        unread = Notice.objects.visible_to(actor, at).unread().filter(pk__lte=up_to)
        ids = list(unread.order_by("pk").values_list("pk", flat=True)[:READ_AT_ONCE])
        Notice.objects.filter(pk__in=ids).update(read_at=at)
        _drop_unsent(ids, at)
    return len(ids)


def _drop_unsent(notice_ids: Collection[int], at: datetime) -> None:
    """Spare a person the mail about what was read in the office; a group is told all the same."""
    unsent = Dispatch.objects.filter(
        notice__in=notice_ids, person__isnull=False, state=DispatchState.WAITING
    )
    unsent.update(state=DispatchState.DROPPED, ended_at=at)


def choose_channels(
    *, actor: Person, at: datetime, chosen: Mapping[tuple[str, NoticeChannel], bool]
) -> None:
    """Store by which ways a person is told of which kinds; kinds that are not registered are ignored."""
    kinds = {kind.code: kind for kind in (*all_kinds(), DIGEST)}
    switched: dict[bool, list[str]] = {True: [], False: []}
    with transaction.atomic():
        stored = {
            (row.kind, row.channel): row.is_on
            for row in ChannelChoice.objects.select_for_update().filter(person=actor)
        }
        for (code, channel), is_on in chosen.items():
            if code not in kinds or channel is NoticeChannel.ROBOT:
                continue
            if stored.get((code, channel), channel in kinds[code].channels) == is_on:
                continue
            ChannelChoice.objects.update_or_create(
                person=actor, kind=code, channel=channel, defaults={"is_on": is_on}
            )
            switched[is_on].append(f"{code}/{channel}")
        if switched[True] or switched[False]:
            record_event(
                code="notices.channels.chosen",
                subject=actor.person_key,
                actor=actor.person_key,
                at=at,
                unit=actor.unit.code,
                payload={"switched_on": switched[True], "switched_off": switched[False]},
            )


def add_robot(
    *,
    actor: Person,
    at: datetime,
    unit_code: str,
    name: str,
    platform: RobotPlatform,
    address: str,
    secret: str = "",
) -> Robot:
    """Let the robot of a work group post the notices about a unit's work.

    :raises NotVisible: the actor does not look after the unit.
    :raises Refused: it has no name or one that is taken, or the unit has enough.
    """
    with transaction.atomic():
        unit = Unit.objects.select_for_update().filter(code=unit_code).first()
        if unit is None or not authority.may(actor, MANAGE, unit=unit_code, at=at):
            raise NotVisible(f"unit {unit_code}")
        others = set(Robot.objects.filter(unit=unit).values_list("name", flat=True))
        policies.may_add_robot(one_line(name), others, MOST_ROBOTS).require()
        robot = Robot.objects.create(
            unit=unit,
            name=one_line(name),
            platform=platform,
            address=address.strip(),
            secret=secret.strip(),
            added_by=actor,
            added_at=at,
        )
        _record_robot("notices.robot.added", robot, actor, at)
    return robot


def remove_robot(*, actor: Person, at: datetime, robot_id: int) -> None:
    """Remove a robot with what has not been posted.

    :raises NotVisible: there is none, or the actor does not look after its unit.
    """
    with transaction.atomic():
        seen = Robot.objects.visible_to(actor, at).select_for_update(of=("self",))
        robot = seen.select_related("unit").filter(pk=robot_id).first()
        if robot is None:
            raise NotVisible(f"robot {robot_id}")
        _record_robot("notices.robot.removed", robot, actor, at)
        robot.delete()


def _record_robot(code: str, robot: Robot, actor: Person, at: datetime) -> None:
    record_event(
        code=code,
        subject=f"robot:{robot.pk}",
        actor=actor.person_key,
        at=at,
        unit=robot.unit.code,
        payload={"platform": robot.platform},
    )


def hand_over_robots(merger: Merger) -> None:
    """Give the successor the roster and the robots of a merged unit; one whose name is taken there goes by both."""
    taken = set(Robot.objects.filter(unit=merger.into).values_list("name", flat=True))
    robots = list(Robot.objects.select_for_update().filter(unit=merger.unit))
    taken_days = DutyTurn.objects.filter(unit=merger.into).values_list("day", "person_id")
    for turn in DutyTurn.objects.select_for_update().filter(unit=merger.unit):
        if (turn.day, turn.person_id) in set(taken_days):
            turn.delete()
            continue
        turn.unit = merger.into
        turn.save(update_fields=["unit"])
    for robot in robots:
        if robot.name in taken:
            robot.name = f"{robot.name[:20]}（原{merger.unit.short_name[:15]}）"
        robot.unit = merger.into
        robot.save(update_fields=["unit", "name"])
    record_hand_over(merger, "notices.robot.handed_over", len(robots))


def note_sent(*, dispatch_id: int, at: datetime) -> None:
    """Note that a dispatch has gone out; a repeat changes nothing."""
    waiting = Dispatch.objects.filter(pk=dispatch_id, state=DispatchState.WAITING)
    waiting.update(state=DispatchState.SENT, ended_at=at, error="")


def note_dropped(*, dispatch_id: int, at: datetime) -> None:
    """Note that a dispatch has become pointless: read meanwhile, or its person cannot be reached."""
    waiting = Dispatch.objects.filter(pk=dispatch_id, state=DispatchState.WAITING)
    waiting.update(state=DispatchState.DROPPED, ended_at=at)


def note_failure(*, dispatch_id: int, at: datetime, error: str, is_final: bool = False) -> None:
    """Note that a dispatch could not be sent, for a later try or, in the end, for the operator.

    `error` is words of ours: what a server answers may quote the address.
    """
    with transaction.atomic():
        row = Dispatch.objects.select_for_update().filter(pk=dispatch_id).first()
        if row is None or row.state != DispatchState.WAITING:
            return
        row.tries, row.error = row.tries + 1, error[:200]
        later = None if is_final else policies.next_try(row.tries, at.replace(microsecond=0))
        if later is None:
            row.state, row.ended_at = DispatchState.FAILED, at
            _record_dispatch("notices.dispatch.failed", row, "system", at, error=row.error)
        else:
            row.due_at = later
            enqueue_sending(at=at, due_at=later)
        row.save(update_fields=["tries", "error", "state", "ended_at", "due_at"])


def retry_dispatch(*, actor: Person, at: datetime, dispatch_id: int) -> Dispatch:
    """Send again what failed.

    :raises NotVisible: the actor does not look after the unit it goes to.
    :raises Refused: it has not failed.
    """
    with transaction.atomic():
        if not Dispatch.objects.visible_to(actor, at).filter(pk=dispatch_id).exists():
            raise NotVisible(f"dispatch {dispatch_id}")
        row = Dispatch.objects.select_for_update().get(pk=dispatch_id)
        policies.may_retry(DispatchState(row.state)).require()
        due_at = at.replace(microsecond=0)
        row.state, row.tries, row.due_at, row.ended_at = DispatchState.WAITING, 0, due_at, None
        row.save(update_fields=["state", "tries", "due_at", "ended_at"])
        _record_dispatch("notices.dispatch.retried", row, actor.person_key, at)
        enqueue_sending(at=at, due_at=due_at)
    return row


def _record_dispatch(code: str, row: Dispatch, actor: str, at: datetime, **more: str) -> None:
    record_event(
        code=code,
        subject=f"dispatch:{row.pk}",
        actor=actor,
        at=at,
        unit=row.unit_code,
        payload={"channel": row.channel, **more},
    )


def enqueue_digests(*, people: Iterable[Person], at: datetime, day: str) -> int:
    """Enqueue the digest of a day for people who can be reached by mail and want it; return how many."""
    at = at.replace(microsecond=0)
    if NoticeChannel.MAIL not in working_ways():
        return 0
    wanted = list(people)
    chosen = choices_of([person.pk for person in wanted], DIGEST.code)
    rows = [
        Dispatch(
            person=person,
            channel=channel,
            target=person.person_key,
            key=f"digest:{day}",
            due_at=at,
        )
        for person in wanted
        for channel in policies.channels_for(
            DIGEST, chosen.get(person.pk, {}), reachable_by(person) & {NoticeChannel.MAIL}
        )
    ]
    with transaction.atomic():
        Dispatch.objects.bulk_create(rows, ignore_conflicts=True)
        if rows:
            enqueue_sending(at=at, due_at=at)
    return len(rows)


def forget_old_notices(*, at: datetime, limit: int = 500) -> int:
    """Delete notices older than half a year and dispatches without one; return how many."""
    old = Notice.objects.filter(told_at__lt=at - KEPT).order_by("told_at")
    ids = list(old.values_list("pk", flat=True)[:limit])
    digests = Dispatch.objects.filter(notice=None, ended_at__lt=at - KEPT).order_by("pk")
    digest_ids = list(digests.values_list("pk", flat=True)[:limit])
    Notice.objects.filter(pk__in=ids).delete()
    Dispatch.objects.filter(pk__in=digest_ids).delete()
    return len(ids) + len(digest_ids)
