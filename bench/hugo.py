"""The same site for Hugo: content, templates and settings equal to ours with the theme `plain`.

Articles are Markdown, the form in which Hugo's users write, with one paragraph for each of ours; with
`is_html` they are HTML files, which Hugo takes in as they are. Columns are sections, months are
terms of a taxonomy, so that Hugo makes the same number of list pages; the frame comes from
`partialCached`. Feeds hold 20 items as ours do.
"""

import json
import os
import re
import shutil
import subprocess
import time
from pathlib import Path

from bench.archive import Archive
from bench.building import set_aside
from mingtang.editorial.content.models import Placement, Release
from mingtang.ground.foundation.clock import BEIJING

_CONFIG = """
baseURL = "https://www.mingzhou.gov.cn/"
languageCode = "zh-CN"
title = "明州市人民政府"
timeZone = "Asia/Shanghai"
uglyURLs = true
enableRobotsTXT = true
disableAliases = true
rssLimit = 20
[taxonomies]
month = "months"
[outputs]
home = ["HTML", "RSS"]
section = ["HTML", "RSS"]
term = ["HTML"]
taxonomy = ["HTML"]
[params]
code = "3499000001"
icp = "皖ICP备15000000号"
police = "皖公网安备34990002000001号"
"""
_TEMPLATES = {
    "_default/baseof.html": """<!doctype html>
<html lang="zh-CN">
<head>
{{ partialCached "meta.html" . }}
{{ block "head" . }}{{ end }}
</head>
<body>
{{ partialCached "top.html" . .Section }}
<main>
{{ block "main" . }}{{ end }}
</main>
{{ partialCached "foot.html" . }}
</body>
</html>
""",
    "partials/meta.html": """<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="SiteName" content="{{ .Site.Title }}">
<meta name="SiteDomain" content="www.mingzhou.gov.cn">
<meta name="SiteIDCode" content="{{ .Site.Params.code }}">""",
    "partials/top.html": """<header><a href="/">{{ .Site.Title }}</a></header>
<nav>
{{ range .Site.Sections.ByWeight }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>
{{ end }}</nav>
{{ with .CurrentSection }}{{ if not .IsHome }}<p><a href="/">首页</a> &gt; <a href="{{ .RelPermalink }}">{{ .Title }}</a></p>{{ end }}{{ end }}""",
    "partials/foot.html": """<footer>
<p>主办：{{ .Site.Title }}　承办：{{ .Site.Title }}</p>
<p>{{ .Site.Params.icp }}　{{ .Site.Params.police }}　网站标识码：{{ .Site.Params.code }}</p>
<p><a href="/map.html">网站地图</a></p>
</footer>""",
    "_default/single.html": """{{ define "head" }}<title>{{ .Title }} - {{ .Site.Title }}</title>
<meta name="ArticleTitle" content="{{ .Title }}">
<meta name="PubDate" content="{{ .Date.Format "2006-01-02 15:04" }}">
<meta name="ContentSource" content="{{ .Params.source }}">
<link rel="canonical" href="{{ .Permalink }}">{{ end }}
{{ define "main" }}<article>
<h1>{{ .Title }}</h1>
<p>{{ .Date.Format "2006-01-02 15:04" }}　来源：{{ .Params.source }}　{{ .Params.number }}</p>
{{ .Content }}
<p>更新时间：{{ .Date.Format "2006-01-02T15:04:05-07:00" }}</p>
</article>{{ end }}
""",
    "_default/list.html": """{{ define "head" }}<title>{{ .Title }} - {{ .Site.Title }}</title>{{ end }}
{{ define "main" }}<h1>{{ .Title }}</h1>
<p>共 {{ len .RegularPages }} 条</p>
<ol>
{{ range where .RegularPages "Params.pinned" true }}<li class="pinned">[置顶] <a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ .Date.Format "2006-01-02" }}</li>
{{ end }}{{ range first 20 .RegularPages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ .Date.Format "2006-01-02" }}</li>
{{ end }}</ol>
<p>
{{ $section := .Section }}{{ range .RegularPages.GroupByDate "200601" }}<a href="/months/{{ $section }}-{{ .Key }}.html">{{ .Key }}（{{ len .Pages }}）</a>
{{ end }}</p>{{ end }}
""",
    "_default/term.html": """{{ define "head" }}<title>{{ .Title }} - {{ .Site.Title }}</title>{{ end }}
{{ define "main" }}<h1>{{ .Title }}</h1>
{{ $pages := .Pages }}{{ $more := gt (len .Pages) 100 }}{{ if $more }}{{ $pages = (.Paginate .Pages 100).Pages }}{{ end }}
<ol>
{{ range $pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ .Date.Format "2006-01-02" }}</li>
{{ end }}</ol>
{{ if $more }}{{ with .Paginator.Prev }}<a href="{{ .URL }}">较新</a>{{ end }}{{ with .Paginator.Next }}<a href="{{ .URL }}">较早</a>{{ end }}{{ end }}
<a href="../">返回栏目</a>{{ end }}
""",
    "index.html": """{{ define "head" }}<title>{{ .Site.Title }}</title>{{ end }}
{{ define "main" }}{{ range first 12 .Site.Sections.ByWeight }}<section>
<h2><a href="{{ .RelPermalink }}">{{ .Title }}</a></h2>
<ul>
{{ range first 6 .RegularPages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ .Date.Format "2006-01-02" }}</li>
{{ end }}</ul>
</section>
{{ end }}{{ end }}
""",
    "_default/rss.xml": """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel>
<title>{{ .Title }}</title>
<link>{{ .Permalink }}</link>
<description>{{ .Title }}</description>
{{ $pages := .RegularPages }}{{ if .IsHome }}{{ $pages = .Site.RegularPages }}{{ end }}{{ range first 20 $pages }}<item><title>{{ .Title }}</title><link>{{ .Permalink }}</link><guid>{{ .Permalink }}</guid><pubDate>{{ .Date.Format "Mon, 02 Jan 2006 15:04:05 -0700" }}</pubDate></item>
{{ end }}</channel></rss>
""",
}


