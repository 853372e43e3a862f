"""What can be done with a run of late submissions, and when."""

from collections.abc import Mapping

from mingtang.editorial.submission.enums import LatenessState
from mingtang.ground.foundation.decisions import YES, Decision, no

FROM: Mapping[str, LatenessState] = {
    "confirm": LatenessState.PROPOSED,
    "dismiss": LatenessState.PROPOSED,
    "explain": LatenessState.CONFIRMED,
    "revoke": LatenessState.CONFIRMED,
    "judge": LatenessState.EXPLAINED,
}


def may_treat(state: LatenessState, act: str) -> Decision:
    """Answer whether a run stands where an act can be done."""
    if state is FROM[act]:
        return YES
    return no("submission.lateness_state", f"现在是“{state.label}”，不能办理，请刷新页面。")
