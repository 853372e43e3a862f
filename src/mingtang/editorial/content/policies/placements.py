"""When an article may be offered to a column, and what may become of the offer."""

from mingtang.editorial.content.enums import (
    ArticleState,
    PlacementState,
)
from mingtang.ground.foundation.decisions import YES, Decision, no
from mingtang.ground.foundation.text import has_words

_OFFERABLE = frozenset(
    {
        ArticleState.ACCEPTED,
        ArticleState.IN_REVIEW,
        ArticleState.PASSED,
        ArticleState.PUBLISHED,
    }
)
_MOVES = {
    PlacementState.ACCEPTED: frozenset({PlacementState.OFFERED}),
    PlacementState.REFUSED: frozenset({PlacementState.OFFERED}),
    PlacementState.WITHDRAWN: frozenset({PlacementState.OFFERED, PlacementState.ACCEPTED}),
}
_NEEDS_REASON = frozenset({PlacementState.REFUSED, PlacementState.WITHDRAWN})


def may_offer(state: ArticleState, *, column_is_open: bool) -> Decision:
    """Answer whether an article in this state may be offered to a column."""
    decision = YES
    if state not in _OFFERABLE:
        decision &= no("content.not_placeable", "稿件由编辑部接收之后才能推送到栏目。")
    if not column_is_open:
        decision &= no("content.column_closed", "该栏目已停用，请选择其他栏目。", "column")
    return decision


def may_become(state: PlacementState, to: PlacementState) -> Decision:
    """Answer whether a placement may go from one state to another, whatever is given as reason."""
    if state in _MOVES[to]:
        return YES
    return no("content.placement_state", f"这条推送现在是“{state.label}”，不能再操作。请刷新页面。")


def may_decide(state: PlacementState, to: PlacementState, *, reason: str) -> Decision:
    """Answer whether a placement may go from one state to another for this reason."""
    decision = may_become(state, to)
    if to in _NEEDS_REASON and not has_words(reason):
        decision &= no("content.reason_missing", "请写明理由。", "reason")
    return decision
