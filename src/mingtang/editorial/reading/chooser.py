"""A small trained model: the weight of each sign, and how sure the best of several candidates is."""

import json
import math
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

WEIGHTS = Path(__file__).with_name("weights.json")


@cache
def weights_of(name: str) -> dict[str, float]:
    """Return the weight of every sign that a model knows."""
    models: dict[str, dict[str, float]] = json.loads(WEIGHTS.read_text("utf-8"))
    return models[name]


def score(weights: dict[str, float], signs: Iterable[str]) -> float:
    """Return how much speaks for what has these signs; unknown ones say nothing."""
    return sum(weights.get(one, 0.0) for one in signs)


def shares(scores: Sequence[float]) -> list[float]:
    """Return how likely each of several candidates is, the only right one being among them."""
    most = max(scores, default=0.0)
    powers = [math.exp(one - most) for one in scores]
    total = sum(powers)
    return [one / total for one in powers]
