"""What the submission room does when something happens elsewhere."""

from mingtang.editorial.submission.actions import close_cancelled, mark_released
from mingtang.ground.foundation import clock
from mingtang.spine.events.subscribers import SealedEvent, subscribe

# A changed text that replaces what is online ends its submission as a first release does.
_RELEASED = ("publishing.article.released", "publishing.article.corrected")


def connect() -> None:
    """Register this room's subscribers."""
    subscribe("submission.released", codes=_RELEASED, handler=_on_released)
    subscribe(
        "submission.cancelled",
        codes=["content.article.correction_cancelled"],
        handler=_on_correction_cancelled,
    )


def _on_released(event: SealedEvent) -> None:
    mark_released(at=clock.now(), article_id=int(event.subject.removeprefix("article:")))


def _on_correction_cancelled(event: SealedEvent) -> None:
    close_cancelled(at=clock.now(), article_id=int(event.subject.removeprefix("article:")))
