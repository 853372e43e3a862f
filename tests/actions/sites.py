"""Sites and columns."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from mingtang.editorial.sites.actions import closing, column_tree, columns, life, sites
from mingtang.editorial.sites.actions.columns import ColumnFields
from mingtang.editorial.sites.actions.sites import SiteFields
from mingtang.editorial.sites.enums import ColumnSupply, ColumnType, SiteKind, SiteState
from mingtang.editorial.sites.models import Column, GovSite, SiteApproval
from mingtang.editorial.sites.policies.life import LifeApproval
from tests.actions.spec import Case
from tests.factories.regulations import bound_pack
from tests.factories.sites import ColumnFactory

APPROVAL = LifeApproval(
    approved_by="省政府办公厅", approved_on=date(2026, 3, 2), document="皖网办〔2026〕7号"
)
NOBODY = replace(APPROVAL, approved_by="\u200b")
HEALTH = SiteFields(
    name="明州市卫生健康委员会",
    domain="wjw.mingzhou.gov.cn",
    unit_code="health",
    operating_unit_code="office",
    contact="刘芳",
    phone="0563-3022222",
    identity_code="3418000003",
    icp="皖ICP备12345679号",
    police_record="34180002000124",
)
FIELDS = ColumnFields(
    column_type=ColumnType.NEWS, description="工作动态", keywords="动态", update_cycle="14 days"
)
PORTAL = "https://www.mingzhou.gov.cn/"
NOTICE = "网站将于近期调整，请访问市政府门户网站。"
WRONG = ("officer", "leader", "stranger", "auditor")


def _in(state: SiteState) -> Any:
    """Return the site of the bureau in a state, with an approval."""

    def given(cast: Any, at: Any) -> dict[str, Any]:
        closed_at = at if state is SiteState.CLOSED else None
        GovSite.objects.filter(pk=cast.edu_site.pk).update(state=state.value, closed_at=closed_at)
        return {"site_id": cast.edu_site.pk, "approval": APPROVAL}

    return given


def _turned(state: SiteState) -> Any:
    """Put the site of the arguments into a state in which the step is not allowed."""

    def prepare(cast: Any, at: Any, given: dict[str, Any]) -> dict[str, Any]:
        GovSite.objects.filter(pk=given["site_id"]).update(state=state.value)
        return {}

    return prepare


def _stands(state: SiteState, step: str) -> Any:
    return lambda cast, site, given: (
        GovSite.objects.get(pk=given["site_id"]).state == state
        and SiteApproval.objects.filter(site_id=given["site_id"], step=step).exists()
    )


def _nobody(cast: Any, at: Any, given: Any) -> dict[str, Any]:
    return {"approval": NOBODY}


def _tomorrow(cast: Any, at: Any, given: Any) -> dict[str, Any]:
    return {"approval": replace(APPROVAL, approved_on=at.date() + timedelta(days=1))}


def _planned(cast: Any, at: Any) -> dict[str, Any]:
    bound_pack("city", at=at)
    return {
        **_in(SiteState.PLANNED)(cast, at),
        "consents": {"city_office": APPROVAL},
        "declared": ["no_virtual_site", "no_joint_site"],
        "qualification_due_on": date(2027, 3, 1),
    }


def _unannounced(cast: Any, at: Any) -> dict[str, Any]:
    bound_pack("city", at=at)
    GovSite.objects.update(closing_on=None)
    return {}


def _announced(cast: Any, at: Any, days: int = 40) -> dict[str, Any]:
    day = (at + timedelta(days=days)).date()
    given = _in(SiteState.OPEN)(cast, at)
    GovSite.objects.filter(pk=cast.edu_site.pk).update(closing_on=day, closing_notice=NOTICE)
    return given


def _ended(cast: Any, at: Any, given: Any) -> dict[str, Any]:
    Column.objects.filter(pk=given["column_id"]).update(state="closed", closed_at=at)
    return {}


def _column(cast: Any, at: Any) -> dict[str, Any]:
    return {"column_id": cast.edu_news.pk}


def _other(cast: Any, **more: Any) -> Any:
    return ColumnFactory(site=cast.edu_site, **{"code": "other", "name": "其他动态", **more})


CASES = (
    Case(
        sites.plan_site, "operator",
        lambda cast, at: {"code": "health", "kind": SiteKind.DEPARTMENT, "fields": HEALTH},
        "sites.site.planned",
        lambda cast, site, _: GovSite.objects.get(code="health").unit == cast.health,
        (*WRONG, "desk_editor", "site_editor"),
        {
            "sites.code": lambda cast, at, _: {"code": "卫健委"},
            "sites.code_taken": lambda cast, at, _: {"code": "edu"},
            "sites.name": lambda cast, at, _: {"fields": replace(HEALTH, name=" ")},
            "sites.domain": lambda cast, at, _: {"fields": replace(HEALTH, domain="不是域名")},
            "sites.domain_taken": lambda cast, at, _: {
                "fields": replace(HEALTH, domain=cast.edu_site.domain)
            },
            "sites.identity_code_taken": lambda cast, at, _: {
                "fields": replace(HEALTH, identity_code="3418000002")
            },
        },
    ),
    Case(
        sites.change_site, "operator",
        lambda cast, at: {
            "site_id": cast.edu_site.pk,
            "fields": replace(
                HEALTH, name=cast.edu_site.name, domain=cast.edu_site.domain, unit_code="edu",
                operating_unit_code="edu", identity_code="3418000002", contact="新联系人",
            ),
        },
        "sites.site.changed",
        lambda cast, site, _: GovSite.objects.get(code="edu").contact == "新联系人",
        (*WRONG, "desk_editor", "site_editor"),
        {
            "sites.approval_missing": lambda cast, at, given: {
                "fields": replace(given["fields"], name="明州教育网")
            },
            "sites.icp": lambda cast, at, given: {"fields": replace(given["fields"], icp="x")},
        },
    ),
    Case(
        life.open_site, "operator", _planned, "sites.site.opened",
        _stands(SiteState.OPEN, "open"),
        (*WRONG, "desk_editor", "site_editor"),
        {
            "sites.step": _turned(SiteState.SUSPENDED),
            "sites.approval_by": _nobody,
            "sites.approval_date": _tomorrow,
            "sites.consent_missing": lambda cast, at, _: {"consents": {}},
            "sites.not_declared": lambda cast, at, _: {"declared": ["no_joint_site"]},
            "sites.icp_missing": lambda cast, at, _: (GovSite.objects.update(icp=""), {})[1],
        },
    ),
    Case(
        life.suspend_site, "operator",
        lambda cast, at: {
            **_in(SiteState.OPEN)(cast, at), "until": at + timedelta(days=3), "notice": NOTICE
        },
        "sites.site.suspended", _stands(SiteState.SUSPENDED, "suspend"),
        (*WRONG, "desk_editor", "site_editor"),
        {
            "sites.step": _turned(SiteState.CLOSED),
            "sites.approval_by": _nobody,
            "sites.notice_missing": lambda cast, at, _: {"notice": "\u2028"},
            "sites.suspended_until": lambda cast, at, _: {"until": at - timedelta(days=1)},
        },
    ),
    Case(
        life.resume_site, "operator", _in(SiteState.SUSPENDED),
        "sites.site.resumed", _stands(SiteState.OPEN, "resume"),
        (*WRONG, "desk_editor", "site_editor"),
        {"sites.step": _turned(SiteState.OPEN), "sites.approval_by": _nobody},
    ),
    Case(
        closing.announce_closing, "operator",
        lambda cast, at: {
            **_in(SiteState.OPEN)(cast, at), "notice": NOTICE, "successor_url": PORTAL,
            "closing_on": (at + timedelta(days=40)).date(),
        },
        "sites.site.closing_announced",
        lambda cast, site, given: GovSite.objects.get(pk=given["site_id"]).closing_notice == NOTICE,
        (*WRONG, "desk_editor", "site_editor"),
        {
            "sites.step": _turned(SiteState.CLOSED),
            "sites.approval_by": _nobody,
            "sites.notice_missing": lambda cast, at, _: {"notice": "\u200b"},
            "sites.successor_missing": lambda cast, at, _: {"successor_url": ""},
            "sites.closing_early": lambda cast, at, _: {"closing_on": at.date()},
        },
    ),
    Case(
        closing.cancel_closing, "operator", _announced, "sites.site.closing_cancelled",
        lambda cast, site, given: GovSite.objects.get(pk=given["site_id"]).closing_on is None,
        (*WRONG, "desk_editor", "site_editor"),
        {
            "sites.step": _turned(SiteState.CLOSED),
            "sites.approval_by": _nobody,
            "sites.not_announced": lambda cast, at, _: (
                GovSite.objects.update(closing_on=None), {}
            )[1],
        },
    ),
    Case(
        life.close_site, "operator",
        lambda cast, at: {**_announced(cast, at, days=0), "notice": NOTICE},
        "sites.site.closed", _stands(SiteState.CLOSED, "close"),
        (*WRONG, "desk_editor", "site_editor"),
        {
            "sites.step": _turned(SiteState.PLANNED),
            "sites.approval_by": _nobody,
            "sites.notice_missing": lambda cast, at, _: {"notice": ""},
            "sites.closing_unannounced": lambda cast, at, _: _unannounced(cast, at),
            "sites.subsites_open": lambda cast, at, given: (
                GovSite.objects.filter(code="portal").update(parent_id=given["site_id"]), {}
            )[1],
        },
    ),
    Case(
        life.reopen_site, "operator", _in(SiteState.CLOSED),
        "sites.site.reopened", _stands(SiteState.OPEN, "reopen"),
        (*WRONG, "desk_editor", "site_editor"),
        {"sites.step": _turned(SiteState.OPEN), "sites.approval_by": _nobody},
    ),
    Case(
        life.recheck_site, "operator",
        lambda cast, at: {**_in(SiteState.OPEN)(cast, at), "due_on": date(2027, 3, 1)},
        "sites.site.rechecked",
        lambda cast, row, _: GovSite.objects.get(code="edu").qualification_due_on
        == date(2027, 3, 1),
        (*WRONG, "desk_editor", "site_editor"),
        {
            "sites.approval_by": _nobody,
            "sites.recheck_due": lambda cast, at, _: {"due_on": date(2026, 3, 2)},
        },
    ),
    Case(
        columns.open_column, "site_editor",
        lambda cast, at: {
            "site_id": cast.edu_site.pk, "code": "school", "name": "学校动态", "fields": FIELDS
        },
        "sites.column.opened",
        lambda cast, column, _: Column.objects.get(code="school").responsible_unit == cast.edu,
        WRONG,
        {
            "sites.column_code": lambda cast, at, _: {"code": "学校"},
            "sites.column_code_taken": lambda cast, at, _: {"code": "news"},
            "sites.column_name": lambda cast, at, _: {"name": "\ufeff"},
            "sites.name_taken": lambda cast, at, _: {"name": cast.edu_news.name},
            "sites.update_cycle": lambda cast, at, _: {
                "fields": replace(FIELDS, update_cycle="有空就更新")
            },
        },
    ),
    Case(
        columns.change_column, "site_editor",
        lambda cast, at: {**_column(cast, at), "fields": FIELDS},
        "sites.column.changed",
        lambda cast, column, _: Column.objects.get(pk=cast.edu_news.pk).description == "工作动态",
        WRONG,
        {
            "sites.column_not_open": _ended,
            "sites.update_cycle": lambda cast, at, _: {
                "fields": replace(FIELDS, update_cycle="有空就更新")
            },
            "sites.link_missing": lambda cast, at, _: {
                "fields": replace(FIELDS, supply=ColumnSupply.LINK)
            },
            "sites.builders_missing": lambda cast, at, _: {
                "fields": replace(FIELDS, supply=ColumnSupply.COBUILT)
            },
            "sites.duty_unit": lambda cast, at, _: {
                "fields": replace(FIELDS, responsible_unit_code="none")
            },
        },
    ),
    Case(
        columns.close_column, "site_editor",
        lambda cast, at: {**_column(cast, at), "reason": "合并到其他栏目"},
        "sites.column.closed",
        lambda cast, column, _: Column.objects.get(pk=cast.edu_news.pk).state == "closed",
        WRONG,
        {
            "sites.close_reason": lambda cast, at, _: {"reason": "\u200b"},
            "sites.columns_below": lambda cast, at, _: (_other(cast, parent=cast.edu_news), {})[1],
        },
    ),
    Case(
        column_tree.rename_column, "site_editor",
        lambda cast, at: {**_column(cast, at), "name": "教育要闻", "slug": "top"},
        "sites.column.renamed",
        lambda cast, column, _: Column.objects.filter(name="教育要闻", path="top").exists(),
        WRONG,
        {
            "sites.column_name": lambda cast, at, _: {"name": "\u3000"},
            "sites.column_slug": lambda cast, at, _: {"slug": "要 闻"},
            "sites.name_taken": lambda cast, at, _: (_other(cast, name="教育要闻"), {})[1],
            "sites.slug_taken": lambda cast, at, _: (_other(cast, slug="top"), {})[1],
            "sites.column_not_open": _ended,
        },
    ),
    Case(
        column_tree.move_column, "site_editor",
        lambda cast, at: {**_column(cast, at), "parent_id": _other(cast).pk},
        "sites.column.moved",
        lambda cast, column, given: Column.objects.get(pk=given["column_id"]).parent_id
        == given["parent_id"],
        WRONG,
        {
            "sites.column_elsewhere": lambda cast, at, _: {"parent_id": cast.news.pk},
            "sites.parent_below": lambda cast, at, given: {"parent_id": given["column_id"]},
            "sites.parent_closed": lambda cast, at, given: (
                Column.objects.filter(pk=given["parent_id"]).update(state="closed", closed_at=at), {}
            )[1],
            "sites.column_not_open": _ended,
        },
    ),
    Case(
        column_tree.merge_columns, "site_editor",
        lambda cast, at: {**_column(cast, at), "into_id": _other(cast).pk},
        "sites.column.merged",
        lambda cast, column, given: Column.objects.get(pk=given["column_id"]).merged_into_id
        == given["into_id"],
        WRONG,
        {
            "sites.column_elsewhere": lambda cast, at, _: {"into_id": cast.news.pk},
            "sites.merge_below": lambda cast, at, given: {"into_id": given["column_id"]},
            "sites.merge_closed": lambda cast, at, given: (
                Column.objects.filter(pk=given["into_id"]).update(state="closed", closed_at=at), {}
            )[1],
            "sites.column_not_open": _ended,
        },
    ),
)  # fmt: skip
