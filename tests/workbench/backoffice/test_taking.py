"""Pictures and files of imported documents, taken in for a unit."""

from collections.abc import Callable
from datetime import datetime

import pytest
from wagtail.models import Collection

from mingtang.ground.foundation.decisions import Refused
from mingtang.institution.organization.models import Person
from mingtang.spine.events.models import Event
from mingtang.workbench.backoffice.actions.taking import take_file, take_picture
from mingtang.workbench.backoffice.models import OfficeFile, Picture
from tests.factories.cast import Cast
from tests.ground.foundation.files.samples import SAMPLES

pytestmark = pytest.mark.django_db
Take = Callable[..., int]
WAYS = [
    (take_picture, Picture, SAMPLES["png"], "图.png"),
    (take_file, OfficeFile, SAMPLES["pdf"], "表.pdf"),
]
EACH = pytest.mark.parametrize(("take", "model", "data", "name"), WAYS)


@EACH
def test_writer_takes_it_in_once(
    cast: Cast, at: datetime, take: Take, model: type, data: bytes, name: str
) -> None:
    given = {"actor": cast.officer, "at": at, "unit": cast.edu, "data": data, "name": name}
    first = take(**given, title="甲")
    second = take(**given, title="乙")

    row = model.objects.get()  # type: ignore[attr-defined]
    added = Event.objects.get(code="desk.media.added")
    assert (first, second, row.title, row.uploaded_by_user) == (row.pk, row.pk, "甲", cast.officer)
    assert (added.actor, added.unit) == (cast.officer.person_key, "edu")


@EACH
@pytest.mark.parametrize("who", ["stranger", "leader", "colleague", "operator", "auditor"])
def test_nobody_else_takes_anything_in(
    cast: Cast, at: datetime, take: Take, model: type, data: bytes, name: str, who: str
) -> None:
    person: Person = getattr(cast, who)
    before = Collection.objects.count()

    with pytest.raises(Refused):
        take(actor=person, at=at, unit=cast.edu, data=data, name=name, title="")

    assert not model.objects.exists()  # type: ignore[attr-defined]
    assert not Event.objects.filter(code__startswith="desk.media.").exists()
    assert Collection.objects.count() == before


@EACH
def test_refused_bytes_leave_an_event_and_nothing_else(
    cast: Cast, at: datetime, take: Take, model: type, data: bytes, name: str
) -> None:
    with pytest.raises(Refused):
        take(actor=cast.officer, at=at, unit=cast.edu, data=b"MZ" + bytes(64), name=name, title="")

    assert not model.objects.exists()  # type: ignore[attr-defined]
    assert Event.objects.get(code="desk.media.refused").actor == cast.officer.person_key
