from datetime import datetime

import pytest

from mingtang.publishing.engine.lanes import work_everything
from tests.factories.cast import Cast
from tests.factories.publishing import from_nothing, published_article, tree


@pytest.mark.django_db
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
