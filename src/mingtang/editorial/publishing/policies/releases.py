"""What a release, a take-down, a schedule must have. Values in, decisions out."""

from datetime import datetime, timedelta

from mingtang.editorial.pages.enums import TakeDownReason
from mingtang.ground.foundation.decisions import YES, Decision, no
from mingtang.ground.foundation.text import has_words

LONGEST_SCHEDULE = timedelta(days=366)


def has_place(accepted: int) -> Decision:
    """Answer whether an article has a column to appear in."""
    if accepted:
        return YES
    return no(
        "publishing.no_column", "稿件还没有被任何栏目接收。请先安排到栏目，并由接收网站接收。"
    )


def has_passed(*, is_passed: bool) -> Decision:
    """Answer whether exactly this text went through review."""
    if is_passed:
        return YES
    return no(
        "publishing.not_passed",
        "这一版文字没有走完审核。审核通过后又改动过的稿件，请重新送审。",
    )


def may_state_date(released_at: datetime, *, at: datetime, reason: str) -> Decision:
    """Answer whether another release date than now may be stated.

    Source: 政府网站与政务新媒体检查指标（国办秘函〔2019〕19号）：弄虚作假修改发布日期单项否决.
    """
    decision = YES
    if released_at > at:
        decision &= no("publishing.date_ahead", "发布日期不能晚于现在；要以后发布，请用定时发布。")
    if not has_words(reason):
        decision &= no("publishing.reason_missing", "请写明更改发布日期的依据。", "reason")
    return decision


def is_online(*, is_live: bool) -> Decision:
    """Answer whether there is something to be taken offline."""
    if is_live:
        return YES
    return no("publishing.not_live", "稿件现在不在线，无需下线。请刷新页面查看最新状态。")


def may_take_down(*, is_live: bool, reason_code: str, reason: str) -> Decision:
    """Answer whether something may be taken offline."""
    decision = is_online(is_live=is_live)
    if reason_code not in {str(code) for code in TakeDownReason}:
        decision &= no("publishing.reason_code", "请选择下线原因。", "reason_code")
    if not has_words(reason):
        decision &= no("publishing.reason_missing", "请写明下线的理由，备查用，不对外。", "reason")
    return decision


def may_schedule(due_at: datetime, *, at: datetime) -> Decision:
    """Answer whether a moment can be scheduled: to the minute, ahead, within a year."""
    decision = YES
    if due_at <= at:
        decision &= no("publishing.due_past", "定时的时间已经过去，请选择以后的时间。", "due_at")
    if due_at - at > LONGEST_SCHEDULE:
        decision &= no("publishing.due_far", "定时不能超过一年，请到时再安排。", "due_at")
    if due_at.second or due_at.microsecond:
        decision &= no("publishing.due_minute", "定时精确到分钟，请不要填写秒。", "due_at")
    return decision


def may_ask_interpretation(*, is_policy_live: bool, is_open: bool, question: str) -> Decision:
    """Answer whether a unit may be asked to interpret a question: of a policy online, one at a time."""
    decision = YES
    if not is_policy_live:
        text = "只有已经上线的政策文件可以提出解读任务。"
        decision &= no("publishing.not_live_policy", text)
    if is_open:
        text = "这份文件已有一项解读任务未办结，请等解读发布后再提。"
        decision &= no("publishing.request_open", text)
    if not has_words(question):
        text = "请写明群众普遍关心、需要解读的问题。"
        decision &= no("publishing.question_missing", text, "question")
    return decision
