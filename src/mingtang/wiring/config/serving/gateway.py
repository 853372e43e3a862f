"""The ASGI application of a face (入口): takes a request in, gives it to a lane, sends the answer."""

import asyncio
import contextlib
import io
import logging
import random
import sys
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from functools import partial
from typing import Any

from mingtang.ground.foundation.error_numbers import KEY, number_in
from mingtang.institution.organization.policies.addresses import CLIENT, Network, client_address
from mingtang.wiring.config.serving.bodies import Gone, Intake
from mingtang.wiring.config.serving.bridge import Application, FaceAnswer, call, environ_of
from mingtang.wiring.config.serving.lanes import Busy, RequestLane
from mingtang.wiring.config.serving.refusals import Refusal, refused
from mingtang.wiring.config.serving.sizes import Bounds, LaneSize

API = "/api/"
Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
CLIENT_GONE = 499  # nginx's number for it; never sent
LONGEST_AGENT = 200
# How long a busy thread may hold the interpreter while the event loop or a page waits for it. Python's
# own 5 ms, times the threads of the dynamic part, is what a reader of a page would wait.
SWITCH_SECONDS = 0.0005
# How long someone waits to be told that a face is busy. Clients that ask again at once would otherwise
# fill the event loop with refusals, all in step, and readers of pages would wait behind them.
BACK_OFF_SECONDS = (0.5, 1.5)
log = logging.getLogger(__name__)
access = logging.getLogger("mingtang.access")


class Gateway:
    """Serves a WSGI application within bounds.

    `lane_of` names the lane for a method and a path. `is_signed_in` looks at the cookies of a
    request whose body is larger than anybody may send; without it nobody may, but to a path below
    `open_uploads`.
    """

    def __init__(
        self,
        application: Application,
        *,
        lanes: Mapping[str, LaneSize],
        lane_of: Callable[[str, str], str],
        bounds: Bounds,
        trusted: Iterable[Network] = (),
        is_signed_in: Callable[[str], bool] | None = None,
        open_uploads: tuple[str, ...] = (),
        at_start: Callable[[], object] | None = None,
        at_end: Callable[[], object] | None = None,
        stylesheet: str = "",
    ) -> None:
        self._application = application
        self.lanes = {name: RequestLane(name, size) for name, size in lanes.items()}
        self.intake = Intake(bounds)
        self._lane_of = lane_of
        self._trusted = tuple(trusted)
        self._is_signed_in = is_signed_in
        self._open_uploads = open_uploads
        self._at_start, self._at_end = at_start, at_end
        self._stylesheet = stylesheet

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or go through the life of the process."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._exchange(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        sys.setswitchinterval(SWITCH_SECONDS)
        while (message := await receive())["type"] != "lifespan.shutdown":
            if message["type"] == "lifespan.startup" and self._at_start:
                await self.lanes["watch"].run(self._at_start)
            await send({"type": "lifespan.startup.complete"})
        for lane in self.lanes.values():
            await asyncio.to_thread(lane.close)
        if self._at_end:
            await asyncio.to_thread(self._at_end)
        await send({"type": "lifespan.shutdown.complete"})

    async def _exchange(self, scope: Scope, receive: Receive, send: Send) -> None:
        seen = Seen(scope, self._address(scope))
        try:
            answer = await self._answer(seen, receive)
            seen.status = answer.status
            await _send(answer, send)
        except Gone:
            seen.status = CLIENT_GONE
        except Busy:
            seen.status = 503
            await asyncio.sleep(random.uniform(*BACK_OFF_SECONDS))  # noqa: S311 - no secret
            await self._refuse(seen, send)
        except Refusal as refusal:
            seen.status = refusal.status
            await self._refuse(seen, send)
        except Exception:
            seen.number = number_in(seen.environ)
            log.exception("%s %s", seen.method, seen.path, extra={"number": seen.number})
            if not seen.status:
                seen.status = 500
                await self._refuse(seen, send)
        finally:
            seen.note()

    async def _answer(self, seen: "Seen", receive: Receive) -> FaceAnswer:
        lane = self.lanes[self._lane_of(seen.method, seen.path)]
        lane.require_room()  # a body that nobody will work off is not taken in
        is_upload = await self._is_upload(seen)
        with self.intake.holding(seen.address) as reserve:
            if is_upload:
                body = await self.intake.upload(receive, seen.address)
            elif seen.length == 0:
                body = io.BytesIO()  # no turn of the event loop for the commonest of requests
            else:
                body = await self.intake.small(receive, reserve)
            try:
                length = body.seek(0, io.SEEK_END)
                body.seek(0)
                seen.environ |= environ_of(seen.scope, body, length) | {CLIENT: seen.address}
                return await lane.run(partial(call, self._application, seen.environ))
            finally:
                body.close()

    async def _is_upload(self, seen: "Seen") -> bool:
        """Tell whether a body goes to disk. :raises Refusal: larger than this client may send."""
        bounds, length = self.intake.bounds, seen.length
        if length is not None and length <= bounds.body:
            return False
        is_multipart = seen.header(b"content-type").startswith("multipart/form-data")
        is_open = seen.method == "POST" and seen.path.startswith(self._open_uploads)
        if not is_multipart or not (is_open or self._is_signed_in):
            if length is None:
                return False  # chunked: counted while it comes
            raise Refusal(413)
        if length is not None and length > bounds.upload:
            raise Refusal(413)
        if is_open or self._is_signed_in is None:
            return True
        look = partial(self._is_signed_in, seen.header(b"cookie"))
        if not await self.lanes["work"].run(look):
            raise Refusal(403)
        return True

    def _address(self, scope: Scope) -> str:
        remote = str((scope.get("client") or ("", 0))[0])
        forwarded = ",".join(_values(scope, b"x-forwarded-for"))
        return client_address(remote=remote, forwarded=forwarded, trusted=self._trusted)

    async def _refuse(self, seen: "Seen", send: Send) -> None:
        answer = refused(
            seen.status,
            is_api=seen.path.startswith(API),
            is_read=seen.method in {"GET", "HEAD"},
            stylesheet=self._stylesheet,
            number=seen.number,
        )
        body = b"" if seen.method == "HEAD" else answer.body
        with contextlib.suppress(Exception):  # the client may be gone by now
            await _send(FaceAnswer(answer.status, answer.headers, body), send)


