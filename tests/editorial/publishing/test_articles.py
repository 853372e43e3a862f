from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mingtang.editorial.content.actions.placements import pin_placement
from mingtang.editorial.content.models import Article, Placement, Release
from mingtang.editorial.pages.engine.lanes import make_own_pages, work_everything
from mingtang.editorial.pages.enums import TargetLane
from mingtang.editorial.pages.models import Target, Tombstone
from mingtang.editorial.publishing import hooks
from mingtang.editorial.publishing.actions import publish_article, redate_article, take_down_article
from mingtang.editorial.publishing.actions.articles import may_publish
from mingtang.editorial.publishing.models import Address
from mingtang.editorial.publishing.queries import pages_of
from mingtang.ground.foundation.decisions import NotVisible, Refused, no
from mingtang.spine.events.models import Event
from mingtang.spine.events.testing import drain
from tests.factories.cast import Cast
from tests.factories.publishing import (
    from_nothing,
    pass_review,
    published_article,
    ready_article,
    tree,
)

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def codes(refusal: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in refusal.value.reasons]


def woken(at: datetime) -> dict[str, set[str]]:
    """Return the pages that wait, by lane."""
    rows = Target.objects.filter(state="waiting").values_list("lane", "site__code", "path")
    found: dict[str, set[str]] = {}
    for lane, code, path in rows:
        found.setdefault(TargetLane(lane).name, set()).add(f"{code}{path}")
    return found


def test_publish_writes_the_page_and_what_shows_it(cast: Cast, at: datetime) -> None:
    published = published_article(cast, at, columns=[cast.news, cast.edu_news])

    work_everything(at)

    pk = published.article_id
    portal, edu = tree("portal"), tree("edu")
    assert set(portal) >= {
        "/index.html",
        "/404.html",
        "/410.html",
        "/map.html",
        "/robots.txt",
        "/feed.xml",
        "/sitemap.xml",
        "/sitemap-1.xml",
        "/news/index.html",
        "/notices/index.html",
        "/notices/feed.xml",
        "/news/feed.xml",
        "/news/202603/index.html",
        f"/news/202603/{pk}.html",
    }
    assert "市第三中学新校区启用" in portal["/news/index.html"].decode()
    assert (
        f'<link rel="canonical" href="https://www.mingzhou.gov.cn/news/202603/{pk}.html">'
        in edu[f"/news/202603/{pk}.html"].decode()
    )
    assert portal == from_nothing("portal")
    assert edu == from_nothing("edu")


def test_publish_wakes_only_what_shows_the_item(cast: Cast, at: datetime) -> None:
    published_article(cast, at, columns=[cast.news, cast.edu_news])
    work_everything(at)

    second = published_article(cast, at + MINUTE, columns=[cast.news], title="第二条")

    assert woken(at) == {
        "OWN": {f"portal/news/202603/{second.article_id}.html"},
        "DEPENDENT": {
            "portal/index.html",
            "portal/feed.xml",
            "portal/news/index.html",
            "portal/news/feed.xml",
            "portal/news/202603/index.html",
            "portal/sitemap-1.xml",
        },
    }


def test_own_page_is_on_line_before_what_depends_on_it(cast: Cast, at: datetime) -> None:
    published_article(cast, at, columns=[cast.news])
    work_everything(at)
    second = published_article(cast, at + MINUTE, columns=[cast.news], title="第二条")

    outcome = make_own_pages(second.target_ids, at + MINUTE)

    page = f"/news/202603/{second.article_id}.html"
    assert (outcome.written, page in tree("portal")) == (1, True)
    assert "第二条" not in tree("portal")["/news/index.html"].decode()
    status = pages_of(second.article_id)[0]
    assert status.words == "已上线 10:01:00"
    assert status.url == f"https://www.mingzhou.gov.cn{page}"


