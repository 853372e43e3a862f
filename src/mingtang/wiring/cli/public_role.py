"""`mingtang public-role`: the rights of the public process in PostgreSQL."""

import click

from mingtang.wiring.cli.main import setup_django


@click.command("public-role")
@click.argument("role", metavar="角色")
@click.option("--apply", "is_applied", is_flag=True, help="立即授权；不写时只输出语句，供审阅")
def command(role: str, is_applied: bool) -> None:
    """公众端数据库角色的权限：只能存入公众来件，只能读取已发布的内容和办理状态。

    升级平台后要重新授权：新的表默认不能读写。
    """
    setup_django()
    from mingtang.wiring.config.public_role import UnusableRole, grant, statements  # needs set-up

    try:
        for statement in statements(role):
            click.echo(f"{statement};")
        if is_applied:
            grant(role)
    except UnusableRole as problem:
        raise click.ClickException(f"{problem}。") from problem
    if is_applied:
        click.echo(f"-- 已授权给 {role}。")
