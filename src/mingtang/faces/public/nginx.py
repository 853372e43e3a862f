"""A complete configuration of nginx for an installation, from the facts the built-in server uses.

Whatever comes from outside is either checked against a narrow form or quoted; what changes with the
sites (hosts, redirects) is read by nginx from the files that `nginx_maps` writes.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from mingtang.editorial.pages.policies.paths import UNAVAILABLE_PATH
from mingtang.faces.public.headers import (
    ASSETS,
    CONTENT_SECURITY_POLICY,
    DOWNLOADS,
    FILE_AGE,
    FILE_POLICY,
    FILE_TYPES,
    PAGE_AGE,
    SECURITY,
    TYPES,
    UNKNOWN,
)
from mingtang.faces.public.maps import FOLDER
from mingtang.faces.public.nginx_maps import DEEPEST_FOLDER, MAPS
from mingtang.faces.public.plain_pages import (
    CROWDED,
    NO_SITE,
    NOTHING,
    ODD,
    UNAVAILABLE,
    PlainPage,
    plain_policy,
)
from mingtang.faces.public.server import (
    DYNAMIC,
    FORMS,
    HEALTH,
    LARGEST_BODY,
    LARGEST_FORM,
    SHARED,
    VISITS,
)

TEMPLATE = "nginx.conf.jinja"
STRICT_TRANSPORT = ("Strict-Transport-Security", "max-age=31536000")
# Of the dynamic part, for one address of a reader: requests a second, at once, connections.
RATE, BURST, CONNECTIONS = 10, 40, 20
VISITS_RATE, VISITS_BURST = 100, 200  # a building of readers has one address
TWINNED = ("html", "css", "js", "xml", "txt", "json", "svg")  # may have compressed copies
_PORT = r"(?P<port>[0-9]{1,5})"
_LISTEN = re.compile(rf"(?:(?:[0-9.]+|\*|\[[0-9A-Fa-f:]+\]):)?{_PORT}")
_BEHIND = re.compile(rf"(?:[A-Za-z0-9][A-Za-z0-9.-]*|\[[0-9A-Fa-f:]+\]):{_PORT}")
_TRUSTED = re.compile(r"[0-9A-Fa-f.:]+(?:/[0-9]{1,3})?")


class UnusableValue(ValueError):
    """A value that cannot stand in a configuration; the text is a Chinese sentence."""


@dataclass(frozen=True)
class Tls:
    """Where the certificate (with its chain) and its key are, and where encrypted readers come."""

    certificate: Path
    key: Path
    listen: tuple[str, ...] = ("443",)


@dataclass(frozen=True)
class Wanted:
    """What the administrator chooses; the rest is the same everywhere.

    `complete` gives a whole `nginx.conf`; `run_folder` (only with it) lets nginx run without any
    right of its own: pid, logs and temporary files are there, and it stays in the foreground.
    """

    root: Path
    behind: str = "127.0.0.1:8000"
    listen: tuple[str, ...] = ("80",)
    tls: Tls | None = None
    trusted: tuple[str, ...] = ()
    complete: bool = False
    run_folder: Path | None = None
    workers: str = "auto"


@dataclass(frozen=True)
class _Header:
    name: str
    value: str

    @property
    def quoted(self) -> str:
        return f'"{self.value}"'

    @property
    def is_csp(self) -> bool:
        return self.name == "Content-Security-Policy"


@dataclass(frozen=True)
class _Alone:
    page: PlainPage

    @property
    def status(self) -> int:
        return self.page.status

    @property
    def quoted(self) -> str:
        return "'" + "".join(self.page.html.splitlines()) + "'"


def configuration(wanted: Wanted) -> str:
    """Return the text of the configuration.

    :raises UnusableValue: an address, a port or a folder that cannot stand in one.
    """
    folder = wanted.run_folder
    root = _plain_path(wanted.root)
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 - no HTML; values are checked and quoted here
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template(TEMPLATE).render(
        _facts(),
        complete=wanted.complete,
        workers=_matching(re.compile(r"auto|[1-9][0-9]?"), wanted.workers, "进程数"),
        run_folder=_run_folder(folder) if folder else None,
        error_log=quoted(folder / "error.log") if folder else '"/var/log/nginx/error.log"',
        access_log=quoted(folder / "access.log") if folder else '"/var/log/nginx/mingtang.log"',
        root=f'"{root}/$mingtang_site"',
        off_page=f'"{root}/$mingtang_site/.off.html"',
        maps={name: quoted(wanted.root / FOLDER / f"{name}.map") for name in MAPS},
        maps_plain=_plain_path(wanted.root / FOLDER),
        behind=_port_of(_BEHIND, wanted.behind, "公众端地址"),
        listen=[_port_of(_LISTEN, one, "监听地址") for one in wanted.listen],
        trusted=[_matching(_TRUSTED, one, "代理地址") for one in wanted.trusted],
        security=_security(is_encrypted=wanted.tls is not None),
        **_tls_values(wanted.tls),
    )


def _facts() -> dict[str, object]:
    """Return what the built-in server goes by as well."""
    return {
        "types": _by_type(TYPES),
        "file_types": _by_type(FILE_TYPES),
        "unknown": UNKNOWN,
        "file_policy": f'"{FILE_POLICY}"',
        "downloads": DOWNLOADS,
        "text_types": {end: TYPES[f".{end}"] for end in TWINNED},
        "plain_policy": f'"{plain_policy()}"',
        "nothing": _Alone(NOTHING),
        "no_site": _Alone(NO_SITE),
        "odd": _Alone(ODD),
        "out_of_order": {"unavailable": _Alone(UNAVAILABLE), "crowded": _Alone(CROWDED)},
        "unavailable_path": UNAVAILABLE_PATH,
        "policy": f'"{CONTENT_SECURITY_POLICY}"',
        "assets": ASSETS,
        "page_age": PAGE_AGE,
        "file_age": FILE_AGE,
        "dynamic": DYNAMIC,
        "health": HEALTH,
        "places": [
            *(
                (f"^~ {path}", _in_kilobytes(LARGEST_FORM if path == FORMS else LARGEST_BODY))
                for path in DYNAMIC
            ),
            (f"= {HEALTH}", _in_kilobytes(LARGEST_BODY)),
        ],
        "shared": sorted(SHARED),
        "levels": range(DEEPEST_FOLDER),
        "rate": RATE,
        "visits": {"path": VISITS, "rate": VISITS_RATE, "burst": VISITS_BURST},
        "burst": BURST,
        "connections": CONNECTIONS,
        "body": _in_kilobytes(LARGEST_BODY),
    }


def _in_kilobytes(size: int) -> str:
    return f"{size // 1024}k"


def _by_type(types: Mapping[str, str]) -> list[tuple[str, str]]:
    endings: dict[str, list[str]] = defaultdict(list)
    for ending, kind in types.items():
        endings[kind].append(ending.removeprefix("."))
    return [(kind, " ".join(ends)) for kind, ends in endings.items()]


def _security(*, is_encrypted: bool) -> list[_Header]:
    said = (*SECURITY, *((STRICT_TRANSPORT,) if is_encrypted else ()))
    return [_Header(name, value) for name, value in said]


def _tls_values(tls: Tls | None) -> dict[str, object]:
    if tls is None:
        return {"tls": None}
    listen = [_port_of(_LISTEN, one, "监听地址") for one in tls.listen]
    port = listen[0].rpartition(":")[2]
    return {
        "tls": {"certificate": quoted(tls.certificate), "key": quoted(tls.key)},
        "tls_listen": listen,
        "tls_port": "" if port == "443" else f":{port}",
    }


def _run_folder(folder: Path) -> dict[str, str]:
    return {
        "pid": quoted(folder / "nginx.pid"),
        "body": quoted(folder / "body"),
        "proxy": quoted(folder / "proxy"),
        "unused": quoted(folder / "unused"),
    }


def quoted(path: Path) -> str:
    """Return a path as one word of a configuration. :raises UnusableValue: if it cannot be one."""
    return f'"{_plain_path(path)}"'


def _plain_path(path: Path) -> str:
    text = str(path)
    if not path.is_absolute() or any(sign in '"\\$;{}' or not sign.isprintable() for sign in text):
        raise UnusableValue(
            f"路径 {text!r} 不能写入 nginx 配置：请用不含引号、$ 等符号的绝对路径。"
        )
    return text


def _matching(form: re.Pattern[str], text: str, what: str) -> str:
    if not form.fullmatch(text):
        raise UnusableValue(f"{what} {text!r} 不正确，请核对。")
    return text


def _port_of(form: re.Pattern[str], text: str, what: str) -> str:
    found = form.fullmatch(text)
    if not found or not 0 < int(found["port"]) < 65536:
        raise UnusableValue(f"{what} {text!r} 不正确：请写端口，或“地址:端口”。")
    return text
