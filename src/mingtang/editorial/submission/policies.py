"""What a submission must carry, who approves it, and in which order."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from mingtang.editorial.submission.enums import StepState, SubmissionState
from mingtang.ground.foundation.decisions import YES, Decision, no
from mingtang.ground.foundation.text import has_words


@dataclass(frozen=True)
class StepPlan:
    """One step of a unit's own approval, as the regulation pack has it.

    `joins_previous`: the person who took the step before may take this one in the same act. `stand_in` are
    the posts that may take it where nobody of `posts` can.
    """

    key: str
    label: str
    posts: tuple[str, ...]
    joins_previous: bool = False
    clauses: tuple[str, ...] = ()
    stand_in: tuple[str, ...] = ()


@dataclass(frozen=True)
class SubmissionContact:
    """Who sends: what the desk must know to ask back."""

    unit: str
    author: str
    phone: str
    title: str
    unnamed_pictures: int = 0


_FIELD_TEXTS = {
    "unit": "请填写报送单位。",
    "author": "请填写作者姓名。",
    "phone": "请填写联系电话，编辑部需要时好与您联系。",
    "title": "请填写信息名称（标题）。",
}
_FIELDS = ("unit", "author", "phone", "title")


def has_required_fields(contact: SubmissionContact, required: Collection[str]) -> Decision:
    """Answer whether a submission names what the pack requires.

    Source: 兴市府办〔2014〕19号 第二十八条 (XN-21).
    """
    decision = YES
    for name in _FIELDS:
        if name in required and not has_words(getattr(contact, name)):
            decision &= no(f"submission.{name}_missing", _FIELD_TEXTS[name], name)
    if "picture_names" in required and contact.unnamed_pictures:
        decision &= no(
            "submission.picture_unnamed",
            f"有 {contact.unnamed_pictures} 张图片没有名称，请逐张填写图片名称。",
            "body",
        )
    return decision


def may_decide_step(
    *,
    state: StepState,
    submission: SubmissionState,
    earlier: Sequence[StepState],
    is_current_text: bool,
    actor: str,
    authors: Collection[str],
) -> Decision:
    """Answer whether a step can be decided now by this person, apart from the person's rights."""
    decision = YES
    if submission is not SubmissionState.WAITING:
        decision &= no("submission.not_waiting", "这次报送已经有了结果，请刷新页面查看。")
    if state is not StepState.WAITING:
        decision &= no("submission.step_decided", "这一步已经有人审签，请刷新页面。")
    if any(step is not StepState.APPROVED for step in earlier):
        decision &= no("submission.step_early", "前一步审签尚未完成，请稍候。")
    if not is_current_text:
        decision &= no("submission.text_changed", "报送之后稿件有改动，请退回后重新报送。")
    if actor in authors:
        decision &= no("submission.own_text", "不能审签本人撰写或修改过的稿件，请由其他领导审签。")
    return decision


def may_return(reason: str) -> Decision:
    """Answer whether a return says why.

    Source: 兴市府办〔2014〕19号 第二十七条 (XN-20): a return with a reason meets the clock.
    """
    if has_words(reason):
        return YES
    return no("submission.reason_missing", "退回时请写明理由，方便作者修改。", "reason")


def may_recall(state: SubmissionState) -> Decision:
    """Answer whether a submission is still with the unit's own leaders."""
    if state is SubmissionState.WAITING:
        return YES
    return no("submission.not_waiting", "这次报送已经有了结果，请刷新页面查看。")


def is_at_desk(state: SubmissionState, act: str) -> Decision:
    """Answer whether a submission is where the desk can accept or return it."""
    if state in STATES_OF_DESK[act]:
        return YES
    return no("submission.not_at_desk", "这次报送不在编辑部手中，请刷新页面。")


STATES_OF_DESK: Mapping[str, frozenset[SubmissionState]] = {
    "accept": frozenset({SubmissionState.ARRIVED}),
    "return": frozenset({SubmissionState.ARRIVED, SubmissionState.ACCEPTED}),
}
