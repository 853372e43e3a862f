"""`python -m mingtang` is the mingtang command."""

from mingtang.wiring.cli import main

main(prog_name="mingtang")
