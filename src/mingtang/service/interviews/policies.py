"""What may be done with yearly plans, interviews, turns and questions. Pure: no Django."""

from calendar import monthrange
from collections.abc import Collection
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from mingtang.ground.foundation.clock import beijing_date
from mingtang.ground.foundation.decisions import YES, Decision, no
from mingtang.ground.foundation.text import has_words
from mingtang.service.interviews.enums import (
    InterviewPlanState,
    InterviewState,
    PlanItemState,
    QuestionState,
    Speaker,
)

LIST_PATH = "/interviews/index.html"
SCRIPT_PATH = "/interview.js"
LONGEST_TURN = 3000
BETWEEN_WRITES = timedelta(seconds=2)  # turns that follow faster share one writing of the page

_S = InterviewState
_BEFORE: dict[InterviewState, frozenset[InterviewState]] = {
    _S.ANNOUNCED: frozenset({_S.DRAFT}),
    _S.POSTPONED: frozenset({_S.ANNOUNCED, _S.POSTPONED}),
    _S.CANCELLED: frozenset({_S.ANNOUNCED, _S.POSTPONED}),
    _S.LIVE: frozenset({_S.ANNOUNCED}),
    _S.ENDED: frozenset({_S.LIVE}),
    _S.ARCHIVED: frozenset({_S.ENDED}),
    _S.TAKEN_DOWN: frozenset(_S) - {_S.DRAFT, _S.TAKEN_DOWN},
}
ONLINE = frozenset(_S) - {_S.DRAFT, _S.TAKEN_DOWN}
COMING = (_S.LIVE, _S.ANNOUNCED, _S.POSTPONED)
TAKES_QUESTIONS = frozenset({_S.ANNOUNCED, _S.POSTPONED, _S.LIVE})


def page_path(number: int) -> str:
    """Return where the page of an interview is, from announcement to transcript."""
    return f"/interviews/{number}.html"


def year_path(year: int) -> str:
    """Return where the archive of a year is."""
    return f"/interviews/{year}/index.html"


def month_end(year: int, month: int) -> date:
    """Return the last day of a month: an entry of the plan is due by then."""
    return date(year, month, monthrange(year, month)[1])


def is_behind(year: int, month: int, *, held_at: datetime | None, at: datetime) -> bool:
    """Tell whether an entry of a plan is late: held after its month, or not held and the month is over."""
    day = beijing_date(held_at or at)
    return day > month_end(year, month)


def may_edit_plan(state: InterviewPlanState) -> Decision:
    """Answer whether entries can be written."""
    if state is InterviewPlanState.DRAFT:
        return YES
    if state is InterviewPlanState.IN_REVIEW:
        return no("interviews.plan_in_review", "方案正在审批，请先撤回再修改。")
    return no("interviews.plan_adopted", "方案已经印发，请提出调整申请，经审批后生效。")


def may_send_plan(state: InterviewPlanState, items: int) -> Decision:
    """Answer whether a plan can be sent for approval."""
    decision = may_edit_plan(state)
    if not items:
        decision &= no("interviews.plan_empty", "方案里还没有访谈，请先添加至少一期。")
    return decision


def check_item(month: int, topic: str, guests: str) -> Decision:
    """Answer whether an entry says when, about what and with whom."""
    decision = YES
    if not 1 <= month <= 12:
        decision &= no("interviews.bad_month", "月份应为 1 至 12。", "month")
    if not has_words(topic):
        decision &= no("interviews.no_topic", "请填写访谈主题。", "topic")
    if not has_words(guests):
        text = "请填写拟邀请的嘉宾，可只写职务，如“市教育局主要负责人”。"
        decision &= no("interviews.no_guests", text, "guests")
    return decision


def may_change_plan(
    plan: InterviewPlanState, item: PlanItemState | None, *, is_held: bool, reason: str
) -> Decision:
    """Answer whether a change of an adopted plan can be proposed; what was held stays as it was."""
    decision = YES
    if plan is not InterviewPlanState.ADOPTED:
        decision &= no("interviews.not_adopted", "方案还没有印发，可以直接修改。")
    decision &= may_change_item(item, is_held=is_held)
    if not has_words(reason):
        decision &= no("interviews.no_reason", "请写明调整的原因。", "reason")
    return decision


def may_change_item(item: PlanItemState | None, *, is_held: bool) -> Decision:
    """Answer whether an entry can still be changed, when that is proposed and when it is approved."""
    decision = YES
    if item is not None and item is not PlanItemState.PLANNED:
        decision &= no("interviews.item_dropped", "这一期已经取消，请刷新页面。")
    if is_held:
        decision &= no("interviews.item_held", "这一期已经举办，不能再调整。")
    return decision


