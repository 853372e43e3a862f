"""`mingtang media`: judge the pictures and files that are stored by the rules of today."""

import sys

import click

from mingtang.wiring.cli.main import setup_django


@click.group()
def command() -> None:
    """检查已上传的图片和文件。"""


@command.command("judge")
@click.option("--all", "everything", is_flag=True, help="没有问题的也列出来")
def judge(everything: bool) -> None:
    """按现在的规则逐个检查已上传的图片和文件，说明结果；有不合格的，退出码为 1。

    只检查，不修改、不删除。不合格的文件下次发布时会被拦下，请通知所属单位更换。
    """
    setup_django()
    from mingtang.workbench.backoffice.judging import judge_all  # needs set-up

    good = bad = 0
    for found in judge_all():
        good, bad = good + (not found.reasons), bad + bool(found.reasons)
        if found.reasons:
            click.echo(f"不合格 {found.label}（{found.unit}）：{'；'.join(found.reasons)}")
        elif everything:
            click.echo(f"合格 {found.label}（{found.unit}）")
    click.echo(f"共检查 {good + bad} 个，合格 {good} 个，不合格 {bad} 个。")
    sys.exit(1 if bad else 0)
