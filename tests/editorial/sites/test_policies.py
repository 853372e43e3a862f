"""Tables of good and bad numbers, addresses and steps; no database."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingtang.editorial.sites.enums import ColumnType, SiteKind, SiteState, SiteStep
from mingtang.editorial.sites.policies import columns, domains, identity, life
from mingtang.ground.foundation.decisions import Decision
from mingtang.institution.organization.enums import UnitKind


def codes(decision: Decision) -> list[str]:
    return [reason.code for reason in decision.reasons]


@pytest.mark.parametrize(
    "code", ["3418000053", "1303000020", "4300000077", "3406000012", "bm01000001", "bm55000001", ""]
)
def test_identity_codes_seen_on_sites_are_right(code: str) -> None:
    assert identity.may_be_identity_code(code)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("341800005", "sites.identity_code"),
        ("34180000533", "sites.identity_code"),
        ("34180000O3", "sites.identity_code"),
        ("bm0100000", "sites.identity_code"),
        ("bm010000011", "sites.identity_code"),
        ("zz01000001", "sites.identity_code"),
        ("9918000053", "sites.identity_code_region"),
        ("3418000000", "sites.identity_code_region"),
    ],
)
def test_wrong_identity_codes_are_refused(code: str, expected: str) -> None:
    assert codes(identity.may_be_identity_code(code)) == [expected]


def test_identity_code_text_forgives_how_it_was_typed() -> None:
    assert identity.identity_code_text(" ３４１８０００ 053 ") == "3418000053"
    assert identity.identity_code_text("BM01000001") == "bm01000001"


@pytest.mark.parametrize(
    "number",
    ["皖ICP备10017677号", "京ICP备19014889号", "陕ICP备05004418号-1", "粤ICP备2021012345号-12", ""],
)
def test_icp_numbers_seen_on_sites_are_right(number: str) -> None:
    assert identity.may_be_icp(number)


@pytest.mark.parametrize(
    "number",
    ["ICP备10017677号", "皖ICP备10017677", "皖ICP证10017677号", "某ICP备10017677号", "皖ICP备1001号",
     "皖ICP备10017677号-", "皖ICP备100176770001号"],
)  # fmt: skip
def test_wrong_icp_numbers_are_refused(number: str) -> None:
    assert codes(identity.may_be_icp(number)) == ["sites.icp"]


def test_icp_text_forgives_how_it_was_typed() -> None:
    assert identity.icp_text("皖 icp 备10017677号－１") == "皖ICP备10017677号-1"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("34180002000278", "皖公网安备 34180002000278号"),
        ("皖公网安备34180002000278号", "皖公网安备 34180002000278号"),
        (" 皖公网安备 34180002000278 号", "皖公网安备 34180002000278号"),
        ("13030202002230", "冀公网安备 13030202002230号"),
        ("43010302000524号", "湘公网安备 43010302000524号"),
        ("黔公网安备 52010302000524号", "黔公网安备 52010302000524号"),
        ("", ""),
    ],
)
def test_police_records_are_stored_in_one_form(typed: str, stored: str) -> None:
    assert identity.police_record_text(typed) == stored
    assert identity.may_be_police_record(stored)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("3418000200027", "sites.police_record"),
        ("皖公网安备 341800020002789号", "sites.police_record"),
        ("皖网安备34180002000278号", "sites.police_record"),
        ("99180002000278", "sites.police_record"),
        ("京公网安备 34180002000278号", "sites.police_record_region"),
    ],
)
def test_wrong_police_records_are_refused(typed: str, expected: str) -> None:
    assert codes(identity.may_be_police_record(identity.police_record_text(typed))) == [expected]


def test_police_record_digits_lead_to_the_register() -> None:
    assert identity.police_record_digits("皖公网安备 34180002000278号") == "34180002000278"


@given(st.text(max_size=40))
def test_checks_of_numbers_never_fail_on_what_was_typed(text: str) -> None:
    for tidy, check in (
        (identity.identity_code_text, identity.may_be_identity_code),
        (identity.icp_text, identity.may_be_icp),
        (identity.police_record_text, identity.may_be_police_record),
        (domains.domain_text, lambda domain: domains.may_have_domain(domain, SiteKind.PORTAL)),
    ):
        once = tidy(text)
        if check(once):
            assert tidy(once) == once


@pytest.mark.parametrize(
    ("domain", "kind", "parent"),
    [
        ("www.mingzhou.gov.cn", SiteKind.PORTAL, ""),
        ("jyj.mingzhou.gov.cn", SiteKind.DEPARTMENT, ""),
        ("zt.mingzhou.gov.cn", SiteKind.TOPIC, "www.mingzhou.gov.cn"),
        ("a.jyj.mingzhou.gov.cn", SiteKind.SUBSITE, "jyj.mingzhou.gov.cn"),
        ("city.localhost", SiteKind.PORTAL, ""),
        ("edu.city.localhost", SiteKind.SUBSITE, ""),
    ],
)
def test_domains_of_each_kind(domain: str, kind: SiteKind, parent: str) -> None:
    assert domains.may_have_domain(domain, kind, parent)


@pytest.mark.parametrize(
    ("domain", "kind", "parent", "expected"),
    [
        ("www.mingzhou.com", SiteKind.PORTAL, "", "sites.domain_suffix"),
        ("mingzhou.gov.cn", SiteKind.PORTAL, "", "sites.domain_portal"),
        ("www.a.mingzhou.gov.cn", SiteKind.PORTAL, "", "sites.domain_portal"),
        ("www.jyj.gov.cn", SiteKind.DEPARTMENT, "", "sites.domain_department"),
        ("jyj.gov.cn", SiteKind.DEPARTMENT, "", "sites.domain_department"),
        ("zt.other.gov.cn", SiteKind.TOPIC, "www.mingzhou.gov.cn", "sites.domain_below"),
        ("zt.gov.cn", SiteKind.TOPIC, "", "sites.domain_below"),
        ("https://www.a.gov.cn/x", SiteKind.PORTAL, "", "sites.domain"),
        ("www..gov.cn", SiteKind.PORTAL, "", "sites.domain"),
        ("-a.gov.cn", SiteKind.PORTAL, "", "sites.domain"),
        ("", SiteKind.PORTAL, "", "sites.domain"),
    ],
)
def test_wrong_domains_are_refused(domain: str, kind: SiteKind, parent: str, expected: str) -> None:
    assert codes(domains.may_have_domain(domain, kind, parent)) == [expected]


def test_domain_text_drops_scheme_path_and_capitals() -> None:
    assert domains.domain_text(" HTTPS://WWW.Mingzhou.gov.cn/index.html ") == "www.mingzhou.gov.cn"
    assert domains.domain_text("www.mingzhou.gov.cn.") == "www.mingzhou.gov.cn"


@pytest.mark.parametrize(
    ("domain", "right"), [("明州.政务", True), ("", True), ("明州.中国", False)]
)
def test_chinese_domains_end_in_zhengwu(domain: str, right: bool) -> None:
    assert bool(domains.may_have_chinese_domain(domain)) is right


def test_xc_29_every_state_and_step_is_in_the_table_or_refused() -> None:
    allowed = {
        (state, step): life.next_state(state, step)
        for state in SiteState
        for step in SiteStep
        if life.may_step(state, step)
    }
    assert allowed == {
        (SiteState.PLANNED, SiteStep.OPEN): SiteState.OPEN,
        (SiteState.OPEN, SiteStep.SUSPEND): SiteState.SUSPENDED,
        (SiteState.SUSPENDED, SiteStep.RESUME): SiteState.OPEN,
        (SiteState.OPEN, SiteStep.ANNOUNCE): SiteState.OPEN,
        (SiteState.SUSPENDED, SiteStep.ANNOUNCE): SiteState.SUSPENDED,
        (SiteState.OPEN, SiteStep.CANCEL): SiteState.OPEN,
        (SiteState.SUSPENDED, SiteStep.CANCEL): SiteState.SUSPENDED,
        (SiteState.OPEN, SiteStep.CLOSE): SiteState.CLOSED,
        (SiteState.SUSPENDED, SiteStep.CLOSE): SiteState.CLOSED,
        (SiteState.CLOSED, SiteStep.REOPEN): SiteState.OPEN,
    }


@pytest.mark.parametrize("kind", list(UnitKind))
def test_which_units_host_which_sites(kind: UnitKind) -> None:
    portal = kind in {UnitKind.CITY, UnitKind.COUNTY, UnitKind.TOWN}
    department = kind in {UnitKind.DEPARTMENT, UnitKind.COUNTY_DEPARTMENT}
    assert bool(life.may_be_hosted(SiteKind.PORTAL, kind)) is portal
    assert bool(life.may_be_hosted(SiteKind.DEPARTMENT, kind)) is department
    assert life.may_be_hosted(SiteKind.SUBSITE, kind)
    assert life.may_be_hosted(SiteKind.TOPIC, kind)


@pytest.mark.parametrize("kind", list(UnitKind))
def test_small_units_have_no_site_of_their_own_where_a_rule_says_so(kind: UnitKind) -> None:
    small = kind in {UnitKind.TOWN, UnitKind.COUNTY_DEPARTMENT}
    for site_kind in SiteKind:
        own = site_kind in {SiteKind.PORTAL, SiteKind.DEPARTMENT}
        assert life.may_have_own_site(site_kind, kind, "")
        assert bool(life.may_have_own_site(site_kind, kind, "57号十六")) is not (small and own)


def test_an_approval_names_who_and_does_not_lie_ahead() -> None:
    today = date(2026, 3, 11)
    good = life.LifeApproval(approved_by="省政府办公厅", approved_on=today)
    assert life.may_be_approved(good, today=today)
    bad = life.LifeApproval(approved_by=" ", approved_on=date(2026, 3, 12))
    assert codes(life.may_be_approved(bad, today=today)) == [
        "sites.approval_by",
        "sites.approval_date",
    ]


def test_what_a_site_must_show_from_its_first_day() -> None:
    nothing: dict[str, Any] = {"identity_code": "", "icp": "", "contact": "", "phone": ""}
    assert codes(life.may_go_on_line(shares_code=False, **nothing)) == [
        "sites.identity_code_missing",
        "sites.icp_missing",
        "sites.contact_missing",
    ]
    everything = {
        "identity_code": "",
        "icp": "皖ICP备10017677号",
        "contact": "张敏",
        "phone": "0563-3021234",
    }
    assert life.may_go_on_line(shares_code=True, **everything)


def test_a_suspension_ends_ahead_and_is_announced() -> None:
    at = datetime(2026, 3, 11, tzinfo=UTC)
    assert life.may_be_suspended_until(at + timedelta(days=1), at, "系统升级")
    assert codes(life.may_be_suspended_until(at, at, " ")) == [
        "sites.suspended_until",
        "sites.notice_missing",
    ]


def test_standard_3_5_column_types_are_complete() -> None:
    assert [member.label for member in ColumnType] == [
        "首页",
        "概况信息",
        "机构职能",
        "负责人信息",
        "工作动态",
        "政策文件",
        "信息公开指南",
        "信息公开目录",
        "信息公开年报",
        "依申请公开",
        "数据发布",
        "数据开放",
        "政策解读",
        "回应关切",
        "办事服务",
        "咨询投诉",
        "征集调查",
        "在线访谈",
    ]


@pytest.mark.parametrize("slug", ["a", "tzgg", "news-2026", "1"])
def test_address_parts(slug: str) -> None:
    assert columns.may_have_slug(slug, is_top=True)


@pytest.mark.parametrize("slug", ["", "-a", "a-", "A", "通知", "a/b", "a b", "a" * 61])
def test_wrong_address_parts_are_refused(slug: str) -> None:
    assert codes(columns.may_have_slug(slug, is_top=False)) == ["sites.column_slug"]


def test_the_platform_keeps_some_addresses_at_the_top_only() -> None:
    assert codes(columns.may_have_slug("search", is_top=True)) == ["sites.column_slug_reserved"]
    assert codes(columns.may_have_slug("healthz", is_top=True)) == ["sites.column_slug_reserved"]
    assert columns.may_have_slug("search", is_top=False)


@pytest.mark.parametrize("is_top", [True, False])
def test_the_archive_of_a_year_or_month_is_no_address_of_a_column(is_top: bool) -> None:
    for slug in ("202603", "2026"):
        assert codes(columns.may_have_slug(slug, is_top=is_top)) == ["sites.column_slug_month"]
    assert columns.may_have_slug("20260301", is_top=is_top)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("2 weeks", "2 weeks"), ("6个月", "6 months"), ("15天", "15 days"), ("", ""), (" ", "")],
)
def test_update_cycles_are_stored_as_rules_write_them(typed: str, stored: str) -> None:
    assert columns.may_be_updated_every(typed)
    assert columns.cycle_text(typed) == stored


def test_an_update_cycle_that_cannot_be_read_is_refused_with_its_text() -> None:
    decision = columns.may_be_updated_every("经常")
    assert codes(decision) == ["sites.update_cycle"]
    assert columns.cycle_text(" 经常 ") == "经常"


def test_columns_have_short_telling_names() -> None:
    assert codes(columns.may_be_column(code="A", name="", slug="B", is_top=False)) == [
        "sites.column_name",
        "sites.column_code",
        "sites.column_slug",
    ]
    assert codes(columns.may_be_named("长" * 41)) == ["sites.column_name_long"]
    assert columns.may_have_path(250)
    assert codes(columns.may_have_path(251)) == ["sites.column_path"]
