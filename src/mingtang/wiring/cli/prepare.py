"""`mingtang prepare`: bring tables, rules and static files up to this version of the program."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from mingtang.ground.foundation import clock
from mingtang.wiring.cli.main import setup_django


@click.command()
@click.option("--demo", is_flag=True, help="同时建立示范城市（只在空库时建立）")
def command(demo: bool) -> None:
    """建立或升级数据库表、装入制度、收集静态文件；可以反复运行。"""
    with _step("载入程序"):
        setup_django()
    with _step("建立数据库表"):
        _migrate()
    with _step("装入制度"):
        _install_packs(in_the_past=demo)
    with _step("收集静态文件"):
        _collect_static_files()
    if demo:
        with _step("建立示范城市") as tell:
            _seed(tell)


@contextmanager
def _step(title: str) -> Iterator[Callable[[str], None]]:
    """Tell that a step began, what it says in between, and how long it took."""
    started = time.monotonic()
    click.echo(f"· {title} …")
    yield lambda words: click.echo(f"    {words}")
    click.echo(f"  {title}：{time.monotonic() - started:.1f} 秒")


def _migrate() -> None:
    from django.core.management import call_command  # needs set-up
    from django.db import connection  # needs set-up

    from mingtang.wiring.cli.database import refuse_later_database  # needs set-up
    from mingtang.wiring.config.first_tables import make_first_tables  # needs set-up

    refuse_later_database()
    if not make_first_tables(connection):
        call_command("migrate", verbosity=0, interactive=False)


def _install_packs(*, in_the_past: bool) -> None:
    """Install the rules; the demo city has been there for a year, so its rules have as well."""
    from mingtang.institution.organization.models import Unit  # needs set-up
    from mingtang.institution.regulations.actions import install_bundled_packs  # needs set-up
    from mingtang.wiring.config.demo import AGE  # needs set-up

    founding = in_the_past and not Unit.objects.exists()
    install_bundled_packs(actor="system", at=clock.now() - AGE if founding else clock.now())


def _collect_static_files() -> None:
    from django.conf import settings  # needs set-up

    from mingtang.wiring.config.serving.static_files import collect  # needs set-up

    collect(settings.STATIC_ROOT, at=clock.now())


def _seed(tell: Callable[[str], None]) -> None:
    from mingtang.wiring.config.demo import Size, seed  # needs set-up

    seed(tell, Size(os.environ.get("MINGTANG_DEMO_SIZE") or Size.FULL))
