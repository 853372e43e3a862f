"""Which rooms the package has, read from its folders."""

import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec


@dataclass(frozen=True)
class Room:
    """A package of the platform: its storey and its name."""

    storey: str
    name: str

    @property
    def module(self) -> str:
        """The dotted name to import it by."""
        return f"mingtang.{self.storey}.{self.name}"


def rooms() -> Iterator[Room]:
    """Yield every room, in alphabetical order of storey and name. Imports none of them."""
    for storey in _packages("mingtang"):
        for room in _packages(f"mingtang.{storey}"):
            yield Room(storey, room)


def _packages(of: str) -> Iterator[str]:
    spec = find_spec(of)
    places = spec.submodule_search_locations if spec else None
    for module in pkgutil.iter_modules(places):
        if module.ispkg:
            yield module.name
