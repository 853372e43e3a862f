"""What nobody should send: a clear message, and nothing is written."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from mingtang.editorial.pages import rendering
from mingtang.editorial.pages.engine.lanes import work_everything
from mingtang.editorial.pages.engine.waking import Wakes
from mingtang.editorial.pages.models import Redirect, Target
from mingtang.editorial.pages.registry import PageSpec
from mingtang.editorial.publishing.actions import publish_article
from mingtang.editorial.publishing.engine import archive, listing
from mingtang.editorial.publishing.models import Address, Listing, Month, Part
from mingtang.editorial.publishing.policies import parts
from mingtang.editorial.sites.actions.column_tree import rename_column
from mingtang.editorial.sites.actions.columns import ColumnFields, open_column
from mingtang.editorial.sites.actions.sites import change_site, plan_site
from mingtang.editorial.sites.enums import SiteKind
from mingtang.editorial.sites.models import Column, GovSite
from mingtang.ground.foundation.decisions import Refused
from tests.editorial.publishing.site_fields import fields_of
from tests.factories.cast import Cast
from tests.factories.publishing import from_nothing, published_article, ready_article, revised, tree

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)

BAD_SEGMENTS = ["..", ".", "../etc", "a/../../etc", "a\x00b", "a\nb", "a\tb", "a b", "a\\b", "%2e%2e", "a\u202eb", "．．"]  # fmt: skip


def reasons(refusal: pytest.ExceptionInfo[Refused]) -> dict[str, str]:
    return {reason.code: reason.text for reason in refusal.value.reasons}


# addresses


@pytest.mark.parametrize("slug", BAD_SEGMENTS)
def test_column_gets_no_address_that_leads_elsewhere(cast: Cast, at: datetime, slug: str) -> None:
    before = set(Column.objects.values_list("path", flat=True))

    with pytest.raises(Refused) as refusal:
        open_column(
            actor=cast.operator,
            at=at,
            site_id=cast.portal.pk,
            code="fresh",
            slug=slug,
            name="新栏目",
            fields=ColumnFields(description="发布工作动态", keywords="工作,动态"),
        )
    assert reasons(refusal)["sites.column_slug"].startswith("路径名只能用小写字母、数字和连字符")
    with pytest.raises(Refused):
        rename_column(actor=cast.operator, at=at, column_id=cast.news.pk, name="要闻", slug=slug)

    assert set(Column.objects.values_list("path", flat=True)) == before
    assert not Target.objects.exists()


@pytest.mark.parametrize("code", BAD_SEGMENTS)
def test_site_gets_no_folder_that_leads_elsewhere(cast: Cast, at: datetime, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        plan_site(
            actor=cast.operator,
            at=at,
            code=code,
            kind=SiteKind.TOPIC,
            parent_code="portal",
            fields=fields_of(cast.portal, name="专题", domain="zt.mingzhou.gov.cn"),
        )
    assert any("代码" in text for text in reasons(refusal).values())
    assert GovSite.objects.count() == 2


@pytest.mark.parametrize(
    "domain", ["..", "www.mingzhou.gov.cn\x00", "../../etc", "a\u202eb.gov.cn"]
)
def test_site_gets_no_domain_that_is_none(cast: Cast, at: datetime, domain: str) -> None:
    with pytest.raises(Refused) as refusal:
        change_site(
            actor=cast.operator,
            at=at,
            site_id=cast.portal.pk,
            fields=fields_of(cast.portal, domain=domain),
        )
    assert reasons(refusal)["sites.domain"].startswith("域名格式不对")
    assert GovSite.objects.get(pk=cast.portal.pk).domain == "www.mingzhou.gov.cn"


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/../../etc/passwd", "地址中不能有“.”或“..”这样的段。"),
        ("/a/./b.html", "地址中不能有“.”或“..”这样的段。"),
        ("/a\nb.html", "地址中有不可见的控制字符，请重新输入。"),
        ("/a\u202eb.html", "地址中有不可见的控制字符，请重新输入。"),
        ("/a\\b.html", "地址中不能有反斜杠，请用“/”。"),
        ("//evil.example/x.html", "地址应以一个“/”开头。"),
        ("x.html", "地址应以一个“/”开头。"),
        ("/a//b.html", "地址中有空的段，请去掉多余的“/”。"),
        ("/.git/config", "地址的各段不能以“.”开头。"),
        ("/api/x.html", "“api”由系统保留，请换一个名称。"),
        ("/a.html.gz", "地址不能以 .gz 或 .br 结尾，这是压缩副本的名称。"),
        ("/" + "长" * 70, "地址中有一段太长，请缩短。"),
        ("/a" * 151, "地址超过 300 个字符，请缩短栏目路径。"),
    ],
)
def test_room_above_cannot_publish_at_a_bad_address(
    cast: Cast, at: datetime, path: str, words: str
) -> None:
    wakes = Wakes(at)
    wakes.lock([cast.portal.pk])

    with pytest.raises(Refused) as refusal:
        wakes.page(cast.portal.pk, "article", PageSpec(path, "1", None))

    assert words in reasons(refusal).values()
    assert not Target.objects.filter(path=path).exists()


# two that want one address


def test_second_owner_of_an_address_is_refused(cast: Cast, at: datetime) -> None:
    published = published_article(cast, at, columns=[cast.news])
    work_everything(at)
    (address,) = Address.objects.values_list("path", flat=True)
    before = tree("portal", with_twins=True)
    wakes = Wakes(at)
    wakes.lock([cast.portal.pk])
    wakes.page(cast.portal.pk, "article", PageSpec(address, "4711", cast.news.pk))

    with pytest.raises(Refused) as refusal:
        wakes.flush()

    assert reasons(refusal) == {
        "publishing.path_taken": f"地址“{address}”已经属于另一个页面，不能再次使用。请更换栏目路径。"
    }
    assert Target.objects.get(path=address).key == str(published.article_id)
    assert tree("portal", with_twins=True) == before


def test_column_does_not_lie_where_an_archive_lies(cast: Cast, at: datetime) -> None:
    """`/news/202603/` is the archive of March, whichever page comes first."""
    with pytest.raises(Refused) as refusal:
        open_column(
            actor=cast.operator,
            at=at,
            site_id=cast.portal.pk,
            parent_id=cast.news.pk,
            code="202603",
            name="三月",
            fields=ColumnFields(description="发布工作动态", keywords="工作,动态"),
        )
    assert reasons(refusal) == {
        "sites.column_slug_month": "四位、六位数字是按年、按月存档的目录，请换一个路径名。"
    }


def test_articles_in_one_column_and_moment_have_addresses_of_their_own(
    cast: Cast, at: datetime
) -> None:
    for _ in range(3):
        published_article(cast, at, columns=[cast.news], title="同一个标题")
    work_everything(at)

    found = list(Address.objects.values_list("path", flat=True))
    assert len(set(found)) == 3
    assert set(found) <= set(tree("portal"))


# too much


def test_correction_that_makes_a_page_too_large_leaves_the_old_one(
    cast: Cast, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    published = published_article(cast, at, columns=[cast.news])
    work_everything(at)
    (page,) = Address.objects.values_list("path", flat=True)
    before = {path: body for path, body in tree("portal", with_twins=True).items() if page in path}
    monkeypatch.setattr(rendering, "LARGEST_PAGE", 20_000)
    body = [{"type": "text", "value": f"<p>{'长' * 20_000}</p>"}]

    revised(cast, published.article_id, at + MINUTE, body=body)
    publish_article(actor=cast.desk_editor, at=at + MINUTE, article_id=published.article_id)
    work_everything(at + MINUTE)

    target = Target.objects.get(path=page)
    assert target.state == "failed"
    assert target.reason == "页面有 0.1 MB，超过 5 MB 的上限。请把长表格或附表改为附件。"
    after = {path: body for path, body in tree("portal", with_twins=True).items() if page in path}
    assert after == before


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> int:
    """Parts of three items, so that a month of thirty stands for one of a thousand and more."""
    monkeypatch.setattr(parts, "PART_SIZE", 3)
    monkeypatch.setattr(parts, "OVERFULL", 6)
    monkeypatch.setattr(archive, "PART_SIZE", 3)
    return 3


def test_full_month_is_cut_into_pages_that_stay_small(
    cast: Cast, at: datetime, small_parts: int
) -> None:
    """The cost of one more does not depend on how many there are: 100,000 are 1,000 such pages."""
    woken, sizes = [], []
    for number in range(30):
        moment = at + number * MINUTE
        published_article(cast, moment, columns=[cast.news], title=f"第{number}条")
        woken.append(Target.objects.filter(state="waiting", path__contains="/202603/").count())
        work_everything(moment)
        sizes.append(max(len(body) for path, body in tree("portal").items() if "/202603/p" in path or path.endswith("/202603/index.html")))  # fmt: skip

    pages = {path for path in tree("portal") if path.startswith("/news/202603/p")}
    assert pages == {f"/news/202603/p{number}.html" for number in range(2, 11)}
    assert max(Part.objects.values_list("count", flat=True)) == small_parts
    assert max(woken[3:]) <= 3  # its own page, its part, the part before
    assert max(sizes[6:]) < 1.3 * max(sizes[:6])
    assert tree("portal") == from_nothing("portal")


def test_month_that_is_full_takes_no_more(
    cast: Cast, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert parts.MONTH_LIMIT == 100_000
    monkeypatch.setattr(listing, "MONTH_LIMIT", 2)
    for _ in range(2):
        published_article(cast, at, columns=[cast.news])
    work_everything(at)
    before = tree("portal", with_twins=True)
    third = ready_article(cast, at, columns=[cast.news])

    with pytest.raises(Refused) as refusal:
        publish_article(actor=cast.desk_editor, at=at, article_id=third.pk)

    (words,) = reasons(refusal).values()
    assert "在 202603 这个月已有 2 条，超过一个月的上限，请分设栏目后再发布。" in words
    assert Listing.objects.count() == Month.objects.get().count == Address.objects.count() == 2
    assert not Target.objects.filter(state="waiting").exists()
    work_everything(at)
    assert tree("portal", with_twins=True) == before


# a site with nothing in it


def test_site_without_columns_has_a_home_page(cast: Cast, at: datetime) -> None:
    Column.objects.filter(site=cast.edu_site).delete()
    wakes = Wakes(at)
    wakes.lock([cast.edu_site.pk])
    wakes.flush()
    work_everything(at)

    assert not Target.objects.filter(state="failed").exists()
    assert "明州市教育局" in tree("edu")["/index.html"].decode()
    assert tree("edu") == from_nothing("edu")


def test_redirects_never_leave_the_site(cast: Cast, at: datetime) -> None:
    published_article(cast, at, columns=[cast.news])
    rename_column(actor=cast.operator, at=at, column_id=cast.news.pk, name="要闻", slug="yaowen")
    for row in Redirect.objects.all():
        assert row.to_path.startswith("/")
        assert not row.to_path.startswith("//")
    assert not (Path(settings.PUBLISH_ROOT).parent / "etc").exists()
