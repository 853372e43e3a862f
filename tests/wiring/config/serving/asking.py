"""Ask a gateway as an ASGI server does, without a socket."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from mingtang.wiring.config.serving.gateway import Gateway

Message = dict[str, Any]


@dataclass
class Answer:
    """What a gateway sent, and how many bytes of the body it had asked for by then."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    taken: int = 0


async def ask(
    gateway: Gateway,
    path: str,
    *,
    method: str = "GET",
    chunks: Iterable[bytes] | AsyncIterator[bytes] = (),
    length: int | None = None,
    address: str = "127.0.0.1",
    **headers: str,
) -> Answer:
    """Return the answer; `length` is what the request announces (None: nothing, chunks follow)."""
    plain, _, query = path.partition("?")
    said = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    if length is not None:
        said.append((b"content-length", str(length).encode()))
    elif method == "POST":
        said.append((b"transfer-encoding", b"chunked"))
    scope: Message = {
        "type": "http",
        "method": method,
        "path": plain,
        "raw_path": plain.encode(),
        "query_string": query.encode(),
        "http_version": "1.1",
        "scheme": "http",
        "client": (address, 50000),
        "server": ("127.0.0.1", 8000),
        "headers": [(b"host", b"127.0.0.1"), *said],
    }
    answer = Answer()
    incoming = _incoming(chunks, answer)

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            answer.body += message.get("body", b"")

    await gateway(scope, incoming, send)
    return answer


def _incoming(chunks: Any, answer: Answer) -> Callable[[], Any]:
    async def all_chunks() -> AsyncIterator[bytes]:
        if hasattr(chunks, "__aiter__"):
            async for chunk in chunks:
                yield chunk
        else:
            for chunk in chunks:
                yield chunk

    given = all_chunks()

    async def receive() -> Message:
        try:
            chunk = await anext(given)
        except StopAsyncIteration:
            return {"type": "http.request", "body": b"", "more_body": False}
        answer.taken += len(chunk)
        return {"type": "http.request", "body": chunk, "more_body": True}

    return receive


async def slowly(count: int, pause: float = 0.02) -> AsyncIterator[bytes]:
    """Yield so many single bytes."""
    for _ in range(count):
        await asyncio.sleep(pause)
        yield b"a"
