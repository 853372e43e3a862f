"""What the notices room tells people when it hears of promises, posts and tokens."""

from datetime import datetime, timedelta
from typing import Any

from mingtang.ground.foundation import clock
from mingtang.ground.foundation.clock import BEIJING
from mingtang.institution.notices.actions import Telling, tell_people
from mingtang.institution.notices.kinds import MAIL, ROBOT, SMS, NoticeKind
from mingtang.institution.notices.queries import leaders_to_tell, people_to_tell
from mingtang.institution.obligations.enums import NoticeTopic
from mingtang.institution.obligations.events import NOTICE_DUE, RUN_OF_MISSES
from mingtang.institution.obligations.models import Obligation
from mingtang.institution.obligations.queries.lists import countdown
from mingtang.institution.obligations.queries.rules import rule_of
from mingtang.institution.organization.enums import Post
from mingtang.institution.organization.models import Unit
from mingtang.institution.organization.staffing import Roster
from mingtang.institution.regulations.schema import Duty
from mingtang.spine.events.subscribers import SealedEvent, subscribe

WARNED = NoticeKind("notices.deadline", "时限临近", frozenset({MAIL, ROBOT}))
OVERDUE = NoticeKind("notices.overdue", "已超期", frozenset({MAIL, ROBOT}))
URGENT = NoticeKind("notices.urgent", "紧急时限", frozenset({MAIL, SMS, ROBOT}), is_urgent=True)
MISSES = NoticeKind("notices.misses", "所属单位连续未完成", frozenset({MAIL}))
POSTS = NoticeKind("notices.posts", "我的岗位有变化", frozenset({MAIL}))
TOKENS = NoticeKind("notices.tokens", "我的接口令牌快到期", frozenset({MAIL}))

# Changes older than this are not told: a history that is loaded, or the backlog of a long outage.
NEWS = timedelta(days=7)
KINDS = (WARNED, OVERDUE, URGENT, MISSES, POSTS, TOKENS)
_POST_WORDS = {
    "organization.post.assigned": "您担任{unit}的{post}，自{since}起。",
    "organization.post.ended": "您不再担任{unit}的{post}。",
    "organization.post.handed_over": "您担任的{post}随网站移交，现属{unit}。",
    "organization.delegation.made": "{since}至{until}，由您代行{unit}的{post}。",
    "organization.delegation.ended": "您代行{unit}的{post}已经结束。",
}


def connect() -> None:
    """Register this room's subscribers."""
    subscribe("notices.promises", codes=[NOTICE_DUE, RUN_OF_MISSES], handler=_on_promise)
    subscribe("notices.posts", codes=_POST_WORDS, handler=_on_post)
    subscribe("notices.tokens", codes=["organization.token.expiring"], handler=_on_token)


def _on_promise(event: SealedEvent) -> None:
    found = Obligation.objects.filter(pk=event.payload["obligation"]).first()
    if found is None:
        return
    if event.code == RUN_OF_MISSES:
        _tell_leaders(event, found)
    elif found.is_live:  # what was met while the event waited is no longer due
        _tell_of_deadline(event, found)


def _tell_of_deadline(event: SealedEvent, found: Obligation) -> None:
    at = clock.now()
    shown, rule = countdown(found, at), rule_of(found)
    is_overdue = event.payload["topic"] == NoticeTopic.OVERDUE
    kind = OVERDUE if is_overdue else WARNED
    if isinstance(rule, Duty) and rule.urgent:
        kind = URGENT
    due = _moment(found.due_at)
    words = (
        f"已于{due}到期，还没有办结，请尽快办理。" if is_overdue else f"将于{due}到期，请按时办结。"
    )
    telling = Telling(
        kind=kind,
        sentence=f"“{shown.label}”{words}",
        key=f"event:{event.position}",
        subject=found.subject,
        unit=found.unit_key,
        citation=shown.citation,
        due_at=found.due_at,
    )
    roster = Roster(at)
    people = people_to_tell(found.subject, found.unit_key, roster)
    if is_overdue and isinstance(rule, Duty) and rule.tells_leaders:
        people += leaders_to_tell(found.unit_key, roster)
    tell_people(people=people, at=at, telling=telling)


def _tell_leaders(event: SealedEvent, found: Obligation) -> None:
    at = clock.now()
    shown = countdown(found, at)
    telling = Telling(
        kind=MISSES,
        sentence=f"“{shown.label}”已连续 {event.payload['count']} 次没有完成，请督促。",
        key=f"event:{event.position}",
        subject=found.subject,
        unit=found.unit_key,
        citation=shown.citation,
    )
    tell_people(people=leaders_to_tell(found.unit_key, Roster(at)), at=at, telling=telling)


def _on_post(event: SealedEvent) -> None:
    """Tell the holder of a post, or the stand-in, unless they made the change themselves."""
    who, at = str(event.payload.get("to", event.subject)), clock.now()
    if event.actor == who or at - event.recorded_at > NEWS:
        return
    facts = event.payload
    unit = Unit.objects.filter(code=facts["unit"]).first()
    words = _POST_WORDS[event.code].format(
        post=Post(str(facts["post"])).label,
        unit=unit.name if unit else "",
        since=_day(facts["valid_from"]),
        until=_day(facts["valid_to"]),
    )
    telling = Telling(kind=POSTS, sentence=words, key=f"event:{event.position}", subject=who)
    tell_people(people=[_number(who)], at=at, telling=telling)


def _on_token(event: SealedEvent) -> None:
    day = _day(event.payload["expires_at"])
    telling = Telling(
        kind=TOKENS,
        sentence=f"您的接口令牌将于{day}到期，请在“我的账号”中领取新的，并更换程序里的令牌。",
        key=f"event:{event.position}",
    )
    tell_people(people=[_number(event.subject)], at=clock.now(), telling=telling)


def _number(person_key: str) -> int:
    return int(person_key.removeprefix("person:"))


def _day(text: Any) -> str:
    """Return the day of a moment that an event tells, or nothing where it tells none."""
    if not text:
        return ""
    local = datetime.fromisoformat(str(text)).astimezone(BEIJING)
    return f"{local.year}年{local.month}月{local.day}日"


def _moment(moment: datetime) -> str:
    local = moment.astimezone(BEIJING)
    return f"{local.month}月{local.day}日{local:%H:%M}"
