"""The rules of publishing as tables, and for whatever anybody may type."""

from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mingtang.editorial.publishing.enums import TakeDownReason, TargetLane
from mingtang.editorial.publishing.policies import contacts, parts, paths, pauses, releases
from mingtang.editorial.publishing.policies.parts import PartFacts
from mingtang.ground.foundation.clock import BEIJING
from mingtang.ground.foundation.decisions import Decision

AT = datetime(2026, 3, 11, 10, 0, tzinfo=BEIJING)
MOMENTS = st.integers(946_684_800, 4_102_444_800).map(lambda at: datetime.fromtimestamp(at, UTC))
SECONDS = st.floats(-1e6, 1e6, allow_nan=False)


def codes(decision: Decision) -> list[str]:
    return [reason.code for reason in decision.reasons]


# addresses


@pytest.mark.parametrize(
    "path",
    [
        "/index.html",
        "/zwgk/tzgg/202603/1.html",
        "/assets/image/5.jpg",
        "/通知公告/index.html",
        "/a-b_c.~d/x.html",
        "/.well-known/security.txt",
    ],
)
def test_good_addresses(path: str) -> None:
    assert paths.check_path(path)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("", ["publishing.path_relative", "publishing.path_empty"]),
        ("index.html", ["publishing.path_relative"]),
        ("//x.html", ["publishing.path_relative"]),
        ("/a//b", ["publishing.path_empty"]),
        ("/../x", ["publishing.path_dots", "publishing.path_hidden"]),
        ("/a/./x", ["publishing.path_dots", "publishing.path_hidden"]),
        ("/a/..", ["publishing.path_dots", "publishing.path_hidden"]),
        ("/a\\b", ["publishing.path_backslash"]),
        ("/a\x00b", ["publishing.path_control", "publishing.path_characters"]),
        ("/a\u200bb", ["publishing.path_control", "publishing.path_characters"]),
        ("/a b", ["publishing.path_characters"]),
        ("/a?b", ["publishing.path_characters"]),
        ("/a%2eb", ["publishing.path_characters"]),
        ("/a#b", ["publishing.path_characters"]),
        ("/.git/config", ["publishing.path_hidden"]),
        ("/a/.htaccess", ["publishing.path_hidden"]),
        ("/.gone/x", ["publishing.path_reserved"]),
        ("/static/x.css", ["publishing.path_reserved"]),
        ("/healthz", ["publishing.path_reserved"]),
        ("/x.html.gz", ["publishing.path_twin"]),
        ("/x.html.br", ["publishing.path_twin"]),
        ("/" + "a" * 201, ["publishing.path_name_long"]),
        ("/a" * 151, ["publishing.path_long"]),
    ],
)
def test_bad_addresses_are_refused_with_every_reason(path: str, expected: list[str]) -> None:
    assert codes(paths.check_path(path)) == expected


@pytest.mark.parametrize("path", ["/.gone/news/202603/1.html", "/.off.html"])
def test_internal_addresses_are_for_the_engine(path: str) -> None:
    assert paths.check_path(path, is_internal=True)
    assert not paths.check_path(path)


LIKELY = st.lists(
    st.sampled_from(["a", "b1", "通知", ".", "..", "/", "-", "~", "\\", "\n", "%2e", ".gz"])
)


@given(LIKELY.map(lambda pieces: "/" + "".join(pieces)))
def test_no_address_leads_out_of_its_site(path: str) -> None:
    if not paths.check_path(path):
        return
    assert ".." not in PurePosixPath(path).parts
    assert PurePosixPath("/srv/site" + path).is_relative_to("/srv/site")
    assert path.isprintable()
    assert "\\" not in path
    assert len((".mt-0123456789ab-" + path.rpartition("/")[2] + ".gz").encode()) <= 255


@given(st.text(max_size=80))
def test_an_address_is_judged_whatever_is_typed(path: str) -> None:
    decision = paths.check_path(path)
    assert bool(decision) is not bool(decision.reasons)
    assert all(reason.text.endswith("。") for reason in decision.reasons)


@pytest.mark.parametrize(
    ("moment", "month"),
    [
        (datetime(2026, 2, 28, 15, 59, 59, tzinfo=UTC), 202602),
        (datetime(2026, 2, 28, 16, 0, tzinfo=UTC), 202603),
        (datetime(2025, 12, 31, 16, 0, tzinfo=UTC), 202601),
        (AT, 202603),
    ],
)
def test_months_are_those_of_beijing(moment: datetime, month: int) -> None:
    assert paths.month_of(moment) == month


def test_addresses_of_a_column() -> None:
    assert paths.head_path("zwgk/tzgg") == "/zwgk/tzgg/index.html"
    assert paths.head_path("/zwgk/tzgg/") == "/zwgk/tzgg/index.html"
    assert paths.part_path("tzgg", 202603, 1) == "/tzgg/202603/index.html"
    assert paths.part_path("tzgg", 202603, 12) == "/tzgg/202603/p12.html"
    assert paths.article_path("tzgg", AT, 7) == "/tzgg/202603/7.html"
    assert paths.gone_path("/tzgg/202603/7.html") == "/.gone/tzgg/202603/7.html"


