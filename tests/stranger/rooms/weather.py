"""A feed of weather of unit A's site."""

from typing import Any

from mingtang.editorial.weather.models import WeatherFeed
from tests.stranger.fillers import fill
from tests.stranger.world import World

_made: dict[int, Any] = {}


def _feed(world: World) -> Any:
    """Return the feed of a world, made once."""
    if id(world) not in _made:
        _made.clear()
        row = WeatherFeed.objects.create(
            site=world.cast.edu_site, place="明州", url="https://weather.example.com/", words_key="a",
            temperature_key="b", time_key="c",
        )  # fmt: skip
        _made[id(world)] = world.own(row)
    return _made[id(world)]


fill("weather:", pk=lambda world: _feed(world).pk)