def test_publish_again_corrects_and_keeps_date_and_address(cast: Cast, at: datetime) -> None:
    first = published_article(cast, at, columns=[cast.news])
    work_everything(at)
    article = Article.objects.get(pk=first.article_id)
    pass_review(cast, article, at + MINUTE)

    publish_article(actor=cast.desk_editor, at=at + 2 * MINUTE, article_id=article.pk)
    work_everything(at + 2 * MINUTE)

    release = Release.objects.get(pk=article.pk)
    assert (release.released_at, release.changed_at) == (at, at + 2 * MINUTE)
    assert Address.objects.filter(article=article).count() == 1
    assert tree("portal") == from_nothing("portal")
    recorded = Event.objects.filter(code__startswith="publishing.article.").order_by("pk")
    assert list(recorded.values_list("code", flat=True)) == [
        "publishing.article.released",
        "publishing.article.corrected",
    ]


def test_may_publish_answers_without_publishing(cast: Cast, at: datetime) -> None:
    article = ready_article(cast, at, columns=[cast.news])
    article.refresh_from_db()

    assert may_publish(article, cast.desk_editor, at)
    for wrong in (cast.officer, cast.leader, cast.stranger, cast.portal_secrecy):
        refusal = may_publish(article, wrong, at)
        assert [reason.code for reason in refusal.reasons] == ["organization.not_entitled"]
    article.state = "accepted"
    early = may_publish(article, cast.desk_editor, at)
    assert [reason.code for reason in early.reasons] == ["content.wrong_state"]
    assert not Release.objects.exists()


def test_publish_is_refused_with_all_reasons(cast: Cast, at: datetime) -> None:
    article = ready_article(cast, at, columns=[])
    Article.objects.filter(pk=article.pk).update(state="accepted")
    article.review_rounds.update(state="refused")

    with pytest.raises(Refused) as refusal:
        publish_article(actor=cast.officer, at=at, article_id=article.pk)
    with pytest.raises(NotVisible):
        publish_article(actor=cast.stranger, at=at, article_id=article.pk)

    assert codes(refusal) == [
        "organization.not_entitled",
        "content.wrong_state",
        "publishing.no_column",
        "publishing.not_passed",
    ]
    assert not Release.objects.exists()
    assert not Target.objects.exists()


def test_another_room_can_forbid_a_release(cast: Cast, at: datetime) -> None:
    def veto(article_id: int, revision_id: int) -> object:
        return no("example.closed", "今天不发布。")

    hooks.add_release_veto(veto)  # type: ignore[arg-type]
    try:
        with pytest.raises(Refused) as refusal:
            published_article(cast, at, columns=[cast.news])
    finally:
        hooks.remove_release_veto(veto)  # type: ignore[arg-type]

    assert codes(refusal) == ["example.closed"]


def test_release_date_is_the_servers_unless_named_people_state_another(
    cast: Cast, at: datetime
) -> None:
    published = published_article(cast, at, columns=[cast.news])
    earlier = at - timedelta(days=40)

    with pytest.raises(Refused) as refusal:
        redate_article(
            actor=cast.desk_editor,
            at=at,
            article_id=published.article_id,
            released_at=at + MINUTE,
            reason="",
        )
    redate_article(
        actor=cast.portal_signer,
        at=at,
        article_id=published.article_id,
        released_at=earlier,
        reason="原网站发布于二月一日",
    )
    work_everything(at)

    assert codes(refusal) == [
        "organization.not_entitled",
        "publishing.date_ahead",
        "publishing.reason_missing",
    ]
    address = Address.objects.get(article_id=published.article_id)
    assert (address.released_at, "/202603/" in address.path) == (earlier, True)
    assert "/news/202601/index.html" in tree("portal")
    assert tree("portal") == from_nothing("portal")
    event = Event.objects.get(code="publishing.article.redated")
    assert str(event.reason) == "原网站发布于二月一日"


