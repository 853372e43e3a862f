"""Readers of the demo city: how often its pages were opened in the last months."""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from mingtang.editorial.publishing.models import Address
from mingtang.editorial.visits.actions import fold_visits, receive_visits
from mingtang.editorial.visits.book import SiteHits
from mingtang.editorial.visits.policies import VisitorSketch
from mingtang.ground.foundation.clock import BEIJING
from mingtang.wiring.config.demo_city.places import SITES

DAYS = 60
PORTAL_READERS, OTHER_READERS = 420, 60  # of an ordinary day
WEEKEND = 0.4  # of a working day


def count_readers(today: date) -> None:
    """Put the visits of each site and day in, and add them up: the last two months."""
    chance = random.Random("readers")  # noqa: S311 - made-up visits, no secret
    receive_visits(hits=list(_hits(today, chance)))
    while fold_visits():
        pass


def _hits(today: date, chance: random.Random) -> Iterator[SiteHits]:
    for code in (*(plan.code for plan in SITES), "english"):
        rows = Address.objects.filter(site__code=code, is_live=True)
        shown = [
            (path, at.astimezone(BEIJING).date())
            for path, at in rows.order_by("released_at", "path").values_list("path", "released_at")
        ]
        usual = PORTAL_READERS if code == "portal" else OTHER_READERS
        for back in range(DAYS, -1, -1):
            day = today - timedelta(days=back)
            number = round(usual * chance.uniform(0.8, 1.2) * (1 if day.weekday() < 5 else WEEKEND))
            yield _day(code, day, number, [one for one, since in shown if since <= day], chance)


def _day(site: str, day: date, readers: int, paths: list[str], chance: random.Random) -> SiteHits:
    visitors = VisitorSketch()
    for _ in range(readers):
        visitors.add(chance.getrandbits(64))
    # Half of the readers open the home; the newer an item, the more read it.
    weights = [place**3 for place in range(1, len(paths) + 1)]
    read = Counter(chance.choices(paths, weights, k=readers)) if paths else Counter[str]()
    return SiteHits(site, day, Counter({"/": readers // 2 + 1}) + read, visitors)
