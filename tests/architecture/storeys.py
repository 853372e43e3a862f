"""The order of storeys and rooms, read from the import contracts: one order for all tests."""

import tomllib
from typing import Any

from tests.architecture.source import ROOT


def contracts() -> list[dict[str, Any]]:
    """Return the import contracts of pyproject.toml."""
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    found: list[dict[str, Any]] = pyproject["tool"]["importlinter"]["contracts"]
    return found


def room_heights() -> dict[str, tuple[int, int]]:
    """Return how high each room is, by `storey.room`; rooms that do not know each other are level."""
    return {
        f"{storey}.{room}": (height, inner)
        for storey, height in _heights("storeys").items()
        if storey != "__main__"
        for room, inner in _heights(storey, missing_ok=True).items()
    }


def _heights(contract: str, *, missing_ok: bool = False) -> dict[str, int]:
    found = next((one for one in contracts() if one["name"] == contract), None)
    if found is None and missing_ok:
        return {}  # a storey that has no room yet
    assert found is not None, contract
    return {
        name.strip(" ()"): height
        for height, layer in enumerate(reversed(found["layers"]))
        for name in layer.replace(":", "|").split("|")
    }
