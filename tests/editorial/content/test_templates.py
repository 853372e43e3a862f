"""A unit stores an article as a template, the desk for all units, and new articles begin with one."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from mingtang.editorial.content.actions.hand_over import hand_over_articles
from mingtang.editorial.content.actions.templates import (
    create_from_template,
    delete_template,
    store_template,
)
from mingtang.editorial.content.models import Article, ArticleTemplate
from mingtang.ground.foundation.decisions import NotVisible, Refused
from mingtang.institution.organization.actions.merging import Merger
from mingtang.workbench.backoffice.actions.media import delete_media
from mingtang.workbench.backoffice.form_keys import FIELD, new_form_key
from tests.factories import media
from tests.factories.cast import Cast
from tests.factories.content import arrived, draft, news_fields, policy_fields
from tests.factories.regulations import bound_pack
from tests.harness.signed_in import browser, rooms

__all__ = ["browser", "rooms"]

Browser = Callable[..., Client]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rooms")]


def test_article_becomes_a_template_and_a_new_draft_begins_with_it(
    cast: Cast, at: datetime, browser: Browser
) -> None:
    old = draft(cast, at, policy_fields(index_number="11340000/2026-00001", summary="摘要"))
    client, url = browser(cast.officer), f"/articles/{old.pk}/template/"
    assert url in client.get(f"/articles/{old.pk}/").content.decode()
    assert "各单位通用" not in client.get(url).content.decode()

    client.post(url, {"name": "招生通知", FIELD: new_form_key(cast.officer.pk, url)})

    template = ArticleTemplate.objects.get()
    assert "招生通知" in client.get("/articles/templates/").content.decode()
    assert "/articles/templates/" in client.get("/articles/new/").content.decode()
    url = f"/articles/templates/{template.pk}/"
    done = client.post(url, {FIELD: new_form_key(cast.officer.pk, url)})
    new = Article.objects.exclude(pk=old.pk).get()
    assert done["Location"] == f"/articles/{new.pk}/edit/"
    assert (new.title, new.summary, new.author, new.unit) == (old.title, "摘要", "林晓", cast.edu)
    assert (new.document_number, new.index_number, new.document_date) == ("", "", None)


def test_template_of_a_unit_is_its_own_and_one_of_the_desk_for_all(
    cast: Cast, at: datetime
) -> None:
    bound_pack("city", at=at)
    mine = store_template(actor=cast.officer, at=at, article_id=draft(cast, at).pk, name="本单位的")
    article = arrived(cast, at)
    with pytest.raises(Refused):
        store_template(
            actor=cast.officer, at=at, article_id=article.pk, name="通用", is_for_all=True
        )
    common = store_template(
        actor=cast.desk_editor, at=at, article_id=article.pk, name="通用", is_for_all=True
    )

    assert list(ArticleTemplate.objects.visible_to(cast.stranger, at=at)) == [common]
    made = create_from_template(actor=cast.stranger, at=at, template_id=common.pk)
    assert (made.unit, made.author) == (cast.health, cast.stranger.name)
    with pytest.raises(NotVisible):
        create_from_template(actor=cast.stranger, at=at, template_id=mine.pk)
    with pytest.raises(Refused):
        delete_template(actor=cast.stranger, at=at, template_id=common.pk)
    delete_template(actor=cast.desk_editor, at=at, template_id=common.pk)
    assert list(ArticleTemplate.objects.all()) == [mine]


def test_same_name_is_another_text_of_the_template(cast: Cast, at: datetime) -> None:
    for title in ("第一稿", "第二稿"):
        article = draft(cast, at, news_fields(title=title))
        store_template(actor=cast.officer, at=at, article_id=article.pk, name="动态")

    assert ArticleTemplate.objects.get().data["title"] == "第二稿"


def test_picture_of_a_template_is_not_deleted(cast: Cast, at: datetime) -> None:
    picture = media.picture(cast.edu, actor=cast.officer, at=at)
    body = [{"type": "picture", "value": {"image": picture.pk, "name": "校门"}}]
    article = draft(cast, at, news_fields(body=body))
    store_template(actor=cast.officer, at=at, article_id=article.pk, name="动态")

    with pytest.raises(Refused, match="模板“动态”"):
        delete_media(actor=cast.officer, at=at, media=picture)


def test_templates_go_to_the_successor_of_a_unit(cast: Cast, at: datetime) -> None:
    store_template(actor=cast.officer, at=at, article_id=draft(cast, at).pk, name="动态")
    other = store_template(actor=cast.officer, at=at, article_id=draft(cast, at).pk, name="甲")
    ArticleTemplate.objects.filter(pk=other.pk).update(unit=cast.health, name="动态")

    hand_over_articles(Merger(cast.health, cast.edu, cast.operator, at))

    names = ArticleTemplate.objects.filter(unit=cast.edu).values_list("name", flat=True)
    assert sorted(names) == ["动态", "动态（市卫健委）"]
