"""What readers see of sites that stop, and of columns that lead elsewhere or are built together."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from mingtang.editorial.pages.engine.lanes import work_everything
from mingtang.editorial.pages.models import PublishedSite
from mingtang.editorial.sites.actions.closing import announce_closing, cancel_closing
from mingtang.editorial.sites.actions.columns import ColumnFields, change_column, open_column
from mingtang.editorial.sites.actions.life import close_site, resume_site, suspend_site
from mingtang.editorial.sites.enums import ColumnSupply
from mingtang.editorial.sites.models import Column, GovSite
from mingtang.editorial.sites.policies.life import LifeApproval
from mingtang.ground.foundation.decisions import Refused
from mingtang.spine.events.testing import drain
from tests.factories.cast import Cast
from tests.factories.publishing import published_article
from tests.factories.regulations import bound_pack

pytestmark = pytest.mark.django_db
APPROVAL = LifeApproval("市政府办公室", date(2026, 3, 2), "明政办函〔2026〕3号", "设备检修")
NOTICE = "因机房检修，本网站暂停服务，预计3月13日8时恢复。"
NOTICE_OF_CLOSING = "本网站将并入市政府门户网站教育栏目，内容已整体迁移。"
PORTAL = "https://www.mingzhou.gov.cn/jyj/"
COUNTY = "https://www.jiangkou.gov.cn/tzgg/"


def _page(path: str) -> str:
    return (Path(settings.PUBLISH_ROOT) / "edu" / path).read_text("utf-8")


def _made(at: datetime) -> None:
    drain(at)
    PublishedSite.objects.update(theme="official")
    work_everything(at)


def test_xn_24_a_site_that_must_stop_tells_readers_why_and_comes_back(
    cast: Cast, at: datetime
) -> None:
    published_article(cast, at, columns=[cast.edu_news], title="停用前的消息")
    _made(at)
    stop = {"actor": cast.operator, "at": at, "site_id": cast.edu_site.pk, "approval": APPROVAL}
    with pytest.raises(Refused, match="停用公告"):
        suspend_site(**stop, until=at + timedelta(days=2), notice=" ")  # type: ignore[arg-type]

    suspend_site(**stop, until=at + timedelta(days=2), notice=NOTICE)  # type: ignore[arg-type]
    _made(at)

    assert NOTICE in _page(".off.html")
    assert PublishedSite.objects.get(pk=cast.edu_site.pk).is_off
    resume_site(**stop)  # type: ignore[arg-type]
    _made(at)
    assert not PublishedSite.objects.get(pk=cast.edu_site.pk).is_off
    told = cast.edu_site.approvals.order_by("pk").values_list("step", "approved_by")
    assert list(told) == [("suspend", "市政府办公室"), ("resume", "市政府办公室")]


def test_xn_24_a_site_that_is_closed_names_where_its_content_went(cast: Cast, at: datetime) -> None:
    published_article(cast, at, columns=[cast.edu_news], title="关停前的消息")
    _made(at)
    close_site(
        actor=cast.operator, at=at, site_id=cast.edu_site.pk, approval=APPROVAL,
        notice="本网站已并入市政府门户网站。", successor_url="https://www.mingzhou.gov.cn/",
    )  # fmt: skip
    _made(at)

    assert "本网站已并入市政府门户网站。" in _page(".off.html")
    assert '<a href="https://www.mingzhou.gov.cn/">' in _page(".off.html")
    assert GovSite.objects.get(pk=cast.edu_site.pk).successor_url


def test_xn_24_a_site_says_a_month_ahead_that_it_closes_and_closes_only_then(
    cast: Cast, at: datetime
) -> None:
    bound_pack("city", at=at)
    _made(at)
    step = {"actor": cast.operator, "at": at, "site_id": cast.edu_site.pk, "approval": APPROVAL}
    told = {"notice": NOTICE_OF_CLOSING, "successor_url": PORTAL}
    with pytest.raises(Refused, match="先办理关停公告"):
        close_site(**step, **told)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="须向社会公告30天"):
        announce_closing(**step, **told, closing_on=date(2026, 3, 20))  # type: ignore[arg-type]

    day = (at + timedelta(days=30)).date()
    announce_closing(**step, **told, closing_on=day)  # type: ignore[arg-type]
    _made(at)
    assert "关停" in _page("tokens.css")
    assert NOTICE_OF_CLOSING in _page("alert.html")
    assert f'href="{PORTAL}"' in _page("alert.html")
    with pytest.raises(Refused, match="到期后再办理"):
        close_site(**step, **told)  # type: ignore[arg-type]

    cancel_closing(**step)  # type: ignore[arg-type]
    _made(at)
    assert "关停" not in _page("tokens.css")
    assert "现在没有重要提示" in _page("alert.html")
    announce_closing(**step, **told, closing_on=day)  # type: ignore[arg-type]
    later = at + timedelta(days=30)
    close_site(**step | {"at": later}, **told)  # type: ignore[arg-type]
    _made(later)
    assert "网站已关停" in _page(".off.html")
    assert f'<a href="{PORTAL}">' in _page(".off.html")
    assert "关停" not in _page("tokens.css")


def test_hn_03_a_link_column_leads_to_the_column_of_a_county(cast: Cast, at: datetime) -> None:
    published_article(cast, at, columns=[cast.edu_news], title="消息")
    column = open_column(
        actor=cast.operator, at=at, site_id=cast.edu_site.pk, code="counties", name="县区公告",
        fields=ColumnFields(
            description="江口县通知公告", keywords="公告", supply=ColumnSupply.LINK, link_url=COUNTY
        ),
    )  # fmt: skip
    _made(at)

    assert f'href="{COUNTY}"' in _page("index.html")
    assert column.supply == ColumnSupply.LINK
    with pytest.raises(Refused, match="链接地址"):
        change_column(
            actor=cast.operator, at=at, column_id=column.pk,
            fields=ColumnFields(description="公告", keywords="公告", supply=ColumnSupply.LINK),
        )  # fmt: skip


def test_hn_04_a_column_is_built_together_with_named_units(cast: Cast, at: datetime) -> None:
    fields = ColumnFields(description="防汛专题", keywords="防汛", supply=ColumnSupply.COBUILT)
    values = {"actor": cast.operator, "at": at, "site_id": cast.portal.pk, "code": "flood"}
    with pytest.raises(Refused, match="共建单位"):
        open_column(**values, name="防汛专题", fields=fields)  # type: ignore[arg-type]

    column = open_column(
        **values,  # type: ignore[arg-type]
        name="防汛专题",
        fields=ColumnFields(
            description="防汛专题", keywords="防汛", supply=ColumnSupply.COBUILT,
            builder_codes=("edu", "health"),
        ),
    )  # fmt: skip

    kept = Column.objects.get(pk=column.pk).builders.values_list("code", flat=True)
    assert set(kept) == {"edu", "health"}
