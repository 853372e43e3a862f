"""What the database lets the public process do, tried in its own role on PostgreSQL."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client

from mingtang.editorial.directory.actions import save_contact, save_leader
from mingtang.editorial.directory.policies.entries import ContactFacts, LeaderFacts
from mingtang.editorial.layouts.actions.layouts import create_layout, release_layout
from mingtang.editorial.layouts.enums import LayoutState
from mingtang.editorial.layouts.models import SiteLayout
from mingtang.editorial.sitesearch.actions import fold_misses
from mingtang.editorial.visits.actions import fold_visits, receive_visits
from mingtang.editorial.visits.book import SiteHits
from mingtang.editorial.visits.queries import VisitTotals, totals_of, views_of
from mingtang.service.signin.models import OwnCase, SignInService
from mingtang.wiring.config.public_role import (
    COUNTED,
    INSERTED,
    READ,
    UnusableRole,
    grant,
    statements,
)
from mingtang.workbench.intake.actions import receive_form, take_waiting
from mingtang.workbench.intake.enums import SignInNeed
from mingtang.workbench.intake.forms import all_forms
from mingtang.workbench.intake.models import IntakeRow
from mingtang.workbench.intake.queries import status_of
from tests.faces.api.conftest import city
from tests.factories.cast import Cast
from tests.factories.letters import MAYOR, mailbox
from tests.factories.publishing import published_article
from tests.service.signin.conftest import server, service, walker
from tests.service.signin.walking import TYPED, Walker
from tests.workbench.intake.conftest import inbox
from tests.workbench.intake.trial import FORM, sent

__all__ = ["city", "inbox", "server", "service", "walker"]
ROLE = "mingtang_public"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("inbox")]
only_postgresql = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="SQLite has no roles"
)


@contextmanager
def _as_public() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {ROLE}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")


@pytest.fixture
def public() -> Callable[[], Any]:
    """Acts as the role of the public process: `with public(): …`."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {ROLE}")
    grant(ROLE)
    return _as_public


@only_postgresql
def test_the_public_process_takes_forms_in_and_answers_queries(
    public: Callable[[], Any], at: datetime
) -> None:
    with public():
        receipts = [receive_form(form=FORM, sent=sent(), at=at) for _ in range(2)]
        assert status_of(receipts[0].code, receipts[0].secret) is None
    assert (receipts[0], IntakeRow.objects.count()) == (receipts[1], 1)
    take_waiting(at=at)
    with public():
        found = status_of(receipts[0].code, receipts[0].secret)
    assert found is not None


@only_postgresql
@pytest.mark.urls("mingtang.wiring.config.public_urls")
def test_the_public_process_reads_what_is_online(
    public: Callable[[], Any], city: Cast, at: datetime
) -> None:
    number = published_article(city, at, columns=[city.news]).article_id
    reader = Client(SERVER_NAME="localhost")
    addresses = ("/sites", "/sites/portal/columns", "/sites/portal/articles")
    with public():
        answers = [
            reader.get(f"/api/v1{address}").status_code
            for address in (*addresses, f"/articles/{number}")
        ]
        assert reader.get("/").status_code == 200
    assert answers == [200] * 4


@only_postgresql
def test_the_public_process_puts_visits_in_and_reads_totals(
    public: Callable[[], Any], at: datetime
) -> None:
    hits = SiteHits("portal", at.date(), Counter({"/": 3}))
    hits.visitors.add(7)
    with public():
        receive_visits(hits=[hits])
        receive_visits(hits=[hits])
    fold_visits()
    with public():
        assert (views_of("portal", "/"), totals_of("portal")) == (3, VisitTotals(3, 1))


@only_postgresql
def test_the_public_process_knows_each_choice_of_each_form(
    public: Callable[[], Any], city: Cast
) -> None:
    with public():
        asked = [
            list(field.choices_at("portal"))
            for form in all_forms()
            for field in form.fields
            if field.choices_at
        ]
    assert len(asked) >= 2


@only_postgresql
@pytest.mark.urls("mingtang.wiring.config.public_urls")
def test_the_public_process_searches_and_stores_what_it_did_not_find(
    public: Callable[[], Any], city: Cast, at: datetime, settings: Any
) -> None:
    published_article(city, at, columns=[city.news], title="关于春季招生的公告")
    maps = settings.PUBLISH_ROOT / ".maps"
    maps.mkdir(parents=True, exist_ok=True)
    (maps / "hosts.json").write_text('{"default": "portal", "sites": {"localhost": "portal"}}')
    reader = Client(SERVER_NAME="localhost", HTTP_USER_AGENT="Firefox")
    with public():
        found = reader.get("/search/", {"q": "招生", "scope": "all", "year": "2026"})
        missed = reader.get("/search/", {"q": "量子引力"})
    assert "关于春季<mark>招生</mark>的公告" in found.content.decode()
    assert missed.status_code == 200
    assert fold_misses() == 1


