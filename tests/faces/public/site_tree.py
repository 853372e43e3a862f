"""Published sites on disk as publishing leaves them, for the tests of both servers."""

import gzip
import json
from pathlib import Path
from typing import Any

import brotli

from mingtang.faces.public.nginx_maps import map_files

PORTAL, EDUCATION = "www.mingzhou.gov.cn", "jyj.mingzhou.gov.cn"
OLD, STRANGER = "old.mingzhou.gov.cn", "www.example.com"
CHINESE = "明州.政务".encode("idna").decode()
HOSTS = {
    "default": "portal",
    "sites": {PORTAL: "portal", EDUCATION: "edu", CHINESE: "portal"},
    "aliases": {OLD: PORTAL},
}
REDIRECTS = {
    "portal": {
        "exact": {
            "/old.html": "/news/202603/1.html",
            "/was/index.html": "/news/index.html",
            "/旧/甲.html": "/要闻/乙.html",
            "/News.html": "/news/",
            "/news.html": "/news/202603/1.html",
        },
        "prefixes": {"/zwgk": "/policies", "/zwgk/news": "/news", "/旧栏目": "/新栏目", "/up": ""},
    }
}
PAGES = {
    "portal/index.html": "<p>首页</p>",
    "portal/news/index.html": "<p>要闻</p>",
    "portal/news/202603/1.html": "<p>一</p>",
    "portal/news/feed.xml": "<rss></rss>",
    "portal/要闻/乙.html": "<p>乙</p>",
    "portal/要闻/index.html": "<p>要闻夹</p>",
    "portal/404.html": "<p>找不到</p>",
    "portal/503.html": "<p>暂时无法办理</p>",
    "portal/.gone/news/202603/2.html": "<p>已下线</p>",
    "portal/.gone/ended/index.html": "<p>栏目已撤销</p>",
    "portal/style.css": "p{}",
    "edu/index.html": "<p>教育</p>",
    "edu/.off.html": "<p>暂停</p>",
    "edu/style.css": "p{}",
}
FILES = {
    "portal/.well-known/security.txt": "Contact: mailto:a@mingzhou.gov.cn",
    "portal/.well-known/acme-challenge/token": "token",
    "portal/news/202603/3.html": "<p>无副本</p>",
    "portal/assets/image/5.jpg": "jpeg",
    "portal/assets/image/6.avif": "avif",
    "portal/assets/image/7.svg": "<svg></svg>",
    "portal/assets/document/7/《通知》 附件1.pdf": "%PDF-1.7 0123456789",
    "portal/assets/document/8/notes.txt": "text",
    "portal/assets/document/9/page.html": "<script>1</script>",
    "portal/assets/document/10/code.js": "alert(1)",
    "portal/assets/document/11/a.svg": "<svg></svg>",
    "portal/assets/document/12/公文.ofd": "ofd",
    "portal/.mt-1-news.html": "half a page",
    "portal/empty/.keep": "",
    ".maps/secret.html": "secret",
}


def write(root: Path) -> None:
    """Lay the sites out below a publishing root."""
    for name, text in (PAGES | FILES).items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    for name, text in PAGES.items():
        (root / f"{name}.gz").write_bytes(gzip.compress(text.encode()))
        (root / f"{name}.br").write_bytes(brotli.compress(text.encode()))
    write_maps(root, HOSTS, REDIRECTS)


def write_maps(root: Path, hosts: dict[str, Any], redirects: dict[str, Any]) -> None:
    """Write the maps as the worker does, without its tables."""
    folder = root / ".maps"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "hosts.json").write_text(json.dumps(hosts), "utf-8")
    (folder / "redirects.json").write_text(json.dumps(redirects), "utf-8")
    for name, text in map_files(hosts, redirects).items():
        (folder / f"{name}.map").write_text(text, "utf-8")
