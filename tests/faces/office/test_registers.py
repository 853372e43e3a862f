"""The registers of people: who answers for what, what is filed with whom, whom an office hires."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document

from mingtang.ground.foundation.decisions import Refused
from mingtang.institution.obligations.actions import open_quota_periods
from mingtang.institution.obligations.enums import ObligationState
from mingtang.institution.obligations.models import Obligation
from mingtang.institution.organization.actions.filings import file_contacts, record_training
from mingtang.institution.organization.actions.posts import assign_post, end_post
from mingtang.institution.organization.actions.units import change_unit
from mingtang.institution.organization.enums import Post
from mingtang.institution.organization.models import Person, PostHolding
from mingtang.institution.organization.queries import unit_path
from mingtang.institution.organization.rights import rights_table
from mingtang.institution.regulations.enums import QuotaPeriod
from mingtang.institution.regulations.queries import rules_for
from mingtang.institution.regulations.schema.clocks import Quota
from mingtang.spine.events.delivery import deliver_due
from mingtang.spine.events.sealing import seal_waiting
from tests.faces.office.test_importing_people import table, upload
from tests.factories.cast import Cast
from tests.factories.organization import PostHoldingFactory
from tests.factories.regulations import bound_pack

Browser = Callable[..., Client]


@pytest.fixture(autouse=True)
def _rules(cast: Cast, at: datetime) -> None:
    bound_pack("city", at=at)


def rows(answer: Any) -> str:
    """Return the bodies of the tables of a page."""
    return "".join(re.findall(r"<tbody>.*?</tbody>", answer.content.decode(), re.DOTALL))


def settle(at: datetime) -> None:
    """Seal and deliver what was recorded."""
    while seal_waiting(at) + deliver_due(at):
        pass


def _give(cast: Cast, at: datetime, post: Post, **more: object) -> PostHolding:
    return assign_post(
        actor=cast.operator,
        at=at,
        person_id=cast.colleague.pk,
        post=post,
        unit_id=cast.edu.pk,
        **more,  # type: ignore[arg-type]
    )


def test_la_20_a_change_of_contacts_is_filed_with_both_offices_within_its_clock(
    cast: Cast, browser: Browser, at: datetime
) -> None:
    _give(cast, at, Post.LIAISON_OFFICER)
    settle(at)
    owed = Obligation.objects.filter(unit_key="edu", rule_id__startswith="contacts.")

    assert {row.state for row in owed} == {ObligationState.OPEN}
    assert owed.count() == 2
    page = browser(cast.officer).get("/").content.decode()
    assert "联络员、信息员变更向市政府办公室报备" in page
    form = browser(cast.officer).get(reverse("organization:file-contacts", args=["edu"]))
    assert "联络员 吴迪" in form.content.decode()
    assert "市网宣办" in form.content.decode()
    file_contacts(
        actor=cast.officer,
        at=at + timedelta(hours=1),
        unit_id=cast.edu.pk,
        receivers=["city_office"],
    )
    settle(at + timedelta(hours=1))
    states = dict(owed.values_list("rule_id", "state"))
    assert states["contacts.change_to_city_office"] == ObligationState.MET
    assert states["contacts.change_to_publicity_office"] == ObligationState.OPEN

    listed = browser(cast.operator).get(reverse("organization:filings")).content.decode()
    assert "市政府办公室" in listed
    assert "联络员 吴迪" in listed


def test_la_19_a_contractor_is_bounded_and_can_never_release(cast: Cast, at: datetime) -> None:
    with pytest.raises(Refused) as refused:
        _give(cast, at, Post.CONTRACTOR)
    assert {one.code for one in refused.value.reasons} == {
        "organization.scope_missing",
        "organization.end_missing",
    }
    holding = _give(cast, at, Post.CONTRACTOR, duties="视频剪辑", valid_to=at + timedelta(days=90))

    assert holding.valid_to is not None
    assert PostHolding.objects.in_force(at).filter(pk=holding.pk).exists()
    assert not PostHolding.objects.in_force(at + timedelta(days=91)).filter(pk=holding.pk).exists()
    table = rights_table()
    held = {right for right in table.rights if table.posts[Post.CONTRACTOR].scopes_of(right)}
    for verb in ("publish", "release", "approve", "gate", "accept", "take_down", "manage", "sign"):
        assert not [right for right in held if right.endswith(f".{verb}")]


def test_la_19_units_without_an_operator_of_accounts_are_named(
    cast: Cast, browser: Browser, at: datetime
) -> None:
    url = reverse("organization:responsible")
    client = browser(cast.operator)
    before = rows(client.get(url, {"q": "教育局"}))

    PostHoldingFactory(person=cast.colleague, unit=cast.edu, post=Post.ACCOUNT_OPERATOR)

    assert "新媒体账号运营员" in before
    assert "新媒体账号运营员" not in rows(client.get(url, {"q": "教育局"}))


def test_hn_13_and_hn_08_the_table_names_leaders_offices_and_officers_of_each_unit(
    cast: Cast, browser: Browser, at: datetime
) -> None:
    change_unit(
        actor=cast.operator, at=at, unit_id=cast.edu.pk, short_name="教育局", phone="6166558",
        position=0, content_office="办公室",
    )  # fmt: skip
    Person.objects.filter(pk=cast.leader.pk).update(job_title="副局长", office_phone="6166559")
    page = browser(cast.operator).get(reverse("organization:responsible")).content.decode()

    for words in ("明州市教育局", "办公室", "周明 副局长 6166559", "林晓", "郑国安"):
        assert words in page
    assert "联络员" in page


def test_gb_13_the_register_shows_who_held_a_post_on_a_past_day(
    cast: Cast, browser: Browser, at: datetime
) -> None:
    holding = PostHolding.objects.get(person=cast.officer)
    end_post(actor=cast.operator, at=at, holding_id=holding.pk)
    client = browser(cast.operator)
    url = reverse("organization:officers")
    asked = {"post": Post.INFORMATION_OFFICER.value, "q": "林晓"}

    def found(**more: str) -> bool:
        return "林晓" in rows(client.get(url, asked | more))

    assert not found()
    assert found(state="past")
    assert found(on=(at - timedelta(days=2)).date().isoformat())
    assert not found(on=(at + timedelta(days=2)).date().isoformat())


def test_xn_22_office_numbers_are_whole_and_private_ones_masked_and_trainings_count(
    cast: Cast, browser: Browser, at: datetime
) -> None:
    Person.objects.filter(pk=cast.desk_editor.pk).update(office_phone="0753-6166558")
    leader = browser(cast.portal_leader).get(reverse("organization:contacts")).content.decode()

    assert "陈思远" in leader  # the desk stands in the book
    assert "0753-6166558" in leader
    assert cast.desk_editor.phone not in leader
    assert cast.desk_editor.masked_phone in leader

    record_training(
        actor=cast.desk_editor, at=at, unit_id=cast.city.pk, topic="信息员培训",
        held_on=at.date(), attendance=60,
    )  # fmt: skip
    settle(at)
    listed = browser(cast.operator).get(reverse("organization:trainings")).content.decode()
    assert "信息员培训" in listed


def test_xn_22_the_contact_book_is_searched_and_downloaded_as_a_handbook(
    cast: Cast, browser: Browser, at: datetime
) -> None:
    client = browser(cast.operator)
    found = client.get(reverse("organization:contacts"), {"q": "林晓"}).content.decode()
    assert "明州市教育局" in found
    assert "明州市卫生健康委员会" not in found
    assert (
        "没有找到" in client.get(reverse("organization:contacts"), {"q": "无此人"}).content.decode()
    )

    answer = client.get(reverse("organization:handbook"))
    words = "".join(
        cell.text
        for table in Document(BytesIO(answer.content)).tables
        for row in table.rows
        for cell in row.cells
    )
    assert "林晓" in words
    assert cast.officer.phone not in words


def test_xn_22_the_city_owes_a_training_a_year_and_its_record_meets_that(
    cast: Cast, at: datetime
) -> None:
    year = rules_for(unit_path("city"), at).rule("training.yearly", Quota)
    assert (year.at_least, year.per) == (1, QuotaPeriod.YEAR)
    settle(at)
    next_year = at.replace(year=at.year + 1)
    while open_quota_periods(next_year):
        settle(next_year)
    owed = Obligation.objects.get(unit_key="city", rule_id="training.yearly")
    assert owed.state == ObligationState.OPEN

    record_training(
        actor=cast.desk_editor, at=next_year, unit_id=cast.city.pk, topic="信息员培训",
        held_on=next_year.date(), attendance=60,
    )  # fmt: skip
    settle(next_year)
    owed.refresh_from_db()
    assert owed.state == ObligationState.MET


def test_people_of_several_units_come_in_by_one_table(
    cast: Cast, browser: Browser, at: datetime
) -> None:
    headings = ["姓名", "用户名", "单位", "职务", "办公电话", "岗位"]
    rows = (
        ["甲", "jia", "市卫健委", "科长", "5501", Post.INFORMATION_OFFICER.label],
        ["乙", "yi", "没有的单位", "", "", ""],
    )
    answer = upload(browser(cast.operator), table(*rows, headings=headings), "import")

    assert "没有唯一确定“没有的单位”" in answer.content.decode()
    person = Person.objects.get(username="jia")
    assert (person.unit, person.job_title, person.office_phone) == (cast.health, "科长", "5501")
