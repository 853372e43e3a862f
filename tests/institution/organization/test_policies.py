"""Rules of units, people, posts and sign-in as tables; no database."""

from datetime import UTC, datetime, timedelta

import pytest

from mingtang.ground.foundation.decisions import Decision
from mingtang.institution.organization.enums import Post, UnitKind
from mingtang.institution.organization.policies import addresses, people, posts, sign_in, units

AT = datetime(2026, 3, 11, 2, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def codes(decision: Decision) -> list[str]:
    return [reason.code for reason in decision.reasons]


@pytest.mark.parametrize(
    ("kind", "above"),
    [
        (UnitKind.COUNTY, {UnitKind.CITY}),
        (UnitKind.TOWN, {UnitKind.CITY, UnitKind.COUNTY}),
        (UnitKind.DEPARTMENT, {UnitKind.CITY}),
        (UnitKind.COUNTY_DEPARTMENT, {UnitKind.COUNTY}),
        (UnitKind.OFFICE, set(UnitKind)),
        (UnitKind.INSTITUTION, set(UnitKind) - {UnitKind.OFFICE}),
        (UnitKind.CITY, set()),
    ],
)
def test_what_stands_below_what(kind: UnitKind, above: set[UnitKind]) -> None:
    allowed = {
        parent
        for parent in UnitKind
        if units.may_stand_below(kind=kind, parent_kind=parent, parent_is_active=True)
    }
    assert allowed == above


def test_nothing_new_stands_below_a_closed_unit() -> None:
    decision = units.may_stand_below(
        kind=UnitKind.CITY, parent_kind=UnitKind.TOWN, parent_is_active=False
    )
    assert codes(decision) == ["organization.parent_closed", "organization.kind_below_kind"]


@pytest.mark.parametrize("code", ["edu", "a1", "school-2", "x" * 40])
def test_unit_codes(code: str) -> None:
    assert units.may_be_named(code=code, name="教育局")


@pytest.mark.parametrize("code", ["", "Edu", "1a", "教育", "a b", "x" * 41, "-a"])
def test_wrong_unit_codes_are_refused(code: str) -> None:
    assert codes(units.may_be_named(code=code, name="教育局")) == ["organization.unit_code"]


def test_the_top_is_never_closed() -> None:
    decision = units.may_close(children=0, people=0, hosted_sites=0, is_top=True)
    assert codes(decision) == ["organization.close_top"]


@pytest.mark.parametrize(
    ("phone", "masked"),
    [("13805631234", "138****1234"), ("0563-3021234", "**********34"), ("12", "12"), ("", "")],
)
def test_phones_are_masked(phone: str, masked: str) -> None:
    assert people.masked_phone(phone) == masked


@pytest.mark.parametrize("phone", ["13805631234", "0563-3021234", "05633021234", "3021234", ""])
def test_phones(phone: str) -> None:
    assert people.may_be_phone(phone)


@pytest.mark.parametrize("phone", ["12805631234", "1380563123", "电话", "0563-1021234", "+86138"])
def test_wrong_phones_are_refused(phone: str) -> None:
    assert codes(people.may_be_phone(phone)) == ["organization.phone"]


def test_particulars_of_a_person_are_refused_together() -> None:
    assert codes(people.may_be_person(username="林晓", name=" ", phone="1")) == [
        "organization.username",
        "organization.person_name",
        "organization.phone",
    ]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (AT, None, []),
        (AT, AT + DAY, []),
        (AT - DAY, None, ["organization.period_past"]),
        (AT, AT, ["organization.period_order"]),
        (AT - DAY, AT - 2 * DAY, ["organization.period_past", "organization.period_order"]),
    ],
)
def test_periods_start_now_or_later_and_end_after_their_start(
    start: datetime, end: datetime | None, expected: list[str]
) -> None:
    decision = posts.may_be_dated(at=AT, valid_from=start, valid_to=end, subject="任职")
    assert codes(decision) == expected


