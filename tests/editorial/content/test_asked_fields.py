"""Fields that a pack asks for: optional in a draft, demanded when the text goes on."""

from datetime import datetime, timedelta

import pytest

from mingtang.editorial.content.policies.readiness import has_asked_fields
from mingtang.editorial.review.actions import start_review
from mingtang.editorial.submission.actions import submit_article
from mingtang.ground.foundation.decisions import Refused
from mingtang.institution.regulations.queries import rules_for
from tests.factories.cast import Cast
from tests.factories.content import accepted, draft, news_fields
from tests.factories.regulations import bound_pack
from tests.institution.obligations.packs import install_changed

ASKED = [("source", "信息来源"), ("author", "作者"), ("released_at", "发布时间")]


def test_what_the_platform_knows_itself_is_not_asked_of_an_editor() -> None:
    decision = has_asked_fields({"source": "市教育局", "author": " "}, ASKED)
    assert [(one.code, one.field, one.text) for one in decision.reasons] == [
        ("content.author_missing", "author", "请填写作者。")
    ]


@pytest.mark.django_db
def test_xn_05_fields_of_the_pack_are_demanded_at_submission(
    cast: Cast, at: datetime, rooms: None
) -> None:
    bound_pack("city", at=at)
    article = draft(cast, at, news_fields(author=""))
    sent = accepted(cast, at, news_fields(author=""))
    later = at + timedelta(hours=1)
    fields = [{"name": name, "label": label} for name, label in ASKED]
    install_changed("demo", later, "article.required_fields", fields=fields)
    assert "author" in rules_for(["city"], later)["article.required_fields"].names
    with pytest.raises(Refused) as refused:
        submit_article(
            actor=cast.officer, at=later, article_id=article.pk, version=article.version,
            author="林晓", phone="13805630000",
        )  # fmt: skip
    assert [(one.code, one.field) for one in refused.value.reasons] == [
        ("content.author_missing", "author")
    ]
    with pytest.raises(Refused) as late:
        start_review(actor=cast.desk_editor, at=later, article_id=sent.pk)
    assert [one.code for one in late.value.reasons] == ["content.author_missing"]
