from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from mingtang.editorial.sites.actions import life as life_actions
from mingtang.editorial.sites.actions.life import (
    ask_before_opening,
    close_site,
    open_site,
    recheck_site,
    reopen_site,
    resume_site,
    suspend_site,
)
from mingtang.editorial.sites.actions.sites import (
    SiteFields,
    change_site,
    plan_site,
    record_approval,
)
from mingtang.editorial.sites.enums import SiteKind, SiteLanguage, SiteState, SiteStep
from mingtang.editorial.sites.models import GovSite, SiteApproval
from mingtang.editorial.sites.policies.life import LifeApproval
from mingtang.editorial.sites.queries import (
    cluster_sites,
    get_site_for,
    identity_code_of,
    opening_rules,
)
from mingtang.ground.foundation.decisions import NotVisible, Refused, no
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.enums import Post, UnitKind
from mingtang.institution.organization.models import SiteHost
from mingtang.spine.events.models import Event
from mingtang.workbench.backoffice.actions.reasons import erase_event_reason
from tests.factories.cast import Cast
from tests.factories.organization import PersonFactory, PostHoldingFactory, UnitFactory
from tests.factories.regulations import bound_pack

pytestmark = pytest.mark.django_db

APPROVAL = LifeApproval(
    approved_by="省政府办公厅", approved_on=date(2026, 3, 2), document="皖网办〔2026〕7号"
)
HEALTH = SiteFields(
    name="明州市卫生健康委员会",
    domain="https://WJW.mingzhou.gov.cn/",
    unit_code="health",
    operating_unit_code="office",
    builder_codes=("edu",),
    contact="刘芳",
    phone="0563-3022222",
    identity_code=" 3418000003 ",
    icp="皖icp备12345679号",
    police_record="34180002000124",
)


def reasons(error: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in error.value.reasons]


def plan(cast: Cast, at: datetime, fields: SiteFields = HEALTH, **more: Any) -> GovSite:
    particulars = {"code": "health", "kind": SiteKind.DEPARTMENT, **more}
    return plan_site(**{"actor": cast.operator, "at": at, "fields": fields, **particulars})


def changed(**fields: Any) -> SiteFields:
    return SiteFields(**{**HEALTH.__dict__, **fields})


def latest() -> tuple[str, str, str, str, str]:
    event = Event.objects.latest("pk")
    return event.code, event.subject, event.unit, event.site, event.payload


def test_hn_18_plan_site_writes_down_who_hosts_runs_and_builds(cast: Cast, at: datetime) -> None:
    site = GovSite.objects.get(pk=plan(cast, at).pk)
    assert (site.unit, site.operating_unit, list(site.builders.all())) == (
        cast.health,
        cast.office,
        [cast.edu],
    )
    assert (site.state, site.domain, site.identity_code, site.icp, site.police_record) == (
        "planned",
        "wjw.mingzhou.gov.cn",
        "3418000003",
        "皖ICP备12345679号",
        "皖公网安备 34180002000124号",
    )
    assert SiteHost.objects.get(site_key="health").unit == cast.health
    assert latest() == (
        "sites.site.planned",
        "site:health",
        "health",
        "health",
        '{"domain":"wjw.mingzhou.gov.cn","kind":"department","unit":"health"}',
    )


def test_plan_site_refuses_with_all_reasons_and_leaves_nothing(cast: Cast, at: datetime) -> None:
    fields = changed(
        name=" ", domain="www.wjw.com", unit_code="edu", identity_code="123", icp="无",
        police_record="1", chinese_domain="明州.中国",
    )  # fmt: skip
    with pytest.raises(Refused) as error:
        plan(cast, at, fields, code="portal")
    assert reasons(error) == [
        "sites.domain_suffix",
        "sites.chinese_domain",
        "sites.identity_code",
        "sites.icp",
        "sites.police_record",
        "sites.name",
        "sites.code_taken",
        "sites.one_per_unit",
    ]
    assert SiteHost.objects.get(site_key="portal").unit == cast.city
    assert Event.objects.count() == 0


def test_xc_29_identity_codes_domains_and_hosts_belong_to_one_site(
    cast: Cast, at: datetime
) -> None:
    with pytest.raises(Refused) as error:
        plan(cast, at, changed(domain="jyj.mingzhou.gov.cn", identity_code="3418000002"))
    assert reasons(error) == ["sites.domain_taken", "sites.identity_code_taken"]


