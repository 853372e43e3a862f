"""The public pages of interviews: each from announcement to transcript, what comes next, and the archive by year."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db.models import QuerySet

from mingtang.editorial.pages.enums import PageScope
from mingtang.editorial.pages.reader import Page, PageReader
from mingtang.editorial.pages.registry import PageKind, PageSpec
from mingtang.editorial.publishing.reader import ArticleReader
from mingtang.editorial.sites.enums import ColumnType
from mingtang.editorial.sites.queries import sites_below
from mingtang.editorial.themes.shown import AssetView, LinkView, MapBranch, PageSection, SiteView
from mingtang.ground.foundation.clock import BEIJING
from mingtang.ground.foundation.text import shortened
from mingtang.service.interviews.enums import InterviewState, Speaker
from mingtang.service.interviews.models import Interview, InterviewTurn
from mingtang.service.interviews.policies import (
    LIST_PATH,
    ONLINE,
    SCRIPT_PATH,
    TAKES_QUESTIONS,
    page_path,
    year_path,
)
from mingtang.service.interviews.queries import past_below, past_of_year, years_of

_SCRIPT = Path(__file__).parent.parent / "page_templates" / "interview.js"
_DESCRIPTION = 120  # characters


@dataclass(frozen=True, slots=True)
class GuestView:
    """A guest: name, post, portrait with its words."""

    name: str
    post: str
    portrait: AssetView | None
    portrait_words: str


@dataclass(frozen=True, slots=True)
class TurnView:
    """What one speaker said, in paragraphs, and when (Beijing); `side` is host, guest or reader."""

    number: int
    side: str
    speaker: str
    post: str
    paragraphs: tuple[str, ...]
    picture: AssetView | None
    picture_words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class InterviewView:
    """What the page of an interview shows; `shared` is the picture shown with a shared link."""

    number: int
    title: str
    state: str
    label: str
    notice: str
    starts_at: datetime
    intro: tuple[str, ...]
    description: str
    how: str
    video: str
    video_file: bool
    picture: AssetView | None
    picture_words: str
    shared: AssetView | None
    takes_questions: bool
    guests: tuple[GuestView, ...]
    turns: tuple[TurnView, ...]


@dataclass(frozen=True, slots=True)
class ListedInterview:
    """An interview in a list; `site` is the name of the other site that it is on."""

    title: str
    link: str
    starts_at: datetime
    label: str
    site: str = ""


@dataclass(frozen=True, slots=True)
class InterviewLists:
    """What is on or announced, what was last held, the years of the archive; `below`: held on the sites below."""

    coming: tuple[ListedInterview, ...]
    past: tuple[ListedInterview, ...]
    year: int | None
    years: tuple[LinkView, ...]
    below: tuple[ListedInterview, ...] = ()


def read_interview(reader: PageReader, page: Page) -> InterviewView | None:
    """Return an interview that readers can see.

    Source: 宣城 2015 实施意见 二(五) (XC-11); 国办发〔2013〕100号 6 (GB-04).
    """
    row = Interview.objects.filter(pk=int(page.key), site=page.site_id).first()
    if row is None or row.now not in ONLINE:
        return None
    asked = ArticleReader(reader)
    intro = _paragraphs(row.intro)
    picture = asked.asset(row.picture) if row.picture else None
    guests = tuple(_guests(asked, row))
    return InterviewView(
        number=row.pk,
        title=row.title,
        state=row.state,
        label=row.now.label,
        notice=row.notice,
        starts_at=row.starts_at.astimezone(BEIJING),
        intro=intro,
        description=shortened(" ".join(intro), _DESCRIPTION),
        how=row.how,
        video=row.video,
        video_file=row.video.lower().endswith((".mp4", ".webm")),
        picture=picture,
        picture_words=row.picture_words or row.title,
        shared=picture or next((one.portrait for one in guests if one.portrait), None),
        takes_questions=row.now in TAKES_QUESTIONS,
        guests=guests,
        turns=tuple(_turns(asked, row)),
    )


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _guests(asked: ArticleReader, row: Interview) -> Iterator[GuestView]:
    for guest in row.guests.all():
        portrait = asked.asset(guest.portrait) if guest.portrait else None
        yield GuestView(guest.name, guest.post, portrait, guest.portrait_words)


def _turns(asked: ArticleReader, row: Interview) -> Iterator[TurnView]:
    is_revised = row.now is InterviewState.ARCHIVED
    for turn in _shown_turns(row):
        picture = asked.asset(turn.picture) if turn.picture else None
        words = (turn.revised if is_revised else "") or turn.text
        name, post = Speaker(turn.speaker).label, ""
        if turn.guest is not None:
            name, post = turn.guest.name, turn.guest.post
        said_at = turn.said_at.astimezone(BEIJING)
        yield TurnView(
            turn.pk,
            turn.speaker,
            name,
            post,
            _paragraphs(words),
            picture,
            turn.picture_words,
            said_at,
        )


def _shown_turns(row: Interview) -> QuerySet[InterviewTurn]:
    """Until the transcript is released, readers see what was said live."""
    rows = row.turns.filter(is_removed=False)
    if row.now is InterviewState.ARCHIVED:
        rows = rows.filter(is_cut=False)
    return rows.select_related("guest").order_by("pk")


def read_list(reader: PageReader, page: Page) -> InterviewLists | None:
    """Return what is on or announced, and the newest year of the archive; a portal lists the sites below too."""
    years, sites = years_of(page.site_id), reader.sites_below()
    rows = Interview.objects.coming(page.site_id, *sites)
    coming = tuple(_listed(row, sites.get(row.site_id)) for row in rows)
    below = tuple(_listed(row, sites[row.site_id]) for row in past_below(sites))
    if not coming and not years and not below:
        return None
    past = past_of_year(page.site_id, years[0]) if years else []
    return InterviewLists(
        coming, tuple(map(_listed, past)), years[0] if years else None, _links(years), below
    )


def read_year(reader: PageReader, page: Page) -> InterviewLists | None:
    """Return the interviews of a year that are over."""
    year = int(page.key)
    past = past_of_year(page.site_id, year)
    if not past:
        return None
    return InterviewLists((), tuple(map(_listed, past)), year, _links(years_of(page.site_id)))


def _links(years: Sequence[int]) -> tuple[LinkView, ...]:
    return tuple(
        LinkView(f"{year}年", year_path(year).removesuffix("index.html")) for year in years
    )


def _listed(row: Interview, site: SiteView | None = None) -> ListedInterview:
    at = row.starts_at.astimezone(BEIJING)
    url, name = (site.url, site.name) if site else ("", "")
    return ListedInterview(row.title, f"{url}{row.path}", at, row.now.label, name)


def read_script(reader: PageReader, page: Page) -> bytes | None:
    """Return the script that asks for news of a live interview; the page can be read without it."""
    return script() if _has_any(page.site_id) else None


def script() -> bytes:
    """Return the script as the software of today has it."""
    return _SCRIPT.read_bytes()


def _has_any(site_id: int) -> bool:
    return Interview.objects.online(site_id).exists()


def interview_pages(site_id: int, after: str, limit: int) -> list[PageSpec]:
    """Return the pages of the interviews of a site."""
    rows = Interview.objects.online(site_id).filter(pk__gt=int(after or 0)).order_by("pk")
    numbers = rows.values_list("pk", flat=True)[:limit]
    return [PageSpec(page_path(pk), str(pk), None, str(pk)) for pk in numbers]


def year_pages(site_id: int, after: str, limit: int) -> list[PageSpec]:
    """Return the pages of the years of a site, oldest first."""
    years = [year for year in reversed(years_of(site_id)) if year > int(after or 0)]
    return [PageSpec(year_path(year), str(year), None, str(year)) for year in years[:limit]]


def list_pages(site_id: int, after: str, limit: int) -> list[PageSpec]:
    """Return the list of a site that has interviews, or of a portal that has some on it or below."""
    below = sites_below(site_id).values_list("pk", flat=True)
    has_any = Interview.objects.online(site_id, *below).exists()
    return [PageSpec(LIST_PATH, "", None, "1")] if not after and has_any else []


def _one(path: str) -> Callable[[int, str, int], list[PageSpec]]:
    def pages(site_id: int, after: str, limit: int) -> list[PageSpec]:
        return [PageSpec(path, "", None, "1")] if not after and _has_any(site_id) else []

    return pages


def map_entries(reader: PageReader) -> tuple[MapBranch, ...]:
    """Return the list of interviews for the map of a site that has some."""
    reader.notes.showed(f"interviews:{reader.page.site_id}")
    if not list_pages(reader.page.site_id, "", 1):
        return ()
    return (MapBranch("在线访谈", LIST_PATH.removesuffix("index.html")),)


_SECTION = PageSection(
    "在线访谈",
    ColumnType.INTERVIEW,
    "在线访谈的预告、直播和实录",
    "在线访谈,互动交流",
    "/interviews/",
)
KINDS = (
    PageKind(
        name="interview",
        scope=PageScope.OWN,
        template="interview.html",
        section=_SECTION,
        marks="standard/interview.html",
        read=read_interview,
        pages=interview_pages,
        owns_address=True,
    ),
    PageKind(
        name="interview_list",
        scope=PageScope.OWN,
        template="interview_list.html",
        section=_SECTION,
        marks="standard/interviews.html",
        read=read_list,
        pages=list_pages,
    ),
    PageKind(
        name="interview_year",
        scope=PageScope.OWN,
        template="interview_list.html",
        section=_SECTION,
        marks="standard/interviews.html",
        read=read_year,
        pages=year_pages,
    ),
    PageKind(
        name="interview_script",
        scope=PageScope.OWN,
        has_shell=False,
        read=read_script,
        pages=_one(SCRIPT_PATH),
    ),
)
