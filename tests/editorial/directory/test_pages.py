"""Pages about people and offices: made when there is something to show, woken by what they showed."""

from datetime import datetime, timedelta

import pytest

from mingtang.editorial.directory.actions import (
    change_statement,
    save_contact,
    save_institution,
    save_leader,
)
from mingtang.editorial.directory.enums import StatementKind
from mingtang.editorial.directory.policies.entries import (
    ContactFacts,
    InstitutionFacts,
    LeaderFacts,
)
from mingtang.editorial.layouts.actions.layouts import create_layout, release_layout
from mingtang.editorial.layouts.models import SiteLayout
from mingtang.editorial.pages.engine.lanes import work_everything
from mingtang.editorial.sites.models import GovSite
from tests.factories.cast import Cast
from tests.factories.media import picture
from tests.factories.publishing import published_article, tree

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def online(cast: Cast, at: datetime) -> None:
    """The portal is online."""
    GovSite.objects.filter(pk=cast.portal.pk).update(
        phone="0550-3000000",
        address="人民路1号",
        icp="皖ICP备15000001号",
        identity_code="3499000001",
    )
    published_article(cast, at, columns=[cast.news])
    work_everything(at)


def pages(at: datetime) -> dict[str, bytes]:
    work_everything(at)
    return tree("portal")


def changed(before: dict[str, bytes], after: dict[str, bytes]) -> set[str]:
    paths = before.keys() | after.keys()
    return {path for path in paths if before.get(path) != after.get(path)}


def test_leaders_have_a_list_a_page_each_and_a_portrait(cast: Cast, at: datetime) -> None:
    assert "/leaders.html" not in tree("portal")
    portrait = picture(cast.city, actor=cast.desk_editor, at=at)
    facts = LeaderFacts(
        name="顾全", post="市委副书记、市长", duties="主持市政府全面工作。", resume="1970年生。\n大学学历。",
        portrait_words="顾全近照",
    )  # fmt: skip
    who = {"actor": cast.desk_editor, "site_id": cast.portal.pk}
    row = save_leader(at=at, facts=facts, portrait=portrait.pk, **who)
    second = LeaderFacts(name="贺平", post="副市长", position=1)
    save_leader(at=at, facts=second, **who)
    after = pages(at)
    own = f"/leaders/{row.pk}.html"
    image = f"/assets/image/{portrait.pk}.png"
    assert f'src="{image}" alt="顾全近照"' in after["/leaders.html"].decode()
    assert after["/leaders.html"].decode().index("顾全") < after["/leaders.html"].decode().index(
        "贺平"
    )
    page = after[own].decode()
    assert "<h2>分管工作</h2>" in page
    assert "<p>大学学历。</p>" in page
    assert "贺平　副市长" in page
    assert image in after
    assert '<a href="/leaders.html">领导之窗</a>' in after["/map.html"].decode()

    hidden = LeaderFacts(
        name="顾全", post="市委副书记、市长", portrait_words="顾全近照", is_shown=False
    )
    save_leader(at=at + MINUTE, facts=hidden, portrait=portrait.pk, leader_id=row.pk, **who)
    gone = pages(at + MINUTE)
    assert {own, image} <= after.keys() - gone.keys()
    assert "顾全" not in gone["/leaders.html"].decode()


def test_contacts_and_institutions_can_be_called(cast: Cast, at: datetime) -> None:
    who = {"actor": cast.desk_editor, "at": at, "site_id": cast.portal.pk}
    office = save_institution(
        facts=InstitutionFacts(
            name="综合科", phone="0550-3000002", duties="一、文电\n负责公文运转。"
        ),
        **who,
    )
    desk = ContactFacts(post="值班室", phone="0550-3000003、12345", office_hours="全天")
    post = save_contact(facts=desk, institution_id=office.pk, **who)
    found = pages(at)
    assert '<a href="tel:+86-550-3000002">0550-3000002</a>' in found["/institutions.html"].decode()
    page = found[f"/institutions/{office.pk}.html"].decode()
    assert "<h2>一、文电</h2>" in page
    book = found["/contact-book.html"].decode()
    assert "<h2>综合科</h2>" in book
    assert '<a href="tel:12345;phone-context=+86">12345</a>' in book
    later = at + MINUTE
    renamed = ContactFacts(post="总值班室", phone="0550-3000003")
    again = {**who, "at": later, "contact_id": post.pk, "institution_id": office.pk}
    save_contact(facts=renamed, **again)
    assert changed(found, pages(later)) == {"/contact-book.html"}


def test_statements_follow_the_facts_of_the_site_until_the_office_writes_its_own(
    cast: Cast, at: datetime
) -> None:
    found = tree("portal")
    for path in ("/about.html", "/contact.html", "/privacy.html", "/accessibility.html"):
        assert f'<a href="{path}">' in found["/index.html"].decode()
        assert '<a href="tel:+86-550-3000000">0550-3000000</a>' in found[path].decode()
        assert "【" not in found[path].decode()
    assert "/overview.html" not in found
    assert "皖ICP备15000001号</a></dd>" in found["/about.html"].decode()
    who = {"actor": cast.desk_editor, "at": at, "site_id": cast.portal.pk}
    change_statement(kind=StatementKind.ABOUT, text="由【主办单位】主办。", **who)
    change_statement(kind=StatementKind.OVERVIEW, text="明州市位于江北。", **who)
    after = pages(at)
    assert f"<p>由{cast.portal.unit.name}主办。</p>" in after["/about.html"].decode()
    assert "明州市位于江北" in after["/overview.html"].decode()
    maps = {"/map.html", "/sitemap-pages.xml"}
    assert changed(found, after) == {"/about.html", "/overview.html", *maps}
    change_statement(kind=StatementKind.ABOUT, text="", **who)
    change_statement(kind=StatementKind.OVERVIEW, text="", **who)
    assert changed(found, pages(at)) == set()


def test_home_shows_leaders_and_wakes_with_them(cast: Cast, at: datetime) -> None:
    who = {"actor": cast.desk_editor, "site_id": cast.portal.pk}
    row = save_leader(at=at, facts=LeaderFacts(name="顾全", post="市长"), **who)
    block = {"type": "leaders", "width": 12, "title": "领导之窗", "value": {"count": 2}}
    home = create_layout(at=at, kind="home", title="首页", body=[block], **who)
    SiteLayout.objects.update(state="passed")
    release_layout(actor=cast.desk_editor, at=at, layout_id=home.pk)
    before = pages(at)
    assert (
        f'<a href="/leaders/{row.pk}.html">顾全 <span>市长</span></a>'
        in before["/index.html"].decode()
    )
    assert 'href="/leaders.html"' in before["/index.html"].decode()
    save_leader(
        at=at + MINUTE, facts=LeaderFacts(name="顾全", post="代市长"), leader_id=row.pk, **who
    )
    after = pages(at + MINUTE)
    assert changed(before, after) == {"/index.html", "/leaders.html", f"/leaders/{row.pk}.html"}
