"""The counter of visits (访问计数): `POST /api/visits?path=/news/1.html`, asked by the script of a page.

It answers `{"views": …, "site": …}`, and 204 whatever goes wrong: a page without its figures is whole. Counting
touches memory alone; every five seconds one statement puts what was counted into the database, and at
the end of the process another one. A process that is killed loses these five seconds.
"""

import json
import logging
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote

from django.db import Error as DatabaseError
from django.db import close_old_connections, connection, connections

from mingtang.editorial.visits.actions import receive_visits
from mingtang.editorial.visits.book import HitBook, SiteHits
from mingtang.editorial.visits.policies import counted_path, is_of_own_page, is_robot
from mingtang.editorial.visits.queries import totals_of, views_of
from mingtang.faces.public.headers import SECURITY
from mingtang.faces.public.maps import Maps, is_page_online, site_at
from mingtang.ground.foundation import clock
from mingtang.ground.foundation.clock import beijing_date
from mingtang.institution.organization.policies.addresses import CLIENT

FLUSH_SECONDS = 5.0
FRESH_SECONDS = 60.0  # how long a total is shown before it is read again
PAUSE_SECONDS = 5.0  # without a question to a database that has just failed
MOST_TOTALS = 20_000
MOST_UNSENT = 500  # batches that wait for a database that does not answer
log = logging.getLogger(__name__)


class TotalsCache:
    """Totals as readers see them: read once a minute, never smaller than they were."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._known: OrderedDict[tuple[str, str], tuple[float, int]] = OrderedDict()
        self._asks_after = 0.0

    def shown(self, site: str, path: str, read: Callable[[], int], *, plus: int) -> int | None:
        """Return a total and `plus`; None where it is not known and the database does not answer."""
        key, now = (site, path), self._monotonic()
        with self._lock:
            at, value = self._known.get(key, (-FRESH_SECONDS, -1))
            is_due = now - at >= FRESH_SECONDS and now >= self._asks_after
        if is_due:
            try:
                at, value = now, max(value, read())
            except DatabaseError:
                self._asks_after = now + PAUSE_SECONDS
            finally:
                _drop_stale_connection()
        if value < 0:
            return None
        with self._lock:
            value = max(value, self._known.get(key, (0.0, 0))[1]) + plus
            self._known[key] = (at, value)
            self._known.move_to_end(key)
            if len(self._known) > MOST_TOTALS:
                self._known.popitem(last=False)
        return value


class VisitCounter:
    """Counts visits of published pages of the sites below `root`, and tells the totals."""

    def __init__(
        self,
        root: Path,
        *,
        read_clock: Callable[[], datetime] = clock.now,
        monotonic: Callable[[], float] = time.monotonic,
        book: HitBook | None = None,
    ) -> None:
        self._root, self._maps = root, Maps(root)
        self._read_clock, self._monotonic = read_clock, monotonic
        self._book = book or HitBook()
        self._totals = TotalsCache(monotonic)
        self._unsent: deque[SiteHits] = deque(maxlen=MOST_UNSENT)
        self._told: set[str] = set()
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._live, name="visits", daemon=True)

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one request."""
        body = b""
        try:
            body = self._answer(environ)
        except Exception:  # a missing figure is no reason for an error on a page
            log.exception("visits")
        headers = [("Cache-Control", "no-store"), *SECURITY]
        if not body:
            start("204 No Content", headers)
            return []
        length = ("Content-Length", str(len(body)))
        start("200 OK", [("Content-Type", "application/json"), length, *headers])
        return [body]

    def begin(self) -> None:
        """Put what is counted into the database every five seconds from now on."""
        self._thread.start()

    def end(self) -> None:
        """Put in what is left, and stop."""
        self._is_over.set()
        if self._thread.is_alive():
            self._thread.join(FLUSH_SECONDS)

    def flush(self) -> None:
        """Put what was counted into the database; what it does not take is tried again the next time."""
        self._unsent.extend(self._book.take())
        if self._book.dropped:
            self._tell_once("访问计数已满，超出部分未计入")
        waiting = list(self._unsent)
        if not waiting:
            return
        try:
            receive_visits(hits=waiting)
        except DatabaseError as error:
            self._tell_once(f"访问计数暂时无法写入数据库：{error}")
            return
        self._told.clear()
        self._unsent.clear()

    def _live(self) -> None:
        is_over = False
        while not is_over:
            is_over = self._is_over.wait(FLUSH_SECONDS)
            try:
                self.flush()
            except Exception:  # the next seconds are counted all the same
                log.exception("visits")
            finally:
                connections.close_all()

    def _tell_once(self, words: str) -> None:
        if words[:10] not in self._told:
            self._told.add(words[:10])
            log.warning("%s", words)

    def _answer(self, environ: dict[str, Any]) -> bytes:
        host = environ.get("HTTP_HOST", "")
        asked = parse_qs(environ.get("QUERY_STRING", ""), max_num_fields=4)
        path = counted_path(
            unquote(asked.get("path", [""])[0])
        )  # twice: `location.pathname` is quoted
        site = site_at(self._maps, host)
        if (
            environ["REQUEST_METHOD"] != "POST"
            or not site
            or not is_page_online(self._root / site, path)
        ):
            return b""
        plus = int(self._note(environ, host, site, path))
        views = self._totals.shown(site, path, lambda: views_of(site, path), plus=plus)
        people = self._totals.shown(site, "", lambda: totals_of(site).visitors, plus=0)
        if views is None or people is None:
            return b""
        return json.dumps({"views": views, "site": people}, separators=(",", ":")).encode()

    def _note(self, environ: dict[str, Any], host: str, site: str, path: str) -> bool:
        agent = environ.get("HTTP_USER_AGENT", "")
        origin, fetch_site = environ.get("HTTP_ORIGIN", ""), environ.get("HTTP_SEC_FETCH_SITE", "")
        if is_robot(agent) or not is_of_own_page(host=host, origin=origin, fetch_site=fetch_site):
            return False
        return self._book.note(
            site=site,
            path=path,
            address=environ.get(CLIENT) or environ.get("REMOTE_ADDR", ""),
            agent=agent,
            day=beijing_date(self._read_clock()),
            now=self._monotonic(),
        )


def _drop_stale_connection() -> None:
    """Do what Django does after each request of its own."""
    if not connection.in_atomic_block:
        close_old_connections()
