"""Which network address a request came from, behind any number of own proxies. Pure: no Django."""

from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

Network = IPv4Network | IPv6Network
CLIENT = "mingtang.client"  # the key of the environment of a request under which a face says it
UNKNOWN = "0.0.0.0"  # noqa: S104 - not bound to, only written down


def parse_networks(text: str) -> tuple[Network, ...]:
    """Read a list of addresses and networks (`10.0.0.0/8, ::1`), comma separated.

    :raises ValueError: if an entry is neither.
    """
    return tuple(ip_network(part.strip(), strict=False) for part in text.split(",") if part.strip())


def client_address(*, remote: str, forwarded: str, trusted: Iterable[Network]) -> str:
    """Return the address to count sign-in failures by.

    `remote` is the other end of the connection, `forwarded` the header X-Forwarded-For. The header
    is believed only as far as own proxies wrote it: reading it from the right, the first address
    that is no own proxy is the client; what stands left of it may have been forged by that client.
    """
    networks = tuple(trusted)
    if not _is_inside(remote, networks):
        return _clean(remote)
    for entry in reversed([part.strip() for part in forwarded.split(",") if part.strip()]):
        if not _is_address(entry):
            break
        if not _is_inside(entry, networks):
            return _clean(entry)
    return _clean(remote)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _is_inside(text: str, networks: tuple[Network, ...]) -> bool:
    return _is_address(text) and any(
        ip_address(text) in network
        for network in networks
        if network.version == ip_address(text).version
    )


def _clean(text: str) -> str:
    return str(ip_address(text)) if _is_address(text) else UNKNOWN
