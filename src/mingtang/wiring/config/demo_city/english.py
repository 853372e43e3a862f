"""The English edition of the demo city: opened by the real actions, with keepers and items."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any

from mingtang.editorial.content.actions import create_article, offer_placement
from mingtang.editorial.content.actions.fields import EditorialFields
from mingtang.editorial.content.enums import ArticleKind
from mingtang.editorial.content.models import Article, Release
from mingtang.editorial.directory.actions import change_statement, save_leader
from mingtang.editorial.directory.enums import StatementKind
from mingtang.editorial.directory.policies.entries import LeaderFacts
from mingtang.editorial.editions.actions import (
    EditionFields,
    declare_edition,
    match_article,
    match_column,
)
from mingtang.editorial.editions.enums import EditionLanguage
from mingtang.editorial.editions.models import Edition
from mingtang.editorial.layouts.actions.layouts import (
    create_layout,
    release_layout,
    send_layout,
)
from mingtang.editorial.layouts.enums import LayoutKind
from mingtang.editorial.publishing.actions.articles import publish_article
from mingtang.editorial.review.actions import start_review
from mingtang.editorial.sites.actions.columns import ColumnFields, open_column
from mingtang.editorial.sites.actions.life import open_site
from mingtang.editorial.sites.actions.sites import SiteFields, plan_site
from mingtang.editorial.sites.enums import ColumnType, SiteKind, SiteLanguage
from mingtang.editorial.sites.models import Column, GovSite
from mingtang.editorial.sites.policies.life import LifeApproval
from mingtang.editorial.sites.queries import opening_rules
from mingtang.editorial.submission.actions import accept_submission, submit_article
from mingtang.ground.foundation.clock import beijing_date
from mingtang.institution.organization.actions.units import change_unit
from mingtang.institution.organization.enums import Post
from mingtang.institution.organization.models import Person
from mingtang.wiring.config.demo_city.history import pass_gates
from mingtang.wiring.config.demo_city.offices import HOSTS
from mingtang.wiring.config.demo_city.people import People
from mingtang.wiring.config.demo_city.places import CITY
from mingtang.workbench.approvals.actions import pass_step

CODE = "english"
CHINESE = {"news": "news", "services": "notices"}  # column of the edition → column of the portal
NAMES = {
    CITY: "The People's Government of Mingzhou",
    "office": "General Office of the People's Government of Mingzhou",
}
LEADERS = (
    ("Gu Quan", "Mayor", "Leads the work of the city government; responsible for audit."),
    ("He Ping", "Executive Vice Mayor", "Development and reform, finance, emergency management."),
    ("Su Qing", "Vice Mayor", "Education, health, culture, tourism and sports."),
)
_SIGNERS = (Post.PRINCIPAL_LEADER, Post.LEADER_IN_CHARGE)
OVERVIEW = (
    "Mingzhou lies between the Yangtze and the Huai River. It has two counties, Qingxi and Danxia, covers 6,240 "
    "square kilometres and is home to 1.68 million people.\n"
    "The city is known for machinery, organic food and travel. It has 312 schools and 41 public hospitals."
)


@dataclass(frozen=True)
class EnglishItem:
    """One item of the edition; `original` is a part of the Chinese title that it translates."""

    column: str
    days: int
    original: str
    title: str
    paragraphs: tuple[str, ...]


def english_items() -> list[EnglishItem]:
    """Return the items of the edition, the oldest first."""
    text = files("mingtang.wiring.config.demo_city").joinpath("english.txt").read_text("utf-8")
    rows = [line.split("|") for line in text.splitlines() if line and not line.startswith("#")]
    items = [
        EnglishItem(column, int(days), original, title, tuple(words.split("//")))
        for column, days, original, title, words in rows
    ]
    return sorted(items, key=lambda item: -item.days)


def open_edition(people: People, portal: GovSite, at: datetime, now: datetime) -> None:
    """Open the edition, fill it and release its home and items."""
    edition = _opened(people, portal, at)
    _name_units(people, at - timedelta(days=1))
    columns = {
        "news": _column(people, edition.site, "news", "News", ColumnType.NEWS, 0, at),
        "services": _column(
            people, edition.site, "services", "Living here", ColumnType.SERVICES, 1, at
        ),
    }
    for code, column in columns.items():
        original = Column.objects.get(site=portal, code=CHINESE[code])
        match_column(
            actor=people.operator, at=at, edition_id=edition.pk, column_id=column.pk,
            original_id=original.pk, is_core=code == "services",
        )  # fmt: skip
    _tell_about(people, edition.site, at)
    _show_home(people, edition.site, columns, at + timedelta(hours=2))
    for item in english_items():
        _publish(people, edition, columns[item.column], item, now - timedelta(days=item.days))


def _name_units(people: People, at: datetime) -> None:
    """Give host and operator their English names."""
    for code, name in NAMES.items():
        unit = people.units[code]
        change_unit(
            actor=people.operator, at=at, unit_id=unit.pk, short_name=unit.short_name,
            phone=unit.phone, position=unit.position, english_name=name,
        )  # fmt: skip


def _opened(people: People, portal: GovSite, at: datetime) -> Edition:
    operator, host = people.of(CITY, Post.PLATFORM_OPERATOR), HOSTS["portal"]
    domain = portal.domain.replace("www.", "en.")
    site = plan_site(
        actor=operator,
        at=at,
        code=CODE,
        kind=SiteKind.SUBSITE,
        parent_code=portal.code,
        language=SiteLanguage.FOREIGN,
        fields=SiteFields(
            name="Mingzhou, China",
            domain=domain,
            unit_code=CITY,
            operating_unit_code="office",
            contact="Editors of the English edition",
            phone=host.phone(),
            email=f"english@{domain.removesuffix('.localhost')}.example",
            address="1 Renmin Road, Mingzhou",
            description="News and services of the City of Mingzhou, China, in English.",
            keywords="Mingzhou,China,city government",
            position=90,
            theme="english",
        ),
    )
    edition = declare_edition(
        actor=operator,
        at=at,
        site_id=site.pk,
        fields=EditionFields(
            portal.pk,
            EditionLanguage.ENGLISH,
            [people.of("office", Post.INFORMATION_OFFICER).pk],
            [people.of(CITY, Post.DESK).pk],
        ),
    )
    day = beijing_date(at)
    consents = {
        "city_office": LifeApproval("市政府办公室", day),
        "staffing": LifeApproval("市政府办公室", day),
    }
    approval = LifeApproval("省政府办公厅", day, "皖政办函〔2025〕9号")
    declared = [one.name for one in opening_rules(site, at).declarations]
    open_site(
        actor=operator,
        at=at,
        site_id=site.pk,
        approval=approval,
        consents=consents,
        declared=declared,
    )
    return edition


def _column(
    people: People, site: GovSite, code: str, name: str, kind: ColumnType, place: int, at: datetime
) -> Column:
    return open_column(
        actor=people.operator,
        at=at,
        site_id=site.pk,
        code=code,
        name=name,
        fields=ColumnFields(
            description=f"{name} of Mingzhou",
            keywords=f"Mingzhou,{name}",
            column_type=kind,
            update_cycle="2 weeks" if kind is ColumnType.NEWS else "6 months",
            responsible_unit_code="office",
            responsible_person_id=people.of("office", Post.INFORMATION_OFFICER).pk,
            position=place,
        ),
    )


def _tell_about(people: People, site: GovSite, at: datetime) -> None:
    desk = people.of(CITY, Post.DESK)
    for position, (name, post, duties) in enumerate(LEADERS):
        facts = LeaderFacts(
            name=name, post=post, duties=duties, resume="", portrait_words="", position=position
        )
        save_leader(actor=desk, at=at, site_id=site.pk, facts=facts)
    change_statement(actor=desk, at=at, site_id=site.pk, kind=StatementKind.OVERVIEW, text=OVERVIEW)


def _show_home(people: People, site: GovSite, columns: dict[str, Column], at: datetime) -> None:
    news, services = columns["news"].pk, columns["services"].pk
    body: list[dict[str, Any]] = [
        {"type": "news", "width": 8, "title": "News", "value": {"columns": [news], "count": 6}},
        {
            "type": "news", "width": 4, "title": "Living here",
            "value": {"columns": [services], "count": 6},
        },
        {"type": "leaders", "width": 12, "title": "City leaders", "value": {"count": 3}},
    ]  # fmt: skip
    row = create_layout(
        actor=people.operator, at=at, site_id=site.pk, kind=LayoutKind.HOME.value, title="Home",
        body=body,
    )  # fmt: skip
    found = send_layout(actor=people.operator, at=at, layout_id=row.pk)
    pass_gates(people, found, CITY, at + timedelta(hours=1))
    desk = people.of(CITY, Post.DESK)
    release_layout(actor=desk, at=at + timedelta(hours=2), layout_id=row.pk)


def _publish(
    people: People, edition: Edition, column: Column, item: EnglishItem, at: datetime
) -> None:
    """Write, review and release an item of the edition, and match it with its original."""
    article, desk = _written(people, edition, column, item, at), people.of(CITY, Post.DESK)
    submission = article.submissions.get()
    for step in submission.round.steps.order_by("order"):
        step.refresh_from_db()
        if step.state != "waiting":  # one approval may end the round
            continue
        post = next(one for one in _SIGNERS if one.value in step.posts_named())
        pass_step(actor=people.of("office", post), at=at + timedelta(hours=1), step_id=step.pk)
    at += timedelta(hours=2)
    accept_submission(actor=desk, at=at, submission_id=submission.pk)
    offer_placement(actor=desk, at=at, article_id=article.pk, column_id=column.pk)
    start_review(actor=desk, at=at, article_id=article.pk)
    pass_gates(people, article.review_rounds.get(), CITY, at + timedelta(hours=1))
    publish_article(actor=desk, at=at + timedelta(hours=2), article_id=article.pk)
    _name_original(desk, edition, article, item, at + timedelta(hours=2))


def _written(
    people: People, edition: Edition, column: Column, item: EnglishItem, at: datetime
) -> Article:
    officer = people.of("office", Post.INFORMATION_OFFICER)
    text = "".join(f"<p>{one}</p>" for one in item.paragraphs)
    article = create_article(
        actor=officer,
        at=at,
        unit=people.units["office"],
        site=edition.site,
        fields=EditorialFields(
            kind=ArticleKind.NEWS if item.column == "news" else ArticleKind.NOTICE,
            title=item.title,
            body=[{"type": "text", "value": text}],
            source=NAMES[CITY],
            summary=item.paragraphs[0],
            happened_on=beijing_date(at) if item.column == "news" else None,
            wanted_columns=[column.pk],
        ),
    )
    submit_article(
        actor=officer, at=at + timedelta(minutes=20), article_id=article.pk,
        version=article.version, author=officer.name, phone=officer.phone,
    )  # fmt: skip
    return article


def _name_original(
    desk: Person, edition: Edition, article: Article, item: EnglishItem, at: datetime
) -> None:
    shown = Release.objects.filter(is_live=True, title__contains=item.original)
    original = shown.filter(article__addresses__site=edition.mirrors).first()
    if item.original and original is not None:
        match_article(
            actor=desk, at=at, edition_id=edition.pk, article_id=article.pk,
            original_id=original.article_id,
        )  # fmt: skip
