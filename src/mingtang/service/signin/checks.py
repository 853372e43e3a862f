"""What `mingtang doctor` looks at: services by which citizens sign in that were not tested, or failed."""

from collections.abc import Iterator
from datetime import datetime

from mingtang.ground.foundation.checks import Check, Result, warning
from mingtang.service.signin.models import SignInService


def check_services(at: datetime) -> Iterator[Result]:
    """Look whether the last test of each service in use was passed."""
    advice = "请平台管理员在工作台的“公众登录”里测试，按测试结果处理"
    for row in SignInService.objects.filter(is_on=True).order_by("pk"):
        if row.tested_at is None:
            yield warning(f"登录服务“{row.name}”还没有测试", advice)
        elif row.problem:
            yield warning(f"登录服务“{row.name}”最近一次测试没有通过：{row.problem}", advice)


CHECKS = (Check("signin.services", "公众登录服务", check_services, needs_database=True),)
