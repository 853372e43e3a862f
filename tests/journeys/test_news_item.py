"""The story of a news item, end to end, clause by clause."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from mingtang.editorial.content.actions import offer_placement
from mingtang.editorial.content.models import Article
from mingtang.editorial.pages.engine.lanes import work_everything
from mingtang.editorial.publishing.actions import publish_article, take_down_article
from mingtang.editorial.publishing.models import Address
from mingtang.editorial.submission.actions import return_submission
from mingtang.ground.foundation.clock import BEIJING
from mingtang.institution.obligations.enums import ObligationState
from mingtang.institution.obligations.models import Obligation
from mingtang.institution.regulations.queries import rules_for
from mingtang.oversight.monitoring.inspection import Severity, inspect_page
from mingtang.spine.events.testing import drain
from tests.factories.cast import Cast
from tests.factories.content import (
    accepted,
    arrived,
    news_fields,
    pass_all_gates,
    policy_fields,
)

pytestmark = pytest.mark.django_db(transaction=True)


def _file(site: str, path: str) -> Path:
    return Path(settings.PUBLISH_ROOT) / site / path.lstrip("/")


def _released(cast: Cast, at: datetime, **changes: object) -> Article:
    """Take a news item its whole way onto the portal and the bureau's own site."""
    from mingtang.editorial.review.actions import start_review  # only here

    article = accepted(cast, at, news_fields(**changes))
    for column in (cast.news, cast.edu_news):
        offer_placement(actor=cast.desk_editor, at=at, article_id=article.pk, column_id=column.pk)
    start_review(actor=cast.desk_editor, at=at, article_id=article.pk)
    pass_all_gates(cast, article, at)
    publish_article(actor=cast.desk_editor, at=at, article_id=article.pk)
    _settle(at)
    return article


def _settle(at: datetime) -> None:
    for _ in range(3):
        drain(at)
        work_everything(at)


def _pages(article: Article) -> dict[str, str]:
    rows = Address.objects.filter(article=article).select_related("site")
    return {row.site.code: _file(row.site.code, row.path).read_text("utf-8") for row in rows}


def test_xc_19_one_platform_serves_the_sites_of_city_and_department(
    cast: Cast, at: datetime
) -> None:
    article = _released(cast, at)
    pages = _pages(article)
    assert set(pages) == {"portal", "edu"}
    assert all("市第三中学新校区启用" in page for page in pages.values())
    canonical = Address.objects.get(article=article, site=cast.portal)
    assert 'rel="canonical" href="http' in pages["edu"]
    assert canonical.path in pages["edu"]


def test_xn_05_items_carry_source_and_time_and_columns_a_count(cast: Cast, at: datetime) -> None:
    rule = rules_for(["city"], at)["article.required_fields"]
    assert {field.name for field in rule.fields} == {"source", "released_at"}
    article = _released(cast, at)
    page = _pages(article)["portal"]
    assert "来源：市教育局" in page
    assert "2026-03-11 10:00" in page
    head = _file("portal", "/news/index.html").read_text("utf-8")
    assert "市第三中学新校区启用" in head
    assert "<strong>1</strong>" in head


def test_xc_32_a_page_has_its_furniture(cast: Cast, at: datetime) -> None:
    page = _pages(_released(cast, at))["portal"]
    for words in (
        "<h1>市第三中学新校区启用</h1>",
        "发布时间：",
        "来源：",
        "data-size",
        'aria-label="当前位置"',
        "/sites.html",
        "网站标识码：3418000001",
        'name="SiteIDCode" content="3418000001"',
        'name="ArticleTitle"',
        'name="PubDate" content="2026-03-11 10:00"',
        'name="ContentSource"',
        "更新时间：",
    ):
        assert words in page


def test_published_pages_pass_the_inspection(cast: Cast, at: datetime) -> None:
    _released(cast, at)
    pages = list(Path(settings.PUBLISH_ROOT, "portal").rglob("*.html"))
    assert len(pages) >= 3
    found = {
        (one.rule.code, one.text)
        for path in pages
        for one in inspect_page(path.read_bytes(), at=at + timedelta(hours=1)).findings
        if one.rule.severity is not Severity.HINT
    }
    # The badge is handed out per site, and this site has no number yet.
    assert {code for code, _ in found} <= {"furniture.badge"}, found


def test_xn_06_news_is_released_within_two_working_days_of_the_event(
    cast: Cast, at: datetime
) -> None:
    rule = rules_for(["city"], at)["publishing.news"]
    assert str(rule.within) == "2 working days"
    article = arrived(cast, at, news_fields(happened_on=date(2026, 3, 10)))
    _settle(at)
    clock = Obligation.objects.get(rule_id="publishing.news", subject=article.subject)
    assert clock.due_at == datetime(2026, 3, 12, 23, 59, 59, tzinfo=BEIJING)
    assert clock.unit_key == "office"
    released = _released(cast, at)
    met = Obligation.objects.get(rule_id="publishing.news", subject=released.subject)
    assert (met.state, met.decided_at) == (ObligationState.MET, at)


def test_xn_07_policy_is_released_within_five_working_days_of_issue(
    cast: Cast, at: datetime
) -> None:
    rule = rules_for(["city"], at)["publishing.policy"]
    assert str(rule.within) == "5 working days"
    article = arrived(cast, at, policy_fields(document_date=date(2026, 3, 9)))
    _settle(at)
    clock = Obligation.objects.get(rule_id="publishing.policy", subject=article.subject)
    assert clock.due_at == datetime(2026, 3, 16, 23, 59, 59, tzinfo=BEIJING)


def test_xn_20_release_or_return_meets_the_desks_clock_acceptance_does_not(
    cast: Cast, at: datetime
) -> None:
    rule = rules_for(["city"], at)["submission.desk"]
    assert str(rule.within) == "1 working day"
    taken = accepted(cast, at)
    returned = arrived(cast, at, news_fields(title="另一条"))
    return_submission(
        actor=cast.desk_editor,
        at=at,
        submission_id=returned.submissions.get().pk,
        reason="图片不清",
    )
    released = _released(cast, at, title="第三条")

    def state(article: Article) -> str:
        return Obligation.objects.get(rule_id="submission.desk", subject=article.subject).state

    _settle(at)
    assert state(taken) == ObligationState.OPEN
    assert state(returned) == ObligationState.MET
    assert state(released) == ObligationState.MET


def test_take_down_leaves_nothing_but_a_notice(cast: Cast, at: datetime) -> None:
    article = _released(cast, at)
    take_down_article(
        actor=cast.desk_editor,
        at=at + timedelta(hours=1),
        article_id=article.pk,
        reason_code="error",
        reason="数字有误",
        public_reason="内容有误，正在更正",
    )
    _settle(at + timedelta(hours=1))
    for row in Address.objects.filter(article=article).select_related("site"):
        assert not _file(row.site.code, row.path).exists()
        notice = _file(row.site.code, f"/.gone{row.path}").read_text("utf-8")
        assert "内容有误，正在更正" in notice
    head = _file("portal", "/news/index.html").read_text("utf-8")
    assert "市第三中学新校区启用" not in head
