"""Housekeeping of the furniture."""

from mingtang.ground.foundation.jobs import Job
from mingtang.workbench.backoffice.actions.forms import forget_old_forms

JOBS = (Job("desk.forget_old_forms", every=3600, run=forget_old_forms),)
