"""Every screen of the office opens for whoever has its right, in steady numbers of queries."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mingtang.faces.office.events.log import first_number_since
from mingtang.institution.obligations.models import CalendarNotice
from mingtang.institution.organization.actions.units import change_unit
from mingtang.institution.organization.models import PostHolding
from mingtang.spine.events.models import Event
from mingtang.spine.jobs.actions import enqueue_job
from tests.factories.cast import Cast
from tests.factories.organization import PersonFactory, UnitFactory
from tests.factories.regulations import bound_pack
from tests.factories.sites import ColumnFactory, GovSiteFactory
from tests.harness.job_kinds import Register

Browser = Callable[..., Client]

READERS = {
    "operator": [
        "/",
        "/account/",
        "/organization/units/",
        "/organization/units/edu/",
        "/organization/units/edu/merge/",
        "/organization/people/",
        "/organization/people/new/",
        "/organization/contacts/",
        "/sites/",
        "/sites/new/",
        "/sites/duties/",
        "/sites/site/portal/",
        "/sites/site/portal/suspend/",
        "/sites/site/portal/columns/new/",
        "/obligations/",
        "/obligations/all/",
        "/obligations/overdue/",
        "/obligations/calendar/",
        "/obligations/calendar/2027/",
        "/obligations/calendar/amend/",
        "/regulations/",
        "/regulations/demo/",
        "/regulations/demo/submission.weekly_quota/",
        "/regulations/clauses/",
        "/jobs/",
        "/figures/",
    ],
    "auditor": ["/events/", "/events/1/", "/events/?days=all&code=organization.unit.changed"],
}


@pytest.fixture
def ruled(cast: Cast, at: datetime) -> Cast:
    """The cast under the rules of the demo city, and with something in the log."""
    bound_pack(cast.city.code, at=at)
    change_unit(
        actor=cast.operator, at=at, unit_id=cast.edu.pk, short_name="教育局", phone="", position=0
    )
    return cast


@pytest.mark.parametrize(("who", "paths"), READERS.items())
def test_screens_open_for_whoever_has_their_right(
    ruled: Cast, browser: Browser, who: str, paths: list[str]
) -> None:
    client = browser(getattr(ruled, who))
    first = Event.objects.order_by("pk").values_list("pk", flat=True).first()

    found = {path: client.get(path.replace("/1/", f"/{first}/")).status_code for path in paths}

    assert found == dict.fromkeys(paths, 200)


@pytest.mark.parametrize(
    "path",
    [
        "/events/",
        "/organization/units/new/",
        "/organization/units/edu/close/",
        "/organization/people/new/",
        "/sites/new/",
        "/obligations/calendar/amend/",
        "/organization/units/nothing/",
        "/organization/people/999999/",
        f"/organization/people/{10**25}/",
        "/obligations/calendar/1/",
        "/regulations/nothing/",
        "/regulations/demo/nothing/",
        "/reports/site-history/",
        "/users/",
        "/api/main/images/",
        "/pages/",
    ],
)
def test_what_may_not_be_seen_is_not_found(ruled: Cast, browser: Browser, path: str) -> None:
    response = browser(ruled.officer).get(path)

    assert response.status_code == 404
    assert "没有查看它的权限" in response.content.decode()


def _queries(client: Client, path: str) -> int:
    client.get(path)  # the session is noted once a minute
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


def test_lists_cost_the_same_for_one_row_and_for_many(ruled: Cast, browser: Browser) -> None:
    client = browser(ruled.operator)
    paths = ["/organization/units/", "/organization/people/", "/sites/", "/sites/duties/"]
    before = {path: _queries(client, path) for path in paths}

    for number in range(3):
        unit = UnitFactory(parent=ruled.city)
        person = PersonFactory(unit=unit)
        PostHolding.objects.create(
            person=person, post="information_officer", unit=unit, valid_from=unit.added_at
        )
        site = GovSiteFactory(unit=unit, identity_code=f"341800100{number}")
        ColumnFactory(site=site, responsible_person=person)

    assert {path: _queries(client, path) for path in paths} == before


def test_start_page_says_what_to_do_without_a_post(cast: Cast, browser: Browser) -> None:
    page = browser(cast.colleague).get("/").content.decode()

    assert "您还没有岗位" in page
    assert "为您登记任职" in page


def test_contact_book_names_the_posts_that_nobody_holds(cast: Cast, browser: Browser) -> None:
    PostHolding.objects.filter(unit=cast.health, post="leader_in_charge").delete()

    page = browser(cast.operator).get(reverse("organization:contacts")).content.decode()

    assert page.count("未明确分管领导") >= 1
    assert "马骏" not in page


def test_notice_of_rest_days_is_read_line_by_line(ruled: Cast, browser: Browser) -> None:
    url = reverse("obligations:amend-calendar")
    client = browser(ruled.operator)

    def send(days: str) -> object:
        from mingtang.workbench.backoffice.form_keys import new_form_key  # needs set-up

        key = new_form_key(ruled.operator.pk, url)
        fields = {"form_key": key, "document": "关于2027年节假日安排的通知", "days": days}
        return client.post(url, fields)

    wrong = send("2027-02-05 放假 春节\n2027-02-30 放假\n明天 放假")
    assert wrong.status_code == 422  # type: ignore[attr-defined]
    told = wrong.content.decode()  # type: ignore[attr-defined]
    assert "第 2 行" in told
    assert "第 3 行" in told
    assert "第 1 行" not in told

    send("2027-02-05 放假 春节\n\n2027-02-14 上班 春节")
    notice = CalendarNotice.objects.get()
    assert [(str(one.day), one.is_working, one.name) for one in notice.days.order_by("day")] == [
        ("2027-02-05", False, "春节"),
        ("2027-02-14", True, "春节"),
    ]
    page = client.get(reverse("obligations:calendar-year", args=[2027])).content.decode()
    assert "关于2027年节假日安排的通知" in page


def test_log_finds_the_first_number_of_a_day_in_few_reads(cast: Cast, at: datetime) -> None:
    for hour in range(0, 24 * 60, 12):
        change_unit(
            actor=cast.operator,
            at=at + timedelta(hours=hour),
            unit_id=cast.edu.pk,
            short_name=f"教育局{hour}",
            phone="",
            position=0,
        )
    since = at + timedelta(days=40)

    with CaptureQueriesContext(connection) as queries:
        number = first_number_since(since)

    expected = Event.objects.filter(recorded_at__gte=since - timedelta(days=1)).order_by("pk")
    assert number == expected.values_list("pk", flat=True).first()
    assert len(queries) < 12


def test_operator_sees_jobs_and_stops_one(
    browser: Browser, cast: Cast, register: Register, at: datetime
) -> None:
    kind = register(lambda run: None, name="trial.export", label="导出稿件")
    job = enqueue_job(kind=kind.name, actor=cast.desk_editor.person_key, at=at)
    client = browser(cast.operator)

    listed = client.get("/jobs/?state=waiting").content.decode()
    shown = client.get(f"/jobs/{job.pk}/").content.decode()

    assert "导出稿件" in listed
    assert cast.desk_editor.name in listed
    assert f'href="/jobs/{job.pk}/stop/"' in shown
    assert "/retry/" not in shown
    assert client.get(f"/jobs/{job.pk}/stop/").status_code == 200
    assert browser(cast.officer).get("/jobs/").status_code == 404


@pytest.mark.parametrize(
    ("who", "path", "most"),
    [
        ("officer", "/", 12),
        ("desk_editor", "/", 13),
        ("portal_leader", "/", 14),
        ("operator", "/", 12),
        ("officer", "/articles/", 12),
        ("officer", "/articles/new/", 18),
    ],
)
def test_screens_ask_the_database_no_more_often_than_they_must(
    ruled: Cast, browser: Browser, who: str, path: str, most: int
) -> None:
    assert _queries(browser(getattr(ruled, who)), path) <= most