@only_postgresql
@pytest.mark.urls("mingtang.wiring.config.public_urls")
def test_the_public_process_shows_topics_and_the_directory_from_the_index_alone(
    public: Callable[[], Any], city: Cast, at: datetime, settings: Any
) -> None:
    editor: dict[str, Any] = {"actor": city.desk_editor, "at": at, "site_id": city.portal.pk}
    save_leader(facts=LeaderFacts(name="顾全", post="市长"), **editor)
    contact = save_contact(facts=ContactFacts(post="值班室", phone="0550-3022114"), **editor)
    topic = create_layout(kind="topic", title="春耕备耕", code="spring", **editor)
    SiteLayout.objects.filter(pk=topic.pk).update(state=LayoutState.PASSED.value)
    release_layout(actor=city.desk_editor, at=at, layout_id=topic.pk)
    maps = settings.PUBLISH_ROOT / ".maps"
    maps.mkdir(parents=True, exist_ok=True)
    (maps / "hosts.json").write_text('{"default": "portal", "sites": {"localhost": "portal"}}')
    reader = Client(SERVER_NAME="localhost", HTTP_USER_AGENT="Firefox")
    with public():
        pages = [
            reader.get("/search/", {"q": asked}).content.decode()
            for asked in ("市长", "05503022114", "春耕")
        ]
    assert "<mark>市长</mark>" in pages[0]
    assert f'href="/contact-book.html#post-{contact.pk}"' in pages[1]
    assert 'href="/topics/spring/"' in pages[2]


@only_postgresql
@pytest.mark.urls("mingtang.wiring.config.public_urls")
def test_the_public_process_signs_citizens_in_and_shows_their_letters(
    public: Callable[[], Any], walker: Walker, service: SignInService, cast: Cast, at: datetime
) -> None:
    box = mailbox(cast, at, replace(MAYOR, sign_in=SignInNeed.DEMANDED))
    values = {**TYPED, "mailbox": str(box.pk)}
    with public():
        walker.get(f"/forms/letter/?mailbox={box.pk}")
        assert walker.send(walker.sign_in(**values), **values).status_code == 302
    take_waiting(at=walker.at)
    with public():
        listed = walker.get("/forms/my-letters/").content.decode()
        own = OwnCase.objects.get()
        assert walker.get(f"/forms/my-letters/{own.pk}/").status_code == 200
    assert "已收到" in listed


@only_postgresql
def test_everything_else_is_forbidden_to_the_public_process(public: Callable[[], Any]) -> None:
    allowed = (
        {(table, "INSERT") for table in (*INSERTED, *COUNTED)}
        | {(table, "SELECT") for table in (*COUNTED, *READ)}
    )  # fmt: skip
    tried = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, p FROM pg_class c, unnest(%s::text[]) p WHERE c.relkind IN ('r', 'p', 'v') "
            "AND c.relnamespace = 'public'::regnamespace AND (has_table_privilege(%s, c.oid, p) "
            "OR (p IN ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES') "
            "    AND has_any_column_privilege(%s, c.oid, p)))",
            [list(tried), ROLE, ROLE],
        )
        assert set(cursor.fetchall()) == allowed


@only_postgresql
@pytest.mark.parametrize(
    "statement",
    [
        "SELECT payload FROM intake_intakerow",
        "SELECT code FROM intake_intakerow",
        "UPDATE intake_intakerow SET state = 'taken'",
        "DELETE FROM intake_intakerow",
        "UPDATE intake_statusrow SET answer = 'x'",
        "DELETE FROM intake_publictry",
        "SELECT key FROM visits_visitbatch",
        "SELECT title FROM search_indexeddocument",
        "SELECT terms FROM search_terms",
        "INSERT INTO search_public_terms (document_id, terms) VALUES (1, '')",
        "DELETE FROM search_publicdocument",
        "SELECT words FROM sitesearch_searchmiss",
        "SELECT words FROM sitesearch_missedwords",
        "DELETE FROM visits_visitbatch",
        "UPDATE visits_pagevisits SET views = 1000000",
        "INSERT INTO visits_siteday (site, day) VALUES ('portal', '2026-03-11')",
        "SELECT * FROM organization_person",
        "SELECT title FROM interviews_interview",
        "SELECT * FROM events_event",
        "INSERT INTO jobs_job (kind) VALUES ('x')",
        "UPDATE signin_signinservice SET issuer = 'https://mine.example.cn'",
        "DELETE FROM signin_signindraft",
        "UPDATE signin_signindraft SET payload = ''",
        "INSERT INTO signin_owncase (person, status_key, site) VALUES ('x', 'y', 'portal')",
        "SELECT identity FROM letters_letterdetails",
        "CREATE TABLE public.mine (x int)",
    ],
)
def test_statement_is_refused_by_the_database(statement: str, public: Callable[[], Any]) -> None:
    with (
        public(),
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_a_role_needs_a_plain_name_and_a_database_with_roles(at: datetime) -> None:
    for name in ("", "Public", "x; DROP TABLE y", "1st"):
        with pytest.raises(UnusableRole):
            statements(name)
    with pytest.raises(UnusableRole, match="角色"):
        grant("nobody_made_this")
