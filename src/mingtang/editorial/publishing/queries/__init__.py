"""Reads of publishing for editors and operators."""

from mingtang.editorial.publishing.queries.history import (
    BatchView,
    ChangeView,
    batches,
    changes_of,
    text_diff,
)
from mingtang.editorial.publishing.queries.lanes import (
    FailureView,
    LaneView,
    RunView,
    failures,
    held,
    incidents_open,
    is_anything_left,
    lanes,
    oldest_age,
    progress,
    runs,
)
from mingtang.editorial.publishing.queries.pages import PageStatus, pages_of

__all__ = [
    "BatchView",
    "ChangeView",
    "FailureView",
    "LaneView",
    "PageStatus",
    "RunView",
    "batches",
    "changes_of",
    "failures",
    "held",
    "incidents_open",
    "is_anything_left",
    "lanes",
    "oldest_age",
    "pages_of",
    "progress",
    "runs",
    "text_diff",
]
