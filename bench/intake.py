"""How many forms a second are taken in so that none is lost, and how many a worker takes over.

Run: python bench/intake.py [--seconds 5] [--processes 2] [--postgresql]

1. Submissions a second that all processes together take in through Django, from the request to the
   redirect to the receipt: pass and answer judged, tries of the address counted, the content sealed, one
   row committed and synced to the disk before the receipt is shown (SQLite with synchronous=FULL, PostgreSQL
   with fsync). Wanted: 300 a second on two cores.
2. The same without Django's part: the action alone.
3. Forms a second that one worker opens and hands over; the room writes one event for each.

The throw-away database is on the disk of the temporary folder.
"""

import argparse
import os
import struct
import sys
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]

from bench.installation import installation  # noqa: E402 - after the path is set

WANTED = 300  # submissions a second
FORMS, OF_ONE_FORM = 500, 400  # forms, so that each stays below its limit
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
SITE = '{"default": "portal", "sites": {"localhost": "portal"}}'


def register(home: Path) -> None:
    """Register the form of the tests without a limit, and make a site for it."""
    from mingtang.spine.events.registry import register as register_events  # needs set-up
    from mingtang.workbench.intake.forms import FormLimits, register_form  # needs set-up
    from tests.workbench.intake.trial import EVENT_TYPE, FORM  # needs set-up

    register_events(EVENT_TYPE)
    for number in range(FORMS):
        limits = FormLimits(by_address=20, by_all=1000)
        register_form(replace(FORM, code=f"trial-{number}", limits=limits))
    (home / "www" / ".maps").mkdir(parents=True)
    (home / "www" / ".maps" / "hosts.json").write_text(SITE)


Send = Callable[[str], None]


def by_request() -> Send:
    """Return a function that sends one form from a new address, as a browser does."""
    from django.conf import settings  # needs set-up
    from django.test import Client  # needs set-up

    from mingtang.ground.foundation.clock import now  # needs set-up
    from mingtang.workbench.intake.robots import new_pass  # needs set-up
    from tests.workbench.intake.trial import TYPED  # needs set-up

    settings.ROOT_URLCONF = "mingtang.wiring.config.public_urls"
    reader = Client(SERVER_NAME="localhost")
    long_text = "一段比较长的话，说明哪一页哪一处有错。" * 8

    def send(code: str) -> None:
        given = new_pass(code, now() - timedelta(seconds=30))
        fields = TYPED | {
            "text": long_text,
            "pass": given.token(),
            "answer": str(given.first + given.second),
        }
        answer = reader.post(
            f"/forms/{code}/",
            urlencode(fields),
            content_type="application/x-www-form-urlencoded",
            REMOTE_ADDR=_address(),
        )
        assert answer.status_code == 302, answer.content.decode()

    return send


def by_action() -> Send:
    """Return a function that stores one form without a request."""
    from mingtang.ground.foundation.clock import now  # needs set-up
    from mingtang.workbench.intake.actions import receive_form  # needs set-up
    from mingtang.workbench.intake.forms import public_form  # needs set-up
    from tests.workbench.intake.trial import sent  # needs set-up

    def store(code: str) -> None:
        receive_form(
            form=public_form(code), sent=sent(uuid.uuid4().hex, address=_address()), at=now()
        )

    return store


def _address() -> str:
    return ".".join(map(str, os.urandom(4)))


def rate(make: Callable[[], Send], processes: int, seconds: float) -> tuple[float, float]:
    """Return how many forms all processes together send a second, and processor milliseconds of one."""
    from django.db import connections  # needs set-up

    connections.close_all()
    reading, writing = os.pipe()
    for number in range(processes):
        if not os.fork():
            status = 1
            try:
                codes = range(number, FORMS, processes)
                os.write(writing, struct.pack("dd", *_rate_of_one(make(), codes, seconds)))
                status = 0
            finally:
                os._exit(status)
    ended = [os.wait()[1] for _ in range(processes)]
    assert not any(ended), "a process failed"
    found = struct.unpack(f"{2 * processes}d", os.read(reading, 16 * processes))
    return sum(found[::2]), 1000 * sum(found[1::2]) / processes


def _rate_of_one(send: Send, codes: Sequence[int], seconds: float) -> tuple[float, float]:
    send(f"trial-{codes[0]}")
    done, began, cost = 0, time.perf_counter(), time.process_time()
    while time.perf_counter() - began < seconds:
        send(f"trial-{codes[done // OF_ONE_FORM]}")
        done += 1
    passed = time.perf_counter() - began
    return done / passed, (time.process_time() - cost) / max(done, 1)


def clear() -> None:
    """Forget how often each address tried."""
    from mingtang.workbench.intake.models import PublicTry  # needs set-up

    PublicTry.objects.all().delete()


def taken(at: Callable[[], datetime]) -> float:
    """Return how many of the forms that wait one worker takes over a second, up to 1,000."""
    from mingtang.workbench.intake.actions import take_waiting  # needs set-up
    from mingtang.workbench.intake.models import IntakeRow  # needs set-up

    began, done = time.perf_counter(), 0
    while done < 1000 and (count := take_waiting(at=at())):
        done += count
    passed = time.perf_counter() - began
    assert IntakeRow.objects.filter(state="taken").count() == done
    return done / passed


def main() -> None:
    """Measure; end with 1 where fewer forms are taken in than wanted."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--postgresql", action="store_true")
    options = parser.parse_args()
    with installation(postgresql=options.postgresql, changes=DURABLE) as home:
        from mingtang.ground.foundation.clock import now  # needs set-up

        register(home)
        requests, cost = rate(by_request, options.processes, options.seconds)
        clear()
        actions, alone = rate(by_action, options.processes, options.seconds)
        handed = taken(now)
    print(
        "| database | processes | submissions a second | processor of one, ms | action alone | its processor, ms "
        "| taken over a second |"
    )
    print("| --- | --- | --- | --- | --- | --- | --- |")
    name = "PostgreSQL" if options.postgresql else "SQLite"
    print(
        f"| {name} | {options.processes} | {requests:.0f} | {cost:.1f} "
        f"| {actions:.0f} | {alone:.1f} | {handed:.0f} |"
    )
    print(f"load of the machine: {', '.join(f'{one:.1f}' for one in os.getloadavg())}")
    sys.exit(requests < WANTED)


if __name__ == "__main__":
    main()
