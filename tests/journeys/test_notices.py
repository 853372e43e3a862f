"""The five notices, found as cluttered pages, stand on the portal as policy documents."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from django.conf import settings

from mingtang.editorial.content.actions import offer_placement
from mingtang.editorial.content.actions.imports import kind_of
from mingtang.editorial.content.importing.imported_blocks import Media, blocks_of
from mingtang.editorial.pages.engine.lanes import work_everything
from mingtang.editorial.publishing.actions import publish_article
from mingtang.editorial.publishing.models import Address
from mingtang.editorial.reading.reader import read_page
from mingtang.editorial.review.actions import start_review
from tests.editorial.reading.test_reader import SEEDS
from tests.factories.cast import Cast
from tests.factories.content import accepted, pass_all_gates, policy_fields

pytestmark = pytest.mark.django_db(transaction=True)
NAMES = (
    "hainan-2015-86.txt",
    "luan-2016-new-media.txt",
    "state-council-2014-57.txt",
    "xingning-2014-measures.txt",
    "xuancheng-2015-opinions.txt",
)
CLUTTER = (
    "版权所有",
    "小编",
    "站群导航",
    "当前的位置:",
    "高温",
    "Produced By",
    "律咖网",
)


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the notices lie outside the repository")
@pytest.mark.parametrize("name", NAMES)
def test_notice_stands_as_a_policy_document(cast: Cast, at: datetime, name: str) -> None:
    found = read_page(name, (SEEDS / name).read_bytes())
    assert kind_of(found) == "policy"
    fields = replace(
        policy_fields(),
        title=found.title.value,
        body=blocks_of(found, Media()),
        document_number=found.number.value,
        issuing_office=found.office.value,
        # What the file does not say, a person reads from the original.
        source=found.source.value or "市政府办",
        document_date=found.document_date.value or date(2015, 12, 8),
    )
    article = accepted(cast, at, fields)
    offer_placement(actor=cast.desk_editor, at=at, article_id=article.pk, column_id=cast.notices.pk)
    start_review(actor=cast.desk_editor, at=at, article_id=article.pk)
    pass_all_gates(cast, article, at)
    publish_article(actor=cast.desk_editor, at=at, article_id=article.pk)
    work_everything(at)

    address = Address.objects.get(article=article)
    page = (Path(settings.PUBLISH_ROOT) / "portal" / address.path[1:]).read_text("utf-8")
    assert found.title.value in page
    assert f"<dt>发文机关</dt><dd>{found.office.value}</dd>" in page
    if found.number.value:
        assert f'<p class="document-number">{found.number.value}</p>' in page
    assert "<dt>成文日期</dt>" in page
    for words in CLUTTER:
        assert words not in page.partition("<main")[2].partition("</main>")[0]
    assert len(page.encode()) < 100_000