def test_gb_16_a_county_department_gets_a_subsite_and_no_site_of_its_own(
    cast: Cast, at: datetime
) -> None:
    county = UnitFactory(code="county", kind=UnitKind.COUNTY, parent=cast.city)
    UnitFactory(code="school-office", kind=UnitKind.COUNTY_DEPARTMENT, parent=county)
    fields = changed(
        unit_code="school-office", domain="xjyj.mingzhou.gov.cn", identity_code="", icp=""
    )
    own = plan(cast, at, changed(unit_code="school-office"), code="planned-before")
    bound_pack("city", "national", at=at)
    for attempt in (
        lambda: plan(cast, at, fields, code="school-office"),
        lambda: open_site(actor=cast.operator, at=at, site_id=own.pk, approval=APPROVAL),
    ):
        with pytest.raises(Refused) as error:
            attempt()
        assert "sites.no_own_site" in reasons(error)
        assert "国办发〔2014〕57号" in str(error.value)
    with pytest.raises(Refused) as error:
        plan(cast, at, fields, code="school-office", kind=SiteKind.SUBSITE)
    assert reasons(error) == ["sites.domain_below", "sites.parent"]
    site = plan(cast, at, fields, code="school-office", kind=SiteKind.SUBSITE, parent_code="portal")
    assert identity_code_of(site) == "3418000001"
    open_site(actor=cast.operator, at=at, site_id=site.pk, approval=APPROVAL)


def test_xn_35_no_site_is_opened_as_a_virtual_or_joint_one_of_a_commercial_body(
    cast: Cast, at: datetime
) -> None:
    bound_pack("city", "xingning", at=at)
    site = plan(cast, at)
    step: dict[str, Any] = {"actor": cast.operator, "at": at, "site_id": site.pk}
    with pytest.raises(Refused) as error:
        open_site(**step, approval=APPROVAL, declared=["no_virtual_site"])
    assert [one.code for one in error.value.reasons] == ["sites.not_declared"]
    assert "不与商业机构联合建网" in str(error.value)
    assert "第三十条" in str(error.value)

    open_site(**step, approval=APPROVAL, declared=["no_virtual_site", "no_joint_site"])

    kept = SiteApproval.objects.get(site=site, step="open")
    assert kept.declared == "不是设在商业机构之下的虚拟网站；不与商业机构联合建网"
    assert '"declared":["no_virtual_site","no_joint_site"]' in latest()[4]


def test_xc_29_the_office_agrees_before_a_site_is_opened(cast: Cast, at: datetime) -> None:
    bound_pack("city", at=at)
    site = plan(cast, at)
    step: dict[str, Any] = {"actor": cast.operator, "at": at, "site_id": site.pk}
    step["declared"] = ["no_virtual_site", "no_joint_site"]
    with pytest.raises(Refused) as error:
        open_site(**step, approval=APPROVAL)
    assert [(one.code, one.field) for one in error.value.reasons] == [
        ("sites.consent_missing", "consent_city_office")
    ]
    assert "市政府办公室" in str(error.value)
    ahead = LifeApproval(approved_by="市政府办公室", approved_on=date(2026, 4, 1))
    with pytest.raises(Refused) as error:
        open_site(**step, approval=APPROVAL, consents={"city_office": ahead})
    assert reasons(error) == ["sites.approval_date"]
    agreed = LifeApproval(approved_by="市政府办公室", approved_on=date(2026, 2, 27))
    open_site(**step, approval=APPROVAL, consents={"city_office": agreed})
    kept = SiteApproval.objects.filter(step="open").order_by("pk")
    assert list(kept.values_list("approved_by", "approved_on")) == [
        ("市政府办公室", date(2026, 2, 27)),
        ("省政府办公厅", date(2026, 3, 2)),
    ]


def test_reason_of_an_approval_is_stored_once_and_erased_with_its_event(
    cast: Cast, at: datetime
) -> None:
    site = plan(cast, at)
    approval = replace(APPROVAL, reason="应张三来信要求开办")
    with transaction.atomic():
        row = record_approval(site, SiteStep.OPEN, approval, actor=cast.operator, at=at)
    assert str(row.reason) == "应张三来信要求开办"
    open_site(actor=cast.operator, at=at, site_id=site.pk, approval=approval)
    event, row = Event.objects.get(code="sites.site.opened"), SiteApproval.objects.latest("pk")
    assert event.reason_id == row.reason_id
    erase_event_reason(actor=cast.operator, at=at, event_id=event.pk, why="本人要求删除")
    assert "张三" not in str(SiteApproval.objects.select_related("reason").get(pk=row.pk).reason)


