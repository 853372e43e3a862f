"""Pictures and files lie with their unit: seen, used and served there and nowhere else."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Collection
from wagtail.permissions import policy_registry

from mingtang.editorial.content.models import Article
from mingtang.institution.organization.models import Person, Unit
from mingtang.workbench.backoffice.media import ensure_unit_collection, may_use_media
from mingtang.workbench.backoffice.models import OfficeFile, Picture, UnitCollection
from mingtang.workbench.backoffice.permissions import PastOurActions
from tests.factories import media
from tests.factories.cast import Cast
from tests.factories.content import arrived, news_fields
from tests.factories.regulations import bound_pack

Browser = Callable[..., Client]


def _picture(cast: Cast, at: datetime, unit: Unit | None = None) -> Picture:
    unit = unit or cast.edu
    return media.picture(unit, actor=_writer(cast, unit), at=at)


def _file(cast: Cast, at: datetime, unit: Unit | None = None) -> OfficeFile:
    unit = unit or cast.edu
    return media.office_file(unit, actor=_writer(cast, unit), at=at)


def _writer(cast: Cast, unit: Unit) -> Person:
    return cast.officer if unit == cast.edu else cast.stranger


# Wagtail leaves the temporary file of a picture that it makes smaller to be closed by chance.
pytestmark = [
    pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.Spooled:ResourceWarning"),
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in.*SpooledTemporaryFile:pytest.PytestUnraisableExceptionWarning"
    ),
]


@pytest.mark.django_db
def test_collection_of_a_unit_is_made_once_and_bears_its_name(cast: Cast) -> None:
    first = ensure_unit_collection(cast.edu)
    cast.edu.name = "明州市教育和体育局"
    again = ensure_unit_collection(cast.edu)

    assert (first.pk, again.name) == (again.pk, "明州市教育和体育局")
    assert UnitCollection.objects.count() == 1
    assert Collection.objects.get(pk=first.pk).get_parent() == Collection.get_first_root_node()


@pytest.mark.django_db
def test_new_unit_gets_its_collection_by_its_event(
    cast: Cast, at: datetime, drain: Callable[[datetime], object]
) -> None:
    from mingtang.institution.organization.actions.units import (  # needs set-up
        add_unit,
        rename_unit,
    )
    from mingtang.institution.organization.enums import UnitKind  # needs set-up

    unit = add_unit(
        actor=cast.operator,
        at=at,
        parent_id=cast.city.pk,
        code="culture",
        name="明州市文化局",
        kind=UnitKind.DEPARTMENT,
    )
    drain(at)
    assert unit.media_collection.collection.name == "明州市文化局"

    rename_unit(actor=cast.operator, at=at, unit_id=unit.pk, name="明州市文化和旅游局")
    drain(at)
    assert UnitCollection.objects.get(unit=unit).collection.name == "明州市文化和旅游局"


@pytest.mark.django_db
def test_policy_answers_by_unit_and_right(cast: Cast, at: datetime) -> None:
    picture = _picture(cast, at)
    _picture(cast, at, cast.health)
    policy = policy_registry.get_by_type(Picture)

    def may(person: Any, action: str) -> tuple[bool, bool, set[int]]:
        rows = policy.instances_user_has_any_permission_for(person, [action])
        return (
            policy.user_has_permission(person, action),
            policy.user_has_permission_for_instance(person, action, picture),
            set(rows.values_list("collection__owning_unit__unit__code", flat=True)),
        )

    assert may(cast.officer, "change") == (True, True, {"edu"})
    assert may(cast.officer, "choose") == (True, True, {"edu"})
    assert may(cast.officer, "add")[0] is True
    assert may(cast.officer, "delete")[:2] == (False, False)
    assert may(cast.stranger, "change") == (True, False, {"health"})
    assert may(cast.leader, "change") == (False, False, set()), "a leader reads, others write"
    assert may(cast.colleague, "choose") == (False, False, set())


@pytest.mark.django_db
def test_every_other_model_is_shut(cast: Cast, at: datetime) -> None:
    from wagtail.actions import action_registry  # needs set-up

    policy = policy_registry.get_by_type(Unit)

    assert not policy.user_has_permission(cast.operator, "change")
    assert not policy.user_has_any_permission(cast.operator, ["add", "change", "delete"])
    assert not policy.instances_user_has_any_permission_for(cast.operator, ["change"]).exists()
    for name in ("create", "edit", "delete"):
        action = action_registry.get_action_class(Unit, name)
        with pytest.raises(PastOurActions):
            action(cast.edu).execute(skip_permission_checks=True)
    delete = action_registry.get_action_class(Picture, "delete")
    with pytest.raises(PastOurActions):
        delete(_picture(cast, at)).execute(skip_permission_checks=True)


@pytest.mark.django_db
def test_picture_file_is_served_to_those_who_may_read_there(
    cast: Cast, browser: Browser, at: datetime
) -> None:
    picture = _picture(cast, at)
    small = picture.get_rendition("max-20x20")

    def status(person: Any, name: str) -> int:
        response = browser(person).get(f"/media/{name}")
        b"".join(response.streaming_content) if response.streaming else b""
        return response.status_code

    for name in (picture.file.name, small.file.name):
        assert status(cast.officer, name) == 200
        assert status(cast.leader, name) == 200
        assert status(cast.stranger, name) == 404
        assert status(None, name) == 302
    assert status(cast.officer, "original_images/none.png") == 404
    assert status(cast.officer, "../secrets/django") == 404


@pytest.mark.django_db
def test_picture_is_served_as_nothing_but_a_picture(
    cast: Cast, browser: Browser, at: datetime
) -> None:
    response = browser(cast.officer).get(f"/media/{_picture(cast, at).file.name}")

    assert response.headers["content-type"] == "image/png"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in response.headers["content-security-policy"]
    b"".join(response.streaming_content)


@pytest.mark.django_db
def test_picture_whose_file_is_gone_is_not_found(
    cast: Cast, browser: Browser, at: datetime
) -> None:
    picture = _picture(cast, at)
    picture.file.storage.delete(picture.file.name)

    assert browser(cast.officer).get(f"/media/{picture.file.name}").status_code == 404


@pytest.mark.django_db
def test_file_is_served_to_those_who_may_read_there(
    cast: Cast, browser: Browser, at: datetime
) -> None:
    file = _file(cast, at)

    served = browser(cast.officer).get(file.url)
    assert (served.status_code, b"".join(served.streaming_content)) == (200, "内容".encode())
    assert browser(cast.stranger).get(file.url).status_code == 404
    assert browser(None).get(file.url).status_code == 302
    assert browser(cast.officer).get(f"/files/{10**20}/x.txt").status_code == 404


@pytest.mark.django_db
def test_desk_sees_the_pictures_of_a_text_that_it_may_see_and_of_no_other(
    cast: Cast, browser: Browser, at: datetime
) -> None:
    bound_pack(cast.city.code, at=at)
    shown, hidden = _picture(cast, at), _picture(cast, at)
    block = {"image": shown.pk, "name": "图", "caption": ""}
    article = arrived(cast, at, news_fields(body=[{"type": "picture", "value": block}]))
    client = browser(cast.desk_editor)

    def status(picture: Picture) -> int:
        response = client.get(f"/media/{picture.file.name}")
        b"".join(response.streaming_content) if response.streaming else b""
        return response.status_code

    assert status(shown) == 404, "not before the text was opened"
    assert client.get(reverse("content:show", args=[article.pk])).status_code == 200
    assert (status(shown), status(hidden)) == (200, 404)
    assert browser(cast.desk_editor).get(f"/media/{shown.file.name}").status_code == 404


def _body(*blocks: tuple[str, Any]) -> Any:
    raw = [{"type": kind, "value": value} for kind, value in blocks]
    return Article._meta.get_field("body").to_python(raw)


@pytest.mark.django_db
def test_body_with_a_picture_of_another_unit_is_refused(cast: Cast, at: datetime) -> None:
    own, foreign = _picture(cast, at), _picture(cast, at, cast.health)
    block = {"name": "图", "caption": ""}

    def decide(*pictures: Picture, before: Any = None) -> list[str]:
        body = _body(*(("picture", {"image": one.pk, **block}) for one in pictures))
        decision = may_use_media(cast.officer, body, before)
        return [reason.code for reason in decision.reasons]

    assert decide(own) == []
    assert decide(own, foreign) == ["desk.foreign_media"]
    before = _body(("picture", {"image": foreign.pk, **block}))
    assert decide(own, foreign, before=before) == [], "a colleague put it there"


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["image", "document", "page"])
def test_rich_text_that_names_something_foreign_is_refused(
    cast: Cast, kind: str, at: datetime
) -> None:
    html = {
        "image": f'<embed embedtype="image" id="{_picture(cast, at, cast.health).pk}" format="left" alt=""/>',
        "document": f'<a linktype="document" id="{_file(cast, at, cast.health).pk}">x</a>',
        "page": '<a linktype="page" id="1">x</a>',
    }

    decision = may_use_media(cast.officer, _body(("text", f"<p>{html[kind]}</p>")))

    assert [(reason.code, reason.field) for reason in decision.reasons] == [
        ("desk.foreign_media", "body")
    ]
