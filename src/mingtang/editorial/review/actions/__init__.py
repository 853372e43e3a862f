"""State changes of review: rounds, remarks that are set aside, words of an office."""

from mingtang.editorial.review.actions.clients import AfterwardsClient, ReviewClient
from mingtang.editorial.review.actions.countersigns import (
    CountersignClient,
    ask_countersign,
    withdraw_countersign,
)
from mingtang.editorial.review.actions.rounds import (
    start_review,
    start_urgent_review,
    withdraw_review,
)
from mingtang.editorial.review.actions.wordings import (
    add_wording,
    hand_over_wordings,
    ignore_remark,
    remove_wording,
)
from mingtang.editorial.review.queries import MANAGE

__all__ = [
    "MANAGE",
    "AfterwardsClient",
    "CountersignClient",
    "ReviewClient",
    "add_wording",
    "ask_countersign",
    "hand_over_wordings",
    "ignore_remark",
    "remove_wording",
    "start_review",
    "start_urgent_review",
    "withdraw_countersign",
    "withdraw_review",
]
