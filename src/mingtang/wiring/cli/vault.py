"""Changing the key that seals personal data: a new one, everything sealed again, the old one dropped."""

from typing import TYPE_CHECKING

import click

from mingtang.ground.foundation import clock
from mingtang.ground.foundation.decisions import NotVisible
from mingtang.wiring.cli.acting import by_option
from mingtang.wiring.cli.main import setup_django
from mingtang.wiring.config.personal_keys import (
    KeptElsewhere,
    add_secret,
    drop_older_secrets,
)

if TYPE_CHECKING:
    from mingtang.institution.organization.models import Person

ELSEWHERE = (
    "密钥由环境变量 MINGTANG_PERSONAL_DATA_KEY 给出，请在那里更换："
    "新的写在前面，旧的写在后面，用英文逗号分隔。"
)


@click.group()
def command() -> None:
    """更换加密个人信息的密钥：add-key 加新的，rotate 全部改用新的，drop-keys 去掉旧的。"""
    setup_django()


@command.command()
def status() -> None:
    """逐栏显示有多少条由哪把密钥加密（要读全部，较慢）。"""
    from mingtang.spine.vault.rotation import count_by_key  # needs set-up
    from mingtang.spine.vault.sealing import newest_key  # needs set-up

    for column, numbers in count_by_key().items():
        told = [
            f"{key}{'（现用）' if key == newest_key() else ''} {number} 条"
            for key, number in sorted(numbers.items())
        ]
        click.echo(f"{column}\t{'，'.join(told) or '没有内容'}")


@command.command("add-key")
def add_key() -> None:
    """生成一把新密钥，以后的都用它加密；旧的仍可解密。之后须重新启动平台。"""
    try:
        add_secret()
    except KeptElsewhere as problem:
        raise click.ClickException(ELSEWHERE) from problem
    click.echo("已加入新密钥。请现在备份 secrets/personal_data，重新启动平台的全部进程，")
    click.echo("再运行 mingtang vault rotate --by 用户名。")


@command.command()
@by_option
def rotate(actor: "Person") -> None:
    """安排后台任务，把旧密钥加密的个人信息全部改用最新的密钥。"""
    from mingtang.workbench.backoffice.actions.jobs import begin_key_rotation  # needs set-up

    try:
        job = begin_key_rotation(actor=actor, at=clock.now())
    except NotVisible as problem:
        raise click.ClickException(
            f"{actor.name}不能操作后台任务，请由平台管理员办理。"
        ) from problem
    click.echo(f"任务 {job.pk} 已排队，进展见 mingtang jobs show {job.pk}。")


@command.command("drop-keys")
def drop_keys() -> None:
    """去掉旧密钥；还有内容由旧密钥加密时不办。旧备份从此不能解密。"""
    from mingtang.spine.vault.rotation import has_older  # needs set-up

    if has_older():
        raise click.ClickException(
            "还有内容由旧密钥加密，请先运行 mingtang vault rotate 并等它完成。"
        )
    try:
        number = drop_older_secrets()
    except KeptElsewhere as problem:
        raise click.ClickException(ELSEWHERE) from problem
    click.echo(f"已去掉 {number} 把旧密钥。" if number else "没有旧密钥。")
