"""Inspection of single pages (网页体检), of any maker: pure, without Django, database or network.

`inspect_page` takes the bytes of a page and returns what is missing or wrong, each finding with
its rule. A rule is one function in `marks`, `furniture`, `content`, `access` or `links`.
"""

from mingtang.oversight.monitoring.inspection.inspecting import RULES, Inspection, inspect_page
from mingtang.oversight.monitoring.inspection.kinds import InspectedKind
from mingtang.oversight.monitoring.inspection.rules import PageFinding, PageRule, Severity

__all__ = [
    "RULES",
    "InspectedKind",
    "Inspection",
    "PageFinding",
    "PageRule",
    "Severity",
    "inspect_page",
]
