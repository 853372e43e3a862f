"""When the draft of an answer can be changed, sent to review and let go."""

from mingtang.ground.foundation.decisions import YES, Decision, no
from mingtang.ground.foundation.text import has_words
from mingtang.service.responses.enums import DraftState
from mingtang.service.responses.kinds import ResponseKind

_IN_HAND = frozenset({DraftState.WRITING, DraftState.RETURNED, DraftState.SENT})


def is_reviewed(kind: ResponseKind | None) -> Decision:
    """Answer whether answers to a kind of cases pass a review."""
    if kind is not None and kind.is_reviewed:
        return YES
    return no("responses.not_reviewed", "这类来件的答复不用送审，请直接答复。")


def may_write(state: DraftState) -> Decision:
    """Answer whether a draft can be changed; one that is with the leaders is first withdrawn."""
    if state in _IN_HAND:
        return YES
    return no("responses.in_review", "答复正在审核，请先撤回或等审核结果。")


def is_newest(known: int, version: int) -> Decision:
    """Answer whether nobody changed the draft since it was opened."""
    if known == version:
        return YES
    text = "答复稿刚被同事改过，请打开最新内容核对后再保存。"
    return no("responses.changed_since", text)


def may_send(state: DraftState, text: str) -> Decision:
    """Answer whether a draft can be sent to review."""
    decision = may_write(state)
    if state is DraftState.SENT:
        decision &= no("responses.sent", "这份答复已经发出，请先写好新的答复。")
    if not has_words(text):
        decision &= no("responses.empty", "答复还没有内容，请先起草。", "text")
    return decision


def is_phrase(title: str, text: str) -> Decision:
    """Answer whether a phrase has a name and words."""
    decision = YES
    if not has_words(title):
        decision &= no("responses.no_title", "请填写名称。", "title")
    if not has_words(text):
        decision &= no("responses.no_text", "请填写内容。", "text")
    return decision
