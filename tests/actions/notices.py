"""Robots of work groups, and sending again what failed."""

from typing import Any

from mingtang.institution.notices import actions as notices
from mingtang.institution.notices.enums import DispatchState, NoticeChannel, RobotPlatform
from mingtang.institution.notices.models import Dispatch, Robot
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


CASES = (
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
