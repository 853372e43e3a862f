"""Which host is which site, and where old addresses lead: written as files, read without a database.

`.maps/hosts.json`: `{"default": code, "sites": {host: code}, "aliases": {old host: host}}`.
`.maps/redirects.json`: `{code: {"exact": {path: path}, "prefixes": {folder: folder}}}`.
"""

import contextlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mingtang.editorial.pages.disk import read_plain

FOLDER = ".maps"


@dataclass(frozen=True)
class Hosts:
    """Hosts of sites, and hosts that sites had before."""

    default: str = ""
    sites: dict[str, str] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)


class MapFile:
    """One JSON file that is read again when it has changed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp: tuple[int, int] | None = None
        self._value: dict[str, Any] = {}

    def read(self) -> dict[str, Any]:
        """Return the content; a missing file is empty, a broken one keeps what was read before."""
        try:
            found = self._path.stat()
        except FileNotFoundError:
            return {}
        stamp = (found.st_mtime_ns, found.st_size)
        if stamp != self._stamp:
            try:
                self._value = json.loads(read_plain(str(self._path)))
            except (OSError, ValueError):
                return self._value
            self._stamp = stamp
        return self._value


class Maps:
    """The two maps of a publishing root."""

    def __init__(self, root: Path) -> None:
        self._hosts = MapFile(root / FOLDER / "hosts.json")
        self._redirects = MapFile(root / FOLDER / "redirects.json")

    def hosts(self) -> Hosts:
        """Return the hosts as they are now."""
        return Hosts(**self._hosts.read())

    def site_of(self, host: str) -> str:
        """Return the code of the site at a host; an address without a name shows the city portal."""
        known = self.hosts()
        found = known.sites.get(host, "")
        if found or host not in {"127.0.0.1", "localhost", "[::1]", "::1"}:
            return found
        return known.default

    def redirect(self, site: str, path: str) -> str:
        """Return where an old address leads, the longest folder that matches, or nothing."""
        rules = self._redirects.read().get(site)
        if not rules:
            return ""
        if path in rules["exact"]:
            return shown(str(rules["exact"][path]))
        folder = path.rstrip("/")
        while folder:
            if folder in rules["prefixes"]:
                rest = path[len(folder) :] or "/"
                return shown(str(rules["prefixes"][folder]) + rest)
            folder = folder.rpartition("/")[0]
        return ""


def shown(path: str) -> str:
    """Return an address as readers see it: a folder instead of its index page."""
    return path.removesuffix("index.html") if path.endswith("/index.html") else path


def site_at(maps: Maps, host: str) -> str:
    """Return the code of the site that a `Host` header names, its port aside; empty for no site."""
    name, colon, port = host.rpartition(":")
    return maps.site_of((name if colon and port.isdecimal() else host).lower().rstrip("."))


def is_page_online(folder: Path, path: str) -> bool:
    """Tell whether a site's folder holds the page of a plain path, and the site is not switched off."""
    name = f"{path}index.html" if path.endswith("/") else path
    with contextlib.suppress(OSError):
        is_page = bool(path) and (folder / name.lstrip("/")).is_file()
        return is_page and not (folder / ".off.html").is_file()
    return False
