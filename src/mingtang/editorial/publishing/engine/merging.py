"""Articles of a merged column move to the lists of the one it was merged into."""

from datetime import datetime

from mingtang.editorial.pages.engine.waking import Wakes
from mingtang.editorial.pages.enums import TargetLane
from mingtang.editorial.publishing.engine.listing import sync_articles
from mingtang.editorial.publishing.models import Listing

SLICE = 100


def move_merged(column_id: int, actor: str, at: datetime) -> int:
    """Move the next articles; return how many, 0 when the column lists none any more."""
    rows = Listing.objects.filter(column_id=column_id).order_by("pk")
    ids = list(rows.values_list("article_id", flat=True)[:SLICE])
    if ids:
        wakes = Wakes(at, actor)
        sync_articles(ids, wakes, lane=TargetLane.BULK)
        wakes.flush()
    return len(ids)
