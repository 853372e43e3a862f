"""A closed network: a test that reaches beyond this machine fails loudly."""

import ipaddress
import sys
from typing import Any

_is_closed = False


class NetworkRefused(RuntimeError):
    """A test tried to reach something beyond the loopback addresses of this machine."""


def is_local(host: object) -> bool:
    """Say whether a host name or address stays on this machine."""
    if host is None:
        return True
    name = host.decode() if isinstance(host, bytes) else str(host)
    if name in {"", "localhost"} or name.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(name.split("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if not _is_closed:
        return
    if event in {"socket.connect", "socket.sendto"}:
        address = arguments[1]
        if isinstance(address, tuple) and not is_local(address[0]):
            raise NetworkRefused(f"{event} to {address!r}: tests stay on this machine")
    elif event in {"socket.getaddrinfo", "socket.gethostbyname"} and not _is_resolvable(
        arguments[0]
    ):
        raise NetworkRefused(f"look-up of {arguments[0]!r}: tests stay on this machine")


def _is_resolvable(host: object) -> bool:
    """Numbers resolve without a question to anybody; only names leave the machine."""
    if is_local(host):
        return True
    try:
        ipaddress.ip_address(host.decode() if isinstance(host, bytes) else str(host))
    except ValueError:
        return False
    return True


def close() -> None:
    """Refuse every connection and look-up beyond this machine from now on in this process."""
    global _is_closed  # noqa: PLW0603 - an audit hook cannot be taken away again
    if not _is_closed:
        _is_closed = True
        sys.addaudithook(_watch)
