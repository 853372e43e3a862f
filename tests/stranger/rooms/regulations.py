"""Regulations are the same for everybody; a pack that is loaded stands for them."""

from mingtang.institution.regulations.actions import install_bundled_packs
from tests.stranger.fillers import fill
from tests.stranger.world import World


def pack(world: World) -> str:
    """A pack that is loaded."""
    install_bundled_packs(actor="system", at=world.at)
    return "demo"


fill("regulations:", pack=pack, rule=lambda _world: "submission.weekly_quota")
