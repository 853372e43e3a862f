import subprocess
import sys
import time

from mingtang.wiring.config.stopping import Stop

# Thousands of signals while the main thread waits and looks: each comes at another step of it.
STORM = """
import signal
from mingtang.wiring.config.stopping import Stop
stop = Stop()
signal.signal(signal.SIGALRM, lambda signum, frame: stop.set())
signal.setitimer(signal.ITIMER_REAL, 1e-5, 1e-5)
for _ in range(200_000):
    stop.wait(0.001)
    stop.is_set()
signal.setitimer(signal.ITIMER_REAL, 0)
print("ended")
"""


def test_signals_may_come_at_any_moment() -> None:
    done = subprocess.run(
        [sys.executable, "-c", STORM], capture_output=True, text=True, timeout=60, check=True
    )

    assert done.stdout == "ended\n"


def test_waiting_ends_with_the_time_or_the_wish() -> None:
    stop = Stop()

    begun = time.monotonic()
    assert not stop.wait(0.01)
    assert time.monotonic() - begun >= 0.01

    stop.set()
    assert stop.is_set()
    begun = time.monotonic()
    assert stop.wait(60)
    assert time.monotonic() - begun < 30
