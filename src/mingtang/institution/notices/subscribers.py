"""What the notices room tells people when it hears of promises."""

from datetime import datetime

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
from mingtang.institution.organization.staffing import Roster
from mingtang.institution.regulations.schema import Duty
from mingtang.spine.events.subscribers import SealedEvent, subscribe

WARNED = NoticeKind("notices.deadline", "时限临近", frozenset({MAIL, ROBOT}))
OVERDUE = NoticeKind("notices.overdue", "已超期", frozenset({MAIL, ROBOT}))
URGENT = NoticeKind("notices.urgent", "紧急时限", frozenset({MAIL, SMS, ROBOT}), is_urgent=True)
MISSES = NoticeKind("notices.misses", "所属单位连续未完成", frozenset({MAIL}))

KINDS = (WARNED, OVERDUE, URGENT, MISSES)


def connect() -> None:
    """Register this room's subscriber."""
    subscribe("notices.promises", codes=[NOTICE_DUE, RUN_OF_MISSES], handler=_on_promise)


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
    people = people_to_tell(found.subject, found.unit_key, Roster(at))
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


def _moment(moment: datetime) -> str:
    local = moment.astimezone(BEIJING)
    return f"{local.month}月{local.day}日{local:%H:%M}"
