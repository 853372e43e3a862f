"""One table of questions, asked of the built-in server and of the real nginx: the answers agree."""

import http.client
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from mingtang.faces.public.headers import FILE_POLICY, PLAIN_SECURITY, SECURITY
from tests.faces.public.asking import Answer, of_built_in, over_socket
from tests.faces.public.conftest import Front
from tests.faces.public.site_tree import CHINESE, EDUCATION, OLD, PORTAL, STRANGER

Ask = Callable[..., Answer]
ALONE = "<style>"  # only a page that belongs to no site brings its style with it
GZIP = {"Accept_Encoding": "gzip, deflate"}
BROWSER = {"Accept_Encoding": "gzip, deflate, br, zstd"}


@dataclass(frozen=True)
class Case:
    """A question and what must come back: status, words of the text, headers."""

    path: str
    status: int
    words: str = ""
    host: str = PORTAL
    method: str = "GET"
    sent: dict[str, str] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        sent = "".join(self.sent.values())
        return f"{self.method} {self.host}{self.path} {sent}".encode("unicode-escape").decode()


def moved(path: str, where: str, host: str = PORTAL, **sent: str) -> Case:
    return Case(path, 301, host=host, sent=sent, said={"location": where})


PAGE = {"content-type": "text/html; charset=utf-8", "cache-control": "public, max-age=60"}
FILE = {"content-security-policy": FILE_POLICY, "x-content-type-options": "nosniff"}
DATED = "%E3%80%8A%E9%80%9A%E7%9F%A5%E3%80%8B%20%E9%99%84%E4%BB%B61.pdf"  # 《通知》 附件1.pdf
SAVED = {"content-disposition": f"attachment; filename*=UTF-8''{DATED}"} | FILE
UNNAMED = {"content-type": "application/octet-stream"} | FILE


def saved(name: str, **said: str) -> dict[str, str]:
    header = f"attachment; filename*=UTF-8''{name}"
    return FILE | {"content-disposition": header} | said


