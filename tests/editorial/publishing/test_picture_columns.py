"""A column of pictures or films shows the first picture of each article; the others show titles."""

from datetime import datetime, timedelta

import pytest

from mingtang.editorial.pages.engine.lanes import work_everything
from mingtang.editorial.publishing.actions import publish_article
from mingtang.editorial.sites.enums import Presentation
from mingtang.editorial.sites.models import Column, GovSite
from tests.factories.cast import Cast
from tests.factories.media import picture
from tests.factories.publishing import from_nothing, published_article, revised, tree

pytestmark = pytest.mark.django_db
TEXT = {"type": "text", "value": "<p>春耕现场。</p>"}


def head() -> str:
    return tree("portal")["/news/index.html"].decode()


@pytest.mark.parametrize("kind", [Presentation.PICTURES, Presentation.VIDEOS])
def test_column_shows_the_first_picture_of_each_article(
    cast: Cast, at: datetime, kind: Presentation
) -> None:
    GovSite.objects.update(theme="official")
    Column.objects.filter(pk=cast.news.pk).update(presentation=kind.value)
    first, second = (picture(cast.edu, actor=cast.officer, at=at) for _ in range(2))
    shown = [
        {"type": "picture", "value": {"image": one.pk, "name": "秧田"}} for one in (first, second)
    ]
    pictured = published_article(
        cast, at, columns=[cast.news], title="早稻开秧", body=[TEXT, *shown]
    )
    published_article(cast, at, columns=[cast.news], title="没有图片", body=[TEXT])
    work_everything(at)

    gallery = head()[
        head().index('<ul class="gallery') : head().index("</ul>", head().index("gallery"))
    ]
    assert f"/assets/image/{first.pk}" in gallery
    assert f"/assets/image/{second.pk}" not in gallery
    assert gallery.count("<li>") == 2
    assert gallery.count("<img ") == 1
    assert ('class="gallery films"' in gallery) is (kind is Presentation.VIDEOS)
    assert tree("portal") == from_nothing("portal")

    later = at + timedelta(hours=1)
    revised(cast, pictured.article_id, later, body=[TEXT])
    publish_article(actor=cast.desk_editor, at=later, article_id=pictured.article_id)
    work_everything(later)
    assert "/assets/image/" not in head()[head().index("gallery") :]


def test_other_columns_read_no_texts(cast: Cast, at: datetime) -> None:
    GovSite.objects.update(theme="official")
    published_article(cast, at, columns=[cast.news])
    work_everything(at)

    assert "gallery" not in head()
    assert '<ul class="list long">' in head()
