"""What the submission room does when something happens elsewhere."""

from mingtang.editorial.submission.actions import close_cancelled, mark_released
from mingtang.editorial.submission.models import Submission
from mingtang.ground.foundation import clock
from mingtang.institution.notices.actions import Telling, tell_people
from mingtang.institution.notices.kinds import MAIL, NoticeKind
from mingtang.institution.organization.staffing import Roster, ids_of
from mingtang.spine.events.subscribers import SealedEvent, subscribe

# A changed text that replaces what is online ends its submission as a first release does.
_RELEASED = ("publishing.article.released", "publishing.article.corrected")

ARRIVED = NoticeKind("submission.arrived", "收到新报送")
ANSWERED = NoticeKind("submission.answered", "我的报送有答复", frozenset({MAIL}))
KINDS = (ARRIVED, ANSWERED)
_ANSWERS = {
    "submission.accepted": "您报送的稿件已由编辑部接收。",
    "submission.returned": "您报送的稿件被编辑部退回，请查看原因，修改后再报送。",
    "submission.released": "您报送的稿件已经发布。",
}


def connect() -> None:
    """Register this room's subscribers."""
    subscribe("submission.released", codes=_RELEASED, handler=_on_released)
    subscribe(
        "submission.cancelled",
        codes=["content.article.correction_cancelled"],
        handler=_on_correction_cancelled,
    )
    subscribe("submission.notices", codes=["submission.arrived", *_ANSWERS], handler=_on_progress)


def _on_released(event: SealedEvent) -> None:
    mark_released(at=clock.now(), article_id=int(event.subject.removeprefix("article:")))


def _on_correction_cancelled(event: SealedEvent) -> None:
    close_cancelled(at=clock.now(), article_id=int(event.subject.removeprefix("article:")))


def _on_progress(event: SealedEvent) -> None:
    """Tell the desk of what arrived, and who submitted it what the desk did."""
    rows = Submission.objects.select_related("site", "round", "unit")
    found = rows.filter(pk=event.payload.get("submission", 0)).first()
    if found is None or (event.code == "submission.returned" and not event.payload.get("by_desk")):
        return  # what the own leader returned is told by its approval
    at, kind = clock.now(), ANSWERED
    people, words = [found.round.started_by_id], _ANSWERS.get(event.code, "")
    if event.code == "submission.arrived":
        kind, words = ARRIVED, f"{found.unit.short_name}报送了一件稿件，请接收。"
        people = ids_of(Roster(at).who("submission.accept", site=found.site.code))
    telling = Telling(
        kind=kind, sentence=words, key=f"event:{event.position}", subject=event.subject
    )
    tell_people(people=people, at=at, telling=telling)
