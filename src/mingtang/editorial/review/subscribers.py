"""What the review room does when a text is saved or sent to review."""

from mingtang.editorial.review.actions.checks import enqueue_checks
from mingtang.spine.events.subscribers import SealedEvent, subscribe

_TEXTS = ("content.article.created", "content.article.saved", "review.round.started")


def connect() -> None:
    """Register this room's subscribers."""
    subscribe("review.checks", codes=_TEXTS, handler=_on_text)


def _on_text(event: SealedEvent) -> None:
    enqueue_checks(at=event.recorded_at, article_id=int(event.subject.removeprefix("article:")))
