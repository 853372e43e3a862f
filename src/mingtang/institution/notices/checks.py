"""This room's part of `mingtang doctor`: can people be reached, and did what was sent arrive?"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from mingtang.ground.foundation.checks import Check, Result, error, good, warning
from mingtang.institution.notices.enums import DispatchState, NoticeChannel
from mingtang.institution.notices.models import Dispatch
from mingtang.institution.notices.queries import working_ways

PATIENCE = timedelta(minutes=15)
RECENTLY = timedelta(days=1)


def _ways(at: datetime) -> Iterator[Result]:
    missing = [way.label for way in NoticeChannel if way not in working_ways()]
    if missing:
        yield warning(
            f"没有配置{'、'.join(missing)}，通知只在工作台显示",
            "配置方法见 docs/how-to/tell-people.md",
        )
    else:
        yield good("邮件和短信都已配置")


def _sending(at: datetime) -> Iterator[Result]:
    late = Dispatch.objects.due(at - PATIENCE).first()
    if late is not None:
        yield error(
            "有通知到了发送时间还没有发出", "请确认后台任务进程在运行：mingtang worker --lanes slow"
        )
    failed = Dispatch.objects.filter(state=DispatchState.FAILED, ended_at__gt=at - RECENTLY)
    if failed.exists():
        yield warning("最近一天有通知发送失败", "原因见工作台“通知发送”，排除后可在那里重新发送")


CHECKS = (
    Check("notices.ways", "通知方式", _ways),
    Check("notices.sending", "通知发送", _sending, needs_database=True),
)
