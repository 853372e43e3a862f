"""Which object of unit A stands for an argument of an address. Every room adds its own.

`fill("organization:", code=…)` answers for every address of a namespace, `fill("organization:unit", code=…)`
for one. A value is given by a function of the world, called once for each walk.
"""

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from typing import Any

from tests.stranger.world import World

Filler = Callable[[World], Any]
_fillers: dict[str, dict[str, Filler]] = {}


class NoFiller(LookupError):
    """An address has an argument for which nobody named an object of unit A."""


def fill(route: str, **values: Filler) -> None:
    """Say which object of unit A stands for the arguments of a route, or of a namespace (`room:`)."""
    _fillers.setdefault(route, {}).update(values)


def value_for(route: str, argument: str, world: World, known: dict[Any, Any]) -> Any:
    """Return A's object for one argument of a route.

    :raises NoFiller: when no room named one.
    """
    load_rooms()
    for name in (route, f"{route.rpartition(':')[0]}:" if ":" in route else route):
        filler = _fillers.get(name, {}).get(argument)
        if filler is not None:
            if filler not in known:
                known[filler] = filler(world)
            return known[filler]
    raise NoFiller(f"{route}: nobody named an object of unit A for {argument!r}")


def values_for(
    route: str, arguments: Mapping[str, Any], world: World, known: dict[Any, Any]
) -> dict[str, Any]:
    """Return A's objects for all arguments of a route."""
    return {name: value_for(route, name, world, known) for name in arguments}


def load_rooms() -> None:
    """Read the fillers of every room: the modules of `tests/stranger/rooms`."""
    from tests.stranger import rooms  # circular import

    for module in pkgutil.iter_modules(rooms.__path__):
        importlib.import_module(f"{rooms.__name__}.{module.name}")
