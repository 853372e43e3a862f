"""Django's own management commands, for those who know them."""

import click

from mingtang.wiring.cli.main import setup_django


@click.command(
    context_settings={"ignore_unknown_options": True, "help_option_names": []},
    add_help_option=False,
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(arguments: tuple[str, ...]) -> None:
    """Run a management command of Django (migrate, shell, …)."""
    setup_django()
    from django.core.management import execute_from_command_line  # needs set-up

    execute_from_command_line(["mingtang manage", *arguments])
