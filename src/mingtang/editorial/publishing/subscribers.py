"""What publishing hears from the rooms below: placements. Idempotent, one call each."""

from mingtang.editorial.content.models import Placement
from mingtang.editorial.pages.engine.waking import Wakes
from mingtang.editorial.pages.enums import TargetLane
from mingtang.editorial.publishing.engine.derived_use import request_other_sizes
from mingtang.editorial.publishing.engine.listing import sync_articles
from mingtang.spine.events.subscribers import SealedEvent, subscribe

PLACEMENT_CODES = (
    "content.placement.accepted",
    "content.placement.refused",
    "content.placement.withdrawn",
    "content.placement.changed",
)


def on_placement(event: SealedEvent) -> None:
    """Bring an article's lists up to its placements."""
    article_id = int(event.payload["article"])
    if not Placement.objects.filter(article_id=article_id).exists():
        return
    wakes = Wakes(event.recorded_at, event.actor)
    sync_articles([article_id], wakes, lane=TargetLane.OWN)
    wakes.flush()


def on_mark(event: SealedEvent) -> None:
    """Request the sizes of a picture that shows another mark, or none any more."""
    kind, _, number = event.subject.partition(":")
    if kind == "picture" and "watermark" in event.payload["changed"]:
        wakes = Wakes(event.recorded_at, event.actor)
        request_other_sizes(f"image:{number}", wakes)


def subscribe_all() -> None:
    """Subscribe; called once when the apps are ready."""
    subscribe("publishing.marks", codes=["desk.media.changed"], handler=on_mark)
    subscribe("publishing.placements", codes=PLACEMENT_CODES, handler=on_placement)
