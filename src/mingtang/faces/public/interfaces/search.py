"""The search of readers: `/search/?q=…` on every site, without JavaScript and without cookies.

The results stand in the frame of the site: the page on which a search begins is a file, and what it
has between two marks is replaced.
"""

import html
import re
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import path

from mingtang.editorial.pages.disk import read_plain
from mingtang.editorial.sitesearch.actions import record_miss
from mingtang.editorial.sitesearch.interfaces.public_pages import ADDRESS, BEGIN, END
from mingtang.editorial.sitesearch.queries import Choice, Results, results_of
from mingtang.editorial.visits.policies import is_robot
from mingtang.faces.public.interfaces.forms import on_a_site
from mingtang.faces.public.rates import RateLimit
from mingtang.ground.foundation import clock
from mingtang.ground.foundation.wording import wording_of
from mingtang.spine.search.asking import PublicQuestion
from mingtang.spine.search.policies.questions import LONGEST_QUESTION
from mingtang.workbench.intake.interfaces.places import PublicPlace
from mingtang.workbench.intake.interfaces.wording import render_page

PER_MINUTE, BURST = 30, 20  # questions of one address
ALL, BY_DATE = "all", "date"
TOO_MANY = "您搜索得太频繁，请过一分钟再试。"
UNAVAILABLE = "暂时不能搜索，请过几分钟再试。"
_TITLE = re.compile(r"<title>[^<]*</title>")
_rate = RateLimit(per_minute=PER_MINUTE, burst=BURST)


@dataclass(frozen=True)
class SearchField:
    """A list in the form by which a reader narrows."""

    name: str
    label: str
    value: str
    choices: tuple[Choice, ...]


@on_a_site
def search_page(request: HttpRequest, place: PublicPlace) -> HttpResponse:
    """Show what answers the question of a reader."""
    if not _rate.take(place.address):
        response = _page(place, {"refused": TOO_MANY, "question": _question(request, place)}, 429)
        response["Retry-After"] = "60"
        return response
    question = _question(request, place)
    if not question.text:
        return _page(place, {"question": question})
    root, at = Path(settings.PUBLISH_ROOT), clock.now()
    is_open = partial(_is_open, root)
    number = request.GET.get("page", "")
    page = int(number) if number.isascii() and number.isdecimal() and len(number) < 5 else 1
    try:
        results = results_of(question, own_site=place.site, page=page, is_open=is_open, at=at)
        if _is_miss(request, question, results):
            record_miss(site=place.site, question=question.text, at=at)
    except DatabaseError:
        return _page(place, {"refused": UNAVAILABLE, "question": question}, 503)
    return _page(place, _context(request, question, results))


def _question(request: HttpRequest, place: PublicPlace) -> PublicQuestion:
    """Return what was asked; a value that is too long to be one of ours narrows nothing."""
    asked = {name: str(value).replace("\0", "") for name, value in request.GET.items()}
    given = {
        name: asked.get(name, "").strip()
        for name in ("kind", "year", "unit", "site")
        if len(asked.get(name, "")) <= 100
    }
    is_all = asked.get("scope") == ALL
    return PublicQuestion(
        text=asked.get("q", "").strip()[:LONGEST_QUESTION],
        site=given.get("site", "") if is_all else place.site,
        sort=given.get("kind", ""),
        year=given.get("year", ""),
        unit=given.get("unit", ""),
        is_by_date=asked.get("sort") == BY_DATE,
    )


def _is_open(root: Path, site: str) -> bool:
    return not (root / site / ".off.html").is_file()


def _is_miss(request: HttpRequest, question: PublicQuestion, results: Results) -> bool:
    is_plain = not (question.sort or question.year or question.unit)
    is_missed = results.is_partial or not (results.total or results.places)
    return is_plain and is_missed and not is_robot(request.headers.get("User-Agent", ""))


def _context(request: HttpRequest, question: PublicQuestion, results: Results) -> dict[str, Any]:
    is_all = request.GET.get("scope") == ALL
    last = results.page + 1 if results.page < results.pages else 0
    return {
        "question": question,
        "results": results,
        "fields": _fields(question, results, is_all=is_all),
        "before": _link(request, page=results.page - 1) if results.page > 1 else "",
        "after": _link(request, page=last) if last else "",
        "similar": [(words, _link(request, q=words, page=0)) for words in results.similar],
        "wider": "" if is_all else _link(request, scope=ALL, page=0),
    }


def _fields(question: PublicQuestion, results: Results, *, is_all: bool) -> list[SearchField]:
    by, asked = results.narrowing, question
    fields = [
        SearchField("scope", "范围", ALL if is_all else "", (("", "本网站"), (ALL, "全部网站"))),
        SearchField("kind", "类型", asked.sort, (("", "全部"), *by.sorts)),
        SearchField("year", "年份", asked.year, (("", "全部"), *by.years)),
        SearchField("unit", "发布单位", asked.unit, (("", "全部"), *by.units)),
    ]
    if is_all:
        fields.append(SearchField("site", "网站", asked.site, (("", "全部"), *by.sites)))
    sort = BY_DATE if asked.is_by_date else ""
    fields.append(SearchField("sort", "排序", sort, (("", "按相关度"), (BY_DATE, "按日期"))))
    return [one for one in fields if len(one.choices) > 1 or one.value]


def _link(request: HttpRequest, **changes: str | int) -> str:
    """Return the address of the same question with some values changed; empty ones are left out."""
    names = ("q", "scope", "kind", "year", "unit", "site", "sort")
    values: dict[str, str | int] = {name: request.GET.get(name, "") for name in names}
    values |= changes
    return f"?{urlencode({name: value for name, value in values.items() if value})}"


def _page(place: PublicPlace, context: dict[str, Any], status: int = 200) -> HttpResponse:
    body = render_page(place, "sitesearch/results.html", context)
    words = context["question"].text
    title = str(wording_of(place.language).say(f"“{words}”的搜索结果" if words else "站内搜索"))
    name = f" - {place.name}" if place.name else ""
    response = HttpResponse(in_frame(_frame(place.site), title + name, body), status=status)
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex"
    return response


def in_frame(frame: str, title: str, body: str) -> str:
    """Return a page on which a search begins with another title, and results in place of its form."""
    before, _, rest = frame.partition(BEGIN)
    after = rest.partition(END)[2]
    head = _TITLE.sub(lambda _: f"<title>{html.escape(title)}</title>", before, count=1)
    return f"{head}{body}{after}"


def _frame(site: str) -> str:
    """Return the page of the site on which a search begins, or a bare one as long as it has none."""
    try:
        content = read_plain(f"{settings.PUBLISH_ROOT}/{site}{ADDRESS}")
    except OSError:
        content = b""
    text = content.decode()
    return text if BEGIN in text and END in text else render_to_string("sitesearch/alone.html")


patterns: list[Any] = [path("", search_page)]
