from datetime import datetime, timedelta
from typing import Any

import pytest

from mingtang.ground.foundation.decisions import NotVisible, Refused
from mingtang.institution.organization.actions import delegations, merging, people, posts, units
from mingtang.institution.organization.actions.units import ask_before_closing
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.enums import Post, UnitKind
from mingtang.institution.organization.models import (
    Person,
    PostHolding,
    SiteHost,
    Unit,
    UnitClosure,
)
from mingtang.institution.organization.queries import unit_path
from mingtang.spine.events.models import Event
from tests.factories.cast import Cast
from tests.factories.organization import PersonFactory, PostHoldingFactory, UnitFactory

pytestmark = pytest.mark.django_db


def pairs() -> set[tuple[str, str, int]]:
    rows = UnitClosure.objects.values_list("ancestor__code", "descendant__code", "depth")
    return set(rows)


def expected_pairs() -> set[tuple[str, str, int]]:
    """The closure as walked from the parents, without trusting the rows."""
    found = set()
    for unit in Unit.objects.all():
        above: Unit | None = unit
        depth = 0
        while above is not None:
            found.add((above.code, unit.code, depth))
            above, depth = above.parent, depth + 1
    return found


def latest() -> dict[str, Any]:
    event = Event.objects.latest("pk")
    return {
        "code": event.code,
        "subject": event.subject,
        "actor": event.actor,
        "unit": event.unit,
        "payload": event.payload,
    }


def reasons(error: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in error.value.reasons]


def test_start_organization_makes_the_top_and_its_operator_once(db: None, at: datetime) -> None:
    start = {
        "at": at,
        "code": "city",
        "name": "明州市人民政府",
        "kind": UnitKind.CITY,
        "username": "operator",
        "person_name": "孙立",
        "password": "Plum-blossom-2026",
    }
    person = people.start_organization(**start)
    assert person.must_change_password
    assert person.check_password("Plum-blossom-2026")
    holding = PostHolding.objects.get()
    assert (holding.person, holding.post, holding.unit.code) == (
        person,
        "platform_operator",
        "city",
    )
    assert list(Event.objects.order_by("pk").values_list("code", "actor")) == [
        ("organization.unit.added", "system"),
        ("organization.person.added", "system"),
        ("organization.post.assigned", "system"),
    ]
    with pytest.raises(Refused) as error:
        people.start_organization(**{**start, "code": "Town!", "kind": UnitKind.TOWN})
    assert reasons(error) == [
        "organization.unit_code",
        "organization.top_kind",
        "organization.started",
    ]


def test_add_unit_writes_the_unit_its_closure_and_an_event(cast: Cast, at: datetime) -> None:
    school = units.add_unit(
        actor=cast.operator,
        at=at,
        parent_id=cast.edu.pk,
        code="school",
        name=" 市第一中学 ",
        kind=UnitKind.INSTITUTION,
    )
    assert (school.name, school.short_name, school.parent, school.added_at) == (
        "市第一中学",
        "市第一中学",
        cast.edu,
        at,
    )
    assert unit_path("school") == ("school", "edu", "city")
    assert pairs() == expected_pairs()
    assert latest() == {
        "code": "organization.unit.added",
        "subject": "unit:school",
        "actor": cast.operator.person_key,
        "unit": "school",
        "payload": '{"kind":"institution","parent":"edu"}',
    }


def test_add_unit_refuses_with_all_reasons(cast: Cast, at: datetime) -> None:
    with pytest.raises(Refused) as error:
        units.add_unit(
            actor=cast.officer,
            at=at,
            parent_id=cast.city.pk,
            code="Bad Code",
            name="明州市教育局",
            kind=UnitKind.COUNTY_DEPARTMENT,
        )
    assert reasons(error) == [
        "organization.not_entitled",
        "organization.unit_code",
        "organization.kind_below_kind",
        "organization.unit_name_taken",
    ]
    with pytest.raises(NotVisible):
        units.add_unit(
            actor=cast.stranger, at=at, parent_id=cast.edu.pk, code="x", name="x",
            kind=UnitKind.OFFICE,
        )  # fmt: skip


