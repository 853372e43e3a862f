"""The guarded client (受控访问): one function, all limits explicit."""

import contextlib
import http.client
import time
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin

from mingtang.ground.foundation.http.addresses import (
    ResolvedAddress,
    Resolver,
    addresses_of,
    public_addresses,
    read_target,
    system_resolver,
)
from mingtang.ground.foundation.http.connection import Deadline, PinnedConnection
from mingtang.ground.foundation.http.errors import FetchFailed, FetchRefused, timed_out

CHUNK = 64 * 1024
AGENT = "Mingtang/1"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_KEEPS_METHOD = frozenset({307, 308})
_PRIVATE_HEADERS = frozenset({"authorization", "cookie", "proxy-authorization"})
_OWN_HEADERS = frozenset(
    {"host", "connection", "accept-encoding", "transfer-encoding", "content-length"}
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a fetch may take in all, redirects included; `max_bytes` counts unpacked bytes."""

    seconds: float = 20
    max_bytes: int = 10 * 1024 * 1024
    max_redirects: int = 5


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, with names of headers in lower case; any status is an answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str
    address: str
    seconds: float
    redirects: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Request:
    target: ResolvedAddress
    url: str
    method: str
    headers: Mapping[str, str]
    body: bytes | None


@dataclass(frozen=True)
class _Rules:
    limits: Limits
    deadline: Deadline
    allowed: frozenset[str]
    via: ResolvedAddress | None
    resolver: Resolver = field(repr=False)


def fetch(
    url: str,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    limits: Limits | None = None,
    allowed_origins: Collection[str] = (),
    via: str = "",
    resolver: Resolver = system_resolver,
) -> Answer:
    """Fetch an address and return the answer, whatever its status.

    Each hop is resolved once and must have a public address, unless its origin (`http://host:port`)
    is among `allowed_origins`, which come from the configuration and never from a person's input.
    With `via`, also an origin from the configuration, the connection goes there and the address
    only names host and path: that is how an own site is asked behind its front server; redirects
    are then handed back, not followed. Sign-in headers do not follow a redirect to another origin.

    :raises FetchRefused: for what must not be fetched.
    :raises FetchFailed: for what could not be fetched, or not within the limits.
    """
    limits = limits or Limits()
    begun = time.monotonic()
    allowed = frozenset(read_target(origin).origin for origin in allowed_origins)
    rules = _Rules(
        limits, Deadline(limits.seconds), allowed, read_target(via) if via else None, resolver
    )
    request = _Request(read_target(url), url, method.upper(), dict(headers or {}), body)
    passed: list[str] = []
    while True:
        status, found, content, address = _ask(request, rules)
        following = _following(request, status, found)
        if following is None or rules.via is not None:
            seconds = time.monotonic() - begun
            return Answer(status, found, content, request.url, address, seconds, tuple(passed))
        passed.append(request.url)
        if len(passed) > limits.max_redirects:
            raise FetchRefused("redirects", f"网址跳转超过 {limits.max_redirects} 次，不再跟随")
        request = following


def _following(request: _Request, status: int, found: Mapping[str, str]) -> _Request | None:
    location = found.get("location")
    if status not in _REDIRECTS or not location:
        return None
    url = urljoin(request.url, location)
    target = read_target(url)
    method, body = request.method, request.body
    if status not in _KEEPS_METHOD and method not in {"GET", "HEAD"}:
        method, body = "GET", None
    headers = request.headers
    if target.origin != request.target.origin:
        headers = {name: headers[name] for name in headers if name.lower() not in _PRIVATE_HEADERS}
    return _Request(target, url, method, headers, body)


def _ask(request: _Request, rules: _Rules) -> tuple[int, dict[str, str], bytes, str]:
    """Make one request and read its answer within the limits."""
    connection = _connection(request.target, rules)
    try:
        with contextlib.closing(_sent(connection, request)) as response:
            found = {name.lower(): value for name, value in response.getheaders()}
            content = _read(response, found, rules)
    except TimeoutError:
        raise timed_out() from None
    except (OSError, http.client.HTTPException, ValueError, zlib.error) as error:
        raise FetchFailed("broken", f"{request.target.host} 的答复中断或不合规范") from error
    finally:
        connection.hang_up()
    return response.status, found, content, connection.address


def _sent(connection: PinnedConnection, request: _Request) -> http.client.HTTPResponse:
    path = request.target.path
    connection.putrequest(request.method, path, skip_host=True, skip_accept_encoding=True)
    for name, value in _headers(request).items():
        connection.putheader(name, value)
    connection.endheaders(request.body)
    return connection.getresponse()


def _connection(target: ResolvedAddress, rules: _Rules) -> PinnedConnection:
    place = rules.via or target
    found = addresses_of(place, rules.deadline.left(), rules.resolver)
    if rules.via is None and target.origin not in rules.allowed:
        found = public_addresses(target, found)
    return PinnedConnection(target, place, found, rules.deadline)


def _headers(request: _Request) -> dict[str, str]:
    headers = {"User-Agent": AGENT, "Accept": "*/*"}
    headers |= {
        name: value for name, value in request.headers.items() if name.lower() not in _OWN_HEADERS
    }
    headers["Host"] = request.target.host_header
    headers["Connection"] = "close"
    headers["Accept-Encoding"] = "identity"
    if request.body is not None:
        headers["Content-Length"] = str(len(request.body))
    return headers


def _read(response: http.client.HTTPResponse, found: Mapping[str, str], rules: _Rules) -> bytes:
    """Read a body, unpacking what a server packed unasked, and stop beyond the limit."""
    packed = found.get("content-encoding", "identity").lower().strip()
    if packed not in {"identity", "", "gzip", "x-gzip", "deflate"}:
        raise FetchFailed("encoding", f"对方用了不认识的压缩方式 {packed}")
    unpacker = zlib.decompressobj(47) if packed in {"gzip", "x-gzip", "deflate"} else None
    limit = rules.limits.max_bytes
    content = bytearray()
    while chunk := response.read1(CHUNK):
        rules.deadline.left()
        content += unpacker.decompress(chunk, limit + 1 - len(content)) if unpacker else chunk
        if len(content) > limit:
            raise FetchFailed("too_large", f"内容超过 {limit / 1024 / 1024:g} MB，不再读取")
    if unpacker and content and not unpacker.eof:
        raise http.client.IncompleteRead(bytes(content))
    if response.length:  # fewer bytes came than were announced
        raise http.client.IncompleteRead(bytes(content), response.length)
    return bytes(content)
