"""The visits of the last seconds in memory (访问记录簿): bounded, for all threads of a process."""

import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from threading import Lock
from uuid import uuid4

from mingtang.editorial.visits.policies import VisitorSketch, visitor_number

AGAIN_SECONDS = 60.0  # the same page of the same visitor counts once in this time
MOST_PAGES = 20_000  # counted at once; 1,000 other pages a second for twenty seconds
MOST_RECENT = 200_000  # visits remembered to tell a repeat, about 20 MB


@dataclass
class SiteHits:
    """The visits of one site on one day. `key` tells the same batch sent twice."""

    site: str
    day: date
    pages: Counter[str] = field(default_factory=Counter)
    visitors: VisitorSketch = field(default_factory=VisitorSketch)
    key: str = field(default_factory=lambda: uuid4().hex)


class HitBook:
    """Counts visits until they are taken out.

    Visitors are told apart by a number made of address and browser with a random salt. The salt
    changes each day and is nowhere but in this memory. `dropped` says how many visits found no room.
    """

    def __init__(self, *, most_pages: int = MOST_PAGES, most_recent: int = MOST_RECENT) -> None:
        self.dropped = 0
        self._most_pages, self._most_recent = most_pages, most_recent
        self._lock = Lock()
        self._hits: dict[tuple[str, date], SiteHits] = {}
        self._pages = 0
        self._recent: dict[tuple[int, str, str], float] = {}
        self._salt_of, self._salt = date.min, b""

    def note(
        self, *, site: str, path: str, address: str, agent: str, day: date, now: float
    ) -> bool:
        """Count a visit at the moment `now` (seconds of a monotonic clock); return whether it counts."""
        with self._lock:
            visitor = visitor_number(self._salt_for(day), address=address, agent=agent)
            if self._is_repeat((visitor, site, path), now):
                return False
            hits = self._hits.get((site, day)) or SiteHits(site, day)
            if path not in hits.pages:
                if self._pages >= self._most_pages:
                    self.dropped += 1
                    return False
                self._pages += 1
            self._hits[site, day] = hits
            hits.pages[path] += 1
            hits.visitors.add(visitor)
            return True

    def take(self) -> Sequence[SiteHits]:
        """Return what was counted since the last time, and begin again."""
        with self._lock:
            taken, self._hits, self._pages = list(self._hits.values()), {}, 0
            return taken

    def _salt_for(self, day: date) -> bytes:
        if day != self._salt_of:
            self._salt_of, self._salt = day, secrets.token_bytes(32)
        return self._salt

    def _is_repeat(self, visit: tuple[int, str, str], now: float) -> bool:
        """Tell whether a visit is a reload. The oldest stand first, and two go for each that comes."""
        seen = self._recent.pop(visit, None)
        is_repeat = seen is not None and now - seen < AGAIN_SECONDS
        self._recent[visit] = seen if is_repeat and seen is not None else now
        for old in list(islice(self._recent, 2)):
            if now - self._recent[old] >= AGAIN_SECONDS or len(self._recent) > self._most_recent:
                del self._recent[old]
        return is_repeat