def check_interview(*, title: str, intro: str, how: str, video: str) -> Decision:
    """Answer whether an interview says what it is about and how to take part."""
    decision = YES
    if not has_words(title):
        decision &= no("interviews.no_title", "请填写访谈主题。", "title")
    if not has_words(intro):
        decision &= no("interviews.no_intro", "请用几句话介绍访谈内容。", "intro")
    if not has_words(how):
        decision &= no("interviews.no_how", "请写明公众怎样参与。", "how")
    if video and urlsplit(video).scheme not in {"http", "https"}:
        text = "视频网址应以 https:// 开头，请从播放页面的地址栏复制。"
        decision &= no("interviews.bad_video", text, "video")
    return decision


def may_move(state: InterviewState, to: InterviewState) -> Decision:
    """Answer whether an interview can go from one state to another."""
    if state in _BEFORE[to]:
        return YES
    return no("interviews.wrong_state", f"访谈现在是“{state.label}”，不能这样办理，请刷新页面。")


def may_announce(
    state: InterviewState, *, starts_at: datetime, at: datetime, guests: int, wrote: bool
) -> Decision:
    """Answer whether an interview can be announced: by a second person, with guests, ahead of time."""
    decision = may_move(state, InterviewState.ANNOUNCED)
    if not guests:
        decision &= no("interviews.no_guest", "请先添加嘉宾的姓名和职务。")
    if starts_at <= at:
        decision &= no("interviews.past_start", "开始时间已过，请先改到以后的时间。")
    if wrote:
        decision &= no("interviews.own_text", "自己起草的访谈应由另一位负责人审定。")
    return decision


def may_postpone(
    state: InterviewState, *, starts_at: datetime | None, at: datetime, reason: str
) -> Decision:
    """Answer whether an interview can get another time, or none for now; readers are told why."""
    decision = may_move(state, InterviewState.POSTPONED) & says_why(reason)
    if starts_at is not None and starts_at <= at:
        decision &= no("interviews.past_start", "新的开始时间要晚于现在。", "starts_at")
    return decision


def says_why(reason: str) -> Decision:
    """Answer whether readers are told why."""
    if has_words(reason):
        return YES
    return no("interviews.no_reason", "请写明原因，公众会在页面上看到。", "reason")


def may_edit(state: InterviewState) -> Decision:
    """Answer whether what is said of an interview can be changed."""
    if state in {_S.DRAFT, _S.ANNOUNCED, _S.POSTPONED, _S.LIVE, _S.ENDED}:
        return YES
    return no("interviews.wrong_state", f"访谈现在是“{state.label}”，不能修改。")


def may_say(
    state: InterviewState, *, text: str, speaker: Speaker, has_guest: bool, has_picture: bool
) -> Decision:
    """Answer whether a turn can be stored."""
    decision = YES
    if state is not InterviewState.LIVE:
        decision &= no("interviews.not_live", "访谈没有在直播，不能发言。")
    if not has_words(text) and not has_picture:
        decision &= no("interviews.no_text", "请填写发言内容，或选一张图片。", "text")
    if len(text) > LONGEST_TURN:
        decision &= no("interviews.long_text", f"一次发言不超过 {LONGEST_TURN} 个字。", "text")
    if speaker is Speaker.GUEST and not has_guest:
        decision &= no("interviews.which_guest", "请选择是哪位嘉宾的发言。", "speaker")
    return decision


def may_judge(state: QuestionState, interview: InterviewState) -> Decision:
    """Answer whether a question can still be chosen or left out."""
    decision = YES
    if state is QuestionState.ASKED:
        decision &= no("interviews.asked", "这个问题已经提出，请刷新页面。")
    if interview not in TAKES_QUESTIONS:
        decision &= no("interviews.no_questions_now", "访谈已经结束，不再筛选提问。")
    return decision


def may_ask(state: QuestionState) -> Decision:
    """Answer whether a question can be put to the guests: only one that was chosen."""
    if state is QuestionState.CHOSEN:
        return YES
    return no("interviews.not_chosen", "请先选用这个问题并核对公开的文字。", "question")


def may_edit_turn(state: InterviewState, text: str) -> Decision:
    """Answer whether the words of a turn can be changed."""
    decision = YES
    if state not in {_S.LIVE, _S.ENDED, _S.ARCHIVED}:
        decision &= no("interviews.wrong_state", f"访谈现在是“{state.label}”，没有可改的发言。")
    if len(text) > LONGEST_TURN:
        decision &= no("interviews.long_text", f"一次发言不超过 {LONGEST_TURN} 个字。", "text")
    return decision


def may_archive(
    state: InterviewState, *, turns: int, editors: Collection[int], who: int
) -> Decision:
    """Answer whether a transcript can be released: there is one, and a second person reviewed it."""
    decision = may_move(state, InterviewState.ARCHIVED)
    if not turns:
        decision &= no("interviews.no_turns", "实录里没有发言，不能发布。")
    if who in editors:
        decision &= no("interviews.own_text", "自己整理的实录应由另一位负责人审定。")
    return decision
