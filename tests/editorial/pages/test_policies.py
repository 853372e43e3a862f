"""The rules of pages as tables, and for whatever anybody may type."""

from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingtang.editorial.pages.enums import TargetLane
from mingtang.editorial.pages.policies import contacts, paths, pauses
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


def test_addresses_of_a_column() -> None:
    assert paths.head_path("zwgk/tzgg") == "/zwgk/tzgg/index.html"
    assert paths.head_path("/zwgk/tzgg/") == "/zwgk/tzgg/index.html"
    assert paths.gone_path("/tzgg/202603/7.html") == "/.gone/tzgg/202603/7.html"


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


# security.txt


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
