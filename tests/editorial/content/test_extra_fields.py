"""Fields that an office declares for a column or a kind, without code."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from mingtang.editorial.content.actions.extras import (
    ExtraFieldWords,
    change_extra_field,
    declare_extra_field,
    retire_extra_field,
)
from mingtang.editorial.content.actions.fields import may_go_on
from mingtang.editorial.content.documents import read_articles
from mingtang.editorial.content.enums import ArticleKind, FieldSort
from mingtang.editorial.content.models import Article, ExtraField, Release
from mingtang.editorial.content.policies.declared import DeclaredField, fits
from mingtang.editorial.pages.engine.lanes import work_everything
from mingtang.editorial.pages.models import PublishedSite
from mingtang.editorial.publishing.actions import publish_article
from mingtang.editorial.publishing.models import Address
from mingtang.ground.foundation.decisions import Refused
from mingtang.workbench.backoffice.form_keys import FIELD, new_form_key
from tests.editorial.pages.conftest import folders
from tests.factories.cast import Cast
from tests.factories.content import draft, news_fields
from tests.factories.publishing import ready_article, tree
from tests.factories.regulations import bound_pack
from tests.harness.signed_in import browser, rooms

__all__ = ["browser", "folders", "rooms"]
Browser = Callable[..., Client]


def _declared(cast: Cast, at: datetime, label: str, sort: FieldSort, **words: Any) -> ExtraField:
    kind = words.pop("kind", None)
    return declare_extra_field(
        actor=cast.desk_editor, at=at, site_id=cast.portal.pk, sort=sort, kind=kind,
        column_id=None if kind else cast.notices.pk, words=ExtraFieldWords(label, **words),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("sort", "good", "bad"),
    [
        (FieldSort.TEXT, "甲", "甲\n乙"),
        (FieldSort.TEXT, "甲" * 200, "甲" * 201),
        (FieldSort.LONG, "甲\n乙", "甲" * 2001),
        (FieldSort.DATE, "2026-03-09", "2026-02-30"),
        (FieldSort.DATE, "2026-03-09", "20260309"),
        (FieldSort.NUMBER, "-3.50", "1e5"),
        (FieldSort.NUMBER, "1200", "１２"),
        (FieldSort.CHOICE, "公开招标", "邀请"),
        (FieldSort.LINK, "https://www.gov.cn/a?b=1", "javascript:alert(1)"),
        (FieldSort.LINK, "http://gov.cn", "http://[gov"),
    ],
)
def test_value_is_of_the_sort_of_its_field(sort: FieldSort, good: str, bad: str) -> None:
    field = DeclaredField("f1", "字段", sort, choices=("公开招标", "询价"))

    assert fits([field], {"f1": good}, "extras")
    refused = fits([field], {"f1": bad}, "extras")
    assert [(one.code, one.field) for one in refused.reasons] == [("content.field_unfit", "extras")]
    assert "“字段”" in refused.reasons[0].text


@pytest.mark.django_db
def test_required_field_of_a_column_is_asked_before_submission(cast: Cast, at: datetime) -> None:
    row = _declared(cast, at, "招标编号", FieldSort.TEXT, is_required=True)
    elsewhere = draft(cast, at, news_fields(wanted_columns=[cast.news.pk]))
    article = draft(cast, at, news_fields(wanted_columns=[cast.notices.pk]))
    filled = draft(
        cast, at, news_fields(wanted_columns=[cast.notices.pk], extras={row.name: " ZB-1 "})
    )

    assert may_go_on(elsewhere, at=at)
    assert may_go_on(filled, at=at)
    assert [one.text for one in may_go_on(article, at=at).reasons] == ["请填写“招标编号”。"]
    assert filled.extras == {row.name: "ZB-1"}
    assert "ZB-1" in next(read_articles([filled.pk])).text


@pytest.mark.django_db
def test_values_are_shown_on_the_page_as_they_were_at_the_release(
    cast: Cast, at: datetime, folders: object
) -> None:
    PublishedSite.objects.update_or_create(pk=cast.portal.pk, defaults={"theme": "official"})
    day = _declared(cast, at, "截止日期", FieldSort.DATE)
    link = _declared(cast, at, "原文", FieldSort.LINK, kind=ArticleKind.NEWS)
    values = {day.name: "2026-04-01", link.name: "https://www.gov.cn/"}
    article = ready_article(cast, at, columns=[cast.notices], extras=values)
    publish_article(actor=cast.desk_editor, at=at, article_id=article.pk)
    retire_extra_field(actor=cast.desk_editor, at=at, field_id=day.pk)
    work_everything(at)

    assert Release.objects.get().extra_facts == [
        {"label": "截止日期", "value": "2026年4月1日", "sort": "date"},
        {"label": "原文", "value": "https://www.gov.cn/", "sort": "link"},
    ]
    page = tree("portal")[Address.objects.get().path].decode()
    assert "2026年4月1日" in page
    assert '<a href="https://www.gov.cn/">' in page


@pytest.mark.django_db
def test_field_is_declared_filled_in_and_kept_on_the_screens(
    cast: Cast, at: datetime, rooms: object, browser: Browser
) -> None:
    bound_pack("city", at=at)
    new, create = reverse("content:extra-field-new"), reverse("content:create")
    with time_machine.travel(at, tick=False):
        desk, officer = browser(cast.desk_editor), browser(cast.officer)
        fields = {
            "column": str(cast.notices.pk), "scope": "", "label": "招标方式", "sort": "choice",
            "choices": "公开招标\n询价", "position": "1",
            FIELD: new_form_key(cast.desk_editor.pk, new),
        }  # fmt: skip
        assert desk.post(new, fields).status_code == 302
        row = ExtraField.objects.get()
        assert "招标方式" in desk.get(reverse("content:extra-fields")).content.decode()
        values = {
            "unit": cast.edu.pk, "site": cast.portal.pk, "kind": "notice", "title": "招标公告",
            "content_class": "ordinary", "body-count": "0", "wanted_columns": [cast.notices.pk],
            f"extras-{row.name}": "询价", FIELD: new_form_key(cast.officer.pk, create),
        }  # fmt: skip
        assert officer.post(create, values).status_code == 302
        article = Article.objects.get()
        assert article.extras == {row.name: "询价"}
        assert "询价" in officer.get(reverse("content:show", args=[article.pk])).content.decode()
        edit = officer.get(reverse("content:edit", args=[article.pk])).content.decode()
        wrong = values | {f"extras-{row.name}": "别的"}
        wrong[FIELD] = new_form_key(cast.officer.pk, create)
        refused = officer.post(create, wrong).content.decode()
    assert '<option value="询价" selected>' in edit
    assert "应从这些选项中选" in refused
    assert browser(cast.officer).get(new).status_code in {403, 404}


@pytest.mark.django_db
def test_changed_field_keeps_its_sort_and_needs_a_name_of_its_own(cast: Cast, at: datetime) -> None:
    first = _declared(cast, at, "编号", FieldSort.TEXT)
    second = _declared(cast, at, "联系人", FieldSort.TEXT)
    manage = {"actor": cast.desk_editor, "at": at, "field_id": second.pk}

    with pytest.raises(Refused, match="同名"):
        change_extra_field(**manage, words=ExtraFieldWords("编号"))
    change_extra_field(**manage, words=ExtraFieldWords("联系科室", is_required=True))

    second.refresh_from_db()
    assert (second.label, second.is_required, second.sort) == ("联系科室", True, "text")
    assert first.name != second.name
