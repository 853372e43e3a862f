"""`python -m mingtang` is the mingtang command."""

from mingtang.cli import main

main(prog_name="mingtang")
