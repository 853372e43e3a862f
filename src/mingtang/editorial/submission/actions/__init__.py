"""What is done with submissions: send, take back, accept, return, end, and look after who sent them."""

from mingtang.editorial.submission.actions.client import SubmissionClient
from mingtang.editorial.submission.actions.contacts import view_contact
from mingtang.editorial.submission.actions.desk import (
    accept_submission,
    close_cancelled,
    mark_released,
    return_submission,
)
from mingtang.editorial.submission.actions.sending import (
    hand_over_submissions,
    recall_submission,
    submit_article,
)

__all__ = [
    "SubmissionClient",
    "accept_submission",
    "close_cancelled",
    "hand_over_submissions",
    "mark_released",
    "recall_submission",
    "return_submission",
    "submit_article",
    "view_contact",
]
