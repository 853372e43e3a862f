"""State changes of notices: telling people, what becomes of each dispatch, who is on duty."""

from mingtang.institution.notices.actions.duty import add_duty_turn, remove_duty_turn
from mingtang.institution.notices.actions.telling import (
    MOST_ROBOTS,
    SEND,
    Telling,
    add_robot,
    choose_channels,
    enqueue_digests,
    enqueue_sending,
    forget_old_notices,
    hand_over_robots,
    mark_all_read,
    mark_read,
    note_dropped,
    note_failure,
    note_sent,
    remove_robot,
    retry_dispatch,
    tell_people,
)

__all__ = [
    "MOST_ROBOTS",
    "SEND",
    "Telling",
    "add_duty_turn",
    "add_robot",
    "choose_channels",
    "enqueue_digests",
    "enqueue_sending",
    "forget_old_notices",
    "hand_over_robots",
    "mark_all_read",
    "mark_read",
    "note_dropped",
    "note_failure",
    "note_sent",
    "remove_duty_turn",
    "remove_robot",
    "retry_dispatch",
    "tell_people",
]
