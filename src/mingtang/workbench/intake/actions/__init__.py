"""What is done with public forms: receive, take over, show the status of, retry."""

from mingtang.workbench.intake.actions.operating import retry_intake
from mingtang.workbench.intake.actions.receiving import receive_form, record_try
from mingtang.workbench.intake.actions.statuses import put_status, remove_status
from mingtang.workbench.intake.actions.taking import take_waiting
from mingtang.workbench.intake.actions.tidying import tidy_intake

__all__ = [
    "put_status",
    "receive_form",
    "record_try",
    "remove_status",
    "retry_intake",
    "take_waiting",
    "tidy_intake",
]