CASES = [
    # attachments and pictures: saved under their names, never a page, a style or a script
    Case(
        f"/assets/document/7/{DATED}", 200, "%PDF", said=SAVED | {"content-type": "application/pdf"}
    ),
    Case(f"/assets/document/7/{DATED}", 200, "%PDF", sent=BROWSER, said=SAVED),
    Case(f"/assets/document/7/{DATED}?x=1", 200, "%PDF", said=SAVED),
    Case(
        "/assets/document/8/notes.txt",
        200,
        "text",
        sent=BROWSER,
        said=saved("notes.txt", **{"content-type": "text/plain; charset=utf-8"}),
    ),
    Case(
        "/assets/document/9/page.html",
        200,
        "script",
        sent=BROWSER,
        said=saved("page.html") | UNNAMED,
    ),
    Case(
        "/assets/document/10/code.js", 200, "alert", sent=BROWSER, said=saved("code.js") | UNNAMED
    ),
    Case("/assets/document/11/a.svg", 200, "svg", sent=BROWSER, said=saved("a.svg") | UNNAMED),
    Case(
        "/assets/document/12/%E5%85%AC%E6%96%87.ofd",
        200,
        "ofd",
        said={"content-type": "application/ofd"},
    ),
    Case("/assets/image/6.avif", 200, "avif", said=FILE | {"content-type": "image/avif"}),
    Case("/assets/image/6.avif", 200, "avif", said={"content-disposition": ""}),
    Case("/assets/image/7.svg", 200, "svg", sent=BROWSER, said=UNNAMED),
    Case("/assets/document/99/none.pdf", 404, "找不到", said={"content-disposition": ""}),
    Case("/assets/document/", 404, "找不到"),
    # parts of files
    Case(
        f"/assets/document/7/{DATED}",
        206,
        "0123",
        sent={"Range": "bytes=9-12"},
        said={"content-range": "bytes 9-12/19"} | SAVED,
    ),
    Case(
        f"/assets/document/7/{DATED}",
        206,
        "789",
        sent={"Range": "bytes=-3"},
        said={"content-length": "3"},
    ),
    Case(f"/assets/document/7/{DATED}", 206, "9", sent={"Range": "bytes=18-"}),
    Case(f"/assets/document/7/{DATED}", 206, "%PDF", sent={"Range": "bytes=0-"}),
    Case(
        f"/assets/document/7/{DATED}",
        206,
        "%PDF",
        sent={"Range": "bytes=0-999"},
        said={"content-range": "bytes 0-18/19"},
    ),
    Case(
        f"/assets/document/7/{DATED}",
        200,
        "%PDF",
        sent={"Range": "bytes=9-12", "If_Range": "Sun, 06 Nov 1994 08:49:37 GMT"},
    ),
    Case(f"/assets/document/7/{DATED}", 200, "%PDF", said={"accept-ranges": "bytes"}),
    Case("/news/", 206, "<p>", sent={"Range": "bytes=0-2"}),
    # names longer than a file system takes
    Case(f"/{'a' * 256}", 404, "找不到"),
    Case(f"/{'a' * 256}.html", 404, "找不到"),
    Case(f"/news/{'a' * 256}/", 404, "找不到"),
    Case(f"/{'deep/' * 600}a.html", 404, "找不到"),
    Case(f"/{'deep/' * 1000}", 404, "找不到"),
    Case(f"/{'%E9%95%BF' * 86}.html", 404, "找不到"),
    Case(f"/assets/document/7/{'a' * 300}.pdf", 404, "找不到"),
    # pages and files
    Case("/", 200, "首页", said=PAGE),
    Case("/index.html", 200, "首页", said=PAGE),
    Case("/?from=%E7%94%B2", 200, "首页"),
    Case("/news/", 200, "要闻"),
    Case("/news/202603/1.html", 200, "一", said={"vary": "Accept-Encoding"}),
    Case("/%E8%A6%81%E9%97%BB/%E4%B9%99.html", 200, "乙"),
    Case("/%E8%A6%81%E9%97%BB/", 200, "要闻夹", sent=BROWSER, said={"content-encoding": "br"}),
    Case("/%E8%A6%81%E9%97%BB", 301),
    Case("/news/feed.xml", 200, "rss", sent=BROWSER, said={"content-encoding": "br"}),
    Case("/news/feed.xml", 200, "rss", said={"content-type": "application/xml; charset=utf-8"}),
    Case("/style.css", 200, "p{}", said={"content-type": "text/css; charset=utf-8"}),
    Case(
        "/assets/image/5.jpg",
        200,
        "jpeg",
        said={"content-type": "image/jpeg", "cache-control": "public, max-age=86400"},
    ),
    Case("/.well-known/security.txt", 200, "Contact"),
    Case("/.well-known/acme-challenge/token", 200, "token"),
    Case("/", 200, "", method="HEAD", said=PAGE),
    Case("/", 200, "首页", host=f"{PORTAL}:8000"),
    Case("/", 200, "首页", host=PORTAL.upper() + "."),
    Case("/", 200, "首页", host="127.0.0.1"),
    Case("/", 200, "首页", host=CHINESE),
    # compressed copies
    Case("/", 200, "首页", sent=GZIP, said={"content-encoding": "gzip"} | PAGE),
    Case("/", 200, "首页", sent=BROWSER, said={"content-encoding": "br"} | PAGE),
    Case("/news/", 200, "要闻", sent={"Accept_Encoding": "br"}, said={"content-encoding": "br"}),
    Case(
        "/",
        200,
        "首页",
        sent={"Accept_Encoding": "gzip, br;q=0"},
        said={"content-encoding": "gzip"},
    ),
    Case("/", 200, "首页", sent={"Accept_Encoding": "identity"}, said={"content-encoding": ""}),
    Case("/news/202603/3.html", 200, "无副本", sent=BROWSER, said={"content-encoding": ""} | PAGE),
    Case("/style.css", 200, "p{}", sent=BROWSER, said={"content-encoding": "br"}),
    Case("/nothing.html", 404, "找不到", sent=GZIP, said={"content-encoding": "gzip"}),
    Case("/index.html.gz", 404, "找不到"),
    Case("/index.html.br", 404, "找不到", sent=BROWSER),
    Case("/.br/index.html", 400),
    # folders and old addresses
    moved("/news", "/news/"),
    moved("/old.html", "/news/202603/1.html"),
    moved("/old.html", "/news/202603/1.html", **BROWSER),
    moved("/old.html?page=2", "/news/202603/1.html"),
    moved("/was/index.html", "/news/"),
    moved("/was/", "/news/"),
    moved("/was/", "/news/", **BROWSER),
    moved("/News.html", "/news/"),
    moved("/news.html", "/news/202603/1.html"),
    moved("/zwgk", "/policies/"),
    moved("/zwgk/", "/policies/"),
    moved("/zwgk/", "/policies/", **BROWSER),
    moved("/zwgk/index.html", "/policies/"),
    moved("/zwgk/a.html", "/policies/a.html"),
    moved("/zwgk/b/c/d.html", "/policies/b/c/d.html"),
    moved("/zwgk/news/a.html", "/news/a.html"),
    moved("/zwgk/news/index.html", "/news/"),
    moved("/up/a.html", "/a.html"),
    moved("/%E6%97%A7/%E7%94%B2.html", "/%E8%A6%81%E9%97%BB/%E4%B9%99.html"),
    moved(
        "/%E6%97%A7%E6%A0%8F%E7%9B%AE/%E4%B8%80.html", "/%E6%96%B0%E6%A0%8F%E7%9B%AE/%E4%B8%80.html"
    ),
    moved("/a.html", f"http://{PORTAL}/a.html", OLD),
    moved("/a.html?b=1", f"http://{PORTAL}:8000/a.html?b=1", f"{OLD}:8000"),
    moved("/", f"http://{PORTAL}/", OLD),
    *[
        Case("/a.html", 400, host=host)
        for host in (f"{OLD}:@evil.com", f"{OLD}:80@evil.com", f"{PORTAL}:x", f"{OLD}:8000000")
    ],
    moved("/folder", f"http://{PORTAL}/folder", OLD),
    Case("/zwgkx/a.html", 404, "找不到"),
    # nothing there, taken down, switched off
    Case("/nothing.html", 404, "找不到", said={"cache-control": "no-store"}),
    Case("/nothing/", 404, "找不到"),
    Case("/nothing", 404, "找不到"),
    Case("/empty/", 404, "找不到"),
    Case("/empty", 404, "找不到"),
    Case("/nothing.html", 404, "", method="HEAD"),
    Case("/news/202603/2.html", 410, "已下线", said={"cache-control": "no-store"}),
    Case("/news/202603/2.html", 410, "已下线", sent=GZIP, said={"content-encoding": "gzip"}),
    Case("/news/202603/2.html", 410, "已下线", sent={"Accept_Encoding": "gzip, br"}),
    Case("/ended/", 410, "栏目已撤销"),
    Case(
        "/", 503, "暂停", host=EDUCATION, said={"retry-after": "3600", "cache-control": "no-store"}
    ),
    Case("/any/thing.html", 503, "暂停", host=EDUCATION, sent=GZIP),
    Case("/any", 503, "暂停", host=EDUCATION),
    Case("/index.html.gz", 503, "暂停", host=EDUCATION),
    Case("/style.css", 200, "p{}", host=EDUCATION),
    Case("/../portal/index.html", 400, host=EDUCATION),
    # nobody climbs out, nobody sees what is hidden
    Case("/../edu/index.html", 400),
    Case("/news/../../edu/index.html", 400),
    Case("/news/%2e%2e/index.html", 400),
    Case("/news/..%2findex.html", 400),
    Case("/news/./index.html", 400),
    Case("/.maps/hosts.json", 400),
    Case("/.off.html", 400),
    Case("/.mt-1-news.html", 400),
    Case("/%2eoff.html", 400),
    Case("/.gone/news/202603/2.html", 400),
    Case("/.none/index.html", 400),
    Case("/.well-knownx/a.txt", 400),
    Case("/.well-known/../index.html", 400),
    Case("/api/../index.html", 400),
    Case("/api/%2e%2e/index.html", 400),
    Case("//etc/passwd", 400),
    Case("/news//202603/1.html", 400),
    Case("/news/%2Findex.html", 400),
    Case("/a%5Cb", 400),
    Case("/a%0d%0aSet-Cookie:b", 400),
    Case("/a%00b", 400),
    Case("/", 404, "页面不存在", host=STRANGER),
    Case("/old.html", 404, "页面不存在", host=STRANGER),
    Case("/secret.html", 404, host=".maps"),
    Case("/", 404, host="10.1.2.3"),
    # the dynamic part
    Case("/api/v1/sites", 200, "behind", said={"x-behind": f"GET {PORTAL}"}),
    Case("/api/v1/sites?a=b", 200, "behind"),
    Case("/api/", 200, "behind", method="POST", said={"x-behind": f"POST {PORTAL}"}),
    Case("/api/v1/sites", 200, "behind", host=EDUCATION, said={"x-behind": f"GET {EDUCATION}"}),
    Case("/api/v1/page.html", 200, "behind", sent=BROWSER),
    Case("/api/qr.svg?path=/news/", 200, "behind", sent=BROWSER),
    Case("/api/v1/pages/", 200, "behind", sent=BROWSER),
    Case("/healthz", 200, "behind"),
    Case("/healthz", 200, "behind", host=STRANGER),
    Case("/healthzz", 404, "找不到"),
    Case("/", 200, "behind", method="POST", said={"x-behind": f"POST {PORTAL}"}),
    Case("/news/202603/1.html", 200, "behind", method="DELETE"),
    Case("/news", 200, "behind", method="POST"),
    Case("/nothing.html", 200, "behind", method="POST"),
    Case("/", 200, "behind", method="POST", host=EDUCATION),
    Case("/", 200, "behind", method="POST", sent=BROWSER),
    Case("/", 404, method="POST", host=STRANGER),
]


