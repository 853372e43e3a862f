"""The public pages of consultations: each with background, draft, ways and result, and the list of a site."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from mingtang.editorial.pages.enums import PageScope
from mingtang.editorial.pages.reader import Page, PageReader
from mingtang.editorial.pages.registry import PageKind, PageSpec
from mingtang.editorial.publishing.reader import ArticleReader
from mingtang.editorial.sites.enums import ColumnType
from mingtang.editorial.themes.shown import MapBranch, PageSection, SiteView
from mingtang.ground.foundation.clock import BEIJING
from mingtang.ground.foundation.text import paragraphs
from mingtang.service.consultations.actions.access import LIST_PATH
from mingtang.service.consultations.enums import (
    Adoption,
    ConsultationState,
    OpinionShowing,
)
from mingtang.service.consultations.models import Consultation, ConsultationQuerySet
from mingtang.service.consultations.policies import paragraphs_of, points_of
from mingtang.service.consultations.queries import shown_opinions

MOST_LISTED = 200


@dataclass(frozen=True, slots=True)
class PointView:
    """What opinions asked for, and what became of it."""

    about: tuple[str, ...]
    verdict: str
    reason: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OpinionView:
    """An opinion as it is shown: the day, what it is about, the words."""

    day: date
    point: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DraftFileView:
    """The draft as a file."""

    link: str
    title: str


@dataclass(frozen=True, slots=True)
class ConsultationCard:
    """A consultation in the list of a site; `site` is the name of the other site that it is on."""

    title: str
    link: str
    unit: str
    opened: date
    last: date
    left: int
    site: str = ""


@dataclass(frozen=True, slots=True)
class ConsultationPage:
    """What the page of a consultation shows; `left` is 0 when it is over."""

    card: ConsultationCard
    state: str
    is_open: bool
    background: tuple[str, ...]
    draft: tuple[str, ...]
    file: DraftFileView | None
    short_reason: str
    form: str
    mail: str
    phone: str
    address: str
    showing: str
    received: int | None
    opinions: tuple[OpinionView, ...]
    result: tuple[str, ...]
    points: tuple[PointView, ...]
    answered: datetime | None
    archived: datetime | None


@dataclass(frozen=True, slots=True)
class ConsultationsPage:
    """The consultations of a site, or of a portal and the sites below: open ones by the day they end, others newest first."""

    open: tuple[ConsultationCard, ...]
    closed: tuple[ConsultationCard, ...]
    answered: tuple[ConsultationCard, ...]


def read_consultation(reader: PageReader, page: Page) -> ConsultationPage | None:
    """Return a consultation that readers can see.

    Source: 国办发〔2014〕57号（六）(GB-04), GL-C15: background, period, ways to answer; result and adoption.
    """
    rows = Consultation.objects.online().select_related("unit")
    row = rows.filter(pk=int(page.key), site=page.site_id).first()
    if row is None:
        return None
    is_open = row.state == ConsultationState.OPEN
    return ConsultationPage(
        card=_card(row),
        state=row.state_label,
        is_open=is_open,
        background=tuple(paragraphs(row.background)),
        draft=tuple(paragraphs_of(row.draft)),
        file=_file(reader, row),
        short_reason=row.short_reason,
        form=f"/forms/{row.form_code}/",
        mail=row.mail,
        phone=row.phone,
        address=row.address,
        showing=OpinionShowing(row.showing).label,
        received=None if is_open else row.opinions.count(),
        opinions=_opinions(row),
        result=tuple(paragraphs(row.result)),
        points=_points(row) if row.answered_at else (),
        answered=_beijing(row.answered_at),
        archived=_beijing(row.archived_at),
    )


def _card(row: Consultation, site: SiteView | None = None) -> ConsultationCard:
    assert row.opens_at is not None
    assert row.closes_at is not None
    is_open = row.state == ConsultationState.OPEN
    return ConsultationCard(
        title=row.title,
        link=f"{site.url}{row.path}" if site else row.path,
        unit=row.unit.name,
        opened=row.opens_at.astimezone(BEIJING).date(),
        last=(row.closes_at - timedelta(microseconds=1)).astimezone(BEIJING).date(),
        left=row.left if is_open else 0,
        site=site.name if site else "",
    )


def _file(reader: PageReader, row: Consultation) -> DraftFileView | None:
    found = ArticleReader(reader).asset(row.file) if row.file else None
    return DraftFileView(found.link, found.title) if found else None


def _opinions(row: Consultation) -> tuple[OpinionView, ...]:
    points = {int(number): words for number, words in points_of(row.draft)}
    return tuple(
        OpinionView(
            one.received_at.astimezone(BEIJING).date(),
            points.get(one.point, ""),
            tuple(paragraphs(one.public_text)),
        )
        for one in shown_opinions(row)
    )


def _points(row: Consultation) -> tuple[PointView, ...]:
    return tuple(
        PointView(
            tuple(paragraphs(one.about)),
            Adoption(one.verdict).label,
            tuple(paragraphs(one.reason)),
        )
        for one in row.points.order_by("position")
    )


def _beijing(moment: datetime | None) -> datetime | None:
    return moment.astimezone(BEIJING) if moment else None


def read_list(reader: PageReader, page: Page) -> ConsultationsPage:
    """Return the consultations of a site by state; a portal lists those of the sites below too."""
    below = reader.sites_below()
    sites = [page.site_id, *below]
    rows = Consultation.objects.online().filter(site__in=sites).select_related("unit")
    newest = rows.order_by("-opens_at", "-pk")

    def cards(found: ConsultationQuerySet) -> tuple[ConsultationCard, ...]:
        return tuple(_card(row, below.get(row.site_id)) for row in found[:MOST_LISTED])

    answered = [ConsultationState.ANSWERED, ConsultationState.ARCHIVED]
    return ConsultationsPage(
        open=cards(rows.filter(state=ConsultationState.OPEN).order_by("closes_at", "pk")),
        closed=cards(newest.filter(state=ConsultationState.CLOSED)),
        answered=cards(newest.filter(state__in=answered)),
    )


def consultation_pages(site_id: int, after: str, limit: int) -> list[PageSpec]:
    """Return the pages of the consultations of a site."""
    rows = Consultation.objects.online().filter(site=site_id, pk__gt=int(after or 0))
    return [
        PageSpec(row.path, str(row.pk), None, str(row.pk)) for row in rows.order_by("pk")[:limit]
    ]


def map_entries(reader: PageReader) -> tuple[MapBranch, ...]:
    """Return what the map of a site names of this room, where there was a consultation."""
    site_id = reader.page.site_id
    reader.notes.showed(f"consultations:{site_id}")
    sites = [site_id, *reader.sites_below()]
    has_some = Consultation.objects.online().filter(site__in=sites).exists()
    return (MapBranch("意见征集", LIST_PATH.removesuffix("index.html")),) if has_some else ()


_SECTION = PageSection(
    "意见征集", ColumnType.SOLICITATION, "就政策文件、重大事项公开征求意见，公布意见采纳情况",
    "意见征集,征求意见,采纳情况", "/consultations/",
)  # fmt: skip
KINDS = (
    PageKind(
        name="consultation",
        scope=PageScope.OWN,
        template="consultation.html",
        section=_SECTION,
        read=read_consultation,
        pages=consultation_pages,
        owns_address=True,
    ),
    PageKind(
        name="consultations",
        scope=PageScope.SITE,
        template="consultations.html",
        section=_SECTION,
        read=read_list,
        address=lambda _: LIST_PATH,
    ),
)
