"""The public pages of surveys: one for each survey, and the list of a site."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from markupsafe import Markup

from mingtang.editorial.pages.enums import PageScope
from mingtang.editorial.pages.reader import Page, PageReader
from mingtang.editorial.pages.registry import PageKind, PageSpec
from mingtang.editorial.publishing.reader import ArticleReader
from mingtang.editorial.publishing.shown import AssetView
from mingtang.editorial.sites.enums import ColumnType
from mingtang.editorial.themes.shown import MapBranch, PageSection, SiteView
from mingtang.ground.foundation.clock import BEIJING
from mingtang.ground.foundation.text import paragraphs, shortened
from mingtang.service.surveys.actions.access import LIST_PATH
from mingtang.service.surveys.enums import CloseCause, OnceRule, SurveyState
from mingtang.service.surveys.interfaces.charts import chart_of, chart_of_subjects
from mingtang.service.surveys.models import Survey
from mingtang.service.surveys.queries.results import QuestionResult, SubjectResult, results_of
from mingtang.service.surveys.queries.rules import shows_results

MOST_LISTED = 200
_ABOUT = 100  # characters of the description where a link is shared
_ONCE = {
    OnceRule.FREE: "不限制",
    OnceRule.DAILY: "同一网络地址一天一份",
    OnceRule.MAIL: "同一电子邮箱一份，需要打开邮件中的链接确认",
}


@dataclass(frozen=True, slots=True)
class SurveyCard:
    """A survey in the list of a site; `site` is the name of the other site that it is on."""

    title: str
    link: str
    kind: str
    unit: str
    opened: date
    last: date
    left: int
    site: str = ""


@dataclass(frozen=True, slots=True)
class SurveyFigure:
    """The result of one question: figures as text, chart and table, and its shown answers."""

    number: int
    label: str
    told: str
    chart: Markup
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SurveyPage:
    """What the page of a survey shows; figures are empty until they are public."""

    card: SurveyCard
    state: str
    is_open: bool
    is_short: bool
    about: str
    purpose: tuple[str, ...]
    picture: AssetView | None
    picture_words: str
    form: str
    asked: int
    once: str
    phone: str
    ended: str
    answers: int | None
    result: tuple[str, ...]
    figures: tuple[SurveyFigure, ...]
    points: tuple[str, ...]
    subjects: tuple[SubjectResult, ...]
    subjects_chart: Markup
    rated: tuple[str, ...]
    published: datetime | None
    archived: datetime | None


@dataclass(frozen=True, slots=True)
class SurveysPage:
    """The surveys of a site: open ones by the day they end, the others newest first."""

    open: tuple[SurveyCard, ...]
    closed: tuple[SurveyCard, ...]
    published: tuple[SurveyCard, ...]
    archived: tuple[SurveyCard, ...]


def read_survey(reader: PageReader, page: Page) -> SurveyPage | None:
    """Return a survey that is public.

    Source: 国办发〔2014〕57号（六）(GB-04), GL-C12: surveys with their results on the site.
    """
    rows = Survey.objects.online().select_related("unit")
    row = rows.filter(pk=int(page.key), site=page.site_id).first()
    if row is None:
        return None
    is_open = row.state == SurveyState.OPEN
    results = results_of(row) if shows_results(row) else None
    picture = ArticleReader(reader).asset(row.picture) if row.picture else None
    return SurveyPage(
        card=_card(row),
        state=row.state_label,
        is_open=is_open,
        is_short=row.is_short,
        about=shortened(" ".join(paragraphs(row.purpose)), _ABOUT),
        purpose=tuple(paragraphs(row.purpose)),
        picture=picture,
        picture_words=row.picture_words,
        form=f"/forms/{row.form_code}/",
        asked=row.questions.count(),
        once=_ONCE[OnceRule(row.once)],
        phone=row.phone,
        ended=_ended(row),
        answers=row.answers_counted if results or not is_open else None,
        result=tuple(paragraphs(row.result)),
        figures=tuple(map(_figure, results.questions)) if results else (),
        points=results.points if results else (),
        subjects=results.subjects if results else (),
        subjects_chart=chart_of_subjects(results) if results else Markup(""),
        rated=tuple(row.subjects.order_by("pk").values_list("name", flat=True)),
        published=_beijing(row.published_at),
        archived=_beijing(row.archived_at),
    )


def _card(row: Survey, site: SiteView | None = None) -> SurveyCard:
    assert row.opens_at is not None
    assert row.closes_at is not None
    return SurveyCard(
        title=row.title,
        link=f"{site.url}{row.path}" if site else row.path,
        kind=row.kind_label,
        unit=row.unit.name,
        opened=row.opens_at.astimezone(BEIJING).date(),
        last=(row.closes_at - timedelta(microseconds=1)).astimezone(BEIJING).date(),
        left=row.left if row.state == SurveyState.OPEN else 0,
        site=site.name if site else "",
    )


def _ended(row: Survey) -> str:
    """Return the sentence that says why it closed before its time."""
    if row.cause == CloseCause.QUOTA:
        return CloseCause.QUOTA.label
    return f"提前截止：{row.early_reason}" if row.cause == CloseCause.EARLY else ""


def _figure(one: QuestionResult) -> SurveyFigure:
    chart = chart_of(one)
    return SurveyFigure(
        number=one.number,
        label=one.question.label,
        told=_told(one),
        chart=chart.figure(folded=True) if chart else Markup(""),
        words=one.words,
    )


def _told(one: QuestionResult) -> str:
    told = f"{one.answered} 人回答"
    if one.average is not None:
        told += f"，平均 {one.average:g}"
    if one.least is not None and one.largest is not None:
        told += f"，最小 {one.least:g}，最大 {one.largest:g}"
    if one.written:
        told += f"，下面是审核公开的 {len(one.words)} 条" if one.words else "，文字没有公开"
    return told + "。"


def _beijing(moment: datetime | None) -> datetime | None:
    return moment.astimezone(BEIJING) if moment else None


def read_list(reader: PageReader, page: Page) -> SurveysPage:
    """Return the surveys of a site by state; a portal lists those of the sites below too."""
    below = reader.sites_below()
    rows = Survey.objects.online().filter(site__in=[page.site_id, *below]).select_related("unit")

    def cards(state: SurveyState, *order: str) -> tuple[SurveyCard, ...]:
        found = rows.filter(state=state).order_by(*order or ("-opens_at", "-pk"))
        return tuple(_card(row, below.get(row.site_id)) for row in found[:MOST_LISTED])

    return SurveysPage(
        open=cards(SurveyState.OPEN, "closes_at", "pk"),
        closed=cards(SurveyState.CLOSED),
        published=cards(SurveyState.PUBLISHED),
        archived=cards(SurveyState.ARCHIVED),
    )


def survey_pages(site_id: int, after: str, limit: int) -> list[PageSpec]:
    """Return the pages of the surveys of a site."""
    rows = Survey.objects.online().filter(site=site_id, pk__gt=int(after or 0))
    return [
        PageSpec(row.path, str(row.pk), None, str(row.pk)) for row in rows.order_by("pk")[:limit]
    ]


def map_entries(reader: PageReader) -> tuple[MapBranch, ...]:
    """Return the entries of surveys in the map of a site; none without a survey."""
    site_id = reader.page.site_id
    reader.notes.showed(f"surveys:{site_id}")
    sites = [site_id, *reader.sites_below()]
    has_some = Survey.objects.online().filter(site__in=sites).exists()
    return (MapBranch("调查评议", LIST_PATH.removesuffix("index.html")),) if has_some else ()


_SECTION = PageSection(
    "调查评议",
    ColumnType.SOLICITATION,
    "开展网上调查、网上评议，公布结果",
    "网上调查,网上评议,调查结果",
    "/surveys/",
)
KINDS = (
    PageKind(
        name="survey",
        scope=PageScope.OWN,
        template="survey.html",
        section=_SECTION,
        read=read_survey,
        pages=survey_pages,
        owns_address=True,
    ),
    PageKind(
        name="surveys",
        scope=PageScope.SITE,
        template="surveys.html",
        section=_SECTION,
        read=read_list,
        address=lambda _: LIST_PATH,
    ),
)
