"""How much each face does at once (并发): threads and queues of its lanes, bounds of what it takes in.

A thread holds at most one database connection, so the threads are the budget of connections.
"""

import os
from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class LaneSize:
    """Threads of a lane, and how many requests may wait for one of them."""

    threads: int
    queue: int


@dataclass(frozen=True)
class Bounds:
    """Sizes in bytes, times in seconds.

    A body up to `body` is taken from anybody and stays in memory, a larger one only as an upload, on
    disk: of a signed-in person, or of anybody where the face has an address for that. `held` bounds
    the small bodies of all clients together, `held_by_one` those of one address; `uploads_by_one`
    bounds the uploads that one address has under way.
    """

    body: int
    body_seconds: float = 30.0
    upload: int = 0
    upload_seconds: float = 900.0
    uploads_at_once: int = 8
    uploads_by_one: int = 8
    held: int = 256 * MEGABYTE
    held_by_one: int = 64 * MEGABYTE


def _number(variable: str, usual: int) -> int:
    text = os.environ.get(variable, "").strip()
    if not text:
        return usual
    if not text.isascii() or not text.isdigit() or not int(text):
        raise ValueError(f"{variable}={text}：请填大于 0 的整数")
    return int(text)


def public_lanes() -> dict[str, LaneSize]:
    """Return the lanes of the public face: published files, the dynamic part, search, signing in, visits, the watchers."""
    # All threads share one interpreter: more of them answer no faster, and readers of pages wait.
    work = _number("MINGTANG_PUBLIC_THREADS", min(4, max(1, (os.cpu_count() or 1) // 2)))
    return {
        "pages": LaneSize(4, 512),
        "work": LaneSize(work, max(16, 4 * work)),
        "search": LaneSize(2, 16),  # a flood of questions leaves forms and pages their threads
        "sign-in": LaneSize(
            2, 32
        ),  # a slow service of the city delays those who sign in, no other request
        "visits": LaneSize(1, 512),
        "watch": LaneSize(1, 8),
    }


def office_lanes() -> dict[str, LaneSize]:
    """Return the lanes of the office: style and scripts, signing in, screens, the watchers."""
    work = _number("MINGTANG_OFFICE_THREADS", 12)
    return {
        "entry": LaneSize(2, 8),
        "pages": LaneSize(2, 256),
        "work": LaneSize(work, 4 * work),
        "watch": LaneSize(1, 8),
    }


def worker_connections() -> int:
    """Return how many connections all background processes together may hold."""
    return _number("MINGTANG_WORKER_CONNECTIONS", 8)


def largest_upload() -> int:
    """Return the bytes of the largest request with files that the office takes."""
    return _number("MINGTANG_UPLOAD_MB", 512) * MEGABYTE
