"""Whom the progress of a case is told."""

from collections.abc import Callable

from mingtang.ground.foundation import clock
from mingtang.institution.notices.actions import Telling, tell_people
from mingtang.institution.notices.kinds import MAIL, ROBOT, NoticeKind
from mingtang.institution.notices.queries import leaders_to_tell
from mingtang.institution.organization.staffing import Roster, ids_of
from mingtang.spine.events.subscribers import SealedEvent, subscribe
from mingtang.workbench.casework.actions.showing import show_to_sender
from mingtang.workbench.casework.events import EVENT_TYPES
from mingtang.workbench.casework.models import SUBJECT, Case
from mingtang.workbench.casework.policies import BAD
from mingtang.workbench.casework.queries import dispatching_need, handling_need, holders_of

ARRIVED = NoticeKind("casework.arrived", "收到待转办的办件", frozenset({MAIL}))
MINE = NoticeKind("casework.mine", "办件派到本单位", frozenset({MAIL, ROBOT}))
RETURNED = NoticeKind("casework.returned", "办件被退回转办", frozenset({MAIL}))
HEARD = NoticeKind("casework.heard", "来件人有补充", frozenset({MAIL}))
URGED = NoticeKind("casework.urged", "办件被催办", frozenset({MAIL, ROBOT}))
SUPERVISED = NoticeKind("casework.supervised", "办件被督办", frozenset({MAIL, ROBOT}))
ESCALATED = NoticeKind("casework.escalated", "办件上报领导", frozenset({MAIL, ROBOT}))
REFUSED = NoticeKind("casework.extension_refused", "延期申请没有同意", frozenset({MAIL}))
RATED = NoticeKind("casework.rated", "办件评价不满意", frozenset({MAIL}))
KINDS = (ARRIVED, MINE, RETURNED, HEARD, URGED, SUPERVISED, ESCALATED, REFUSED, RATED)

People = Callable[[Case, SealedEvent, Roster], list[int]]


def _desk(case: Case, event: SealedEvent, roster: Roster) -> list[int]:
    return ids_of(roster.nearest(dispatching_need(case)))


def _unit(case: Case, event: SealedEvent, roster: Roster) -> list[int]:
    return ids_of(roster.nearest(handling_need(case, str(event.payload["unit"]))))


def _holder(case: Case, event: SealedEvent, roster: Roster) -> list[int]:
    return holders_of(case, roster)


def _leaders(case: Case, event: SealedEvent, roster: Roster) -> list[int]:
    return [*leaders_to_tell(case.unit, roster), *_desk(case, event, roster)]


def _holder_and_leaders(case: Case, event: SealedEvent, roster: Roster) -> list[int]:
    return [*holders_of(case, roster), *leaders_to_tell(case.unit, roster)]


def _leaders_of_desk(case: Case, event: SealedEvent, roster: Roster) -> list[int]:
    return leaders_to_tell(case.desk_unit, roster)


_TOLD: dict[str, tuple[NoticeKind, str, People]] = {
    "casework.case.arrived": (ARRIVED, "收到一件{kind}，请转办。", _desk),
    "casework.case.dispatched": (MINE, "有一件{kind}派到本单位，请认领。", _unit),
    "casework.case.transferred": (MINE, "有一件{kind}移交到本单位，请认领。", _unit),
    "casework.case.joined": (MINE, "有一件{kind}请本单位协办，请查看。", _unit),
    "casework.case.objected": (RETURNED, "一件{kind}被承办单位退回，请重新转办。", _desk),
    "casework.case.heard": (HEARD, "一件{kind}的来件人有补充，请查看。", _holder),
    "casework.case.urged": (URGED, "一件{kind}被催办，请尽快办理。", _holder),
    "casework.case.supervised": (
        SUPERVISED,
        "一件{kind}由领导督办，请优先办理。",
        _holder_and_leaders,
    ),
    "casework.case.escalated": (ESCALATED, "一件{kind}上报，请阅示。", _leaders_of_desk),
    "casework.case.extension_refused": (
        REFUSED,
        "一件{kind}的延期申请没有同意，请按期办理。",
        _holder,
    ),
    "casework.case.reopened": (MINE, "一件{kind}要求重新办理，请认领。", _unit),
    "casework.case.rated": (RATED, "一件{kind}的评价为不满意，请了解原因。", _leaders),
}


def connect() -> None:
    """Register this room's subscribers."""
    subscribe("casework.notices", codes=_TOLD, handler=_on_progress)
    told = [one.code for one in EVENT_TYPES if not one.is_past]
    subscribe("casework.statuses", codes=told, handler=_on_any)


def _on_any(event: SealedEvent) -> None:
    """Show the sender how the case stands, and to the senders of those that went into it."""
    case = _case_of(event)
    if case is not None:
        for one in (case, *case.merged.all()):
            show_to_sender(one, at=clock.now())


def _case_of(event: SealedEvent) -> Case | None:
    prefix, _, number = event.subject.partition(":")
    return Case.objects.filter(pk=int(number)).first() if prefix == SUBJECT else None


def _on_progress(event: SealedEvent) -> None:
    case = _case_of(event)
    if case is None or int(event.payload.get("rating") or BAD) > BAD:
        return
    kind, words, people = _TOLD[event.code]
    at = clock.now()
    telling = Telling(
        kind=kind,
        sentence=words.format(kind=case.of_kind.label),
        key=f"event:{event.position}",
        subject=event.subject,
        unit=case.unit,
    )
    tell_people(people=people(case, event, Roster(at)), at=at, telling=telling)