@pytest.fixture(params=["built-in", "nginx"])
def ask(request: pytest.FixtureRequest) -> Iterator[Ask]:
    front: Front = request.getfixturevalue("front")
    if request.param == "nginx":
        yield lambda *args, **more: over_socket(front.port, *args, **more)
    else:
        yield lambda *args, **more: of_built_in(front.root, *args, **more)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_servers_agree(ask: Ask, case: Case) -> None:
    answer = ask(case.path, case.host, case.method, **case.sent)

    assert (answer.status, case.words in answer.text) == (case.status, True), answer
    assert {name: answer.headers.get(name, "") for name in case.said} == case.said
    if "x-behind" not in answer.headers:
        is_file = case.path.startswith("/assets/") and case.status in {200, 206}
        policy = {"Content-Security-Policy": FILE_POLICY} if is_file else {}
        if ALONE in answer.text:
            policy = dict(PLAIN_SECURITY)
        for name, value in (dict(SECURITY) | policy).items():
            assert answer.headers.get(name.lower()) == value, name


@pytest.mark.parametrize(
    ("path", "host", "status", "words", "leads_home"),
    [
        ("/.maps/hosts.json", PORTAL, 400, "请检查网址后重试", True),
        ("/news//1.html", STRANGER, 400, "请检查网址后重试", True),
        ("/", STRANGER, 404, "这个网址下没有网站", False),
    ],
)
def test_refusal_without_a_site_is_a_chinese_page(
    ask: Ask, path: str, host: str, status: int, words: str, leads_home: bool
) -> None:
    answer = ask(path, host)

    assert answer.status == status
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert 'lang="zh-Hans"' in answer.text
    assert words in answer.text
    assert ('<a href="/">返回网站首页</a>' in answer.text) is leads_home