def test_gb_09_a_foreign_edition_is_opened_only_with_people_to_keep_it(
    cast: Cast, at: datetime
) -> None:
    bound_pack("city", "national", at=at)
    site = plan(cast, at, language=SiteLanguage.FOREIGN)
    assert [one.name for one in opening_rules(site, at).consents] == ["staffing"]
    chinese = plan(cast, at, changed(unit_code="office", domain="bgs.mingzhou.gov.cn", identity_code=""),
                   code="office")  # fmt: skip
    assert opening_rules(chinese, at).consents == ()


def test_plan_site_needs_the_right_over_the_host(cast: Cast, at: datetime) -> None:
    with pytest.raises(Refused) as error:
        plan(cast, at, actor=cast.desk_editor)
    assert reasons(error) == ["organization.not_entitled"]
    assert not SiteHost.objects.filter(site_key="health").exists()
    with pytest.raises(NotVisible):
        plan(cast, at, changed(unit_code="nobody"))


def test_xc_29_opening_keeps_who_approved_it_and_when(cast: Cast, at: datetime) -> None:
    site = plan(cast, at)
    open_site(
        actor=cast.operator,
        at=at,
        site_id=site.pk,
        approval=APPROVAL,
        qualification_due_on=date(2027, 3, 2),
    )
    site.refresh_from_db()
    assert (site.state, site.opened_at, site.qualification_checked_on) == (
        "open",
        at,
        date(2026, 3, 2),
    )
    row = SiteApproval.objects.get()
    assert (row.step, row.approved_by, row.approved_on, row.document, row.recorded_by) == (
        "open",
        "省政府办公厅",
        date(2026, 3, 2),
        "皖网办〔2026〕7号",
        cast.operator,
    )
    assert latest() == (
        "sites.site.opened",
        "site:health",
        "health",
        "health",
        f'{{"approval":{row.pk},"kind":"department","language":"chinese"}}',
    )
    with pytest.raises(Refused) as error:
        open_site(actor=cast.operator, at=at, site_id=site.pk, approval=APPROVAL)
    assert reasons(error) == ["sites.step"]


def test_xc_29_no_site_goes_on_line_without_code_and_approval(cast: Cast, at: datetime) -> None:
    site = plan(cast, at, changed(identity_code="", icp="", contact=""))
    nobody = LifeApproval(approved_by="", approved_on=date(2026, 4, 1))
    with pytest.raises(Refused) as error:
        open_site(actor=cast.operator, at=at, site_id=site.pk, approval=nobody)
    assert reasons(error) == [
        "sites.approval_by",
        "sites.approval_date",
        "sites.identity_code_missing",
        "sites.icp_missing",
        "sites.contact_missing",
    ]


def test_a_room_above_may_speak_against_an_opening(cast: Cast, at: datetime) -> None:
    site = plan(cast, at)
    check = ask_before_opening(
        lambda found, _: no("test.untested", f"{found.name}未通过安全检测。")
    )
    try:
        with pytest.raises(Refused) as error:
            open_site(actor=cast.operator, at=at, site_id=site.pk, approval=APPROVAL)
        assert reasons(error) == ["test.untested"]
    finally:
        life_actions._opening_checks.remove(check)


def test_the_whole_life_of_a_site_leaves_an_approval_for_each_step(
    cast: Cast, at: datetime
) -> None:
    site = plan(cast, at)
    step: dict[str, Any] = {"actor": cast.operator, "at": at, "site_id": site.pk}
    step["approval"] = APPROVAL
    open_site(**step)
    suspend_site(**step, until=at + timedelta(days=10), notice="系统升级，请访问市政府门户网站。")
    site.refresh_from_db()
    assert (site.state, site.suspended_until) == ("suspended", at + timedelta(days=10))
    assert site not in cluster_sites()
    resume_site(**step)
    site.refresh_from_db()
    assert (site.state, site.suspended_until, site.notice) == ("open", None, "")
    close_site(
        **step, notice="已并入市政府门户网站。", successor_url="https://www.mingzhou.gov.cn/"
    )
    site.refresh_from_db()
    assert (site.state, site.closed_at) == ("closed", at)
    reopen_site(**step)
    recheck_site(**step, due_on=date(2027, 3, 2))
    site.refresh_from_db()
    assert (site.state, site.closed_at, site.qualification_due_on) == (
        "open",
        None,
        date(2027, 3, 2),
    )
    assert list(SiteApproval.objects.values_list("step", flat=True)) == [
        "open", "suspend", "resume", "close", "reopen", "recheck",
    ]  # fmt: skip
    codes = Event.objects.filter(code__startswith="sites.").order_by("pk")
    assert list(codes.values_list("code", flat=True)) == [
        "sites.site.planned",
        "sites.site.opened",
        "sites.site.suspended",
        "sites.site.resumed",
        "sites.site.closed",
        "sites.site.reopened",
        "sites.site.rechecked",
    ]


