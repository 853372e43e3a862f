"""Housekeeping of the furniture."""

from mingtang.ground.foundation.routines import Routine
from mingtang.workbench.backoffice.actions.exports import delete_old_exports
from mingtang.workbench.backoffice.actions.forms import forget_old_forms

ROUTINES = (
    Routine("desk.forget_old_forms", every=3600, run=forget_old_forms),
    Routine("desk.delete_old_exports", every=3600, run=delete_old_exports),
)
