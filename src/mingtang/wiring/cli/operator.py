"""`mingtang operator`: the first platform operator, and the way back in for one who lost theirs."""

import sys

import click

from mingtang.ground.foundation import clock
from mingtang.ground.foundation.decisions import NotVisible, Refused
from mingtang.wiring.cli.main import setup_django
from mingtang.wiring.config.sign_ins import new_password

WRONG_INPUT = 2
NEXT_STEP = "初始密码只显示这一次，首次登录时须修改："


@click.group("operator", context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """建立第一名平台管理员，或让无法登录的人重新登录。"""


@command.command("first")
@click.option("--code", required=True, help="最上级单位代码，例如 city。")
@click.option("--name", required=True, help="最上级单位名称，例如 明州市人民政府。")
@click.option("--kind", type=click.Choice(["city", "county"]), default="city", help="市级或县级。")
@click.option("--username", required=True, help="管理员用户名。")
@click.option("--person", required=True, help="管理员姓名。")
def first(code: str, name: str, kind: str, username: str, person: str) -> None:
    """在空的平台上建立最上级单位和第一名平台管理员，只能做一次。"""
    setup_django()
    from mingtang.institution.organization.actions.people import start_organization  # needs set-up
    from mingtang.institution.organization.enums import UnitKind  # needs set-up

    password = new_password()
    try:
        start_organization(
            at=clock.now(),
            code=code,
            name=name,
            kind=UnitKind(kind),
            username=username,
            person_name=person,
            password=password,
        )
    except Refused as refused:
        _refuse(refused)
    click.echo(f"已建立 {name}，平台管理员 {username}。{NEXT_STEP}\n{password}")


@command.command("rescue")
@click.argument("username", metavar="用户名")
def rescue(username: str) -> None:
    """给忘记密码、丢失手机的人新的初始密码，并停用其动态口令；会记入操作记录。"""
    setup_django()
    from mingtang.institution.organization.actions.sign_in import rescue_sign_in  # needs set-up

    password = new_password()
    try:
        rescue_sign_in(at=clock.now(), username=username, password=password)
    except NotVisible:
        click.echo(f"没有用户名为 {username} 的人员，请核对。", err=True)
        sys.exit(WRONG_INPUT)
    except Refused as refused:
        _refuse(refused)
    click.echo(f"{username} 可以重新登录。{NEXT_STEP}\n{password}")


def _refuse(refused: Refused) -> None:
    for reason in refused.reasons:
        click.echo(reason.text, err=True)
    sys.exit(1)