def test_take_down_removes_everything_and_leaves_a_notice(cast: Cast, at: datetime) -> None:
    kept = published_article(cast, at, columns=[cast.news], title="留下的")
    gone = published_article(cast, at + MINUTE, columns=[cast.news, cast.edu_news], title="撤下的")
    work_everything(at + MINUTE)

    take_down_article(
        actor=cast.desk_editor,
        at=at + 2 * MINUTE,
        article_id=gone.article_id,
        reason_code="error",
        reason="数字有误",
        public_reason="内容有误，正在核实。",
    )
    work_everything(at + 2 * MINUTE)

    page = f"/news/202603/{gone.article_id}.html"
    for code in ("portal", "edu"):
        files = tree(code, with_twins=True)
        assert page not in files
        assert f"{page}.gz" not in files
        assert "内容有误，正在核实。" in files[f"/.gone{page}"].decode()
        named = [path for path, body in tree(code).items() if "撤下的" in body.decode()]
        assert named == []
        assert tree(code) == from_nothing(code)
    assert f"/news/202603/{kept.article_id}.html" in tree("portal")
    assert Article.objects.get(pk=gone.article_id).state == "taken_down"
    assert not Placement.objects.filter(article_id=gone.article_id, is_live=True).exists()
    event = Event.objects.get(code="publishing.article.taken_down")
    assert str(event.reason) == "数字有误"


def test_take_down_is_refused_without_reason_or_when_not_on_line(cast: Cast, at: datetime) -> None:
    article = ready_article(cast, at, columns=[cast.news])

    with pytest.raises(Refused) as refusal:
        take_down_article(
            actor=cast.officer, at=at, article_id=article.pk, reason_code="?", reason=" "
        )

    assert codes(refusal) == [
        "organization.not_entitled",
        "publishing.not_live",
        "publishing.reason_code",
        "publishing.reason_missing",
    ]


def test_what_was_taken_down_can_be_released_at_its_old_address(cast: Cast, at: datetime) -> None:
    published = published_article(cast, at, columns=[cast.news])
    take_down_article(
        actor=cast.desk_editor,
        at=at,
        article_id=published.article_id,
        reason_code="error",
        reason="有误",
    )
    work_everything(at)
    pass_review(cast, Article.objects.get(pk=published.article_id), at)

    publish_article(actor=cast.desk_editor, at=at + MINUTE, article_id=published.article_id)
    work_everything(at + MINUTE)

    page = f"/news/202603/{published.article_id}.html"
    assert page in tree("portal")
    assert f"/.gone{page}" not in tree("portal")
    assert Tombstone.objects.get().lifted_at == at + MINUTE
    assert tree("portal") == from_nothing("portal")


def test_pins_stand_only_on_the_head_page(cast: Cast, at: datetime) -> None:
    for number in range(25):
        published_article(cast, at + number * MINUTE, columns=[cast.news], title=f"第{number}条")
    later = at + 60 * MINUTE
    work_everything(later)
    oldest = Placement.objects.order_by("pk")[0]

    pin_placement(actor=cast.desk_editor, at=later, placement_id=oldest.pk, is_pinned=True)
    drain(later)

    assert woken(later) == {"DEPENDENT": {"portal/news/index.html"}}
    work_everything(later)
    head = tree("portal")["/news/index.html"].decode()
    assert head.index("第0条") < head.index("第24条")
    assert tree("portal") == from_nothing("portal")


def test_publish_costs_the_same_beside_few_and_many_articles(cast: Cast, at: datetime) -> None:
    _fill(cast, at, 25)
    few = _queries_of_one_release(cast, at + 30 * MINUTE)
    _fill(cast, at + 40 * MINUTE, 25)
    many = _queries_of_one_release(cast, at + 80 * MINUTE)

    assert many == few


def _fill(cast: Cast, at: datetime, count: int) -> None:
    for number in range(count):
        published_article(cast, at + number * MINUTE, columns=[cast.news], title=f"第{number}条")
    work_everything(at + count * MINUTE)


def _queries_of_one_release(cast: Cast, at: datetime) -> int:
    article = ready_article(cast, at, columns=[cast.news], title="量一量")
    with CaptureQueriesContext(connection) as captured:
        publish_article(actor=cast.desk_editor, at=at, article_id=article.pk)
        work_everything(at)
    return len(captured)
