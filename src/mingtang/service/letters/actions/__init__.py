"""Actions on mailboxes, letters and past letters."""

from mingtang.service.letters.actions.history import (
    JOB_KIND,
    check_letters,
    import_letters,
    is_running,
    start_import,
    stop_import,
    upload_letters,
)
from mingtang.service.letters.actions.letters import (
    REGISTER,
    LetterSent,
    forget_letter,
    note_mail_failed,
    note_mailed,
    open_letter,
    register_letter,
    tell_sender,
    want_telling,
)
from mingtang.service.letters.actions.mailboxes import (
    MOVES,
    hand_over_mailboxes,
    import_matters,
    refresh_letters_page,
    save_mailbox,
)
from mingtang.service.letters.actions.topics import (
    answer_by_article,
    answer_in_series,
    note_answered,
    tie_letters,
)

__all__ = [
    "JOB_KIND",
    "MOVES",
    "REGISTER",
    "LetterSent",
    "answer_by_article",
    "answer_in_series",
    "check_letters",
    "forget_letter",
    "hand_over_mailboxes",
    "import_letters",
    "import_matters",
    "is_running",
    "note_answered",
    "note_mail_failed",
    "note_mailed",
    "open_letter",
    "refresh_letters_page",
    "register_letter",
    "save_mailbox",
    "start_import",
    "stop_import",
    "tell_sender",
    "tie_letters",
    "upload_letters",
    "want_telling",
]
