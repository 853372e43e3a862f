"""Which addresses may be gone to, and how an address of the web is taken apart."""

import ipaddress
import socket
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from mingtang.ground.foundation.http.errors import FetchFailed, FetchRefused, timed_out

PORTS = {"http": 80, "https": 443}
Resolver = Callable[[str, int], list[str]]
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")  # NAT64: the last 32 bits are an IPv4 address
_SPECIAL = [
    ipaddress.ip_network(text)
    for text in ("192.0.0.0/24", "192.88.99.0/24", "64:ff9b:1::/48", "2001::/23", "5f00::/16")
]


@dataclass(frozen=True, slots=True)
class ResolvedAddress:
    """An address of the web: where to connect, and what to ask there."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def origin(self) -> str:
        """Scheme, host and port, the port always written out."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}"

    @property
    def host_header(self) -> str:
        """The host as the server expects it, without the usual port."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


def read_target(url: str) -> ResolvedAddress:
    """Take an address of the web apart; Chinese domains become their ASCII form.

    :raises FetchRefused: for another scheme, a name or password in it, or no readable host.
    """
    if any(sign <= " " or sign == "\x7f" for sign in url):
        raise FetchRefused("address", "网址里有空格或控制字符，请检查")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise FetchRefused("address", "网址写法不对，请检查") from None
    if parts.scheme not in PORTS:
        raise FetchRefused("scheme", "只能访问 http 或 https 网址")
    if parts.username is not None or parts.password is not None:
        raise FetchRefused("userinfo", "网址里不能带用户名或密码")
    host = _ascii_host(parts.hostname or "")
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = f"?{quote(parts.query, safe=_QUERY)}" if parts.query else ""
    return ResolvedAddress(
        parts.scheme, host, PORTS[parts.scheme] if port is None else port, path + query
    )


_QUERY = "/?%:@!$&'()*+,;=~-._[]|"


def _ascii_host(host: str) -> str:
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        pass
    try:
        name = host.rstrip(".").encode("idna").decode("ascii").lower()
    except UnicodeError:
        name = ""
    if not name or "%" in name or not all(sign.isalnum() or sign in ".-_" for sign in name):
        raise FetchRefused("address", "网址里的域名写法不对，请检查")
    return name


def is_public(address: str) -> bool:
    """Say whether an IP address is one of the open internet, also inside its IPv6 disguises."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        hidden = ip.ipv4_mapped or ip.sixtofour
        if ip in _TRANSLATED:
            hidden = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if hidden is not None:
            return is_public(str(hidden))
    if ip.is_multicast or ip.is_reserved or any(ip in network for network in _SPECIAL):
        return False
    return ip.is_global


def system_resolver(host: str, port: int) -> list[str]:
    """Ask the system for the addresses of a host."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def addresses_of(target: ResolvedAddress, seconds: float, resolver: Resolver) -> list[str]:
    """Resolve a host within a time; the system's call has no limit of its own.

    :raises FetchFailed: when the name is unknown or the time is over.
    """
    answer: Future[list[str]] = Future()

    def ask() -> None:
        try:
            answer.set_result(resolver(target.host, target.port))
        except BaseException as error:  # noqa: BLE001 - raised again below, in the thread that asked
            answer.set_exception(error)

    # A pool would wait at the end of the process for a look-up that hangs.
    threading.Thread(target=ask, daemon=True).start()
    try:
        found = answer.result(seconds)
    except TimeoutError:
        raise timed_out() from None
    except (OSError, UnicodeError):
        found = []
    if not found:
        raise FetchFailed("dns", f"域名 {target.host} 解析不到地址，请检查网址")
    return found


def public_addresses(target: ResolvedAddress, found: list[str]) -> list[str]:
    """Return the addresses that may be gone to.

    :raises FetchRefused: when none of them is public.
    """
    public = [address for address in found if is_public(address)]
    if not public:
        raise FetchRefused("private", f"{target.host} 指向内部或保留地址，不能访问")
    return public