@pytest.mark.parametrize(
    ("other", "shared"),
    [
        ((AT - DAY, AT), False),
        ((AT - DAY, AT + timedelta(seconds=1)), True),
        ((AT + DAY, None), False),
        ((AT - DAY, None), True),
    ],
)
def test_the_end_does_not_belong_to_a_period(
    other: tuple[datetime, datetime | None], shared: bool
) -> None:
    assert posts.overlaps(AT, AT + DAY, *other) is shared
    other_start, other_end = other
    if other_end is not None:
        assert posts.overlaps(other_start, other_end, AT, AT + DAY) is shared


def test_posts_that_exclude_each_other_are_named() -> None:
    decision = posts.may_be_joined(
        Post.AUDITOR, [Post.PLATFORM_OPERATOR, Post.DESK], [Post.PLATFORM_OPERATOR]
    )
    assert decision.reasons[0].text.startswith("“审计员”不能与“平台管理员”由同一人担任")
    assert posts.may_be_joined(Post.AUDITOR, [Post.DESK], [Post.PLATFORM_OPERATOR])


OWN = addresses.parse_networks("127.0.0.1, 10.0.0.0/8, ::1")


@pytest.mark.parametrize(
    ("remote", "forwarded", "expected"),
    [
        ("203.0.113.9", "", "203.0.113.9"),
        ("203.0.113.9", "192.0.2.1", "203.0.113.9"),
        ("127.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "192.0.2.1, 203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "203.0.113.9, 10.0.0.7", "203.0.113.9"),
        ("10.1.2.3", "10.0.0.7", "10.1.2.3"),
        ("127.0.0.1", "garbage", "127.0.0.1"),
        ("127.0.0.1", "203.0.113.9, garbage", "127.0.0.1"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("::1", "2001:db8::5", "2001:db8::5"),
        ("", "203.0.113.9", "0.0.0.0"),
    ],
)
def test_forwarded_addresses_are_believed_as_far_as_own_proxies_wrote_them(
    remote: str, forwarded: str, expected: str
) -> None:
    found = addresses.client_address(remote=remote, forwarded=forwarded, trusted=OWN)
    assert found == expected


def test_a_wrong_list_of_proxies_is_an_error() -> None:
    assert addresses.parse_networks("") == ()
    with pytest.raises(ValueError, match="proxy"):
        addresses.parse_networks("proxy.local")


def test_steps_of_half_a_minute_before_now_and_after_are_accepted_once() -> None:
    current = int(AT.timestamp()) // 30
    assert sign_in.steps_accepted(AT, 0) == [current - 1, current, current + 1]
    assert sign_in.steps_accepted(AT, current) == [current + 1]
    assert sign_in.steps_accepted(AT, current + 1) == []


@pytest.mark.parametrize(("minutes", "idle"), [(29, False), (30, True), (31, True)])
def test_a_session_is_idle_from_the_full_limit_on(minutes: int, idle: bool) -> None:
    latest = AT - timedelta(minutes=minutes)
    assert sign_in.is_idle(at=AT, latest=latest, limit=timedelta(minutes=30)) is idle


def test_the_password_is_owed_before_the_second_factor() -> None:
    def owed(
        *, must: bool = False, days: int = 0, age: int = 1, lacks: bool = True
    ) -> sign_in.SignInDuty | None:
        return sign_in.owed_after_sign_in(
            must_change_password=must,
            password_set_at=AT - age * DAY,
            at=AT,
            password_max_days=days,
            lacks_second_factor=lacks,
        )

    assert owed(must=True) is sign_in.SignInDuty.PASSWORD
    assert owed(days=90, age=90) is sign_in.SignInDuty.PASSWORD
    assert owed(days=90, age=89) is sign_in.SignInDuty.SECOND_FACTOR
    assert owed(age=1000) is sign_in.SignInDuty.SECOND_FACTOR
    assert owed(lacks=False) is None


def test_an_unknown_setting_of_the_second_factor_is_an_error() -> None:
    with pytest.raises(ValueError, match="offered"):
        sign_in.must_use_second_factor("sometimes", marked=True)


def test_recovery_codes_are_read_however_they_are_typed() -> None:
    assert sign_in.recovery_code_text(" AB12c-3D4e5 ") == "ab12c3d4e5"
