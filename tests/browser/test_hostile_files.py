"""Ten hostile files lie among the attachments of a public site, and none of them runs.

The door takes none of them; here they lie there all the same, as if it had failed.
"""

import contextlib
import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from playwright.sync_api import Error, Page, Request

from mingtang.faces.public.nginx import Wanted, configuration
from mingtang.faces.public.nginx_maps import map_files
from mingtang.faces.public.server import SiteServer
from tests.harness.nginx import Nginx, make_writable, open_to_all
from tests.harness.processes import free_ports

RUN = "new Image().src='/ran?%s';document.title='ran'"
PAGE = "<html><body><script>{run}</script></body></html>"
SVG = "<svg xmlns='http://www.w3.org/2000/svg'><script>{run}</script></svg>"
FILES = {
    "1/page.html": PAGE,
    "2/page.htm": PAGE,
    "3/drawing.svg": SVG,
    "4/code.js": "{run}",
    "5/page.xhtml": "<html xmlns='http://www.w3.org/1999/xhtml'><script>{run}</script></html>",
    "6/data.xml": "<?xml version='1.0'?><x xmlns='http://www.w3.org/1999/xhtml'><script>{run}</script></x>",
    "7/false.pdf": "%PDF-1.4\n" + PAGE + "\n%%EOF",
    "8/page.pdf": PAGE,
    "9/polyglot.txt": "/*<html>*/{run}/*" + PAGE + "*/",
    # A page whose script is another attachment, which the policy of the site would let through.
    "10/with-script.html": "<html><script src='/assets/document/4/code.js'></script></html>",
}
NAMES = [f"/assets/document/{name}" for name in FILES]
EMBEDDING = "".join(
    f"<script src='{name}'></script><iframe src='{name}'></iframe><object data='{name}'></object>"
    f"<embed src='{name}'><img src='{name}'><link rel=stylesheet href='{name}'>"
    for name in NAMES
)


@pytest.fixture(scope="module")
def sites() -> Iterator[Path]:
    """A published site whose pages embed every attachment in every way."""
    folder = Path(tempfile.mkdtemp(prefix="mingtang-hostile-"))
    _publish(folder / "www")
    open_to_all(folder)
    yield folder / "www"
    shutil.rmtree(folder)


def _publish(root: Path) -> None:
    for number, (name, text) in enumerate(FILES.items()):
        path = root / "portal/assets/document" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace("{run}", RUN % number), "utf-8")
    (root / "portal/index.html").write_text(f"<!doctype html><title>site</title>{EMBEDDING}")
    (root / "portal/plain.html").write_text("<!doctype html><title>site</title><p>plain</p>")
    hosts = {"default": "portal", "sites": {"www.example.gov.cn": "portal"}, "aliases": {}}
    (root / ".maps").mkdir()
    (root / ".maps/hosts.json").write_text(json.dumps(hosts))
    for name, text in map_files(hosts, {}).items():
        (root / ".maps" / f"{name}.map").write_text(text, "utf-8")


class _Silent(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(params=["built-in", "nginx"], scope="module")
def origin(request: pytest.FixtureRequest, sites: Path) -> Iterator[str]:
    """The site as one of the two servers shows it."""
    port, public = free_ports(2)
    if request.param == "nginx":
        run = sites.parent / "run"
        make_writable(run)
        file = sites.parent / "nginx.conf"
        wanted = Wanted(
            sites,
            behind=f"127.0.0.1:{public}",
            listen=(f"127.0.0.1:{port}",),
            complete=True,
            run_folder=run,
            workers="1",
        )
        file.write_text(configuration(wanted), "utf-8")
        file.chmod(0o644)
        with Nginx(file, run / "nginx.pid").running():
            yield f"http://127.0.0.1:{port}"
        return
    application = SiteServer(sites, lambda environ, start: [])
    server: WSGIServer = make_server("127.0.0.1", port, application, handler_class=_Silent)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"http://127.0.0.1:{port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_no_hostile_file_runs_on_the_site(page: Page, origin: str) -> None:
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    page.on("request", note)
    for name in NAMES:
        page.goto(f"{origin}/plain.html")
        with page.expect_download() as download, contextlib.suppress(Error):  # it is saved
            page.goto(origin + name)
        assert download.value.suggested_filename == name.rpartition("/")[2]
        assert page.title() == "site"
    page.goto(origin + "/", wait_until="domcontentloaded")
    page.wait_for_timeout(1000)

    assert page.title() == "site"
    assert any("/assets/document/4/code.js" in url for url in asked)
    assert [url for url in asked if "/ran?" in url] == []
