"""What was counted, and counting everything again from the log."""

from datetime import datetime, timedelta

import click

from mingtang.ground.foundation import clock
from mingtang.wiring.cli.main import setup_django

DAY = click.DateTime(["%Y-%m-%d"])
SPLITS = ("unit", "site", "column", "kind", "day", "month")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """查看按日统计数，或从操作记录重算。"""
    setup_django()


@command.command("list")
def list_() -> None:
    """列出全部统计指标。"""
    from mingtang.institution.figures.kinds import all_measures  # needs set-up

    for one in all_measures():
        click.echo(f"{one.name}\t{one.label}")


@command.command()
@click.argument("name", metavar="指标")
@click.option("--since", type=DAY, help="第一天，默认 30 天前")
@click.option("--until", type=DAY, help="最后一天，默认今天")
@click.option("--by", multiple=True, type=click.Choice(SPLITS), help="按什么分开，可以写多个")
def show(name: str, since: datetime | None, until: datetime | None, by: tuple[str, ...]) -> None:
    """列出一个指标在一段时间里的统计数。"""
    from mingtang.institution.figures.enums import Dimension  # needs set-up
    from mingtang.institution.figures.kinds import measure  # needs set-up
    from mingtang.institution.figures.queries import (  # needs set-up
        count,
        count_by,
        figures_between,
    )

    try:
        wanted = measure(name)
    except LookupError:
        raise click.UsageError(f"没有指标“{name}”，可用的见 mingtang figures list。") from None
    today = clock.beijing_date(clock.now())
    first = since.date() if since else today - timedelta(days=30)
    rows = figures_between(wanted.name, since=first, until=until.date() if until else today)
    for row in count_by(rows, [Dimension(one) for one in by]) if by else ():
        click.echo("\t".join([*map(str, row.keys), str(row.amount)]))
    click.echo(f"合计\t{count(rows)}")


@command.command()
def rebuild() -> None:
    """安排后台任务，从操作记录重算全部统计数；其间仍可查看原来的。"""
    from mingtang.institution.figures.jobs import REBUILD  # needs set-up
    from mingtang.spine.jobs.actions import enqueue_job  # needs set-up

    job = enqueue_job(kind=REBUILD, actor="system", at=clock.now(), key="figures", arguments={})
    click.echo(f"任务 {job.pk} 已排队，进展见 mingtang jobs show {job.pk}。")