def test_a_domain_taken_meanwhile_keeps_a_closed_site_closed(cast: Cast, at: datetime) -> None:
    step: dict[str, Any] = {"actor": cast.operator, "at": at, "approval": APPROVAL}
    close_site(**step, site_id=cast.edu_site.pk, notice="已并入门户。")
    fields = changed(unit_code="edu", domain="jyj.mingzhou.gov.cn", identity_code="3418000009")
    plan(cast, at, fields, code="edu-new")
    with pytest.raises(Refused) as error:
        reopen_site(**step, site_id=cast.edu_site.pk)
    assert reasons(error) == ["sites.domain_taken", "sites.one_per_unit"]


def test_change_site_tells_what_changed_and_a_repeat_does_nothing(cast: Cast, at: datetime) -> None:
    site = plan(cast, at)
    change: dict[str, Any] = {"actor": cast.operator, "at": at, "site_id": site.pk}
    change_site(**change, fields=changed(phone="0563-3029999", builder_codes=()))
    assert '"fields":["builders","phone"]' in latest()[4]
    count = Event.objects.count()
    change_site(**change, fields=changed(phone="0563-3029999", builder_codes=()))
    assert Event.objects.count() == count


def test_another_name_domain_or_host_of_an_open_site_is_approved(cast: Cast, at: datetime) -> None:
    site = plan(cast, at)
    open_site(actor=cast.operator, at=at, site_id=site.pk, approval=APPROVAL)
    change: dict[str, Any] = {"actor": cast.operator, "at": at, "site_id": site.pk}
    fields = changed(domain="wj.mingzhou.gov.cn")
    with pytest.raises(Refused) as error:
        change_site(**change, fields=fields)
    assert reasons(error) == ["sites.approval_missing"]
    change_site(**change, fields=fields, approval=APPROVAL)
    row = SiteApproval.objects.latest("pk")
    assert row.step == "change"
    assert f'"approval":{row.pk},"fields":["domain"]' in latest()[4]
    assert '"new_domain":"wj.mingzhou.gov.cn"' in latest()[4]
    assert '"old_domain":"wjw.mingzhou.gov.cn"' in latest()[4]


def test_a_new_host_takes_the_rights_over_the_site(cast: Cast, at: datetime) -> None:
    county = UnitFactory(code="county", kind=UnitKind.COUNTY, parent=cast.city)
    manager = PostHoldingFactory(
        person=PersonFactory(unit=county), post=Post.PLATFORM_OPERATOR
    ).person
    fields = changed(unit_code="county", domain="www.xishan.gov.cn", operating_unit_code="county")
    site = plan(cast, at, fields, actor=manager, code="county", kind=SiteKind.PORTAL)
    with pytest.raises(Refused) as error:
        change_site(
            actor=manager, at=at, site_id=site.pk, fields=changed(
                unit_code="city", domain="www.xishan.gov.cn", operating_unit_code="county"
            ),
        )  # fmt: skip
    assert "organization.not_entitled" in reasons(error)
    assert authority.may(manager, "sites.manage", site="county", at=at)
    assert SiteHost.objects.get(site_key="county").unit == county


def test_sites_of_others_do_not_exist_for_a_person(cast: Cast, at: datetime) -> None:
    assert get_site_for(cast.officer, "edu", at) == cast.edu_site
    for code in ("portal", "nowhere"):
        with pytest.raises(NotVisible):
            get_site_for(cast.officer, code, at)
    with pytest.raises(NotVisible):
        open_site(actor=cast.officer, at=at, site_id=cast.portal.pk, approval=APPROVAL)
    assert set(GovSite.objects.visible_to(cast.desk_editor, at)) == {cast.portal, cast.edu_site}
    assert list(GovSite.objects.visible_to(cast.stranger, at)) == []
    assert GovSite.objects.in_state(SiteState.OPEN).count() == 2