class Seen:
    """One request as far as the log and the refusals need it."""

    def __init__(self, scope: Scope, address: str) -> None:
        self.scope = scope
        self.address = address
        self.method: str = scope["method"]
        self.path: str = scope["path"]
        self.status = 0
        self.number = ""
        self.environ: dict[str, Any] = {}
        self._begun = time.monotonic()

    @property
    def length(self) -> int | None:
        """The length that the client announced; 0 where no body is to come, None for chunks."""
        if length := self.header(b"content-length"):
            return int(length) if length.isdecimal() else None
        return None if self.header(b"transfer-encoding") else 0

    def header(self, name: bytes) -> str:
        """Return a header's value, empty where it is missing."""
        return next(iter(_values(self.scope, name)), "")

    def note(self) -> None:
        """Write the request into the access log: the address without its query."""
        access.info(
            self.path,
            extra={
                "method": self.method,
                "host": self.header(b"host"),
                "status": self.status,
                "client": self.address,
                "seconds": round(time.monotonic() - self._begun, 4),
                "number": self.environ.get(KEY, ""),
                "agent": self.header(b"user-agent")[:LONGEST_AGENT],
            },
        )


def _values(scope: Scope, name: bytes) -> list[str]:
    return [value.decode("latin-1") for key, value in scope["headers"] if key == name]


async def _send(answer: FaceAnswer, send: Send) -> None:
    headers = [
        (name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers
    ]
    if answer.chunks is None and not any(name == b"content-length" for name, _ in headers):
        headers.append((b"content-length", str(len(answer.body)).encode()))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    if answer.chunks is None:
        await send({"type": "http.response.body", "body": answer.body})
        return
    try:
        while (chunk := await asyncio.to_thread(next, answer.chunks, None)) is not None:
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
    finally:
        await asyncio.to_thread(answer.close)