@pytest.mark.parametrize(
    ("path", "link"),
    [
        ("/index.html", "/"),
        ("/tzgg/index.html", "/tzgg/"),
        ("/tzgg/202603/p2.html", "/tzgg/202603/p2.html"),
        ("/tzgg/myindex.html", "/tzgg/myindex.html"),
    ],
)
def test_readers_see_folders(path: str, link: str) -> None:
    assert paths.link(path) == link


@given(
    st.from_regex(r"[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?(/[a-z0-9]{1,20}){0,4}", fullmatch=True),
    MOMENTS,
    st.integers(1, 2**63 - 1),
    st.integers(1, 10**6),
)
def test_what_columns_and_articles_get_is_good(
    column: str, moment: datetime, number: int, part: int
) -> None:
    assume(column.split("/", maxsplit=1)[0] not in paths.RESERVED_FIRST)
    for path in (
        paths.head_path(column),
        paths.part_path(column, paths.month_of(moment), part),
        paths.article_path(column, moment, number),
    ):
        assert paths.check_path(path)
        assert paths.check_path(paths.gone_path(path), is_internal=True)


# parts of a month


def key(minute: int, number: int = 1) -> parts.Key:
    return AT + timedelta(minutes=minute), number


PARTS = [PartFacts(1, key(0), 100), PartFacts(3, key(50), 90), PartFacts(2, key(90), 4)]


@pytest.mark.parametrize(
    ("minute", "number"), [(-5, 1), (0, 1), (49, 1), (50, 3), (89, 3), (90, 2), (999, 2)]
)
def test_an_item_lies_in_the_part_whose_range_holds_it(minute: int, number: int) -> None:
    found = parts.part_for(PARTS, key(minute))
    assert found is not None
    assert found.number == number


def test_a_month_without_parts_holds_nothing() -> None:
    assert parts.part_for([], key(0)) is None


@given(
    st.lists(st.tuples(st.integers(0, 500), st.integers(1, 9)), min_size=1, unique=True),
    st.tuples(st.integers(-50, 550), st.integers(1, 9)),
)
def test_every_item_has_exactly_one_part(lows: list[tuple[int, int]], wanted: tuple[int, int]) -> None:  # fmt: skip
    facts = [PartFacts(number, key(*low), 1) for number, low in enumerate(lows, 1)]
    found = parts.part_for(facts, key(*wanted))
    assert found is not None
    below = [part for part in facts if part.low <= key(*wanted)]
    assert found.low == max((part.low for part in below), default=min(part.low for part in facts))


@pytest.mark.parametrize(
    ("count", "is_last", "is_highest", "opens"),
    [
        (99, True, True, False),
        (100, True, True, True),
        (250, True, True, True),
        (100, False, True, False),
        (100, True, False, False),
    ],
)
def test_a_new_part_opens_behind_a_full_last_one(
    count: int, is_last: bool, is_highest: bool, opens: bool
) -> None:
    assert parts.opens_new_part(count, is_last=is_last, is_highest=is_highest) is opens


def test_a_part_splits_above_twice_its_size() -> None:
    assert [parts.must_split(count) for count in (1, 100, 200, 201)] == [False, False, False, True]


@pytest.mark.parametrize(
    ("number", "part"), [(1, 1), (1000, 1), (1001, 2), (2000, 2), (10**7, 10**4)]
)
def test_parts_of_the_site_map(number: int, part: int) -> None:
    assert parts.sitemap_part(number) == part


@given(st.integers(1, 10**8))
def test_parts_of_the_site_map_hold_what_they_may(number: int) -> None:
    """Source: the protocol of sitemaps.org: at most 50,000 addresses a file, 50,000 files an index."""
    part = parts.sitemap_part(number)
    first = (part - 1) * parts.SITEMAP_PART + 1
    assert first <= number < first + parts.SITEMAP_PART
    assert parts.SITEMAP_PART <= 50_000
    assert parts.sitemap_part(50_000_000) <= 50_000


# pauses and leases


def test_pauses_double_up_to_ten_minutes() -> None:
    seconds = [pauses.pause_after(tries).total_seconds() for tries in range(1, 10)]
    assert seconds == [5, 10, 20, 40, 80, 160, 320, 600, 600]
    assert pauses.pause_after(0).total_seconds() == 5
    assert pauses.pause_after(10_000).total_seconds() == 600


@given(st.integers(0, 40), SECONDS)
def test_a_failed_page_is_tried_again_whatever_the_clock_does(tries: int, jump: float) -> None:
    due = AT + pauses.pause_after(tries)
    now = AT + timedelta(seconds=jump)
    later = now + timedelta(seconds=1201)
    assert any(due <= one or due > one + pauses.LONGEST_DUE for one in (now, later))


