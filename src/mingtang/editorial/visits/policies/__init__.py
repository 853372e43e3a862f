"""What counts as a visit, and how visitors are counted without being known."""

from mingtang.editorial.visits.policies.hits import (
    counted_path,
    is_of_own_page,
    is_plausible,
    is_robot,
    visitor_number,
)
from mingtang.editorial.visits.policies.sketch import VisitorSketch

__all__ = [
    "VisitorSketch",
    "counted_path",
    "is_of_own_page",
    "is_plausible",
    "is_robot",
    "visitor_number",
]
