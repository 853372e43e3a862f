"""`mingtang serve`: one of the two faces, in the foreground, as a service manager starts it."""

import contextlib
import os
import resource
import sys

import click

from mingtang.wiring.config.ports import OFFICE_PORT, PUBLIC_PORT, UnusablePort, port_from

WRONG_USE = 2
FACES = {"public": ("PORT", PUBLIC_PORT), "office": ("OFFICE_PORT", OFFICE_PORT)}
OPEN_FILES = 16_384
# Connections at once; threads are bounded by the lanes of the application, not here.
CONNECTIONS = 4096
HEADER_MILLISECONDS = 10_000  # to send a whole head; a connection without a request ends as well
LARGEST_HEAD = 64 * 1024  # bytes


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("face", type=click.Choice(tuple(FACES)))
@click.option("--host", default="127.0.0.1", show_default=True, help="监听的地址。")
@click.option("--port", type=click.IntRange(1, 65535), help="端口；默认取 PORT 或 OFFICE_PORT。")
def command(face: str, host: str, port: int | None) -> None:
    """在前台运行公众端（public）或工作台（office）。"""
    try:
        chosen = port or port_from(*FACES[face])
    except UnusablePort as problem:
        click.echo(str(problem), err=True)
        sys.exit(WRONG_USE)
    _raise_open_files()
    arguments = server_arguments(face, host, chosen)
    os.execv(arguments[0], arguments)  # noqa: S606 - this very process becomes the server


def server_arguments(face: str, host: str, port: int) -> list[str]:
    """Return the command that serves a face."""
    return [
        *(sys.executable, "-m", "granian", "--interface", "asgi", "--http", "1", "--no-ws"),
        *("--host", host, "--port", str(port)),
        *("--backlog", "2048", "--backpressure", str(CONNECTIONS)),
        *("--http1-header-read-timeout", str(HEADER_MILLISECONDS)),
        *("--http1-buffer-size", str(LARGEST_HEAD)),
        f"mingtang.wiring.config.asgi_{face}:application",
    ]


def _raise_open_files() -> None:
    """Each connection is an open file; many systems allow 1,024 unless asked for more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    if soft < wanted:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
