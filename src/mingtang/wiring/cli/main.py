"""Find the sub-command that was asked for and import only its module.

`mingtang due` and `mingtang regulations` work without a database: nothing here may set up Django.
"""

import importlib
import os
import sys

import click

from mingtang.wiring.config.private_files import keep_private

# sub-command -> module of this package that holds a click command of the same name
COMMANDS = {
    "doctor": "doctor",
    "due": "due",
    "events": "events",
    "figures": "figures",
    "import": "import_",
    "inspect": "inspect_",
    "intake": "intake",
    "jobs": "background",
    "letters": "letters",
    "manage": "manage",
    "media": "media",
    "operator": "operator",
    "obligations": "obligations",
    "prepare": "prepare",
    "public-role": "public_role",
    "publish": "publish",
    "regulations": "regulations",
    "rights": "rights",
    "run": "run",
    "serve": "serve",
    "token": "token",
    "search": "search",
    "vault": "vault",
    "webserver": "webserver",
    "worker": "worker",
}


def setup_django() -> None:
    """Load settings and apps; called first by every command that touches tables."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingtang.wiring.config.settings")
    import django  # slow import

    django.setup()
    from mingtang.wiring.config.logs.configuration import log_uncaught  # needs set-up

    log_uncaught()


class LazyGroup(click.Group):
    """A group that knows its sub-commands by name and imports one only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        module_name = COMMANDS.get(cmd_name)
        if module_name is None:
            return None
        module = importlib.import_module(f"mingtang.wiring.cli.{module_name}")
        command: click.Command = module.command
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; a database without tables is told in one sentence, not by a traceback."""
        try:
            return super().invoke(ctx)
        except Exception as problem:
            if "django.db" not in sys.modules:
                raise
            from mingtang.wiring.cli.database import explained  # needs set-up

            told = explained(problem)
            if told is None:
                raise
            raise told from problem


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """明堂: run the public websites and accounts of a city or county."""
    keep_private()
