"""Many rows of a list at once, and a filter saved, in a real browser; axe on each state."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from mingtang.editorial.content.enums import PlacementState
from mingtang.editorial.content.models import Placement
from mingtang.ground.foundation import clock
from tests.browser.test_sign_in import faults
from tests.factories.cast import Cast
from tests.factories.content import accepted, news_fields
from tests.factories.organization import PASSWORD
from tests.factories.regulations import bound_pack

pytestmark = pytest.mark.django_db(transaction=True)
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture
def offers(cast: Cast) -> list[Placement]:
    """Three articles that were offered to a column of the portal."""
    at = clock.now()
    bound_pack("city", at=at - timedelta(days=1))
    return [
        Placement.objects.create(
            article=accepted(cast, at, news_fields(title=f"{title}中学新校区启用")),
            column=cast.news,
            site=cast.portal,
            offered_by=cast.site_editor,
            offered_at=at,
        )
        for title in ("第一", "第二", "第三")
    ]


def test_offers_are_declined_together_and_a_filter_is_saved(
    cast: Cast, page: Page, live_server: LiveServer, offers: list[Placement]
) -> None:
    page.goto(f"{live_server.url}/sign-in/?next=/articles/placements/")
    page.get_by_label("用户名").fill(cast.desk_editor.username)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()

    everything = page.get_by_role("checkbox", name="全选")
    everything.check()
    boxes = page.locator("[name=items]")
    expect(boxes.nth(2)).to_be_checked()
    boxes.nth(1).uncheck()
    expect(everything).not_to_be_checked()
    for size in (NARROW, WIDE):
        page.set_viewport_size(size)
        assert faults(page) == []

    page.get_by_role("button", name="所选不予采用").click()
    expect(page.get_by_role("alert")).to_contain_text("原因：")
    expect(boxes.nth(1)).not_to_be_checked()
    expect(boxes.nth(2)).to_be_checked()  # nothing ticked is lost
    assert faults(page) == []
    page.get_by_label("原因").fill("不属于本网站")
    page.get_by_role("button", name="所选不予采用").click()
    expect(page.get_by_role("status").get_by_text("不予采用")).to_have_count(2)
    assert faults(page) == []
    assert Placement.objects.filter(state=PlacementState.REFUSED).count() == 2

    page.get_by_label("状态").select_option(label="不予采用")
    page.get_by_role("button", name="查找").click()
    page.get_by_text("保存现在的条件").click()
    page.get_by_label("名称").fill("不用的")
    assert faults(page) == []
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_role("link", name="不用的")).to_have_attribute("aria-current", "true")
    page.reload()  # the message, which fades in, is gone
    for size in (NARROW, WIDE):
        page.set_viewport_size(size)
        assert faults(page) == []
    page.get_by_text("删除常用筛选").click()
    page.get_by_role("button", name="删除“不用的”").click()
    expect(page.get_by_role("link", name="不用的")).to_have_count(0)