@given(st.sampled_from([pauses.LEASE, pauses.LONGEST_LEASE]), SECONDS)
def test_a_lease_ends_whatever_the_clock_does(lease: timedelta, jump: float) -> None:
    until = AT + lease
    now = AT + timedelta(seconds=jump)
    assert pauses.lease_is_over(None, now)
    assert not pauses.lease_is_over(until, AT)
    assert any(
        pauses.lease_is_over(until, now + timedelta(seconds=wait)) for wait in (0, 601, 1202)
    )


@pytest.mark.parametrize(
    ("age", "level"),
    [(0, "ok"), (19.9, "ok"), (20, "warn"), (59.9, "warn"), (60, "alarm"), (1e9, "alarm")],
)
def test_the_operator_is_warned_at_20_and_alarmed_at_60_seconds(age: float, level: str) -> None:
    assert pauses.age_level(age) == level


def test_lanes_go_in_order() -> None:
    assert sorted(TargetLane) == [TargetLane.OWN, TargetLane.DEPENDENT, TargetLane.BULK]
    assert all(lane.label for lane in TargetLane)


# releases


def test_release_needs_a_place_and_a_review() -> None:
    assert codes(releases.has_place(0)) == ["publishing.no_column"]
    assert releases.has_place(1)
    assert codes(releases.has_passed(is_passed=False)) == ["publishing.not_passed"]
    assert releases.has_passed(is_passed=True)


@pytest.mark.parametrize(
    ("minutes", "reason", "expected"),
    [
        (0, "按原件", []),
        (-60, "按原件", []),
        (1, "按原件", ["publishing.date_ahead"]),
        (-1, " ", ["publishing.reason_missing"]),
        (1, "", ["publishing.date_ahead", "publishing.reason_missing"]),
    ],
)
def test_another_date_is_not_ahead_and_has_a_reason(
    minutes: int, reason: str, expected: list[str]
) -> None:
    stated = AT + timedelta(minutes=minutes)
    assert codes(releases.may_state_date(stated, at=AT, reason=reason)) == expected


@pytest.mark.parametrize("reason_code", list(TakeDownReason))
def test_take_down_for_a_known_reason(reason_code: str) -> None:
    assert releases.may_take_down(is_live=True, reason_code=reason_code, reason="有误")


def test_take_down_is_refused_with_every_reason() -> None:
    assert codes(releases.may_take_down(is_live=False, reason_code="whim", reason="\n")) == [
        "publishing.not_live",
        "publishing.reason_code",
        "publishing.reason_missing",
    ]


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        (timedelta(minutes=1), []),
        (timedelta(days=366), []),
        (timedelta(0), ["publishing.due_past"]),
        (timedelta(minutes=-1), ["publishing.due_past"]),
        (timedelta(days=366, minutes=1), ["publishing.due_far"]),
        (timedelta(seconds=30), ["publishing.due_minute"]),
        (timedelta(seconds=-30), ["publishing.due_past", "publishing.due_minute"]),
    ],
)
def test_schedules_are_ahead_and_to_the_minute(due: timedelta, expected: list[str]) -> None:
    assert codes(releases.may_schedule(AT + due, at=AT)) == expected


# security.txt


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("0563-3020001", "tel:+86-563-3020001"),
        ("0563 3020001 转 801", "tel:+86-563-3020001"),
        ("（0563）3020001、3020002", "tel:+86-563-3020001"),
        ("05633020001", "tel:+86-5633020001"),
        ("138 0563 0001", "tel:+86-13805630001"),
        ("010-66017755", "tel:+86-10-66017755"),
        ("13805630001", "tel:+86-13805630001"),
        ("12345", "tel:12345;phone-context=+86"),
        ("400-123-4567", "tel:400-123-4567;phone-context=+86"),
        ("请见网站底部", ""),
        ("", ""),
    ],
)
def test_telephones_become_addresses(typed: str, address: str) -> None:
    assert contacts.telephone(typed) == address


def test_site_without_contacts_names_its_home_page() -> None:
    text = contacts.security_text(email="", phone="", url="https://x.gov.cn", until=AT)
    assert text.splitlines() == [
        "Contact: https://x.gov.cn/",
        "Expires: 2026-03-11T10:00:00+08:00",
        "Preferred-Languages: zh, en",
        "Canonical: https://x.gov.cn/.well-known/security.txt",
    ]


@given(MOMENTS, SECONDS)
def test_security_txt_never_runs_out_nor_lasts_a_year(made: datetime, jump: float) -> None:
    until = contacts.expiry(made)
    assert timedelta(days=178) < until - made <= timedelta(days=181)
    assert not contacts.must_renew(until, made)
    now = made + timedelta(seconds=jump * 30)
    if not contacts.must_renew(until, now):
        assert timedelta(days=29) < until - now < timedelta(days=365)


@given(st.text(max_size=40), st.emails() | st.just(""))
def test_security_txt_has_one_field_a_line(phone: str, email: str) -> None:
    text = contacts.security_text(email=email, phone=phone, url="https://x.gov.cn", until=AT)
    names = [line.partition(": ")[0] for line in text.rstrip("\n").split("\n")]
    assert names[-3:] == ["Expires", "Preferred-Languages", "Canonical"]
    assert set(names[:-3]) == {"Contact"}
    assert text.isascii()
