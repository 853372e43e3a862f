"""What the content room does when something happens elsewhere."""

from mingtang.editorial.content.actions.stuck import note_stuck_steps
from mingtang.ground.foundation import clock
from mingtang.institution.notices.actions import Telling, tell_people
from mingtang.institution.notices.kinds import MAIL, NoticeKind
from mingtang.institution.organization.staffing import APPOINTING, Roster, ids_of
from mingtang.spine.events.subscribers import SealedEvent, subscribe

# What changes who may act; that a date passes is found by the hourly job.
STAFFING = (
    "organization.post.assigned",
    "organization.post.ended",
    "organization.delegation.made",
    "organization.delegation.ended",
    "organization.person.deactivated",
    "organization.person.reactivated",
    "organization.person.changed",
    "organization.unit.merged",
    "organization.unit.closed",
)

STUCK = NoticeKind("content.stuck", "稿件无人办理", frozenset({MAIL}))
KINDS = (STUCK,)


def connect() -> None:
    """Register this room's subscribers."""
    subscribe("content.stuck_steps", codes=STAFFING, handler=_on_staffing)
    subscribe("content.stuck_notices", codes=["content.article.stuck"], handler=_on_stuck)


def _on_staffing(event: SealedEvent) -> None:
    note_stuck_steps(at=clock.now())


def _on_stuck(event: SealedEvent) -> None:
    """Tell those who can appoint someone or arrange a stand-in."""
    at = clock.now()
    telling = Telling(
        kind=STUCK,
        sentence="有一件稿件的下一步无人办理，请安排人员任职或代行。",
        key=f"event:{event.position}",
        subject=event.subject,
        unit=event.unit,
    )
    people = ids_of(Roster(at).who(APPOINTING, unit=event.unit))
    tell_people(people=people, at=at, telling=telling)
