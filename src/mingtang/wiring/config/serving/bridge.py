"""From an ASGI request to a WSGI application and back (桥接).

Django and the server of published files are WSGI applications. A call runs in a thread of a lane; what
it answers is sent by the event loop, so that a slow reader takes no thread.
"""

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import IO, Any
from urllib.parse import unquote_to_bytes

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


class FileWrapper:
    """What an application returns to have a file sent: `wsgi.file_wrapper` of PEP 3333."""

    def __init__(self, file: IO[bytes], block_size: int = 65536) -> None:
        self.file = file
        self.block_size = block_size

    def __iter__(self) -> Iterator[bytes]:
        while block := self.file.read(self.block_size):
            yield block

    def close(self) -> None:
        """Close the file."""
        self.file.close()


@dataclass
class FaceAnswer:
    """What an application answered: `body` whole, or `chunks` that are fetched one after the other.

    Chunks are fetched in other threads than the one that made them: they do not use the database.
    """

    status: int = 500
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""
    chunks: Iterator[bytes] | None = None
    close: Callable[[], object] = lambda: None


def environ_of(scope: dict[str, Any], body: IO[bytes], length: int) -> Environ:
    """Return the environment of a WSGI call."""
    client, server = scope.get("client") or ("", 0), scope.get("server") or ("localhost", 80)
    environ: Environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope["raw_path"].partition(b"?")[0]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": str(server[0]),
        "SERVER_PORT": str(server[1]),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": str(client[0]),
        "CONTENT_LENGTH": str(length),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "wsgi.file_wrapper": FileWrapper,
    }
    for name, value in _headers(scope["headers"]):
        joint = "; " if name == "HTTP_COOKIE" else ","
        environ[name] = f"{environ[name]}{joint}{value}" if name in environ else value
    return environ


def _headers(headers: Iterable[tuple[bytes, bytes]]) -> Iterator[tuple[str, str]]:
    for raw_name, raw_value in headers:
        name = raw_name.decode("latin-1")
        if "_" in name or name in {"content-length", "transfer-encoding"}:
            continue  # `x_forwarded_for` would pass for `x-forwarded-for`; the length is known
        key = name.upper().replace("-", "_")
        yield key if key == "CONTENT_TYPE" else f"HTTP_{key}", raw_value.decode("latin-1")


def call(application: Application, environ: Environ) -> FaceAnswer:
    """Call an application and return its answer, a whole body where it has one."""
    answer = FaceAnswer()

    def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
        answer.status, answer.headers = int(status.split(" ", 1)[0]), headers

    result = application(environ, start)
    close = getattr(result, "close", lambda: None)
    is_whole = isinstance(result, list | tuple) or getattr(result, "streaming", None) is False
    if is_whole or environ["REQUEST_METHOD"] == "HEAD":
        try:
            if environ["REQUEST_METHOD"] != "HEAD":
                answer.body = b"".join(result)
        finally:
            close()
    else:
        answer.chunks, answer.close = iter(result), close
    return answer
