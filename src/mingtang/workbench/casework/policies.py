"""The state table of cases, who does what with one, and what has to be said."""

from collections.abc import Mapping
from dataclasses import dataclass

from mingtang.ground.foundation.decisions import YES, Decision, no
from mingtang.ground.foundation.text import has_words
from mingtang.workbench.casework.enums import CaseRole, CaseState, CaseVerb, EntryKind
from mingtang.workbench.casework.kinds import JUDGEMENTS, CaseKind

S, V = CaseState, CaseVerb
OPEN_STATES = frozenset({S.RECEIVED, S.DISPATCHED, S.CLAIMED, S.PAUSED})
ENDED = frozenset({S.CLOSED, S.MERGED, S.WITHDRAWN, S.INVALID})
_AT_UNIT = frozenset({S.DISPATCHED, S.CLAIMED})
_BEFORE_ANSWER = frozenset({S.RECEIVED, S.DISPATCHED, S.CLAIMED})
_ALWAYS = frozenset(S)

FROM: Mapping[CaseVerb, frozenset[CaseState]] = {
    V.DISPATCH: frozenset({S.RECEIVED}),
    V.CLAIM: _AT_UNIT,
    V.TRANSFER: _AT_UNIT,
    V.OBJECT: _AT_UNIT,
    V.JOIN: _AT_UNIT,
    V.PAUSE: frozenset({S.CLAIMED}),
    V.RESUME: frozenset({S.PAUSED}),
    V.EXTEND: _AT_UNIT,
    V.ASK_EXTENSION: _AT_UNIT,
    V.VALUE: OPEN_STATES,
    V.COMPLEX: OPEN_STATES,
    V.FOREIGN: _BEFORE_ANSWER,
    V.EXPLAIN: _BEFORE_ANSWER,
    V.URGE: _AT_UNIT | {S.PAUSED},
    V.SUPERVISE: OPEN_STATES,
    V.ESCALATE: OPEN_STATES,
    V.REOPEN: frozenset({S.ANSWERED, S.CLOSED}),
    V.ANSWER: frozenset({S.CLAIMED}),
    V.CLOSE: frozenset({S.ANSWERED}),
    V.MERGE: OPEN_STATES,
    V.DROP: OPEN_STATES,
    V.MESSAGE: OPEN_STATES | {S.ANSWERED},
    V.HEAR: OPEN_STATES | {S.ANSWERED},
    V.LOOK_AGAIN: frozenset({S.ANSWERED, S.CLOSED}),
    V.RATE: frozenset({S.ANSWERED, S.CLOSED}),
    V.NOTE: _ALWAYS,
    V.LINK: _ALWAYS,
    V.VIEW: _ALWAYS,
    V.ERASE_ENTRY: _ALWAYS,
    V.ERASE: ENDED,
}
"""From which states each verb may be used."""

TO: Mapping[CaseVerb, CaseState] = {
    V.DISPATCH: S.DISPATCHED,
    V.CLAIM: S.CLAIMED,
    V.TRANSFER: S.DISPATCHED,
    V.OBJECT: S.RECEIVED,
    V.PAUSE: S.PAUSED,
    V.RESUME: S.CLAIMED,
    V.ANSWER: S.ANSWERED,
    V.EXPLAIN: S.ANSWERED,
    V.REOPEN: S.DISPATCHED,
    V.CLOSE: S.CLOSED,
    V.MERGE: S.MERGED,
}
"""The state after a verb; the others change none, and the end of a dropped case says why it ended."""

DROPPED = frozenset({S.WITHDRAWN, S.INVALID})
WHO: Mapping[CaseVerb, tuple[CaseRole, ...]] = {
    V.DISPATCH: (CaseRole.DESK,),
    V.CLAIM: (CaseRole.HOLDER,),
    V.TRANSFER: (CaseRole.HOLDER, CaseRole.DESK),
    V.OBJECT: (CaseRole.HOLDER,),
    V.JOIN: (CaseRole.DESK,),
    V.PAUSE: (CaseRole.HOLDER,),
    V.RESUME: (CaseRole.HOLDER,),
    V.EXTEND: (CaseRole.DESK,),
    V.ASK_EXTENSION: (CaseRole.HOLDER,),
    V.VALUE: (CaseRole.HOLDER, CaseRole.DESK),
    V.COMPLEX: (CaseRole.DESK,),
    V.FOREIGN: (CaseRole.HOLDER, CaseRole.DESK),
    V.EXPLAIN: (CaseRole.HOLDER, CaseRole.DESK),
    V.ANSWER: (CaseRole.HOLDER,),
    V.CLOSE: (CaseRole.HOLDER, CaseRole.DESK),
    V.URGE: (CaseRole.LEADER, CaseRole.DESK),
    V.SUPERVISE: (CaseRole.LEADER,),
    V.ESCALATE: (CaseRole.DESK, CaseRole.HOLDER, CaseRole.LEADER),
    V.REOPEN: (CaseRole.DESK,),
    V.LOOK_AGAIN: (CaseRole.DESK,),
    V.MERGE: (CaseRole.DESK,),
    V.DROP: (CaseRole.DESK,),
    V.MESSAGE: (CaseRole.HOLDER, CaseRole.DESK),
    V.NOTE: (CaseRole.HOLDER, CaseRole.JOINT, CaseRole.DESK),
    V.LINK: (CaseRole.HOLDER, CaseRole.DESK),
    V.VIEW: (CaseRole.HOLDER, CaseRole.JOINT, CaseRole.DESK),
    V.ERASE_ENTRY: (CaseRole.DESK,),
    V.ERASE: (CaseRole.DESK,),
}
"""Who may use each verb; what the citizen does asks nobody."""

