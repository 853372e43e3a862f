"""`mingtang regulations install` and `bind`: the commands of the group that need the database."""

import sys
from datetime import date, datetime
from pathlib import Path

import click

from mingtang.ground.foundation import clock
from mingtang.ground.foundation.clock import beijing_date
from mingtang.ground.foundation.decisions import Refused
from mingtang.institution.regulations.errors import PackError
from mingtang.institution.regulations.loading import load_folder
from mingtang.wiring.cli.main import setup_django

WRONG_INPUT = 2
DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def install(folder: Path) -> None:
    """装入本单位自己编写的制度包；内容没有变化的不会重复装入。"""
    setup_django()
    from mingtang.institution.regulations.actions import install_pack  # needs set-up

    try:
        version = install_pack(actor="system", at=clock.now(), pack=load_folder(folder.resolve()))
    except PackError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    click.echo(f"已装入：{version}")


@click.command()
@click.argument("pack")
@click.argument("unit")
@click.option("--from", "since", type=DAY, help="启用日期，如 2026-01-01；不写为今天。")
@click.option("--to", "until", type=DAY, help="停用日期（含当日）；不写为长期有效。")
def bind(pack: str, unit: str, since: datetime | None, until: datetime | None) -> None:
    """给一个单位及其下属单位启用制度包；原来长期有效的制度包在前一日停用。"""
    setup_django()
    from mingtang.institution.organization.queries import unit_path  # needs set-up
    from mingtang.institution.regulations.actions import bind_pack  # needs set-up

    if not unit_path(unit):
        click.echo(f"没有代码为“{unit}”的单位，请检查拼写。", err=True)
        sys.exit(WRONG_INPUT)
    now = clock.now()
    try:
        binding = bind_pack(
            actor="system",
            at=now,
            unit_key=unit,
            pack=pack,
            valid_from=_day(since) or beijing_date(now),
            valid_to=_day(until),
        )
    except Refused as refused:
        click.echo(str(refused), err=True)
        sys.exit(1)
    end = f"至 {binding.valid_to}" if binding.valid_to else "起"
    click.echo(f"{unit} 及其下属单位启用制度包“{pack}”，{binding.valid_from} {end}。")


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None