def test_part_of_a_file_that_is_the_same_is_sent(ask: Ask) -> None:
    path = f"/assets/document/7/{DATED}"
    same = ask(path, PORTAL).headers["last-modified"]

    part = ask(path, PORTAL, Range="bytes=9-12", If_Range=same)
    assert (part.status, part.text) == (206, "0123")


def test_part_behind_the_end_is_told(front: Front) -> None:
    path, asked = f"/assets/document/7/{DATED}", {"Range": "bytes=19-"}
    built_in = of_built_in(front.root, path, PORTAL, **asked)
    connection = http.client.HTTPConnection("127.0.0.1", front.port, timeout=10)
    connection.request("GET", path, headers={"Host": PORTAL, **asked})
    answer = connection.getresponse()  # here nginx says its headers twice
    connection.close()

    assert built_in.status == answer.status == 416
    assert built_in.headers["content-range"] == answer.headers["content-range"] == "bytes */19"


def test_what_a_browser_has_is_not_sent_again(ask: Ask) -> None:
    for coding in ("", "gzip", "br"):
        first = ask("/", PORTAL, Accept_Encoding=coding)
        again = ask(
            "/", PORTAL, Accept_Encoding=coding, If_Modified_Since=first.headers["last-modified"]
        )

        assert (again.status, again.text) == (304, "")
        assert again.headers["cache-control"] == "public, max-age=60"


def test_a_switched_off_site_comes_back(ask: Ask, front: Front) -> None:
    off = front.root / "edu" / ".off.html"
    hidden = off.with_name(".off")
    off.rename(hidden)
    try:
        assert front.eventually(lambda: "教育" in ask("/", EDUCATION).text)
    finally:
        hidden.rename(off)
    assert front.eventually(lambda: ask("/", EDUCATION).status == 503)
    front.nginx.reload()  # each of its processes remembers by itself; the next test asks any of them
