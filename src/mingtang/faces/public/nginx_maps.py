"""Hosts and redirects as nginx reads them: files of a key and a value a line.

nginx includes them inside the braces of a `map`, where a line can be an entry and nothing else: no
directive can come in by them. What does not have the narrow form of a host, a site or an address
is left out.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from mingtang.faces.public.maps import Hosts, shown

MAPS = ("hosts", "aliases", "redirects", "folders")
DEEPEST_FOLDER = 12  # levels of a folder that has moved
# With a dot, so that no word that nginx keeps for itself (`default`, `include`) passes for a host.
_HOST = re.compile(r"localhost|\[[0-9a-f:]+\]|[a-z0-9_-]+(?:\.[a-z0-9_-]+)+")
_SITE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*")
_LONGEST = 1900  # bytes of a key or a value: a bucket of the hash holds 2048
HERE = ("127.0.0.1", "localhost", "[::1]")  # show the city portal, as the built-in server does

Pairs = Iterable[tuple[str, str]]


def map_files(hosts: Mapping[str, Any], redirects: Mapping[str, Any]) -> dict[str, str]:
    """Return the text of each map file, by its name without ending."""
    known = Hosts(**hosts)
    return {
        "hosts": _lines(_site_pairs(known)),
        "aliases": _lines(_alias_pairs(known)),
        "redirects": _lines(_exact_pairs(redirects)),
        "folders": _lines(_folder_pairs(redirects)),
    }


def _site_pairs(hosts: Hosts) -> Pairs:
    pairs = {host: hosts.default for host in HERE if hosts.default} | hosts.sites
    for host, site in sorted(pairs.items()):
        if _HOST.fullmatch(host) and _SITE.fullmatch(site):
            yield host, site


def _alias_pairs(hosts: Hosts) -> Pairs:
    for old, present in sorted(hosts.aliases.items()):
        if _HOST.fullmatch(old) and _HOST.fullmatch(present) and old not in hosts.sites:
            yield old, present


def _exact_pairs(redirects: Mapping[str, Any]) -> Pairs:
    for site, rules in _known_sites(redirects):
        exact: Mapping[str, str] = rules["exact"]
        for path, target in sorted(exact.items()):
            address = quote(shown(target))
            if _may_stand(path) and _may_lead(address):
                yield f"{site}{path}", address
                folder = path.removesuffix("index.html")
                if path.endswith("/index.html") and folder not in exact:
                    yield f"{site}{folder}", address


def _folder_pairs(redirects: Mapping[str, Any]) -> Pairs:
    for site, rules in _known_sites(redirects):
        for folder, target in sorted(rules["prefixes"].items()):
            address = quote(f"{target}/")
            if _may_stand(folder) and _may_lead(address) and folder.count("/") <= DEEPEST_FOLDER:
                yield f"{site}{folder}", address


def _known_sites(redirects: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    return ((site, rules) for site, rules in sorted(redirects.items()) if _SITE.fullmatch(site))


def _may_stand(path: str) -> bool:
    return path.startswith("/") and path.isprintable() and len(path.encode()) <= _LONGEST


def _may_lead(address: str) -> bool:
    return address.startswith("/") and not address.startswith("//") and len(address) <= _LONGEST


def _lines(pairs: Pairs) -> str:
    """Return the entries. nginx takes keys whatever the case of their letters.

    Keys that differ in nothing but case would be the same to it: these are written as patterns,
    which it takes exactly.
    """
    listed = dict(pairs)
    spelled: dict[str, int] = {}
    for key in listed:
        spelled[_folded(key)] = spelled.get(_folded(key), 0) + 1
    lines = (
        f"{_word(key if spelled[_folded(key)] == 1 else _pattern(key))} {_word(value)};\n"
        for key, value in listed.items()
    )
    return "".join(lines)


def _folded(key: str) -> str:
    return key.encode().lower().decode()  # the letters of ASCII only, as nginx does


def _pattern(key: str) -> str:
    return f"~^{re.escape(key)}$"


def _word(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
