"""A service by which citizens sign in on unit A's site."""

from typing import Any

from mingtang.service.signin.models import SignInService, SignInSite
from tests.stranger.fillers import fill
from tests.stranger.world import World

_made: dict[int, Any] = {}


def _service(world: World) -> Any:
    """Return the service of a world, made once."""
    if id(world) not in _made:
        _made.clear()
        row = SignInService.objects.create(
            name=world.token("name of a service"), issuer="https://sso.example.gov.cn",
            client_id=world.token("client of a service"),
            client_secret=world.token("secret of a service"), phone="12345",
            problem=world.token("problem of a service"), tested_at=world.at,
        )  # fmt: skip
        world.watch(SignInSite.objects.create(service=row, site=world.cast.edu_site))
        _made[id(world)] = world.watch(row)
    return _made[id(world)]


fill("signin:", pk=lambda world: _service(world).pk)
