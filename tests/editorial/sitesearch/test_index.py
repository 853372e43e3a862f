from datetime import datetime, timedelta

import pytest

from mingtang.editorial.publishing.actions import publish_article, take_down_article
from mingtang.editorial.sites.models import Column
from mingtang.editorial.sitesearch.documents import ONLINE, online_pages
from mingtang.editorial.sitesearch.queries import Results, results_of
from mingtang.spine.jobs.actions import enqueue_job
from mingtang.spine.jobs.enums import JobLane
from mingtang.spine.jobs.running import work_jobs
from mingtang.spine.search.actions import put_public, remove_public
from mingtang.spine.search.asking import PublicQuestion
from mingtang.spine.search.jobs import REBUILD
from mingtang.spine.search.models import PublicDocument
from mingtang.spine.search.registry import SearchDocument
from tests.factories.cast import Cast
from tests.factories.publishing import published_article, revised

pytestmark = pytest.mark.django_db
NUMBER = "明教〔2026〕7号"


def _asked(text: str, at: datetime, *, own_site: str = "portal", **narrowed: str) -> Results:
    question = PublicQuestion(text, **narrowed)  # type: ignore[arg-type]
    return results_of(question, own_site=own_site, page=1, is_open=lambda _: True, at=at)


def test_an_article_is_found_once_it_is_online_and_never_after_it_was_taken_down(
    cast: Cast, at: datetime
) -> None:
    number = published_article(
        cast,
        at,
        columns=[cast.news],
        title="关于春季招生的公告",
        kind="policy",
        document_number=NUMBER,
    ).article_id
    found = _asked("明教[2026]7", at).found
    assert [(one.number, one.sort, one.office) for one in found] == [
        (NUMBER, "政策文件", cast.edu.name)
    ]
    assert found[0].link.startswith("/")
    revised(cast, number, at, title="关于秋季招生的公告")
    publish_article(actor=cast.desk_editor, at=at, article_id=number)
    assert (_asked("“春季招生”", at).total, _asked("“秋季招生”", at).total) == (0, 1)
    take_down_article(
        actor=cast.desk_editor, at=at, article_id=number, reason_code="error", reason="内容有误"
    )
    assert PublicDocument.objects.count() == 0
    assert _asked("秋季招生", at).total == 0


def test_an_article_on_two_sites_is_found_once_in_the_group_and_on_each_site(
    cast: Cast, at: datetime
) -> None:
    published_article(cast, at, columns=[cast.news, cast.edu_news], title="联合发布的招生公告")
    everywhere = _asked("联合发布", at, own_site="edu")
    assert [one.site for one in everywhere.found] == [cast.portal.name]
    assert everywhere.found[0].link.startswith("http")
    own = _asked("联合发布", at, own_site="edu", site=cast.edu_site.code)
    assert own.total == 1


def test_an_entry_that_lags_behind_shows_nothing_that_is_offline(cast: Cast, at: datetime) -> None:
    published_article(cast, at, columns=[cast.news], title="将要撤下的公告")
    row = PublicDocument.objects.get()
    PublicDocument.objects.filter(pk=row.pk).update(number=row.number + 1000)
    assert _asked("将要撤下", at).found == []
    assert list(online_pages([row.number + 1000])) == []


def test_results_can_be_narrowed_by_what_there_is(cast: Cast, at: datetime) -> None:
    published_article(cast, at, columns=[cast.news], title="招生公告", kind="notice")
    published_article(cast, at, columns=[cast.news], title="招生政策", kind="policy")
    found = _asked("招生", at, sort="policy")
    assert found.total == 1
    assert [code for code, _ in found.narrowing.sorts] == ["notice", "policy"]
    assert found.narrowing.units == [(cast.edu.code, cast.edu.name)]
    assert found.narrowing.years == [("2026", "2026年")]


def test_the_index_is_built_again_from_what_is_online(cast: Cast, at: datetime) -> None:
    published_article(cast, at, columns=[cast.news], title="春季招生")
    remove_public(ONLINE.name, PublicDocument.objects.values_list("number", flat=True))
    put_public(ONLINE.name, [SearchDocument(number=999, title="旧", dated=at)], at=at)
    later = at + timedelta(hours=1)
    enqueue_job(kind=REBUILD, actor="system", at=later, arguments={"kind": ONLINE.name})
    assert work_jobs(later, lane=JobLane.MAINTENANCE) == 1
    assert [row.title for row in PublicDocument.objects.all()] == ["春季招生"]


def test_columns_are_found_by_name_and_description_apart_from_articles(
    cast: Cast, at: datetime
) -> None:
    Column.objects.filter(pk=cast.edu_news.pk).update(description="教育系统的通知公告和动态")
    published_article(cast, at, columns=[cast.notices, cast.edu_news], title="关于停水的通知")
    here = _asked("通知公告", at, site="portal").places
    assert [("".join(one.text for one in place.name), place.link) for place in here] == [
        ("通知公告", "/notices/")
    ]
    everywhere = _asked("通知公告", at).places
    assert [place.site for place in everywhere] == ["", cast.edu_site.name]
    assert everywhere[1].link.startswith("http")
    assert _asked("“通知” 公告？", at, site="portal").places == here
    assert _asked("通知公告", at, site="portal", year="2026").places == ()
    Column.objects.filter(pk=cast.notices.pk).update(state="closed")
    assert not _asked("通知公告", at, site="portal").places
