"""Bodies of requests, taken in before any thread is (请求正文): bounded in size, time and number."""

import asyncio
import contextlib
import io
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import IO, Any

from mingtang.wiring.config.serving.refusals import Refusal
from mingtang.wiring.config.serving.sizes import Bounds

Receive = Callable[[], Awaitable[dict[str, Any]]]


class Gone(Exception):
    """The client went away in the middle of its request."""


class Intake:
    """What a process has taken in and not yet worked off."""

    def __init__(self, bounds: Bounds) -> None:
        self.bounds = bounds
        self._uploads_by: Counter[str] = Counter()
        self._held = 0
        self._held_by: Counter[str] = Counter()

    @contextlib.contextmanager
    def holding(self, address: str) -> Iterator[Callable[[int], None]]:
        """Yield a function that reserves so many bytes for an address, freed at the end.

        The function raises :class:`Refusal` where the memory for bodies is used up.
        """
        reserved = 0

        def reserve(size: int) -> None:
            nonlocal reserved
            by_one = self._held_by[address] + size
            if self._held + size > self.bounds.held or by_one > self.bounds.held_by_one:
                raise Refusal(503)
            reserved += size
            self._held += size
            self._held_by[address] = by_one

        try:
            yield reserve
        finally:
            self._held -= reserved
            self._held_by[address] -= reserved
            if not self._held_by[address]:
                del self._held_by[address]

    async def small(self, receive: Receive, reserve: Callable[[int], None]) -> IO[bytes]:
        """Read a body into memory. :raises Refusal: too large, too slow. :raises Gone:"""
        body = io.BytesIO()
        async with _in_time(self.bounds.body_seconds):
            async for chunk in _chunks(receive):
                if body.tell() + len(chunk) > self.bounds.body:
                    raise Refusal(413)
                reserve(len(chunk))
                body.write(chunk)
        body.seek(0)
        return body

    @property
    def uploads(self) -> int:
        """How many uploads are under way."""
        return self._uploads_by.total()

    async def upload(self, receive: Receive, address: str = "") -> IO[bytes]:
        """Read a body into a file without a name. :raises Refusal: :raises Gone:"""
        by_one = self._uploads_by[address]
        if self.uploads >= self.bounds.uploads_at_once or by_one >= self.bounds.uploads_by_one:
            raise Refusal(503)
        self._uploads_by[address] += 1
        body = tempfile.TemporaryFile()  # noqa: SIM115 - handed on, closed after the answer
        try:
            async with _in_time(self.bounds.upload_seconds):
                await self._spool(receive, body)
        except BaseException:
            body.close()
            raise
        finally:
            self._uploads_by[address] -= 1
            if not self._uploads_by[address]:
                del self._uploads_by[address]
        body.seek(0)
        return body

    async def _spool(self, receive: Receive, body: IO[bytes]) -> None:
        size = 0
        async for chunk in _chunks(receive):
            size += len(chunk)
            if size > self.bounds.upload:
                raise Refusal(413)
            await asyncio.to_thread(body.write, chunk)


@contextlib.asynccontextmanager
async def _in_time(seconds: float) -> AsyncIterator[None]:
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError:
        raise Refusal(408) from None


async def _chunks(receive: Receive) -> AsyncIterator[bytes]:
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        if chunk := message.get("body", b""):
            yield chunk
        if not message.get("more_body", False):
            return
