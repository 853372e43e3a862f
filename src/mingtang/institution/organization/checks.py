"""The organization's part of `mingtang doctor`: can someone run the platform, and safely?"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings

from mingtang.ground.foundation.checks import Check, Result, error, good, note, warning
from mingtang.ground.foundation.clock import beijing_date
from mingtang.institution.organization.enums import Post
from mingtang.institution.organization.models import (
    ApiToken,
    Person,
    PostHolding,
    SecondFactor,
    Unit,
)
from mingtang.institution.organization.policies.addresses import parse_networks
from mingtang.institution.organization.policies.sign_in import must_use_second_factor
from mingtang.spine.vault.sealing import CannotOpen


def _operators(at: datetime) -> Iterator[Result]:
    if not Unit.objects.exists():
        yield note("还没有单位", "请先初始化平台：mingtang prepare --demo 可以建立演示城市")
        return
    operators = PostHolding.objects.in_force(at).of_post(Post.PLATFORM_OPERATOR)
    at_top = operators.filter(unit__parent=None).values("person").distinct().count()
    if at_top == 0:
        yield error("没有在任的平台管理员，无法管理单位和人员", "请从备份恢复，或联系开发人员")
    elif at_top == 1:
        yield note("平台管理员只有一名", "建议再设一名，以免一人不在时无法管理")
    else:
        yield good(f"平台管理员 {at_top} 名")


def _personal_data(at: datetime) -> Iterator[Result]:
    try:
        list(Person.objects.filter(phone__isnull=False).values_list("phone", flat=True)[:1])
        list(SecondFactor.objects.values_list("secret", flat=True)[:1])
    except CannotOpen:
        yield error(
            "手机号、邮箱和动态口令不能解密：个人信息密钥与数据库不是一套",
            "请从备份取回 secrets/personal_data，或把 MINGTANG_PERSONAL_DATA_KEY 设为原来的密钥",
        )


def _settings(at: datetime) -> Iterator[Result]:
    try:
        must_use_second_factor(settings.SECOND_FACTOR, marked=False)
    except ValueError as problem:
        yield error(str(problem), "请更正环境变量后重新启动")
    else:
        if settings.SECOND_FACTOR == "offered":
            yield warning("没有岗位必须使用动态口令", "正式使用时请设 MINGTANG_SECOND_FACTOR=posts")
    try:
        parse_networks(settings.TRUSTED_PROXIES)
    except ValueError as problem:
        yield error(f"MINGTANG_TRUSTED_PROXIES 不能读：{problem}", "请填地址或网段，用逗号分开")


def _tokens(at: datetime) -> Iterator[Result]:
    soon = at + timedelta(days=settings.TOKEN_WARNING_DAYS)
    rows = ApiToken.objects.in_use(at).filter(expires_at__lte=soon).select_related("person")
    for token in rows.order_by("expires_at")[:20]:
        day = beijing_date(token.expires_at)
        yield warning(
            f"{token.person.name}的接口令牌“{token.name}”于 {day} 到期",
            f"请换发：mingtang token issue {token.person.username}，换上后停用旧的",
        )


CHECKS = (
    Check("organization.operators", "平台管理员", _operators, needs_database=True),
    Check("organization.personal_data", "个人信息加密", _personal_data, needs_database=True),
    Check("organization.tokens", "接口令牌", _tokens, needs_database=True),
    Check("organization.sign_in", "登录设置", _settings),
)
