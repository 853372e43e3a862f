from datetime import datetime, timedelta

import pytest
from django.core.exceptions import FieldError
from django.db import connection

from mingtang.ground.foundation.decisions import NotVisible, Refused
from mingtang.institution.organization.actions.passwords import set_own_password, set_password
from mingtang.institution.organization.actions.people import (
    add_person,
    change_person,
    deactivate_person,
    reactivate_person,
)
from mingtang.institution.organization.enums import Post, UnitKind
from mingtang.institution.organization.models import Person, PostHolding
from mingtang.spine.events.models import Event
from tests.factories.cast import Cast
from tests.factories.organization import (
    PASSWORD,
    DelegationFactory,
    PersonFactory,
    PostHoldingFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db


def reasons(error: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in error.value.reasons]


def test_add_person_stores_them_with_an_encrypted_phone(cast: Cast, at: datetime) -> None:
    person = add_person(
        actor=cast.operator,
        at=at,
        unit_id=cast.edu.pk,
        username="wangli",
        name=" 王丽 ",
        phone="13905631234",
        password="Camphor-tree-88",
    )
    stored = Person.objects.get(pk=person.pk)
    assert (stored.name, stored.phone, stored.masked_phone, stored.must_change_password) == (
        "王丽",
        "13905631234",
        "139****1234",
        True,
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone, password FROM organization_person WHERE id = %s", [person.pk])
        phone, password = cursor.fetchone()
    assert "13905631234" not in phone
    assert phone.startswith("v1.")
    assert password.startswith("argon2$argon2id$")
    event = Event.objects.latest("pk")
    assert (event.code, event.subject, event.unit, event.payload) == (
        "organization.person.added",
        person.person_key,
        "edu",
        "{}",
    )


def test_an_encrypted_phone_cannot_be_searched(cast: Cast) -> None:
    with pytest.raises(FieldError):
        list(Person.objects.filter(phone="13805630000"))


def test_add_person_refuses_with_all_reasons(cast: Cast, at: datetime) -> None:
    with pytest.raises(Refused) as error:
        add_person(
            actor=cast.officer,
            at=at,
            unit_id=cast.edu.pk,
            username="Leader",
            name=" ",
            phone="12345",
            password="leader",
        )
    assert reasons(error) == [
        "organization.not_entitled",
        "organization.person_name",
        "organization.phone",
        "organization.username_taken",
        "organization.password_too_similar",
        "organization.password_too_short",
        "organization.password_too_common",
    ]


def test_change_person_tells_the_fields_and_not_their_content(cast: Cast, at: datetime) -> None:
    change_person(
        actor=cast.operator,
        at=at,
        person_id=cast.colleague.pk,
        name="吴迪",
        phone="13905639999",
        email="wudi@example.cn",
        unit_id=cast.health.pk,
    )
    event = Event.objects.latest("pk")
    assert event.payload == (
        '{"fields":["email","phone","unit"],"new_unit":"health","old_unit":"edu"}'
    )
    assert Person.objects.get(pk=cast.colleague.pk).unit == cast.health


def test_people_change_their_own_phone_and_not_their_name(cast: Cast, at: datetime) -> None:
    own = {"actor": cast.officer, "at": at, "person_id": cast.officer.pk, "email": ""}
    change_person(**own, name="林晓", phone="13905630000")
    assert Person.objects.get(pk=cast.officer.pk).phone == "13905630000"
    with pytest.raises(Refused) as error:
        change_person(**own, name="林晓晓", phone="13905630000")
    assert reasons(error) == ["organization.not_entitled"]
    with pytest.raises(NotVisible):
        change_person(
            actor=cast.stranger, at=at, person_id=cast.officer.pk, name="x", phone="", email=""
        )


def test_deactivate_person_ends_posts_and_lent_posts(cast: Cast, at: datetime) -> None:
    lent = DelegationFactory(
        holding=PostHolding.objects.get(person=cast.principal), to_person=cast.leader
    )
    deactivate_person(actor=cast.operator, at=at, person_id=cast.leader.pk, reason="退休")
    lent.refresh_from_db()
    assert lent.valid_to == at
    leader = Person.objects.get(pk=cast.leader.pk)
    assert (leader.is_active, leader.deactivated_at) == (False, at)
    assert PostHolding.objects.get(person=leader).valid_to == at
    codes = list(Event.objects.order_by("pk").values_list("code", flat=True))
    assert codes == [
        "organization.post.ended",
        "organization.delegation.ended",
        "organization.person.deactivated",
    ]
    deactivate_person(actor=cast.operator, at=at, person_id=cast.leader.pk)
    assert Event.objects.count() == 3
    reactivate_person(actor=cast.operator, at=at, person_id=cast.leader.pk)
    leader.refresh_from_db()
    assert (leader.is_active, leader.must_change_password) == (True, True)


def test_nobody_deactivates_themselves_or_the_last_operator(cast: Cast, at: datetime) -> None:
    with pytest.raises(Refused) as error:
        deactivate_person(actor=cast.operator, at=at, person_id=cast.operator.pk)
    assert reasons(error) == ["organization.last_operator", "organization.deactivate_self"]


def test_a_county_manager_cannot_take_over_who_holds_a_post_in_the_city(
    cast: Cast, at: datetime
) -> None:
    county = UnitFactory(code="county", kind=UnitKind.COUNTY, parent=cast.city)
    manager = PostHoldingFactory(
        person=PersonFactory(unit=county), post=Post.PLATFORM_OPERATOR
    ).person
    clerk = PersonFactory(unit=county)
    set_password(actor=manager, at=at, person_id=clerk.pk, password="Camphor-tree-88")
    PostHoldingFactory(person=clerk, post=Post.DESK, unit=cast.city)
    for attempt in (
        lambda: set_password(actor=manager, at=at, person_id=clerk.pk, password="Camphor-tree-99"),
        lambda: deactivate_person(actor=manager, at=at, person_id=clerk.pk),
    ):
        with pytest.raises(Refused) as error:
            attempt()
        assert reasons(error) == ["organization.not_entitled"]


def test_set_password_asks_for_a_change_at_the_next_sign_in(cast: Cast, at: datetime) -> None:
    set_password(actor=cast.operator, at=at, person_id=cast.officer.pk, password="Camphor-tree-88")
    officer = Person.objects.get(pk=cast.officer.pk)
    assert officer.check_password("Camphor-tree-88")
    assert (officer.must_change_password, officer.password_set_at) == (True, at)
    assert Event.objects.latest("pk").payload == '{"by_self":false}'
    with pytest.raises(Refused) as error:
        set_password(
            actor=cast.operator, at=at, person_id=cast.operator.pk, password="Camphor-8888"
        )
    assert reasons(error) == ["organization.password_own"]


def test_set_own_password_proves_the_old_one(cast: Cast, at: datetime) -> None:
    later = at + timedelta(minutes=1)
    with pytest.raises(Refused) as error:
        set_own_password(actor=cast.officer, at=later, old="wrong", new="12345678")
    assert reasons(error)[0] == "organization.password_wrong"
    with pytest.raises(Refused) as error:
        set_own_password(actor=cast.officer, at=later, old=PASSWORD, new=PASSWORD)
    assert reasons(error) == ["organization.password_same"]
    set_own_password(actor=cast.officer, at=later, old=PASSWORD, new="Camphor-tree-88")
    officer = Person.objects.get(pk=cast.officer.pk)
    assert officer.check_password("Camphor-tree-88")
    assert not officer.must_change_password
    assert Event.objects.latest("pk").payload == '{"by_self":true}'


@pytest.mark.parametrize(
    "password",
    ["short-1", "1234567890", "password123", "officer-2026", "qwertyuiop", "3141592653589"],
)
def test_weak_passwords_are_refused_in_chinese(cast: Cast, at: datetime, password: str) -> None:
    with pytest.raises(Refused) as error:
        set_own_password(actor=cast.officer, at=at, old=PASSWORD, new=password)
    assert all(reason.field == "password" for reason in error.value.reasons)
    assert not any(letter.isascii() and letter.isalpha() for letter in str(error.value))


def test_phone_and_mail_are_sealed_and_found_by_their_digest(cast: Cast, at: datetime) -> None:
    person = {"actor": cast.operator, "at": at, "person_id": cast.colleague.pk, "name": "吴迪"}
    change_person(**person, phone="13905631234", email="wudi@example.cn")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM organization_person WHERE id = %s", [cast.colleague.pk])
        stored = str(cursor.fetchone())
    assert "13905631234" not in stored
    assert "example.cn" not in stored
    for text in ("13905631234", "139 0563 1234", "wudi@example.cn", "WUDI@example.cn"):
        assert list(Person.objects.reached_by(text)) == [cast.colleague]
    for text in ("13905631235", "wudi@example.com", "吴迪", "", "139"):
        assert list(Person.objects.reached_by(text)) == []

    change_person(**person, phone="", email="wudi@example.com")

    assert list(Person.objects.reached_by("13905631234")) == []
    assert list(Person.objects.reached_by("wudi@example.com")) == [cast.colleague]
    payloads = "".join(Event.objects.values_list("payload", flat=True))
    assert "1390563" not in payloads
    assert "example" not in payloads
