"""What notices on every page hear of sites. Idempotent, one call each."""

from mingtang.editorial.pages.engine.waking import Wakes
from mingtang.editorial.series.actions.waking import wake_frames_of
from mingtang.editorial.sites.models import GovSite
from mingtang.spine.events.subscribers import EventFacts, SealedEvent, subscribe

CODES = ("sites.site.closing_announced", "sites.site.closing_cancelled", "sites.site.closed")


def by_site(facts: EventFacts) -> str:
    """Order the changes of one site."""
    return f"site:{facts.site}"


def on_closing(event: SealedEvent) -> None:
    """Show on every page of a site that it will be closed, or no longer."""
    site = GovSite.objects.filter(code=event.site).exclude(state="planned").first()
    if site is None:
        return
    wakes = Wakes(event.recorded_at, event.actor)
    wake_frames_of([site.pk], wakes)
    wakes.flush()


def subscribe_all() -> None:
    """Subscribe; called once when the apps are ready."""
    subscribe("series.closing", codes=CODES, handler=on_closing, key=by_site)
