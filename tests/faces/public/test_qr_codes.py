from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import segno

from mingtang.faces.public.headers import FILE_AGE
from mingtang.faces.public.qr_codes import QrCodes, drawn
from mingtang.faces.public.server import QR, SiteServer
from tests.faces.public import site_tree
from tests.faces.public.site_tree import EDUCATION, PORTAL, STRANGER

Ask = Callable[..., tuple[str, dict[str, str], bytes]]


@pytest.fixture
def ask(tmp_path: Path) -> Ask:
    """Ask the built-in server for the code of a page."""
    site_tree.write(tmp_path)
    server = SiteServer(tmp_path, lambda *_: [b"behind"], qr=QrCodes(tmp_path, "https"))

    def one(query: str, host: str = PORTAL, method: str = "GET") -> Any:
        said: dict[str, Any] = {}

        def start(status: str, headers: list[tuple[str, str]]) -> None:
            said.update(status=status, headers=dict(headers))

        environ = {"REQUEST_METHOD": method, "PATH_INFO": QR, "QUERY_STRING": query}
        body = b"".join(server(environ | {"HTTP_HOST": host}, start))
        return said["status"], said["headers"], body

    return one


def test_xc_21_gb_06_code_of_a_page_holds_its_address(ask: Ask) -> None:
    status, headers, body = ask("path=/news/202603/1.html")

    assert (status, headers["Content-Type"]) == ("200 OK", "image/svg+xml")
    assert headers["Cache-Control"] == f"public, max-age={FILE_AGE}"
    assert body == drawn(f"https://{PORTAL}/news/202603/1.html")
    again = segno.make(f"https://{PORTAL}/news/202603/1.html", error="m", micro=False)
    size = again.symbol_size(border=4)[0]
    assert f'viewBox="0 0 {size} {size}"'.encode() in body


def test_address_keeps_its_port_and_its_chinese_folders(ask: Ask) -> None:
    assert ask("path=/", f"{PORTAL}:8000")[2] == drawn(f"https://{PORTAL}:8000/")
    chinese = "%E8%A6%81%E9%97%BB/%E4%B9%99.html"
    assert ask(f"path=/{chinese}")[2] == drawn(f"https://{PORTAL}/{chinese}")


@pytest.mark.parametrize(
    "query",
    [
        "",
        "path=",
        "path=/none.html",
        "path=/style.css",
        "path=//www.example.com/",
        "path=https://www.example.com/",
        "path=/../edu/index.html",
        "path=/%00",
        f"path=/{'a' * 5000}.html",
        "a=1&b=2&c=3&d=4&e=5&path=/",
    ],
)
def test_nothing_but_a_page_of_the_host_gets_a_code(query: str, ask: Ask) -> None:
    status, headers, body = ask(query)
    assert (status, headers["Cache-Control"], body) == ("404 Not Found", "no-store", b"")


def test_host_of_no_site_and_other_methods_get_no_code(ask: Ask) -> None:
    assert ask("path=/", STRANGER)[0] == "404 Not Found"
    assert ask("path=/news/202603/1.html", EDUCATION)[0] == "404 Not Found"
    assert ask("path=/", method="POST")[0] == "405 Method Not Allowed"
    status, headers, body = ask("path=/", method="HEAD")
    assert (status, body) == ("200 OK", b"")
    assert int(headers["Content-Length"]) > 500
