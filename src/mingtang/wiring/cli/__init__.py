"""The mingtang command (命令)."""

from mingtang.wiring.cli.main import main

__all__ = ["main"]
