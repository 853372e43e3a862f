"""The library follows releases and placements of policy documents."""

from mingtang.editorial.library.actions import refresh_document
from mingtang.spine.events.subscribers import SealedEvent, subscribe

RELEASES = (
    "publishing.article.released",
    "publishing.article.corrected",
    "publishing.article.redated",
    "publishing.article.force_changed",
    "publishing.article.taken_down",
)
PLACEMENTS = (
    "content.placement.accepted",
    "content.placement.refused",
    "content.placement.withdrawn",
)


def connect() -> None:
    """Register this room's subscribers."""
    subscribe("library.releases", codes=RELEASES, handler=_on_release)
    subscribe("library.placements", codes=PLACEMENTS, handler=_on_placement)


def _on_release(event: SealedEvent) -> None:
    article_id = int(event.subject.partition(":")[2])
    refresh_document(at=event.recorded_at, article_id=article_id)


def _on_placement(event: SealedEvent) -> None:
    refresh_document(at=event.recorded_at, article_id=int(event.payload["article"]))
