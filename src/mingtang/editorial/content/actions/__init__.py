"""State changes of articles and placements."""

from mingtang.editorial.content.actions.articles import (
    cancel_correction,
    copy_article,
    correct_article,
    create_article,
    discard_article,
    import_article,
    move_article,
    restore_article,
    revise_article,
    save_article,
    split_off_article,
)
from mingtang.editorial.content.actions.fields import EditorialFields
from mingtang.editorial.content.actions.imports import (
    check_imported,
    correct_imported,
    import_file,
    note_sending,
    pass_over_file,
    start_import,
)
from mingtang.editorial.content.actions.placements import (
    accept_placement,
    offer_placement,
    pin_placement,
    refuse_placement,
    withdraw_placement,
)
from mingtang.editorial.content.actions.uploads import upload_pages

__all__ = [
    "EditorialFields",
    "accept_placement",
    "cancel_correction",
    "check_imported",
    "copy_article",
    "correct_article",
    "correct_imported",
    "create_article",
    "discard_article",
    "import_article",
    "import_file",
    "move_article",
    "note_sending",
    "offer_placement",
    "pass_over_file",
    "pin_placement",
    "refuse_placement",
    "restore_article",
    "revise_article",
    "save_article",
    "split_off_article",
    "start_import",
    "upload_pages",
    "withdraw_placement",
]
