"""The bulk loader: a city with one site and any number of articles that are online there.

The city, its people, the site and its columns are founded by the actions themselves. The articles
are rows: each has its text, its revision, its release, its place in a column, and the rows by which
publishing keeps lists and addresses, the same as if each had gone its way and been released at its
minute, one after the other. What publishing makes of them (targets, watches, files) is not here: a
run over the whole site (:func:`mingtang.editorial.publishing.actions.sites.rebuild_site`, already waiting
after the opening of the site) makes it, and is what the benches measure.

Left out: the steps of review and their events, which pages do not show.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from bench.rows import Rows, count_on
from bench.texts import html_of, office_of, title_of
from mingtang.editorial.content.actions.fields import FIELD_NAMES, EditorialFields
from mingtang.editorial.content.enums import ArticleKind, ArticleState, ArticleVerb, PlacementState
from mingtang.editorial.content.models import Article, ArticleStatus, Placement, Release, Revision
from mingtang.editorial.content.policies.revisions import digest_of
from mingtang.editorial.pages.actions.sites import set_theme
from mingtang.editorial.pages.engine.waking import Wakes
from mingtang.editorial.pages.models import PublishedColumn, PublishedSite
from mingtang.editorial.publishing.models import Address, Listing, Month, Part
from mingtang.editorial.publishing.policies.addresses import article_path, month_of
from mingtang.editorial.publishing.policies.parts import PART_SIZE
from mingtang.editorial.sites.actions.columns import ColumnFields, open_column
from mingtang.editorial.sites.actions.life import open_site
from mingtang.editorial.sites.actions.sites import SiteFields, plan_site
from mingtang.editorial.sites.enums import ColumnType, SiteKind
from mingtang.editorial.sites.models import Column, GovSite
from mingtang.editorial.sites.policies.life import LifeApproval
from mingtang.ground.foundation.clock import beijing_date
from mingtang.institution.organization.actions.people import add_person, start_organization
from mingtang.institution.organization.actions.posts import assign_post
from mingtang.institution.organization.enums import Post, UnitKind
from mingtang.institution.organization.models import Person, Unit
from mingtang.spine.events.testing import drain

CHUNK = 5000
CHARACTERS = 1500
YEARS = 6


@dataclass(frozen=True)
class Archive:
    """What was loaded: who may act, where, and the numbers of the articles."""

    site: GovSite
    columns: tuple[Column, ...]
    unit: Unit
    operator: Person
    editor: Person
    first_article: int
    articles: int


def load_content(
    *,
    site_code: str,
    articles: int,
    columns: int,
    at: datetime,
    theme: str = "plain",
    characters: int = CHARACTERS,
    years: float = YEARS,
    revisions: bool = True,
    tell: Callable[[int], None] = lambda _: None,
) -> Archive:
    """Found a city in an empty database and load its articles, released over years before `at`.

    Nine in ten are news or notices, one in twenty a policy document; two of each column are pinned.
    Without `revisions` they stand as imported ones do, without history. `tell` hears how many are
    loaded. Memory does not grow with the number.
    """
    founded = at - timedelta(days=365.25 * years + 40)
    operator, editor = _people(founded)
    site = _site(site_code, theme, operator, founded)
    opened = tuple(_column(site, number, operator, founded) for number in range(1, columns + 1))
    drain(founded)
    with transaction.atomic():
        wakes = Wakes(founded, operator.person_key)
        if set_theme(site.pk, theme, "", wakes):
            wakes.flush()
    loader = _Loader(site, opened, editor, at, years, characters, articles, revisions=revisions)
    first = loader.load(tell)
    return Archive(site, opened, editor.unit, operator, editor, first, articles)


def _people(at: datetime) -> tuple[Person, Person]:
    operator = start_organization(
        at=at,
        code="city",
        name="明州市人民政府",
        kind=UnitKind.CITY,
        username="operator",
        person_name="孙立",
        password="Mingzhou-Bench-2026",
        must_change_password=False,
    )
    editor = add_person(
        actor=operator, at=at, unit_id=operator.unit_id, username="editor", name="陈思远"
    )
    assign_post(
        actor=operator, at=at, person_id=editor.pk, post=Post.DESK, unit_id=operator.unit_id
    )
    return operator, editor


def _site(code: str, theme: str, operator: Person, at: datetime) -> GovSite:
    site = plan_site(
        actor=operator,
        at=at,
        code=code,
        kind=SiteKind.PORTAL,
        fields=SiteFields(
            name="明州市人民政府",
            domain="www.mingzhou.gov.cn",
            unit_code="city",
            operating_unit_code="city",
            contact="网站编辑部",
            phone="0550-3000000",
            address="明州市政务新区人民路1号",
            identity_code="3499000001",
            icp="皖ICP备15000000号",
            police_record="皖公网安备34990002000001号",
            description="明州市人民政府网站，发布权威信息，提供便民服务。",
            keywords="明州市,政务公开,政策文件",
            theme=theme,
        ),
    )
    day = beijing_date(at)
    return open_site(
        actor=operator,
        at=at,
        site_id=site.pk,
        approval=LifeApproval("省政府办公厅", day, "皖政办函〔2019〕1号"),
        consents={"city_office": LifeApproval("市政府办公室", day)},
    )


def _column(site: GovSite, number: int, operator: Person, at: datetime) -> Column:
    return open_column(
        actor=operator,
        at=at,
        site_id=site.pk,
        code=f"c{number:02d}",
        name=f"{office_of(number * 12)}动态{number}",
        fields=ColumnFields(
            description="发布工作动态",
            keywords="工作,动态",
            column_type=ColumnType.NEWS,
            position=number,
        ),
    )


@dataclass
class _Lists:
    """The open month and part of one column; items come in the order of their release."""

    column: Column
    count: int = 0
    month: int = 0
    month_id: int = 0
    month_count: int = 0
    parts: int = 0
    part_id: int = 0
    part_count: int = 0


@dataclass
class _Loader:
    site: GovSite
    columns: tuple[Column, ...]
    editor: Person
    at: datetime
    years: float
    characters: int
    articles: int
    revisions: bool
    sinks: dict[type[Any], Rows] = field(default_factory=dict)
    ended_parts: list[tuple[int, int]] = field(default_factory=list)
    ended_months: list[tuple[int, int, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.sinks = {model: Rows(model, names) for model, names in _COLUMNS.items()}
        self.next = {model: sink.next_number() for model, sink in self.sinks.items()}
        self.lists = [_Lists(column) for column in self.columns]
        self.first = self.next[Article]
        self.begin = self.at - timedelta(days=365.25 * self.years)
        self.step = (self.at - self.begin) / (self.articles + 1)

    def load(self, tell: Callable[[int], None]) -> int:
        """Write everything, a chunk a transaction; return the number of the first article."""
        for start in range(0, self.articles, CHUNK):
            with transaction.atomic():
                for number in range(start, min(start + CHUNK, self.articles)):
                    self._article(number)
                self._write()
            tell(min(start + CHUNK, self.articles))
        with transaction.atomic():
            for lists in self.lists:
                self._end_month(lists)
                PublishedColumn.objects.filter(pk=lists.column.pk).update(count=lists.count)
            self._write()
            PublishedSite.objects.filter(pk=self.site.pk).update(addresses=self.articles)
            count_on(list(self.sinks))
        return self.first

    def _write(self) -> None:
        for sink in self.sinks.values():
            sink.write()
        with connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE publishing_part SET count = %s WHERE id = %s", self.ended_parts
            )
            cursor.executemany(
                "UPDATE publishing_month SET count = %s, parts = %s WHERE id = %s",
                self.ended_months,
            )
        self.ended_parts, self.ended_months = [], []

    def _number(self, model: type[Any]) -> int:
        given = self.next[model]
        self.next[model] = given + 1
        return given

    def _add(self, model: type[Any], *values: Any) -> None:
        self.sinks[model].add(values)

    def _article(self, number: int) -> None:
        pk = self._number(Article)
        at = (self.begin + self.step * (number + 1)).replace(microsecond=0)
        fields = _fields(pk, at, self.characters)
        lists = self.lists[number % len(self.lists)]
        body = json.dumps(fields.body)
        self._texts(pk, at, fields, body)
        self._place(pk, at, fields, lists, is_pinned=self._is_pinned(number))
        self._add(
            Address, self._number(Address), self.site.pk, pk, lists.column.pk,
            article_path(lists.column.path, at, pk), number + 1, True, at, at,
        )  # fmt: skip

    def _is_pinned(self, number: int) -> bool:
        """One among the newest of each column and one further back."""
        return (self.articles - 1 - number) // len(self.lists) in {3, 41}

    def _texts(self, pk: int, at: datetime, fields: EditorialFields, body: str) -> None:
        revision = None
        if self.revisions:
            revision = self._number(Revision)
            data = _stored(fields)
            self._add(
                Revision, revision, pk, 1, json.dumps(data), digest_of(data), self.editor.pk, at
            )
            self._add(
                ArticleStatus, self._number(ArticleStatus), pk, revision,
                ArticleVerb.PUBLISH.value, ArticleState.PUBLISHED.value, self.editor.pk, at,
            )  # fmt: skip
        words = (
            fields.kind.value, fields.title, fields.summary, fields.source, fields.author,
            fields.editor, body, fields.happened_on, fields.document_number,
            fields.issuing_office, fields.document_date,
        )  # fmt: skip
        self._add(
            Article, pk, self.editor.unit_id, self.site.pk, ArticleState.PUBLISHED.value, True, 1,
            revision, self.editor.pk, at, at, *words,
        )  # fmt: skip
        self._add(
            Release, pk, revision, True, self.site.pk, self.editor.unit.code,
            self.editor.unit.name, at, at, *words,
        )  # fmt: skip

    def _place(
        self, pk: int, at: datetime, fields: EditorialFields, lists: _Lists, *, is_pinned: bool
    ) -> None:
        month = month_of(at)
        if month != lists.month:
            self._end_month(lists)
            lists.month, lists.month_id = month, self._number(Month)
            lists.month_count = lists.parts = 0
            self._add(Month, lists.month_id, lists.column.pk, month)
        if not lists.part_id or lists.part_count >= PART_SIZE:
            self._end_part(lists)
            lists.parts, lists.part_id = lists.parts + 1, self._number(Part)
            self._add(Part, lists.part_id, lists.month_id, lists.parts, at, pk)
        lists.count, lists.month_count = lists.count + 1, lists.month_count + 1
        lists.part_count += 1
        column = lists.column.pk
        self._add(
            Placement, self._number(Placement), pk, column, self.site.pk,
            PlacementState.ACCEPTED.value, is_pinned, True, at, self.editor.pk, at,
            self.editor.pk, at,
        )  # fmt: skip
        self._add(
            Listing, self._number(Listing), pk, column, self.site.pk, lists.part_id,
            fields.kind.value, at, is_pinned,
        )  # fmt: skip

    def _end_part(self, lists: _Lists) -> None:
        if lists.part_id:
            self.ended_parts.append((lists.part_count, lists.part_id))
        lists.part_id = lists.part_count = 0

    def _end_month(self, lists: _Lists) -> None:
        self._end_part(lists)
        if lists.month_id:
            self.ended_months.append((lists.month_count, lists.parts, lists.month_id))


_WORDS = (
    "kind", "title", "summary", "source", "author", "editor", "body", "happened_on",
    "document_number", "issuing_office", "document_date",
)  # fmt: skip
# The order of writing: months and parts first, so that listings find them.
_COLUMNS: dict[type[Any], tuple[str, ...]] = {
    Month: ("id", "column_id", "month"),
    Part: ("id", "month_id", "number", "low_at", "low_id"),
    Article: (
        "id", "unit_id", "site_id", "state", "has_arrived", "version", "revision_id",
        "created_by_id", "created_at", "changed_at", *_WORDS,
    ),
    Revision: ("id", "article_id", "number", "data", "digest", "saved_by_id", "saved_at"),
    ArticleStatus: ("id", "article_id", "revision_id", "verb", "state", "actor_id", "at"),
    Release: (
        "article_id", "revision_id", "is_live", "home_site_id", "unit_code", "unit_name",
        "released_at", "changed_at", *_WORDS,
    ),
    Placement: (
        "id", "article_id", "column_id", "site_id", "state", "is_pinned", "is_live",
        "released_at", "offered_by_id", "offered_at", "decided_by_id", "decided_at",
    ),
    Listing: (
        "id", "article_id", "column_id", "site_id", "part_id", "kind", "released_at", "is_pinned",
    ),
    Address: (
        "id", "site_id", "article_id", "column_id", "path", "number", "is_live", "released_at",
        "changed_at",
    ),
}  # fmt: skip


def _stored(fields: EditorialFields) -> dict[str, Any]:
    """Return what a revision stores, as `content.actions.fields.stored` does in a tenth the time."""
    data = {name: getattr(fields, name) for name in FIELD_NAMES}
    for name in ("happened_on", "document_date"):
        data[name] = data[name].isoformat() if data[name] else None
    return data


def _fields(number: int, at: datetime, characters: int) -> EditorialFields:
    day = beijing_date(at)
    office = office_of(number)
    is_policy, is_notice = number % 20 == 7, number % 10 == 3
    kind = ArticleKind.NOTICE if is_notice else ArticleKind.NEWS
    body = {"type": "text", "value": html_of(number, at, characters), "id": f"b{number:025d}"}
    title = title_of(number)
    return EditorialFields(
        kind=ArticleKind.POLICY if is_policy else kind,
        title=title,
        body=[body],
        summary=f"{title}，有关工作稳步推进，取得阶段性成效。",
        source=office,
        author="林晓",
        editor="陈思远",
        happened_on=day,
        document_number=f"明政办〔{day.year}〕{number}号" if is_policy else "",
        issuing_office="明州市人民政府办公室" if is_policy else "",
        document_date=day if is_policy else None,
    )


def vendor() -> str:
    """Return which database was used, for the row of a result."""
    return {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor]
