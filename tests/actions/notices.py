"""Robots of work groups, and sending again what failed."""

from datetime import timedelta
from typing import Any

from mingtang.institution.notices import actions as notices
from mingtang.institution.notices.enums import DispatchState, NoticeChannel, RobotPlatform
from mingtang.institution.notices.models import Dispatch, DutyTurn, Robot
from tests.actions.spec import Case

ADDRESS = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1"
OTHERS = ("officer", "leader", "stranger", "desk_editor", "auditor")


def _robot(cast: Any, at: Any) -> dict[str, Any]:
    return {
        "unit_code": "edu",
        "name": "报送工作群",
        "platform": RobotPlatform.WECOM,
        "address": ADDRESS,
    }


def _added(cast: Any, at: Any) -> dict[str, Any]:
    robot = notices.add_robot(actor=cast.operator, at=at, **_robot(cast, at))
    return {"robot_id": robot.pk}


def _named_so(cast: Any, at: Any, given: dict[str, Any]) -> None:
    _added(cast, at)


def _failed(cast: Any, at: Any) -> dict[str, Any]:
    row = Dispatch.objects.create(
        person=cast.officer,
        channel=NoticeChannel.MAIL,
        target=cast.officer.person_key,
        key="event:1",
        state=DispatchState.FAILED,
        due_at=at,
        ended_at=at,
        tries=6,
        error="邮件服务器没有接收",
    )
    return {"dispatch_id": row.pk}


def _sent(cast: Any, at: Any, given: dict[str, Any]) -> None:
    Dispatch.objects.update(state=DispatchState.SENT)


def _turn(cast: Any, at: Any) -> dict[str, Any]:
    person = cast.second_desk
    return {"unit_code": "office", "day": at.date(), "person_id": person.pk, "phone": "3012345"}


def _on_duty(cast: Any, at: Any) -> dict[str, Any]:
    return {"turn_id": notices.add_duty_turn(actor=cast.desk_editor, at=at, **_turn(cast, at)).pk}


def _listed(cast: Any, at: Any, given: dict[str, Any]) -> None:
    _on_duty(cast, at)


CASES = (
    Case(
        notices.add_duty_turn,
        "desk_editor",
        _turn,
        "notices.duty.added",
        lambda cast, turn, given: (turn.day, turn.person) == (given["day"], cast.second_desk),
        ("officer", "leader", "stranger", "auditor"),
        {
            "notices.duty_past": lambda cast, at, given: {"day": given["day"] - timedelta(days=1)},
            "notices.duty_phone": lambda cast, at, _: {"phone": " "},
            "notices.duty_listed": _listed,
        },
    ),
    Case(
        notices.remove_duty_turn,
        "desk_editor",
        _on_duty,
        "notices.duty.removed",
        lambda cast, _, given: not DutyTurn.objects.exists(),
        ("officer", "leader", "stranger", "auditor"),
        stateless="a turn on the roster may always be taken off",
    ),
    Case(
        notices.add_robot, "operator", _robot, "notices.robot.added",
        lambda cast, robot, given: Robot.objects.get() == robot
        and (robot.unit, robot.address) == (cast.edu, ADDRESS),
        OTHERS,
        {
            "notices.robot_unnamed": lambda cast, at, given: {"name": " "},
            "notices.robot_name_taken": _named_so,
        },
    ),
    Case(
        notices.remove_robot, "operator", _added, "notices.robot.removed",
        lambda cast, _, given: not Robot.objects.exists(),
        OTHERS,
        stateless="a robot can be removed at any time",
    ),
    Case(
        notices.retry_dispatch, "operator", _failed, "notices.dispatch.retried",
        lambda cast, row, given: Dispatch.objects.due(row.due_at).get() == row and row.tries == 0,
        OTHERS,
        {"notices.not_failed": _sent},
    ),
)  # fmt: skip
