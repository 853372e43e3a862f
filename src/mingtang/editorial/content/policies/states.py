"""The state table of an article."""

from mingtang.editorial.content.enums import ArticleState, ArticleVerb
from mingtang.ground.foundation.decisions import YES, Decision, no

_S, _V = ArticleState, ArticleVerb

MOVES: dict[ArticleVerb, tuple[frozenset[ArticleState], ArticleState]] = {
    _V.SUBMIT: (frozenset({_S.DRAFT, _S.RETURNED}), _S.SUBMITTED),
    _V.ARRIVE: (frozenset({_S.SUBMITTED}), _S.ARRIVED),
    _V.ACCEPT: (frozenset({_S.ARRIVED}), _S.ACCEPTED),
    _V.RETURN: (frozenset({_S.SUBMITTED, _S.ARRIVED, _S.ACCEPTED}), _S.RETURNED),
    _V.RECALL: (frozenset({_S.SUBMITTED}), _S.DRAFT),
    _V.START_REVIEW: (frozenset({_S.ACCEPTED}), _S.IN_REVIEW),
    _V.WITHDRAW: (frozenset({_S.IN_REVIEW}), _S.ACCEPTED),
    _V.PASS: (frozenset({_S.IN_REVIEW}), _S.PASSED),
    _V.REFUSE: (frozenset({_S.IN_REVIEW, _S.PASSED}), _S.ACCEPTED),
    _V.PUBLISH: (frozenset({_S.PASSED}), _S.PUBLISHED),
    _V.REVISE: (frozenset({_S.PUBLISHED, _S.TAKEN_DOWN}), _S.DRAFT),
    _V.CORRECT: (frozenset({_S.PUBLISHED, _S.PASSED, _S.TAKEN_DOWN}), _S.ACCEPTED),
    _V.CANCEL_CORRECTION: (
        frozenset({_S.DRAFT, _S.RETURNED, _S.ACCEPTED, _S.PASSED}),
        _S.PUBLISHED,
    ),
    # What is online can be taken down whatever happens to its working copy.
    _V.TAKE_DOWN: (frozenset(_S) - {_S.TAKEN_DOWN, _S.DISCARDED}, _S.TAKEN_DOWN),
    _V.DISCARD: (frozenset({_S.DRAFT, _S.RETURNED}), _S.DISCARDED),
    _V.RESTORE: (frozenset({_S.DISCARDED}), _S.DRAFT),
    _V.MERGE: (frozenset({_S.ARRIVED, _S.ACCEPTED}), _S.DISCARDED),
    _V.SPLIT_OFF: (frozenset({_S.ACCEPTED}), _S.ACCEPTED),
}

# Where the words may still be changed, and by whom: the unit that wrote it, or the desk.
EDITABLE_BY_UNIT = frozenset({ArticleState.DRAFT, ArticleState.RETURNED})
EDITABLE_BY_DESK = frozenset({ArticleState.ACCEPTED})


def may_cancel_correction(*, is_live: bool) -> Decision:
    """Answer whether there is a released text to go back to."""
    if is_live:
        return YES
    return no("content.not_live", "网站上没有这篇稿件，没有可以取消的更正。")


def may_move(state: ArticleState, verb: ArticleVerb) -> Decision:
    """Answer whether an article in `state` can be moved by `verb`."""
    if state in MOVES[verb][0]:
        return YES
    return no(
        "content.wrong_state",
        f"稿件现在是“{state.label}”，不能{verb.label}。请刷新页面查看最新状态。",
    )


def state_after(verb: ArticleVerb) -> ArticleState:
    """Return the state into which a verb leads."""
    return MOVES[verb][1]
