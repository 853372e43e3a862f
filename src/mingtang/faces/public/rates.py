"""How often an address may ask what costs work: a bucket of tokens for each, in the memory of the process."""

import ipaddress
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

MOST_ADDRESSES = 20_000


class RateLimit:
    """Lets an address ask `burst` times at once, and `per_minute` times a minute in the long run.

    A network of IPv6 that one household is given (/64) counts as one address. Addresses that have not
    asked for the longest time are forgotten first.
    """

    def __init__(
        self, *, per_minute: int, burst: int, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._per_second, self._burst = per_minute / 60, float(burst)
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, address: str) -> bool:
        """Count one more question of an address; False when it has to wait."""
        key, now = _network_of(address), self._monotonic()
        with self._lock:
            left, since = self._left.get(key, (self._burst, now))
            left = min(self._burst, left + (now - since) * self._per_second)
            may = left >= 1
            self._left[key] = (left - 1 if may else left, now)
            self._left.move_to_end(key)
            if len(self._left) > MOST_ADDRESSES:
                self._left.popitem(last=False)
        return may


def _network_of(address: str) -> str:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 4:
        return str(found)
    return str(ipaddress.ip_network((found, 64), strict=False))