def version() -> str:
    """Return what `hugo version` says."""
    told = subprocess.run(["hugo", "version"], capture_output=True, text=True, check=True)
    return told.stdout.strip()


def write_site(archive: Archive, folder: Path, *, is_html: bool = False) -> None:
    """Write content, templates and settings of the same site."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "content").mkdir(parents=True)
    (folder / "config.toml").write_text(_CONFIG, "utf-8")
    for name, text in _TEMPLATES.items():
        place = folder / "layouts" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8")
    for number, column in enumerate(archive.columns, 1):
        section = folder / "content" / column.path
        section.mkdir(parents=True)
        head = {"title": column.name, "weight": number}
        (section / "_index.md").write_text(json.dumps(head, ensure_ascii=False), "utf-8")
    _write_articles(archive, folder / "content", is_html=is_html)


def _markdown(body: str) -> str:
    return re.sub(r"<p[^>]*>", "", re.sub(r"</p>\s*", "\n\n", body))


def _write_articles(archive: Archive, content: Path, *, is_html: bool) -> None:
    rows = Placement.objects.filter(site=archive.site, is_live=True).order_by("pk")
    pinned = set(rows.filter(is_pinned=True).values_list("article_id", flat=True))
    columns = {column.pk: column.path for column in archive.columns}
    places = dict(rows.values_list("article_id", "column_id"))
    for release in Release.objects.filter(is_live=True).order_by("pk").iterator(500):
        column = columns[places[release.pk]]
        at = release.released_at.astimezone(BEIJING)
        month = f"{column}-{at:%Y%m}"
        head = {
            "title": release.title,
            "date": at.isoformat(),
            "url": f"/{column}/{at:%Y%m}/{release.pk}.html",
            "source": release.source,
            "number": release.document_number,
            "months": [month],
            "pinned": release.pk in pinned,
        }
        body = "\n".join(str(block["value"]) for block in release.body)
        name, text = (".html", body) if is_html else (".md", _markdown(body))
        (content / column / f"{release.pk}{name}").write_text(
            f"{json.dumps(head, ensure_ascii=False)}\n{text}\n", "utf-8"
        )


def build(folder: Path) -> float:
    """Build the site from nothing; return the seconds."""
    set_aside(folder / "public")
    set_aside(folder / "resources")
    os.sync()
    begun = time.perf_counter()
    told = subprocess.run(
        ["hugo", "--source", str(folder), "--quiet"], capture_output=True, text=True, check=False
    )
    seconds = time.perf_counter() - begun
    if told.returncode:
        raise RuntimeError(told.stdout + told.stderr)
    return seconds
