import gzip
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from mingtang.faces.public.server import SiteServer


@pytest.fixture
def root(tmp_path: Path) -> Path:
    files = {
        ".maps/hosts.json": json.dumps(
            {
                "default": "portal",
                "sites": {"www.mingzhou.gov.cn": "portal", "jyj.mingzhou.gov.cn": "edu"},
                "aliases": {"old.mingzhou.gov.cn": "www.mingzhou.gov.cn"},
            }
        ),
        ".maps/redirects.json": json.dumps(
            {
                "portal": {
                    "exact": {"/old.html": "/news/202603/1.html"},
                    "prefixes": {"/zwgk": "/policies", "/zwgk/news": "/news"},
                }
            }
        ),
        "portal/index.html": "<p>首页</p>",
        "portal/news/index.html": "<p>要闻</p>",
        "portal/news/202603/1.html": "<p>一</p>",
        "portal/404.html": "<p>找不到</p>",
        "portal/.gone/news/202603/2.html": "<p>已下线</p>",
        "portal/assets/image/5.jpg": "jpeg",
        "edu/index.html": "<p>教育</p>",
        "edu/.off.html": "<p>暂停</p>",
        "edu/style.css": "p{}",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    (tmp_path / "portal/index.html.gz").write_bytes(gzip.compress("<p>首页</p>".encode()))
    return tmp_path


def ask(
    root: Path, path: str, host: str = "www.mingzhou.gov.cn", **more: str
) -> tuple[str, dict[str, str], bytes]:
    answer: dict[str, Any] = {}

    def behind(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        start("200 OK", [("X-Behind", "yes")])
        return [b"behind"]

    def start(status: str, headers: list[tuple[str, str]]) -> None:
        answer.update(status=status, headers=dict(headers))

    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path.encode().decode("latin-1"),
        "HTTP_HOST": host,
        **more,
    }
    body = b"".join(SiteServer(root, behind)(environ, start))
    return answer["status"][:3], answer["headers"], body


def test_a_page_is_sent_with_the_headers_it_fulfils(root: Path) -> None:
    status, headers, body = ask(root, "/news/202603/1.html")
    assert (status, body.decode()) == ("200", "<p>一</p>")
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert "script-src 'self'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_twin_is_sent_to_who_takes_it(root: Path) -> None:
    _, headers, body = ask(root, "/", HTTP_ACCEPT_ENCODING="gzip, br")
    assert headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(body).decode() == "<p>首页</p>"
    assert "Content-Encoding" not in ask(root, "/")[1]


@pytest.mark.parametrize(
    ("path", "host", "status", "where"),
    [
        ("/news", "www.mingzhou.gov.cn", "301", "/news/"),
        ("/old.html", "www.mingzhou.gov.cn", "301", "/news/202603/1.html"),
        ("/zwgk/a.html", "www.mingzhou.gov.cn", "301", "/policies/a.html"),
        ("/zwgk/news/a.html", "www.mingzhou.gov.cn", "301", "/news/a.html"),
        ("/a", "old.mingzhou.gov.cn:8000", "301", "http://www.mingzhou.gov.cn:8000/a"),
    ],
)
def test_old_addresses_lead_to_new_ones(
    root: Path, path: str, host: str, status: str, where: str
) -> None:
    found = ask(root, path, host)
    assert (found[0], found[1]["Location"]) == (status, where)


@pytest.mark.parametrize(
    ("path", "host", "status", "words"),
    [
        ("/nothing.html", "www.mingzhou.gov.cn", "404", "找不到"),
        ("/news/202603/2.html", "www.mingzhou.gov.cn", "410", "已下线"),
        ("/", "jyj.mingzhou.gov.cn", "503", "暂停"),
        ("/style.css", "jyj.mingzhou.gov.cn", "200", "p{}"),
        ("/", "127.0.0.1:8000", "200", "首页"),
        ("/", "unknown.example.com", "404", "页面不存在"),
        ("/api/v1/sites", "www.mingzhou.gov.cn", "200", "behind"),
        ("/healthz", "www.mingzhou.gov.cn", "200", "behind"),
    ],
)
def test_what_is_no_page_has_an_answer_of_its_own(
    root: Path, path: str, host: str, status: str, words: str
) -> None:
    found = ask(root, path, host)
    assert (found[0], words in found[2].decode()) == (status, True)


@pytest.mark.parametrize(
    "path",
    [
        "/../edu/index.html",
        "/news/../../edu/index.html",
        "/.maps/hosts.json",
        "/.off.html",
        "/.gone/news/202603/2.html",
        "//etc/passwd",
        "/a\\b",
        "/a\x00b",
        "/news//202603/1.html",
    ],
)
def test_nobody_climbs_out_of_a_site(root: Path, path: str) -> None:
    status, _, body = ask(root, path)
    assert status in {"400", "404"}
    assert b"portal" not in body


def test_a_known_page_is_not_sent_again(root: Path) -> None:
    _, headers, _ = ask(root, "/")
    status, _, body = ask(root, "/", HTTP_IF_MODIFIED_SINCE=headers["Last-Modified"])
    assert (status, body) == ("304", b"")


def test_a_page_written_twice_in_a_second_is_sent_again(root: Path) -> None:
    page = root / "portal" / "index.html"
    _, headers, _ = ask(root, "/")
    tag = headers["ETag"]
    assert ask(root, "/", HTTP_IF_NONE_MATCH=f'"other", W/{tag}')[0] == "304"
    moment = page.stat().st_mtime_ns // 10**9 * 10**9
    for number, word in enumerate((b"one", b"two")):
        page.write_bytes(word)
        os.utime(page, ns=(moment, moment + number))
        known = {"HTTP_IF_NONE_MATCH": tag, "HTTP_IF_MODIFIED_SINCE": headers["Last-Modified"]}
        status, headers, body = ask(root, "/", **known)
        assert (status, body) == ("200", word)
        tag = headers["ETag"]


def test_a_post_goes_to_the_application_behind(root: Path) -> None:
    assert ask(root, "/", REQUEST_METHOD="POST")[1] == {"X-Behind": "yes"}


def test_large_file_is_sent_piece_by_piece(root: Path) -> None:
    import tracemalloc  # only here

    path = root / "portal/assets/document/5/大.zip"
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        file.truncate(64 * 1024 * 1024)
    sent: dict[str, Any] = {}
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/assets/document/5/大.zip".encode().decode("latin-1"),
        "HTTP_HOST": "www.mingzhou.gov.cn",
    }
    server = SiteServer(root, lambda environ, start: [])
    tracemalloc.start()
    try:
        body = server(environ, lambda status, headers: sent.update(headers))
        length = sum(map(len, body))
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert length == int(sent["Content-Length"]) == 64 * 1024 * 1024
    assert most < 2 * 1024 * 1024


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "name",
    [
        "portal/index.html",
        "portal/index.html.gz",
        "portal/news/index.html",
        "portal/404.html",
        "portal/.off.html",
        "portal/.gone/news/202603/2.html",
        ".maps/hosts.json",
        ".maps/redirects.json",
    ],
)
@pytest.mark.parametrize("kind", ["pipe", "link"])
def test_what_no_publication_wrote_is_neither_waited_for_nor_sent(
    root: Path, tmp_path: Path, name: str, kind: str
) -> None:
    secret = tmp_path / "secret"
    secret.write_text('{"secret": 1}')
    (root / name).unlink(missing_ok=True)
    if kind == "pipe":
        os.mkfifo(root / name)
    else:
        (root / name).symlink_to(secret)

    for path in ("/", "/news/", "/news/202603/2.html", "/old.html", "/none.html"):
        status, _, body = ask(root, path, HTTP_ACCEPT_ENCODING="gzip, br")
        assert status[0] != "5"
        assert b"secret" not in body


@pytest.mark.timeout(20)
@pytest.mark.parametrize("name", ["index.html", "index.html.gz"])
def test_pipe_put_in_place_of_a_file_between_look_and_opening_is_not_waited_for(
    root: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    place = root / "portal" / name
    place.unlink()
    os.mkfifo(place)
    monkeypatch.setattr(Path, "is_file", lambda _: True)

    status, _, _ = ask(root, "/", HTTP_ACCEPT_ENCODING="gzip")

    assert status[:3] in {"200", "404", "503"}
