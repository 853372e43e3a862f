"""The request to stop, as a signal handler may set it at any moment (停止)."""

import time

LOOK_EVERY = 0.1  # seconds between two looks while waiting


class Stop:
    """A flag that is set once.

    `threading.Event` takes a lock. A handler runs between two steps of the main thread; where that
    thread holds the lock just then, it would wait for itself forever. So there is no lock here, and
    who waits looks again and again.
    """

    def __init__(self) -> None:
        self._is_set = False

    def set(self) -> None:
        """Ask to stop; harmless when repeated."""
        self._is_set = True

    def is_set(self) -> bool:
        """Tell whether someone wished to stop."""
        return self._is_set

    def wait(self, seconds: float) -> bool:
        """Wait so many seconds, or until it is asked for; tell whether it is."""
        latest = time.monotonic() + seconds
        while not self._is_set and (rest := latest - time.monotonic()) > 0:
            time.sleep(min(rest, LOOK_EVERY))
        return self._is_set
