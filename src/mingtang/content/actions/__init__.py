"""State changes of articles and placements."""

from mingtang.content.actions.articles import (
    correct_article,
    create_article,
    discard_article,
    import_article,
    move_article,
    revise_article,
    save_article,
)
from mingtang.content.actions.fields import EditorialFields
from mingtang.content.actions.imports import (
    check_imported,
    import_file,
    pass_over_file,
    start_import,
)
from mingtang.content.actions.placements import (
    accept_placement,
    offer_placement,
    pin_placement,
    refuse_placement,
    withdraw_placement,
)

__all__ = [
    "EditorialFields",
    "accept_placement",
    "check_imported",
    "correct_article",
    "create_article",
    "discard_article",
    "import_article",
    "import_file",
    "move_article",
    "offer_placement",
    "pass_over_file",
    "pin_placement",
    "refuse_placement",
    "revise_article",
    "save_article",
    "start_import",
    "withdraw_placement",
]
