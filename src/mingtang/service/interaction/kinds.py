"""The kinds of cases that this room has."""

from mingtang.service.interaction.enums import SITE_ERROR
from mingtang.workbench.casework.enums import CaseState
from mingtang.workbench.casework.kinds import CaseKind

# The time to answer holds whatever happens: there is no pause.
ERRORS = CaseKind(
    SITE_ERROR,
    "网民找错",
    "找错〔{year}〕{number}号",
    states=frozenset(CaseState) - {CaseState.PAUSED},
    answer_rules=("reply.error_answered",),
)
