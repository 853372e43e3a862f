"""Reads for operators: batches and their files, lanes and runs, what was found altered."""

from mingtang.editorial.operating.queries.history import (
    BatchView,
    ChangeView,
    batches,
    changes_of,
    text_diff,
)
from mingtang.editorial.operating.queries.lanes import (
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

__all__ = [
    "BatchView",
    "ChangeView",
    "FailureView",
    "LaneView",
    "RunView",
    "batches",
    "changes_of",
    "failures",
    "held",
    "incidents_open",
    "is_anything_left",
    "lanes",
    "oldest_age",
    "progress",
    "runs",
    "text_diff",
]
