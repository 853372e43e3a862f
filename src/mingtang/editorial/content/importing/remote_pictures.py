"""Pictures on the pages that a text was copied from, fetched by the guarded client."""

import time

from django.conf import settings

from mingtang.ground.foundation.http import FetchError, Limits, fetch

SECONDS = 20.0  # for all pictures of one text together
SECONDS_OF_ONE = 8.0
MOST_FETCHED = 30
LARGEST = 10 * 1024 * 1024  # bytes of one picture


class RemotePictures:
    """Fetches the pictures of one text; past 30 of them or 20 seconds, none."""

    def __init__(self) -> None:
        self._deadline = time.monotonic() + SECONDS
        self._count = 0

    def __call__(self, address: str) -> bytes | None:
        """Return the bytes at an address, None where there is no picture to be had in time."""
        left = self._deadline - time.monotonic()
        if left <= 0 or self._count >= MOST_FETCHED:
            return None
        self._count += 1
        try:
            answer = fetch(
                address,
                limits=Limits(seconds=min(left, SECONDS_OF_ONE), max_bytes=LARGEST),
                allowed_origins=settings.PICTURE_ORIGINS,
            )
        except FetchError:
            return None
        return answer.body if answer.status == 200 else None
