import subprocess
import sys
import time

from mingtang.wiring.config.stopping import Stop

# Thousands of signals while the main thread waits and looks: each comes at another step of it. One at a
# time: a timer that repeats by itself interrupts its own handler on a slow machine, ever deeper.
STORM = """
import signal
from mingtang.wiring.config.stopping import Stop
signal.signal(signal.SIGALRM, lambda signum, frame: stop.set())
for number in range(5000):
    stop = Stop()
    signal.setitimer(signal.ITIMER_REAL, 1e-6 * (2 + number % 40))
    stop.wait(0.0005)
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