def test_rename_unit_keeps_the_code_and_a_repeat_does_nothing(cast: Cast, at: datetime) -> None:
    change = {"actor": cast.operator, "at": at, "unit_id": cast.edu.pk, "name": "明州市教育体育局"}
    unit = units.rename_unit(**change, short_name="市教体局")
    assert (unit.code, unit.name, unit.short_name) == ("edu", "明州市教育体育局", "市教体局")
    assert latest()["payload"] == '{"new_name":"明州市教育体育局","old_name":"明州市教育局"}'
    count = Event.objects.count()
    units.rename_unit(**change)
    assert Event.objects.count() == count
    with pytest.raises(Refused) as error:
        units.rename_unit(actor=cast.operator, at=at, unit_id=cast.edu.pk, name=cast.health.name)
    assert reasons(error) == ["organization.unit_name_taken"]


def test_change_unit_tells_what_changed(cast: Cast, at: datetime) -> None:
    change = {"actor": cast.operator, "at": at, "unit_id": cast.edu.pk, "position": 3}
    units.change_unit(**change, short_name="市教育局", phone="0563-3021234")
    assert latest()["payload"] == '{"fields":["phone","position"]}'
    count = Event.objects.count()
    units.change_unit(**change, short_name="市教育局", phone="0563-3021234")
    assert Event.objects.count() == count


def test_move_unit_rewrites_closure_rows_only(cast: Cast, at: datetime) -> None:
    county = UnitFactory(code="county", kind=UnitKind.COUNTY, parent=cast.city)
    town = UnitFactory(code="town", kind=UnitKind.TOWN, parent=cast.city)
    UnitFactory(code="hall", kind=UnitKind.OFFICE, parent=town)
    before = {unit.pk: (unit.code, unit.name) for unit in Unit.objects.all()}
    units.move_unit(actor=cast.operator, at=at, unit_id=town.pk, parent_id=county.pk)
    assert unit_path("hall") == ("hall", "town", "county", "city")
    assert pairs() == expected_pairs()
    assert before == {unit.pk: (unit.code, unit.name) for unit in Unit.objects.all()}
    assert latest()["payload"] == '{"new_parent":"county","old_parent":"city"}'


def test_move_unit_refuses_rings_and_wrong_places(cast: Cast, at: datetime) -> None:
    office = UnitFactory(code="a", kind=UnitKind.OFFICE, parent=cast.edu)
    inner = UnitFactory(code="b", kind=UnitKind.OFFICE, parent=office)
    with pytest.raises(Refused) as error:
        units.move_unit(actor=cast.operator, at=at, unit_id=office.pk, parent_id=inner.pk)
    assert reasons(error) == ["organization.move_below_itself"]
    with pytest.raises(Refused) as error:
        units.move_unit(actor=cast.operator, at=at, unit_id=cast.edu.pk, parent_id=cast.health.pk)
    assert reasons(error) == ["organization.kind_below_kind"]
    assert pairs() == expected_pairs()


def test_close_unit_waits_until_nothing_hangs_on_it(cast: Cast, at: datetime) -> None:
    UnitFactory(code="school", parent=cast.edu)
    with pytest.raises(Refused) as error:
        units.close_unit(actor=cast.operator, at=at, unit_id=cast.edu.pk)
    assert reasons(error) == [
        "organization.close_children",
        "organization.close_people",
        "organization.close_sites",
        "sites.unit_keeps_columns",
        "sites.unit_runs_sites",
    ]


def test_close_unit_asks_the_rooms_above(cast: Cast, at: datetime) -> None:
    from mingtang.ground.foundation.decisions import no  # needs set-up
    from mingtang.institution.organization.actions import units as module  # needs set-up

    empty = UnitFactory(code="empty", parent=cast.city)
    check = ask_before_closing(lambda unit: no("test.keeps_columns", f"{unit.name}还负责栏目。"))
    try:
        with pytest.raises(Refused) as error:
            units.close_unit(actor=cast.operator, at=at, unit_id=empty.pk)
        assert reasons(error) == ["test.keeps_columns"]
    finally:
        module._closing_checks.remove(check)
    units.close_unit(actor=cast.operator, at=at, unit_id=empty.pk, reason="机构改革")
    empty.refresh_from_db()
    assert (empty.is_active, empty.closed_at) == (False, at)
    count = Event.objects.count()
    units.close_unit(actor=cast.operator, at=at, unit_id=empty.pk)
    assert Event.objects.count() == count


