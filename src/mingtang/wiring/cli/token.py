"""`mingtang token`: tokens by which programs act in the name of a person."""

import sys
from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING

import click

from mingtang.ground.foundation import clock
from mingtang.ground.foundation.decisions import Refused
from mingtang.wiring.cli.main import setup_django

if TYPE_CHECKING:
    from mingtang.institution.organization.models import ApiToken, Person

HELP = {"help_option_names": ["-h", "--help"]}


@click.group("token", context_settings=HELP)
def command() -> None:
    """签发、列出、停用接口令牌。令牌能办的事与本人权限相同。"""
    setup_django()


@command.command("issue", context_settings=HELP)
@click.argument("name", metavar="用户名")
@click.option("--for", "purpose", default="命令行", show_default=True, help="令牌的用途。")
def issue(name: str, purpose: str) -> None:
    """给一名人员签发接口令牌。令牌只显示这一次，请妥善保管。"""
    from django.conf import settings  # needs set-up

    from mingtang.institution.organization.actions.tokens import issue_token  # needs set-up

    person, at = _person(name), clock.now()
    try:
        issued = issue_token(actor=person, at=at, person_id=person.pk, name=purpose)
    except Refused as refusal:
        raise click.ClickException(str(refusal)) from refusal
    expires = clock.beijing_date(at + timedelta(days=settings.TOKEN_DAYS))
    click.echo(f"有效期至 {expires}。本人修改密码、任职结束或账号停用时，令牌随即失效。", err=True)
    if sys.stdout.isatty():
        click.echo("令牌只显示这一次，请立即保存：", err=True)
    click.echo(issued.text)


@command.command("list", context_settings=HELP)
@click.argument("name", metavar="[用户名]", required=False)
def list_tokens(name: str | None) -> None:
    """列出在用的令牌；不写用户名时列出全部人员的。"""
    for token in _standing(_person(name) if name else None):
        used = token.last_used_on.isoformat() if token.last_used_on else "未使用"
        issued, expires = clock.beijing_date(token.created_at), clock.beijing_date(token.expires_at)
        click.echo(
            f"{token.person.username}  {token.name}  签发 {issued}  到期 {expires}  最近使用 {used}"
        )


@command.command("end", context_settings=HELP)
@click.argument("name", metavar="用户名")
@click.option("--for", "purpose", default="命令行", show_default=True, help="令牌的用途。")
@click.option("--all", "every", is_flag=True, help="此人的全部令牌。")
def end(name: str, purpose: str, every: bool) -> None:
    """停用一名人员的令牌；停用后不能恢复。"""
    from mingtang.institution.organization.actions.ending import (  # needs set-up
        end_token_at_console,
    )

    person = _person(name)
    found = [token for token in _standing(person) if every or token.name == purpose]
    if not found:
        wanted = "" if every else f"用途为“{purpose}”的"
        raise click.ClickException(f"{person.name}没有{wanted}令牌在用。")
    for token in found:
        end_token_at_console(at=clock.now(), token_id=token.pk)
        click.echo(f"已停用：{person.name}，{token.name}。", err=True)


def _person(name: str) -> "Person":
    from mingtang.institution.organization.models import Person  # needs set-up

    person = Person.objects.select_related("unit").filter(username=name).first()
    if person is None:
        raise click.ClickException(f"没有用户名为“{name}”的人员。")
    return person


def _standing(person: "Person | None") -> "Iterable[ApiToken]":
    from mingtang.institution.organization.models import ApiToken  # needs set-up

    tokens = ApiToken.objects.standing().select_related("person").order_by("person", "id")
    return tokens.filter(person=person) if person else tokens
