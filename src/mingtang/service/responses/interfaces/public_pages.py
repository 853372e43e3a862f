"""The response column: its head, lists by month, unit and kind, the answers, a feed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
from django.db.models.functions import TruncMonth

from mingtang.editorial.pages.enums import PageScope
from mingtang.editorial.pages.reader import Page, PageReader
from mingtang.editorial.pages.registry import PageKind, PageSpec
from mingtang.editorial.sites.enums import ColumnType
from mingtang.editorial.themes.policies.links import link
from mingtang.editorial.themes.shown import MapBranch, PageSection
from mingtang.ground.foundation.clock import BEIJING
from mingtang.service.responses.models import PublishedAnswer, PublishedAnswerQuerySet
from mingtang.service.responses.policies.publication import (
    COLUMN_PATH,
    FEED_PATH,
    list_path,
    month_of,
)
from mingtang.service.responses.queries.policies import AskedPolicy, policy_online

NEWEST, MOST = 20, 300


@dataclass(frozen=True, slots=True)
class ResponseLine:
    """One line of a list of answers."""

    title: str
    link: str
    category: str
    unit: str
    released_at: datetime


@dataclass(frozen=True, slots=True)
class ResponsePage:
    """A question with its answer as everyone reads it."""

    title: str
    link: str
    category: str
    unit: str
    question: tuple[str, ...]
    answer: tuple[str, ...]
    received_at: datetime
    answered_at: datetime
    released_at: datetime
    working_days: int | None
    about: AskedPolicy | None = None
    newer: ResponseLine | None = None
    older: ResponseLine | None = None


@dataclass(frozen=True, slots=True)
class CountedAnswers:
    """A list that a reader may go to, with how many are in it."""

    title: str
    link: str
    count: int


@dataclass(frozen=True, slots=True)
class ResponseColumn:
    """The head of the column: the newest answers and the ways to all."""

    items: tuple[ResponseLine, ...]
    months: tuple[CountedAnswers, ...]
    units: tuple[CountedAnswers, ...]
    kinds: tuple[CountedAnswers, ...]


@dataclass(frozen=True, slots=True)
class ResponseList:
    """The answers of a month, a unit or a kind; `is_capped` where there are older ones."""

    title: str
    link: str
    items: tuple[ResponseLine, ...]
    is_capped: bool
    about: AskedPolicy | None = None


@dataclass(frozen=True, slots=True)
class ResponseFeed:
    """The newest answers for programs."""

    title: str
    link: str
    items: tuple[ResponseLine, ...]


def _live(site_id: int) -> PublishedAnswerQuerySet:
    return PublishedAnswer.objects.live().filter(site=site_id)


def _lines(rows: Iterable[PublishedAnswer]) -> tuple[ResponseLine, ...]:
    return tuple(
        ResponseLine(
            row.title,
            link(row.path),
            row.category_label,
            row.unit_name,
            row.released_at.astimezone(BEIJING),
        )
        for row in rows
    )


def read_response(reader: PageReader, page: Page) -> ResponsePage | None:
    """Return a question with its answer, while it is public.

    Source: 宣政办〔2015〕 二(五) (XC-15).
    """
    row = _live(page.site_id).filter(pk=int(page.key)).first()
    if row is None or row.path != page.path:
        return None
    newer, older = (next(iter(_lines(found)), None) for found in row.beside())
    return ResponsePage(
        title=row.title,
        link=link(row.path),
        category=row.category_label,
        unit=row.unit_name,
        question=_paragraphs(row.question),
        answer=_paragraphs(row.answer),
        received_at=row.received_at.astimezone(BEIJING),
        answered_at=row.answered_at.astimezone(BEIJING),
        released_at=row.released_at.astimezone(BEIJING),
        working_days=row.working_days,
        about=policy_online(row.about, page.site_id) if row.about else None,
        newer=newer,
        older=older,
    )


def _paragraphs(text: str) -> tuple[str, ...]:
    lines = (line.strip() for line in text.splitlines())
    return tuple(line for line in lines if line)


def read_column(reader: PageReader, page: Page) -> ResponseColumn:
    """Return the newest answers of a site, and its lists."""
    lists = {sort: tuple(_lists(page.site_id, sort)) for sort in ("month", "unit", "kind")}
    return ResponseColumn(
        items=_lines(_live(page.site_id)[:NEWEST]),
        months=lists["month"],
        units=lists["unit"],
        kinds=lists["kind"],
    )


def _lists(site_id: int, sort: str) -> Iterable[CountedAnswers]:
    for code, name, count in _groups(site_id, sort):
        yield CountedAnswers(name, link(list_path(sort, code)), count)


def _groups(site_id: int, sort: str) -> Iterable[tuple[str, str, int]]:
    rows = _live(site_id).order_by()
    if sort == "month":
        months = rows.annotate(month=TruncMonth("released_at", tzinfo=BEIJING))
        by_month = months.values_list("month").annotate(count=Count("pk")).order_by("-month")
        for month, count in by_month:
            yield month_of(month), f"{month:%Y}年{month.month}月", count
        return
    names = ("unit", "unit_name") if sort == "unit" else ("category", "category_label")
    counted = rows.values_list(*names).annotate(count=Count("pk")).order_by("-count", names[0])
    seen: dict[str, tuple[str, int]] = {}
    for code, name, count in counted:
        known = seen.get(code, (name, 0))
        seen[code] = (known[0], known[1] + count)
    for code, (name, count) in seen.items():
        yield code, name, count


def read_list(reader: PageReader, page: Page) -> ResponseList | None:
    """Return the answers of a month, a unit or a kind; None where there is none."""
    sort, _, code = page.key.partition(":")
    if sort == "policy":
        return _about_policy(page, int(code))
    names = {key: name for key, name, _ in _groups(page.site_id, sort)}
    if code not in names:
        return None
    rows = _live(page.site_id)
    if sort == "month":
        begin = datetime(int(code[:4]), int(code[4:]), 1, tzinfo=BEIJING)
        year, month = divmod(begin.year * 12 + begin.month, 12)
        end = datetime(year, month + 1, 1, tzinfo=BEIJING)
        rows = rows.filter(released_at__gte=begin, released_at__lt=end)
    else:
        rows = rows.filter(**{{"unit": "unit", "kind": "category"}[sort]: code})
    found = list(rows[: MOST + 1])
    return ResponseList(names[code], link(page.path), _lines(found[:MOST]), len(found) > MOST)


def _about_policy(page: Page, article_id: int) -> ResponseList | None:
    """Return the answers about a policy document; None if there are none or it is not online.

    Source: page of a policy of Lu'an, with a form for questions and the answers (LA-30).
    """
    about = policy_online(article_id, page.site_id)
    found = list(_live(page.site_id).filter(about=article_id)[: MOST + 1])
    if about is None or not found:
        return None
    return ResponseList(
        f"关于《{about.title}》的问答",
        link(page.path),
        _lines(found[:MOST]),
        len(found) > MOST,
        about,
    )


def read_feed(reader: PageReader, page: Page) -> ResponseFeed:
    """Return the newest answers of a site."""
    site = reader.site
    title = f"{site.name} 回应关切"
    return ResponseFeed(title, f"{site.url}/responses/", _lines(_live(page.site_id)[:NEWEST]))


def response_pages(site_id: int, after: str, limit: int) -> list[PageSpec]:
    """Return the pages of the answers of a site."""
    rows = PublishedAnswer.objects.filter(site=site_id, is_live=True, pk__gt=int(after or 0))
    return [
        PageSpec(row.path, str(row.pk), None, str(row.pk)) for row in rows.order_by("pk")[:limit]
    ]


def list_pages(site_id: int, after: str, limit: int) -> list[PageSpec]:
    """Return the pages of the lists of a site."""
    specs = [
        PageSpec(path := list_path(sort, code), f"{sort}:{code}", None, path)
        for sort in ("month", "unit", "kind")
        for code, _, _ in _groups(site_id, sort)
    ]
    asked = _live(site_id).exclude(about=None).order_by("about").values_list("about", flat=True)
    specs += [
        PageSpec(path := list_path("policy", str(pk)), f"policy:{pk}", None, path)
        for pk in asked.distinct()
    ]
    return sorted((one for one in specs if one.place > after), key=lambda one: one.place)[:limit]


def map_entries(reader: PageReader) -> tuple[MapBranch, ...]:
    """Return the response column for the map of a site that has answers in it."""
    site_id = reader.page.site_id
    reader.notes.showed(f"responses:{site_id}")
    if not _live(site_id).exists():
        return ()
    months = tuple(MapBranch(one.title, one.link) for one in _lists(site_id, "month"))
    return (MapBranch("回应关切", link(COLUMN_PATH), months),)


SECTION = PageSection(
    "回应关切",
    ColumnType.CONSULTATION,
    "收到的来信和办理单位的答复",
    "回应关切,来信,答复",
    link(COLUMN_PATH),
)
KINDS = (
    PageKind(
        name="response",
        scope=PageScope.OWN,
        template="response.html",
        section=SECTION,
        read=read_response,
        pages=response_pages,
        owns_address=True,
    ),
    PageKind(
        name="response_list",
        scope=PageScope.OWN,
        template="response_list.html",
        section=SECTION,
        read=read_list,
        pages=list_pages,
    ),
    PageKind(
        name="response_column",
        scope=PageScope.SITE,
        template="responses.html",
        section=SECTION,
        read=read_column,
        address=lambda _: COLUMN_PATH,
    ),
    PageKind(
        name="response_feed",
        scope=PageScope.SITE,
        template="feed.xml",
        read=read_feed,
        has_shell=False,
        address=lambda _: FEED_PATH,
    ),
)
