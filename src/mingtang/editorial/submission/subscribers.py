"""What the submission room does when something happens elsewhere."""

from mingtang.editorial.submission.actions import close_cancelled, mark_released, propose_lateness
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
HANDED = NoticeKind("submission.held", "报送稿件移交给我")
LATE = NoticeKind("submission.lateness", "不及时报送需说明", frozenset({MAIL}))
SENT = NoticeKind("submission.sent", "报送系统送来本单位稿件")
KINDS = (SENT, ARRIVED, ANSWERED, HANDED, LATE)
_ANSWERS = {
    "submission.accepted": "您报送的稿件已由编辑部接收。",
    "submission.returned": "您报送的稿件被编辑部退回，请查看原因，修改后再报送。",
    "submission.released": "您报送的稿件已经发布。",
    "submission.merged": "您报送的稿件与其他单位的稿件为同一件事，编辑部已合并编发，并注明您单位为来源。",
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
    subscribe("submission.lateness", codes=["obligations.run_of_misses"], handler=_on_run)
    subscribe("submission.confirmed", codes=["submission.lateness.confirmed"], handler=_on_harm)
    subscribe("submission.sent", codes=["submission.sent"], handler=_on_sent)
    subscribe("submission.handed", codes=["submission.held"], handler=_on_held)


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


def _on_sent(event: SealedEvent) -> None:
    """Tell the officer in whose name a reporting system submitted."""
    rows = Submission.objects.select_related("round")
    found = rows.filter(pk=event.payload.get("submission", 0)).first()
    if found is None:
        return
    telling = Telling(
        kind=SENT,
        sentence="报送系统送来一件本单位稿件，已以您的名义提交审签，请核对；有误的可以撤回。",
        key=f"event:{event.position}",
        subject=event.subject,
    )
    tell_people(people=[found.round.started_by_id], at=clock.now(), telling=telling)


def _on_held(event: SealedEvent) -> None:
    """Tell a colleague of what was handed over; who takes something in hand knows it."""
    holder = str(event.payload.get("holder", ""))
    if holder == event.actor:
        return
    telling = Telling(
        kind=HANDED,
        sentence="编辑部同事把一件稿件移交给您经办，期限不变。",
        key=f"event:{event.position}",
        subject=event.subject,
    )
    tell_people(people=[int(holder.removeprefix("person:"))], at=clock.now(), telling=telling)


def _on_run(event: SealedEvent) -> None:
    """Put a run of missed periods before the office, where its rule says so."""
    if event.payload.get("proposes") != "submission.lateness.proposed":
        return
    propose_lateness(
        at=clock.now(),
        unit_code=event.unit,
        obligation_key=int(event.payload["obligation"]),
        count=int(event.payload["count"]),
    )


def _on_harm(event: SealedEvent) -> None:
    """Ask the principal leader of the unit for the explanation."""
    at = clock.now()
    people = ids_of(Roster(at).who("submission.explain_lateness", unit=event.unit))
    telling = Telling(
        kind=LATE,
        sentence="本单位连续不及时报送信息，经核实造成不良影响，请在期限内说明情况。",
        key=f"event:{event.position}",
        subject=event.subject,
    )
    tell_people(people=people, at=at, telling=telling)
