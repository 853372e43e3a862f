"""What is done with submissions: send, take back, accept, return, end, and look after who sent them."""

from mingtang.editorial.submission.actions.client import SubmissionClient
from mingtang.editorial.submission.actions.contacts import view_contact
from mingtang.editorial.submission.actions.desk import (
    accept_submission,
    close_cancelled,
    mark_released,
    return_submission,
)
from mingtang.editorial.submission.actions.holding import (
    claim_submission,
    hand_over_submission,
)
from mingtang.editorial.submission.actions.joining import merge_submission, split_submission
from mingtang.editorial.submission.actions.lateness import (
    confirm_lateness,
    dismiss_lateness,
    explain_lateness,
    judge_lateness,
    propose_lateness,
    revoke_lateness,
)
from mingtang.editorial.submission.actions.points import correct_points, set_point_table
from mingtang.editorial.submission.actions.receiving import (
    Receipt,
    drop_item,
    receive_item,
    retry_item,
)
from mingtang.editorial.submission.actions.senders import (
    SenderTerms,
    SenderToken,
    change_sender,
    end_sender,
    register_sender,
    renew_sender_token,
)
from mingtang.editorial.submission.actions.sending import (
    hand_over_submissions,
    recall_submission,
    submit_article,
)

__all__ = [
    "Receipt",
    "SenderTerms",
    "SenderToken",
    "SubmissionClient",
    "accept_submission",
    "change_sender",
    "claim_submission",
    "close_cancelled",
    "confirm_lateness",
    "correct_points",
    "dismiss_lateness",
    "drop_item",
    "end_sender",
    "explain_lateness",
    "hand_over_submission",
    "hand_over_submissions",
    "judge_lateness",
    "mark_released",
    "merge_submission",
    "propose_lateness",
    "recall_submission",
    "receive_item",
    "register_sender",
    "renew_sender_token",
    "retry_item",
    "return_submission",
    "revoke_lateness",
    "set_point_table",
    "split_submission",
    "submit_article",
    "view_contact",
]
