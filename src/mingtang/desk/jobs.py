"""Housekeeping of the furniture."""

from mingtang.desk.actions.forms import forget_old_forms
from mingtang.foundation.jobs import Job

JOBS = (Job("desk.forget_old_forms", every=3600, run=forget_old_forms),)
