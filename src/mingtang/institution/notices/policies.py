"""When and how a notice goes out, and what it says. Pure: no Django, no clock."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime, timedelta

from mingtang.ground.foundation.clock import BEIJING
from mingtang.ground.foundation.decisions import YES, Decision, no
from mingtang.ground.foundation.text import has_words
from mingtang.institution.notices.enums import DispatchState, NoticeChannel
from mingtang.institution.notices.kinds import NoticeKind
from mingtang.institution.obligations.policies.notices import NIGHT_ENDS, notify_at

LONGEST_HOLIDAY = 31  # days looked ahead; no arrangement of rest days is longer
# Minutes until the next try; after the last one it has failed.
PAUSES = (1, 5, 15, 60, 240)
DIGEST_LINES = 20


def sending_moment(
    moment: datetime, *, is_urgent: bool, is_working: Callable[[date], bool]
) -> datetime:
    """Return when something may go out: at once, or in the morning of the next working day.

    Nobody is told at night (21:00 to 7:30 in Beijing) or on a rest day, unless it is urgent.
    """
    if is_urgent:
        return moment
    found = notify_at(moment, urgent=False)
    for _ in range(LONGEST_HOLIDAY):
        day = found.astimezone(BEIJING).date()
        if is_working(day):
            return found
        found = datetime.combine(day + timedelta(days=1), NIGHT_ENDS, BEIJING)
    return found


def channels_for(
    kind: NoticeKind,
    chosen: Mapping[NoticeChannel, bool],
    reachable: Collection[NoticeChannel],
) -> list[NoticeChannel]:
    """Return the ways by which a person is told: as chosen, else as the kind says; only reachable ones."""
    return [
        channel
        for channel in NoticeChannel
        if channel in reachable and chosen.get(channel, channel in kind.channels)
    ]


def next_try(tries: int, at: datetime) -> datetime | None:
    """Return when to try again after `tries` tries that failed, or None when it is given up."""
    if tries > len(PAUSES):
        return None
    return at + timedelta(minutes=PAUSES[tries - 1])


def may_retry(state: DispatchState) -> Decision:
    """Answer whether a dispatch can be tried again by a person."""
    if state is DispatchState.FAILED:
        return YES
    return no("notices.not_failed", "这条通知没有发送失败，不需要重新发送。")


def may_add_robot(name: str, others: Collection[str], most: int) -> Decision:
    """Answer whether a unit can have one more robot, by this name."""
    decision = YES
    if not has_words(name):
        decision &= no("notices.robot_unnamed", "请填写群机器人的名称，例如“报送工作群”。", "name")
    if name in others:
        decision &= no(
            "notices.robot_name_taken", "本单位已有同名的群机器人，请换一个名称。", "name"
        )
    if len(others) >= most:
        decision &= no(
            "notices.too_many_robots", f"每个单位最多 {most} 个群机器人，请先移除不用的。"
        )
    return decision


def digest_text(sentences: Sequence[str], unread: int, due_soon: int) -> str:
    """Return what the daily digest says; `unread` may count more than there are sentences."""
    lines = [f"您有 {unread} 条未读通知："] if unread else []
    lines += [f"{number}. {one}" for number, one in enumerate(sentences[:DIGEST_LINES], 1)]
    if unread > len(sentences[:DIGEST_LINES]):
        lines.append("其余请登录工作台查看。")
    if due_soon:
        lines += ["", f"今天到期或已超期的事项有 {due_soon} 项，请及时办理。"]
    return "\n".join(lines)


def duty_day(moment: datetime) -> date:
    """Return whose day of duty runs at a moment: the night belongs to the day before."""
    local = moment.astimezone(BEIJING)
    night = local.time() < NIGHT_ENDS
    return local.date() - timedelta(days=1 if night else 0)


def may_add_duty_turn(day: date, *, today: date, phone: str, is_listed: bool) -> Decision:
    """Answer whether a person may be put on the duty roster for a day."""
    decision = YES
    if day < today:
        decision &= no("notices.duty_past", "这一天已经过去，请填写今天或以后的日期。", "day")
    if not has_words(phone):
        decision &= no("notices.duty_phone", "请填写值班时能打通的电话。", "phone")
    if is_listed:
        decision &= no("notices.duty_listed", "这一天的值班表上已经有这个人。", "who")
    return decision


def told_at_once(people: Collection[int], on_duty: Collection[int]) -> frozenset[int]:
    """Return who is told at night of what is urgent: of them who is on duty, else everyone."""
    return frozenset(people) & frozenset(on_duty) or frozenset(people)
