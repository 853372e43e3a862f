"""From values to places on paper, and from values to words."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from mingtang.ground.charts.values import Number

MISSING = "无数据"
_LARGE = ((10**8, "亿"), (10**4, "万"))
_NARROWEST = 1e-12  # a span of which floats tell no places apart
_STEPS = (1, 2, 2.5, 5, 10)


def number_text(value: Number | None, unit: str = "") -> str:
    """Return a value as it is read: `12,345.5件`, at most two decimals, or 无数据."""
    return MISSING if value is None else f"{_plain(value)}{unit}"


def tick_text(value: float) -> str:
    """Return a value of an axis, short: `2.5万`."""
    for size, word in _LARGE:
        if abs(value) >= size:
            return f"{_plain(value / size)}{word}"
    return f"{value:.6g}"


def _plain(value: Number) -> str:
    if isinstance(value, int):
        return f"{value:,}"
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    rounded = f"{exact.quantize(Decimal('0.01'), ROUND_HALF_UP):,f}".rstrip("0").rstrip(".")
    return "0" if rounded == "-0" else rounded


@dataclass(frozen=True)
class Scale:
    """A straight axis from `low` to `high`."""

    low: float
    high: float

    def share(self, value: float) -> float:
        """Return where a value stands: 0 at `low`, 1 at `high`."""
        return (value - self.low) / (self.high - self.low)


def scale_of(values: Iterable[float], *, from_zero: bool = True) -> Scale:
    """Return the tightest axis for values; zero is on it `from_zero` or where nothing else is."""
    found = list(values)
    if from_zero or not found:
        found.append(0.0)
    low, high = min(found), max(found)
    wide = high - low > _NARROWEST * max(abs(low), abs(high), 1.0)
    return Scale(low, high) if wide else Scale(low, low + (abs(low) or 1.0))


def ticks(scale: Scale, most: int = 5) -> list[float]:
    """Return round values whose first and last enclose the scale, about `most` of them."""
    step = _step((scale.high - scale.low) / most)
    first, last = math.floor(scale.low / step), math.ceil(scale.high / step)
    return [float(Decimal(place) * Decimal(repr(step))) for place in range(first, last + 1)]


def _step(rough: float) -> float:
    magnitude = Decimal(10) ** math.floor(math.log10(rough))
    for factor in _STEPS:
        step = float(magnitude * Decimal(str(factor)))
        if step >= rough * 0.999:
            return step
    raise AssertionError("ten times its own magnitude is larger than any number")
