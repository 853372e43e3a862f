"""What the furniture itself answers."""

from tests.stranger.fillers import fill

fill("desk:choose", name=lambda _world: "unit")
