"""Index numbers by rule and sequence, document numbers in their parts, and what documents do to each other."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from mingtang.editorial.content.models import Article, Release
from mingtang.editorial.pages.engine.lanes import work_everything
from mingtang.editorial.pages.models import PublishedSite
from mingtang.editorial.publishing.actions import publish_article, take_down_article
from mingtang.editorial.publishing.actions.numbers import give_index_number, note_document_number
from mingtang.editorial.publishing.actions.relations import effective_force, lapse_due
from mingtang.editorial.publishing.models import Address, DocumentNumber, IndexNumber
from mingtang.editorial.publishing.queries.numbers import remarks_on_number
from mingtang.ground.foundation.decisions import Refused
from mingtang.institution.organization.models import Unit
from mingtang.spine.events.models import Event
from mingtang.workbench.backoffice.form_keys import FIELD, new_form_key
from tests.editorial.sites.test_races import at_once
from tests.factories.cast import Cast
from tests.factories.content import draft, policy_fields
from tests.factories.publishing import ready_article, revised, tree
from tests.factories.regulations import bound_pack
from tests.harness.signed_in import browser, rooms

__all__ = ["browser", "rooms"]
Browser = Callable[..., Client]
DAY = timedelta(days=1)
ORGAN = "11341700003246789A"


@pytest.fixture(autouse=True)
def _rules(cast: Cast, at: datetime) -> None:
    bound_pack("city", at=at)
    Unit.objects.filter(code="edu").update(organ_code=ORGAN)
    PublishedSite.objects.update_or_create(pk=cast.portal.pk, defaults={"theme": "official"})


def _ready(cast: Cast, at: datetime, number: str = "明教〔2026〕8号", **changes: Any) -> Article:
    fields = policy_fields(document_number=number, **changes)
    return ready_article(cast, at, columns=[cast.notices], fields=fields)


def _publish(cast: Cast, at: datetime, article: Article) -> Release:
    publish_article(actor=cast.desk_editor, at=at, article_id=article.pk)
    return Release.objects.get(pk=article.pk)


def _online(cast: Cast, at: datetime, number: str = "明教〔2026〕8号", **changes: Any) -> Article:
    article = _ready(cast, at, number, **changes)
    _publish(cast, at, article)
    return article


def _related(kind: str, document: int, words: str = "") -> list[dict[str, Any]]:
    return [{"kind": kind, "document": document, "words": words}]


@pytest.mark.django_db
def test_index_numbers_count_up_within_office_and_year(cast: Cast, at: datetime) -> None:
    numbers = [_publish(cast, at, _ready(cast, at)).index_number for _ in range(2)]
    later = datetime(2027, 1, 1, 0, 10, tzinfo=at.tzinfo)
    numbers.append(_publish(cast, later, _ready(cast, at)).index_number)

    assert numbers == [f"{ORGAN}/2026-00001", f"{ORGAN}/2026-00002", f"{ORGAN}/2027-00001"]


@pytest.mark.django_db
def test_index_number_stays_for_good_and_is_never_used_again(cast: Cast, at: datetime) -> None:
    article = _online(cast, at)
    first = Release.objects.get(pk=article.pk).index_number
    revised(cast, article.pk, at, index_number="别的号码")
    assert _publish(cast, at + DAY, article).index_number == first

    take_down_article(
        actor=cast.desk_editor, at=at, article_id=article.pk, reason_code="error", reason="有误"
    )
    assert _publish(cast, at, _ready(cast, at)).index_number == f"{ORGAN}/2026-00002"


@pytest.mark.django_db
def test_typed_index_number_is_kept_once_and_passed_over_by_the_sequence(
    cast: Cast, at: datetime
) -> None:
    taken = f"{ORGAN}/2026-00001"
    assert _publish(cast, at, _ready(cast, at, index_number=taken)).index_number == taken

    with pytest.raises(Refused, match="已用于另一篇稿件"):
        _publish(cast, at, _ready(cast, at, index_number=taken))
    assert _publish(cast, at, _ready(cast, at)).index_number == f"{ORGAN}/2026-00002"


@pytest.mark.django_db
def test_office_without_a_code_gets_no_index_number(cast: Cast, at: datetime) -> None:
    Unit.objects.update(organ_code="")
    assert _publish(cast, at, _ready(cast, at)).index_number == ""
    assert not IndexNumber.objects.exists()


@pytest.mark.django_db
def test_index_number_is_given_once(cast: Cast, at: datetime) -> None:
    article = _ready(cast, at)

    first = give_index_number(article, "", released_at=at, at=at)
    again = give_index_number(article, "别的号码", released_at=at + 365 * DAY, at=at)

    assert first == again == f"{ORGAN}/2026-00001"
    assert Article.objects.get(pk=article.pk).index_number == first


@pytest.mark.django_db
def test_document_number_is_stored_in_parts_while_it_is_one(cast: Cast, at: datetime) -> None:
    article = _ready(cast, at)

    note_document_number(article, "明教〔2026〕8号")
    stored = DocumentNumber.objects.get(article=article)
    assert (stored.word, stored.year, stored.serial) == ("明教", 2026, 8)
    note_document_number(article, "无编号")
    assert not DocumentNumber.objects.filter(article=article).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "force"), [("implements", "in_force"), ("amends", "amended"), ("repeals", "repealed")]
)
def test_validity_follows_what_another_document_does(
    cast: Cast, at: datetime, kind: str, force: str
) -> None:
    old = _online(cast, at, force="in_force")
    assert effective_force(old.pk, "in_force") == "in_force"

    _online(cast, at, "明教〔2026〕9号", relations=_related(kind, old.pk))

    assert effective_force(old.pk, "in_force") == force
    assert Release.objects.get(pk=old.pk).force == force


@pytest.mark.django_db(transaction=True)
def test_two_at_once_get_two_index_numbers(cast: Cast, at: datetime) -> None:
    articles = [_ready(cast, at), _ready(cast, at)]

    results = at_once(*[lambda one=one: _publish(cast, at, one) for one in articles])

    assert {result.index_number for result in results} == {
        f"{ORGAN}/2026-00001",
        f"{ORGAN}/2026-00002",
    }


@pytest.mark.django_db
def test_what_is_odd_about_a_document_number_is_told(
    cast: Cast, at: datetime, rooms: object, browser: Browser
) -> None:
    _online(cast, at, "明教〔2026〕5号", title="招生通知")
    article = draft(cast, at, policy_fields(document_number="明教〔2026〕8号"))
    assert remarks_on_number(article) == ["明教〔2026〕6号、7号没有上线；不公开的不必理会。"]

    article = draft(
        cast, at,
        policy_fields(document_number="明教〔2026〕5号", document_date=date(2025, 12, 30)),
    )  # fmt: skip
    assert remarks_on_number(article) == [
        "发文字号的年份是 2026，成文日期在 2025 年，请核对。",
        "《招生通知》也用了明教〔2026〕5号，请核对是否重号。",
    ]
    page = browser(cast.officer).get(reverse("content:show", args=[article.pk])).content.decode()
    assert "请核对是否重号" in page

    article = draft(cast, at, policy_fields(document_number="明敎〔2026〕6号"))
    assert remarks_on_number(article) == ["本单位以往用的机关代字是“明教”，这次是“明敎”，请核对。"]


@pytest.mark.django_db
def test_repeal_sets_validity_banner_and_links_both_ways(cast: Cast, at: datetime) -> None:
    old = _online(cast, at - DAY, "明教〔2020〕3号", title="旧的招生办法", force="in_force")
    new = _online(cast, at, title="新的招生办法", relations=_related("repeals", old.pk))
    work_everything(at)

    release = Release.objects.get(pk=old.pk)
    assert (release.force, release.changed_at) == ("repealed", at)
    files = tree("portal")
    paths = dict(Address.objects.values_list("article_id", "path"))
    old_page, new_page = (files[paths[one.pk]].decode() for one in (old, new))
    assert "本文件已废止" in old_page
    assert paths[new.pk] in old_page
    assert "新的招生办法" in old_page
    assert paths[old.pk] in new_page
    event = Event.objects.get(code="publishing.article.force_changed")
    assert event.subject == old.subject

    # A later correction of the old one does not bring it into force again.
    revised(cast, old.pk, at, title="旧的招生办法（更正）")
    assert _publish(cast, at + DAY, old).force == "repealed"


@pytest.mark.django_db
def test_relation_that_a_correction_takes_back_brings_the_old_one_into_force_again(
    cast: Cast, at: datetime
) -> None:
    old = _online(cast, at - DAY, "明教〔2020〕3号", force="in_force")
    new = _online(cast, at, relations=_related("amends", old.pk))
    assert Release.objects.get(pk=old.pk).force == "amended"

    revised(cast, new.pk, at, relations=_related("implements", old.pk))
    _publish(cast, at + DAY, new)

    assert Release.objects.get(pk=old.pk).force == "in_force"


@pytest.mark.django_db
def test_document_that_is_not_online_stays_as_words(cast: Cast, at: datetime) -> None:
    words = "明教〔2009〕1号"
    new = _online(cast, at, relations=_related("repeals", 0, words))
    work_everything(at)
    path = Address.objects.get(article=new).path

    assert words in tree("portal")[path].decode()


@pytest.mark.django_db
def test_documents_lapse_on_their_day(cast: Cast, at: datetime) -> None:
    lapsing = _online(cast, at, force="in_force", lapses_on=date(2026, 3, 20))
    staying = _online(cast, at, force="in_force", lapses_on=date(2026, 3, 21))

    assert lapse_due(at + 9 * DAY) == 1
    assert lapse_due(at + 9 * DAY) == 0

    forces = dict(Release.objects.values_list("pk", "force"))
    assert forces == {lapsing.pk: "lapsed", staying.pk: "in_force"}


@pytest.mark.django_db
def test_relations_are_searched_for_and_stored_with_the_draft(
    cast: Cast, at: datetime, rooms: object, browser: Browser
) -> None:
    old = _online(cast, at, "明教〔2020〕3号", title="旧的招生办法")
    url = reverse("content:create")
    values = {
        "unit": cast.edu.pk, "site": cast.portal.pk, "kind": "policy", "title": "新办法",
        "content_class": "ordinary", "body-count": "0", "policy_area": "other",
        "relations-0-kind": "repeals", "relations-0-document": "明教〔2020〕3号",
        "relations-1-kind": "implements", "relations-1-document": "明政〔1999〕1号",
    }  # fmt: skip
    with time_machine.travel(at, tick=False):
        client = browser(cast.officer)
        values[FIELD] = new_form_key(cast.officer.pk, url)
        assert client.post(url, values).status_code == 302
        article = Article.objects.get(title="新办法")
        assert article.relations == [
            *_related("repeals", old.pk),
            *_related("implements", 0, "明政〔1999〕1号"),
        ]
        edit = client.get(reverse("content:edit", args=[article.pk])).content.decode()
        show = client.get(reverse("content:show", args=[article.pk])).content.decode()
        choices = client.get(reverse("desk:choose", args=["online_document"]), {"q": "旧的"})
        missing = {**values, "relations-0-kind": "", FIELD: new_form_key(cast.officer.pk, url)}
        refused = client.post(url, missing).content.decode()
    assert f"旧的招生办法 明教〔2020〕3号（{old.pk}）" in edit
    assert "“明政〔1999〕1号”不在网上" in show
    assert "旧的招生办法" in choices.content.decode()
    assert "是什么关系" in refused
