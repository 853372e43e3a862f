"""The mingtang command (命令)."""

from mingtang.cli.main import main

__all__ = ["main"]