BEST, SATISFIED, BAD = 5, 4, 2  # a rating is 1 to 5


def may_move(kind: CaseKind, state: CaseState, verb: CaseVerb) -> Decision:
    """Answer whether a verb can be used on a case of a kind in a state."""
    target = TO.get(verb)
    if target is not None and target not in kind.states:
        return no("casework.not_of_kind", f"“{kind.label}”没有“{verb.label}”这一步。")
    if verb in JUDGEMENTS - kind.judgements:
        return no("casework.not_of_kind", f"“{kind.label}”没有“{verb.label}”这一步。")
    if state not in FROM[verb]:
        text = f"这件办件现在是“{state.label}”，不能{verb.label}，请刷新页面查看最新情况。"
        return no("casework.wrong_state", text)
    return YES


def may_end_as(kind: CaseKind, end: CaseState) -> Decision:
    """Answer whether a case can be dropped with this end."""
    if end in DROPPED and end in kind.states:
        return YES
    return no("casework.not_an_end", "请选择终止的原因。", "end")


def says_something(text: str, field: str = "text") -> Decision:
    """Answer whether a text that others read says anything."""
    return YES if has_words(text) else no("casework.nothing_said", "请填写内容。", field)


def is_answered_here(route: str) -> Decision:
    """Answer whether cases of a kind are answered without a review."""
    if not route:
        return YES
    return no("casework.reviewed", "这类来件的答复先起草、送审，审核通过后自动发给来件人。")


def goes_elsewhere(unit: str, new_unit: str) -> Decision:
    """Answer whether a transfer leads to another unit."""
    if unit != new_unit:
        return YES
    return no("casework.same_unit", "办件已经在这个单位，请选择其他单位。", "unit")


def may_join(unit: str, holder: str, joint: frozenset[str]) -> Decision:
    """Answer whether a unit can be added beside the one that leads."""
    if unit == holder:
        return no("casework.leads_already", "这个单位是主办单位，请选择其他单位。", "unit")
    if unit in joint:
        return no("casework.joined_already", "这个单位已经是协办单位，请选择其他单位。", "unit")
    return YES


@dataclass(frozen=True)
class CaseFacts:
    """What a decision about two cases needs to know of one."""

    pk: int
    kind: str
    state: CaseState


def may_merge(case: CaseFacts, into: CaseFacts) -> Decision:
    """Answer whether a case can go into another one, which goes on for both."""
    decision = may_link(case, into)
    if case.kind != into.kind:
        decision &= no("casework.other_kind", "只能并入同一种类的办件。", "other")
    if into.state not in OPEN_STATES:
        text = f"要并入的办件现在是“{into.state.label}”，请选择还在办理的办件。"
        decision &= no("casework.not_open", text, "other")
    return decision


def may_link(case: CaseFacts, other: CaseFacts) -> Decision:
    """Answer whether two cases can be linked."""
    if case.pk != other.pk:
        return YES
    return no("casework.same_case", "这是同一件办件，请填写另一件的编号。", "other")


def may_extend(*, is_extendable: bool) -> Decision:
    """Answer whether a standing rule of the case knows an extension."""
    if is_extendable:
        return YES
    return no("casework.no_extension", "这件办件适用的规定没有延期的条款，请按期办理。")


def may_judge(*, is_judged: bool) -> Decision:
    """Answer whether a judgement is still to be made: a second one would move its date."""
    if not is_judged:
        return YES
    return no("casework.judged_already", "这件办件已经作过这项认定，请刷新页面查看。")


def may_press(*, is_done: bool) -> Decision:
    """Answer whether a case may be supervised or submitted to leaders, each at most once."""
    if not is_done:
        return YES
    return no("casework.pressed_already", "这件办件已经在督办或已上报，请刷新页面查看。")


def may_ask_extension(*, is_asked: bool) -> Decision:
    """Answer whether no extension is being asked for."""
    if not is_asked:
        return YES
    return no("casework.asked_already", "这件办件的延期申请正在审批，请等待结果。")


def may_erase(kind: EntryKind) -> Decision:
    """Answer whether a single text can be erased; an answer goes only with the whole case."""
    if kind is not EntryKind.ANSWER:
        return YES
    return no("casework.answer_stays", "答复不能单独删除，请在办结后删除整件的个人信息。")


def may_look_again(*, is_doubted: bool) -> Decision:
    """Answer whether a rating waits for a second look."""
    if is_doubted:
        return YES
    return no("casework.not_doubted", "这件办件没有待复核的评价，请刷新页面查看。")


def explains_rating(rating: int, comment: str) -> Decision:
    """Answer whether a bad rating has a comment, which the second look needs."""
    if rating > BAD or has_words(comment):
        return YES
    return no("casework.rating_unexplained", "不满意的，请写明原因，方便我们复核。", "comment")


def is_rating(rating: int) -> Decision:
    """Answer whether a number is a rating, 1 to 5."""
    if 1 <= rating <= BEST:
        return YES
    return no("casework.no_rating", f"请在 1 到 {BEST} 分之间评价。", "rating")


def number_of(pattern: str, year: int, number: int | str) -> str:
    """Return the number of a case as people write it (找错〔2026〕12号)."""
    return pattern.format(year=year, number=number)
