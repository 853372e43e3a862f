"""Inform senders of the progress of their letter, and of the public answer to a hot topic."""

from mingtang.editorial.content.models import Article
from mingtang.editorial.publishing.queries.on_line import links_of
from mingtang.editorial.series.models import EmergencySeries
from mingtang.service.letters.actions import forget_letter, note_answered, want_telling
from mingtang.service.letters.models import HotTopic
from mingtang.spine.events.subscribers import SealedEvent, subscribe
from mingtang.workbench.casework.models import SUBJECT

CODES = (
    "casework.case.dispatched",
    "casework.case.transferred",
    "casework.case.extended",
    "casework.case.judged_complex",
    "casework.case.messaged",
    "casework.case.answered",
    "casework.case.withdrawn",
)

ANSWERS = ("publishing.article.released", "series.entry.released")


def connect() -> None:
    """Register this room's subscriber."""
    subscribe("letters.progress", codes=CODES, handler=_on_progress)
    subscribe("letters.topics", codes=ANSWERS, handler=_on_answer)
    subscribe("letters.erased", codes=["casework.case.erased"], handler=_on_erased)


def _on_erased(event: SealedEvent) -> None:
    prefix, _, number = event.subject.partition(":")
    if prefix == SUBJECT:
        forget_letter(case_id=int(number))


def _on_progress(event: SealedEvent) -> None:
    prefix, _, number = event.subject.partition(":")
    if prefix == SUBJECT:
        want_telling(at=event.recorded_at, case_id=int(number))


def _on_answer(event: SealedEvent) -> None:
    if not HotTopic.objects.filter(answer=event.subject, answered_at=None).exists():
        return  # most releases answer no letters
    prefix, _, number = event.subject.partition(":")
    links: dict[str, str] = {}
    title = ""
    if prefix == "article":
        links = links_of(int(number))
        title = Article.objects.filter(pk=number).values_list("title", flat=True).first() or ""
    elif found := EmergencySeries.objects.select_related("site").filter(pk=number).first():
        links, title = {found.site.code: found.link}, found.title
    if links and title:  # the event may be late, and its article deleted by then
        note_answered(at=event.recorded_at, answer=event.subject, title=title, links=links)
