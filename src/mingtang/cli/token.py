"""`mingtang token NAME`: a token by which programs act in the name of a person."""

import sys
from typing import TYPE_CHECKING

import click

from mingtang.cli.main import setup_django
from mingtang.foundation import clock
from mingtang.foundation.decisions import Refused

if TYPE_CHECKING:
    from mingtang.organization.models import ApiToken, Person


@click.command("token", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("name", metavar="用户名")
@click.option("--for", "purpose", default="命令行", show_default=True, help="令牌的用途。")
@click.option("--end", is_flag=True, help="停用这个用途的令牌。")
@click.option("--list", "listing", is_flag=True, help="列出此人在用的令牌。")
def command(name: str, purpose: str, end: bool, listing: bool) -> None:
    """给一名人员签发接口令牌。令牌只显示这一次，请妥善保管；能办的事与本人权限相同。"""
    setup_django()
    from mingtang.organization.actions.tokens import issue_token  # needs set-up

    person = _person(name)
    if listing:
        _list(person)
        return
    if end:
        _end(person, purpose)
        return
    try:
        issued = issue_token(actor=person, at=clock.now(), person_id=person.pk, name=purpose)
    except Refused as refusal:
        raise click.ClickException(str(refusal)) from refusal
    if sys.stdout.isatty():
        click.echo("令牌只显示这一次，请立即保存：", err=True)
    click.echo(issued.text)


def _person(name: str) -> "Person":
    from mingtang.organization.models import Person  # needs set-up

    person = Person.objects.select_related("unit").filter(username=name).first()
    if person is None:
        raise click.ClickException(f"没有用户名为“{name}”的人员。")
    return person


def _standing(person: "Person") -> "list[ApiToken]":
    from mingtang.organization.models import ApiToken  # needs set-up

    return list(ApiToken.objects.filter(person=person, ended_at=None).order_by("id"))


def _list(person: "Person") -> None:
    for token in _standing(person):
        used = token.last_used_on.isoformat() if token.last_used_on else "未使用"
        day = clock.beijing_date(token.created_at).isoformat()
        click.echo(f"{token.name}  签发 {day}  最近使用 {used}")


def _end(person: "Person", purpose: str) -> None:
    from mingtang.organization.actions.tokens import end_token  # needs set-up

    found = next((token for token in _standing(person) if token.name == purpose), None)
    if found is None:
        raise click.ClickException(f"{person.name}没有用途为“{purpose}”的令牌在用。")
    end_token(actor=person, at=clock.now(), token_id=found.pk)
    click.echo(f"已停用：{person.name}，{purpose}。", err=True)
