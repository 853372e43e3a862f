"""The library of a unit: what it has and what others share, where it is used, what replaces it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mingtang.editorial.content.actions import save_article
from mingtang.editorial.content.actions.fields import fields_of
from mingtang.editorial.content.models import Article, MediaUse
from mingtang.editorial.media.actions import propose_replacement
from mingtang.editorial.publishing.models import AssetUse
from mingtang.ground.foundation.decisions import Refused
from mingtang.institution.organization.models import Person
from mingtang.spine.events.models import Event
from mingtang.workbench.backoffice.actions.media import change_media, delete_media
from mingtang.workbench.backoffice.form_keys import FIELD, new_form_key
from mingtang.workbench.backoffice.media_uses import media_key
from mingtang.workbench.backoffice.models import OfficeFile, Picture
from tests.factories import media
from tests.factories.cast import Cast
from tests.factories.content import draft, news_fields, submitted
from tests.factories.publishing import published_article
from tests.factories.regulations import bound_pack

Browser = Callable[..., Client]
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("rooms", "folders"),
    pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.Spooled:ResourceWarning"),
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in.*SpooledTemporaryFile:pytest.PytestUnraisableExceptionWarning"
    ),
]


def body_with(picture: Picture) -> list[dict[str, Any]]:
    value = {"image": picture.pk, "name": "学校大门", "caption": ""}
    return [
        {"type": "text", "value": "<p>正文</p>", "id": "1"},
        {"type": "picture", "value": value, "id": "2"},
    ]


def words(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status
    return response.content.decode()


def sent(client: Client, person: Person, url: str, **data: Any) -> Any:
    return client.post(url, {**data, FIELD: new_form_key(person.pk, url)})


@pytest.fixture
def picture(cast: Cast, at: datetime) -> Picture:
    return media.picture(cast.edu, actor=cast.officer, at=at, title="校门")


def test_list_shows_the_own_unit_and_what_others_share(
    cast: Cast, at: datetime, browser: Browser, picture: Picture
) -> None:
    others = media.picture(cast.health, actor=cast.stranger, at=at, title="医院大楼")
    assert "医院大楼" not in words(browser(cast.officer), "/library/")

    others.is_shared, others.source = True, "市卫健委 王某"
    change_media(actor=cast.stranger, at=at, media=others)

    shown = words(browser(cast.officer), "/library/")
    assert "校门" in shown
    assert "医院大楼" in shown
    only = words(browser(cast.officer), "/library/?shared=yes")
    assert "医院大楼" in only
    assert "校门" not in only
    assert "校门" not in words(browser(cast.stranger), "/library/")
    assert "修改说明" not in words(browser(cast.officer), f"/library/pictures/{others.pk}/")
    found = words(browser(cast.officer), "/images/chooser/results/?q=医院大楼")
    assert "医院大楼" in found


def test_filters_narrow_by_title_kind_unit_and_day(
    cast: Cast, at: datetime, browser: Browser
) -> None:
    media.office_file(cast.edu, actor=cast.officer, at=at, title="招生表", name="表.txt")
    client = browser(cast.officer)

    assert "招生表" in words(client, "/library/files/?q=招生")
    assert "招生表" not in words(client, "/library/files/?kind=pdf")
    assert "招生表" not in words(client, "/library/files/?until=2020-01-01")
    assert "招生表" in words(client, f"/library/files/?unit={cast.edu.pk}&since=2020-01-01")
    assert "招生表" not in words(client, "/library/films/")
    shown = words(client, f"/library/files/{OfficeFile.objects.get().pk}/")
    assert "不能直接预览" in shown
    assert "裁剪" not in shown


def test_picture_is_shared_with_its_source_only(
    cast: Cast, browser: Browser, picture: Picture
) -> None:
    client, url = browser(cast.officer), f"/library/pictures/{picture.pk}/edit/"

    refused = sent(client, cast.officer, url, title="校门", is_shared="on")
    assert refused.status_code == 422
    assert "请填写图片来源" in refused.content.decode()

    done = sent(client, cast.officer, url, title="新校门", source="林晓", is_shared="on")
    assert done.status_code == 302
    picture.refresh_from_db()
    assert (picture.title, picture.source, picture.is_shared) == ("新校门", "林晓", True)


def test_uses_are_counted_and_named_where_they_are_visible(
    cast: Cast, at: datetime, browser: Browser, picture: Picture
) -> None:
    picture.source, picture.is_shared = "林晓", True
    change_media(actor=cast.officer, at=at, media=picture)
    article = draft(cast, at, news_fields(body=body_with(picture)))
    client, url = browser(cast.officer), f"/library/pictures/{picture.pk}/"

    assert "用在 1 篇稿件" in words(client, "/library/")
    assert article.title in words(client, url)
    of_others = words(browser(cast.stranger), url)
    assert "用在 1 篇稿件" in of_others
    assert article.title not in of_others
    assert "另有 1 处在您看不到的稿件或页面里" in of_others

    save_article(actor=cast.officer, at=at, article_id=article.pk, version=1, fields=news_fields())
    assert "没有稿件使用" in words(client, "/library/")
    assert list(MediaUse.objects.values_list("asset", "is_current")) == [
        (f"image:{picture.pk}", False)
    ]


def test_used_picture_is_not_deleted_and_the_refusal_names_the_article(
    cast: Cast, at: datetime, browser: Browser, picture: Picture
) -> None:
    article = draft(cast, at, news_fields(body=body_with(picture)))
    client, url = browser(cast.officer), f"/library/pictures/{picture.pk}/delete/"

    assert f"稿件《{article.title}》" in words(client, url, 403)
    assert sent(client, cast.officer, url).status_code == 422
    with pytest.raises(Refused, match="正在使用"):
        delete_media(actor=cast.officer, at=at, media=picture)

    save_article(actor=cast.officer, at=at, article_id=article.pk, version=1, fields=news_fields())
    assert "有 1 篇稿件的旧版本用过它" in words(client, url)
    assert sent(client, cast.officer, url)["Location"] == "/library/"
    assert not Picture.objects.exists()
    assert Event.objects.filter(code="desk.media.deleted").count() == 1


def test_nobody_else_changes_deletes_or_replaces(
    cast: Cast, at: datetime, browser: Browser, picture: Picture
) -> None:
    picture.source, picture.is_shared = "林晓", True
    change_media(actor=cast.officer, at=at, media=picture)

    for verb in ("edit", "delete", "replace"):
        assert browser(cast.stranger).get(
            f"/library/pictures/{picture.pk}/{verb}/"
        ).status_code in {
            403,
            404,
        }
    for change in (change_media, delete_media):
        with pytest.raises(Refused):
            change(actor=cast.stranger, at=at, media=picture)


def test_replacement_is_a_new_version_of_a_draft_and_a_correction_of_what_is_online(
    cast: Cast, at: datetime, browser: Browser, picture: Picture
) -> None:
    bound_pack("city", at=at)
    online = published_article(cast, at, columns=[cast.news], body=body_with(picture))
    mine = draft(cast, at, news_fields(title="草稿一篇", body=body_with(picture)))
    sent_up = submitted(cast, at, news_fields(title="在审的一篇", body=body_with(picture)))
    client, url = browser(cast.officer), f"/library/pictures/{picture.pk}/replace/"
    shown = words(client, url)
    assert "草稿一篇（草稿）" in shown
    assert "在审的一篇" in shown.split("这些稿件现在不能替换")[1]

    done = sent(
        client,
        cast.officer,
        url,
        file=SimpleUploadedFile("新.png", media.png(colour="red")),
        articles=[str(online.article_id), str(mine.pk)],
        reason="校门改造",
    )

    new = Picture.objects.exclude(pk=picture.pk).get()
    assert done["Location"] == f"/library/pictures/{new.pk}/"
    assert new.title == "校门"
    for pk, state in ((online.article_id, "draft"), (mine.pk, "draft")):
        article = Article.objects.get(pk=pk)
        assert article.state == state
        [block] = [one for one in fields_of(article).body if one["type"] == "picture"]
        assert (block["value"]["image"], block["value"]["name"]) == (new.pk, "学校大门")
    assert Article.objects.get(pk=online.article_id).is_correcting
    used = AssetUse.objects.filter(article=online.article_id).values_list("asset", flat=True)
    assert list(used) == [f"image:{picture.pk}"]  # readers see the old one until the release
    sent_up.refresh_from_db()
    assert f"image:{picture.pk}" in sent_up.revision.files
    assert Event.objects.filter(code="media.replacement.proposed").count() == 2


def test_replacement_takes_one_new_thing_of_the_same_sort(
    cast: Cast, at: datetime, browser: Browser, picture: Picture
) -> None:
    article = draft(cast, at, news_fields(body=body_with(picture)))
    client, url = browser(cast.officer), f"/library/pictures/{picture.pk}/replace/"

    neither = sent(client, cast.officer, url, articles=[str(article.pk)], reason="换")
    assert neither.status_code == 422
    assert "两者只取其一" in neither.content.decode()
    file: OfficeFile = media.office_file(cast.edu, actor=cast.officer, at=at)
    with pytest.raises(Refused, match="图片只能换成图片"):
        propose_replacement(
            actor=cast.officer,
            at=at,
            article_id=article.pk,
            old=media_key(picture),
            new=media_key(file),
            reason="换",
        )
    foreign = media.picture(cast.health, actor=cast.stranger, at=at)
    with pytest.raises(Refused, match="不在您可以使用的范围内"):
        propose_replacement(
            actor=cast.officer,
            at=at,
            article_id=article.pk,
            old=media_key(picture),
            new=media_key(foreign),
            reason="换",
        )


def test_list_asks_no_more_for_more_pictures(cast: Cast, at: datetime, browser: Browser) -> None:
    client, asked = browser(cast.officer), []
    for number in (1, 3):
        for place in range(number):
            made = media.picture(
                cast.edu, actor=cast.officer, at=at, content=media.png((40 + number, 30 + place))
            )
            made.get_rendition("max-160x120")
        client.get("/library/")
        with CaptureQueriesContext(connection) as found:
            client.get("/library/")
        asked.append(len(found))
    assert asked[0] == asked[1]
    assert asked[0] <= 16, asked
