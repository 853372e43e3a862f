"""What the submission room does when something happens elsewhere."""

from mingtang.events.subscribers import SealedEvent, subscribe
from mingtang.foundation import clock
from mingtang.submission.actions import mark_released


def connect() -> None:
    """Register this room's subscribers."""
    subscribe("submission.released", codes=["publishing.article.released"], handler=_on_released)


def _on_released(event: SealedEvent) -> None:
    mark_released(at=clock.now(), article_id=int(event.subject.removeprefix("article:")))
