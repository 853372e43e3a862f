"""The doors of the directory: save a leader, an institution, a contact; change a statement."""

from mingtang.editorial.directory.actions.entries import (
    save_contact,
    save_institution,
    save_leader,
)
from mingtang.editorial.directory.actions.statements import change_statement

__all__ = ["change_statement", "save_contact", "save_institution", "save_leader"]