def test_merge_units_takes_people_units_and_sites_over(cast: Cast, at: datetime) -> None:
    school = UnitFactory(code="school", kind=UnitKind.INSTITUTION, parent=cast.edu)
    people_before = Person.objects.filter(unit=cast.edu).count()
    merging.merge_units(
        actor=cast.operator, at=at, unit_id=cast.edu.pk, into_id=cast.health.pk, reason="机构改革"
    )
    cast.edu.refresh_from_db()
    school.refresh_from_db()
    assert (cast.edu.is_active, cast.edu.merged_into, cast.edu.closed_at) == (
        False,
        cast.health,
        at,
    )
    assert school.parent == cast.health
    assert Person.objects.filter(unit=cast.health).count() == people_before + 2
    assert SiteHost.objects.get(site_key="edu").unit == cast.health
    assert not PostHolding.objects.filter(unit=cast.edu, valid_to=None).exists()
    assert pairs() == expected_pairs()
    [merged] = Event.objects.filter(code="organization.unit.merged")
    assert (merged.unit, merged.payload) == ("edu", '{"into":"health"}')
    with pytest.raises(Refused) as error:
        merging.merge_units(
            actor=cast.operator, at=at, unit_id=cast.city.pk, into_id=cast.health.pk
        )
    assert set(reasons(error)) >= {"organization.close_top", "organization.merge_below_itself"}


def test_posts_of_sites_go_over_with_what_was_lent_of_them(cast: Cast, at: datetime) -> None:
    [holding] = PostHolding.objects.filter(person=cast.site_editor)
    lent = delegations.delegate_post(
        actor=cast.site_editor, at=at, holding_id=holding.pk, to_person_id=cast.colleague.pk,
        valid_from=at, valid_to=at + timedelta(days=9), reason="出差",
    )  # fmt: skip
    later = at + timedelta(days=1)
    merging.merge_units(actor=cast.operator, at=later, unit_id=cast.edu.pk, into_id=cast.health.pk)
    holding.refresh_from_db()
    lent.refresh_from_db()
    assert (holding.unit, holding.valid_to, lent.valid_to) == (
        cast.health, None, at + timedelta(days=9),
    )  # fmt: skip
    for person in (cast.site_editor, cast.colleague):
        person.refresh_from_db()
        assert authority.may(person, "content.read", site="edu", at=later)
    [told] = Event.objects.filter(code="organization.post.handed_over")
    assert (told.subject, told.unit, told.site) == (cast.site_editor.person_key, "health", "edu")


def test_post_of_a_site_held_on_both_sides_is_held_once(cast: Cast, at: datetime) -> None:
    PostHoldingFactory(
        person=cast.site_editor, post=Post.SITE_EDITOR, unit=cast.health, site_key="edu"
    )
    merging.merge_units(actor=cast.operator, at=at, unit_id=cast.edu.pk, into_id=cast.health.pk)
    running = PostHolding.objects.filter(person=cast.site_editor, valid_to=None)
    assert [holding.unit for holding in running] == [cast.health]


def test_a_manager_of_one_county_manages_nothing_beside_it(cast: Cast, at: datetime) -> None:
    county = UnitFactory(code="county", kind=UnitKind.COUNTY, parent=cast.city)
    manager = PostHoldingFactory(
        person=PersonFactory(unit=county), post=Post.PLATFORM_OPERATOR
    ).person
    unit = units.add_unit(
        actor=manager, at=at, parent_id=county.pk, code="town", name="东山镇", kind=UnitKind.TOWN
    )
    with pytest.raises(Refused):
        units.move_unit(actor=manager, at=at, unit_id=unit.pk, parent_id=cast.city.pk)
    with pytest.raises(NotVisible):
        units.rename_unit(actor=manager, at=at, unit_id=cast.edu.pk, name="x")
    with pytest.raises(Refused):
        posts.assign_post(
            actor=manager, at=at, person_id=manager.pk, post=Post.DESK, unit_id=cast.city.pk
        )
