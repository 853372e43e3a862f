"""A notice, a robot and a failed dispatch of unit A with tokens in their texts."""

from mingtang.institution.notices.models import Dispatch, DutyTurn, Notice, Robot
from tests.stranger.fillers import fill
from tests.stranger.world import World


def notice_id(world: World) -> int:
    """A notice that someone of unit A was sent."""
    notice = Notice.objects.create(
        person=world.owner,
        kind="notices.deadline",
        sentence=world.token("sentence of a notice"),
        citation=world.token("citation of a notice"),
        key="event:1",
        told_at=world.at,
    )
    return world.watch(notice).pk


def robot_id(world: World) -> int:
    """The robot of a group of unit A."""
    robot = Robot.objects.create(
        unit=world.owner.unit,
        name=world.token("name of a robot"),
        platform="wecom",
        address=f"https://robot.example.cn/{world.token('address of a robot')}",
        added_by=world.owner,
        added_at=world.at,
    )
    return world.watch(robot).pk


def dispatch_id(world: World) -> int:
    """A message to someone of unit A that could not be sent."""
    dispatch = Dispatch.objects.create(
        person=world.owner,
        channel="mail",
        target=world.owner.person_key,
        key="event:1",
        state="failed",
        due_at=world.at,
        ended_at=world.at,
        error=world.token("error of a dispatch"),
    )
    return world.watch(dispatch).pk


def duty_id(world: World) -> int:
    """Someone of unit A on its duty roster."""
    turn = DutyTurn.objects.create(
        unit=world.owner.unit,
        day=world.at.date(),
        person=world.owner,
        phone=world.token("phone of a turn of duty")[:40],
        added_by=world.owner,
        added_at=world.at,
    )
    return world.watch(turn).pk


fill("notices:off-duty", pk=duty_id)
fill("notices:show", pk=notice_id)
fill("notices:remove-robot", pk=robot_id)
fill("notices:retry", pk=dispatch_id)
