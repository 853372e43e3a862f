"""Every way by which a file comes into the office leads through one door, and none changes one."""

import io
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.files import File
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from mingtang.ground.foundation.decisions import Refused
from mingtang.ground.foundation.files import FileUse, admit_file
from mingtang.institution.organization.models import Person
from mingtang.spine.events.models import Event
from mingtang.workbench.backoffice.actions.media import change_media, note_download
from mingtang.workbench.backoffice.media import ensure_unit_collection
from mingtang.workbench.backoffice.models import OfficeFile, PastTheDoor, Picture
from tests.factories import media
from tests.factories.cast import Cast
from tests.ground.foundation.files.samples import SAMPLES, compound, office
from tests.ground.foundation.files.test_door import photograph

Browser = Callable[..., Client]
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.Spooled:ResourceWarning"),
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in.*SpooledTemporaryFile:pytest.PytestUnraisableExceptionWarning"
    ),
]


@pytest.fixture(autouse=True)
def _ready(cast: Cast) -> None:
    """The units have their collections."""
    ensure_unit_collection(cast.edu)
    ensure_unit_collection(cast.health)


def _one(client: Client, room: str, file: SimpleUploadedFile) -> Any:
    return client.post(reverse(f"{room}:add"), {"title": file.name, "file": file})


def _several(client: Client, room: str, file: SimpleUploadedFile) -> Any:
    data = {"title": file.name, "files[]": file}
    return client.post(reverse(f"{room}:add_multiple"), data, headers=XHR)


def _chosen(client: Client, room: str, file: SimpleUploadedFile) -> Any:
    kind = "image" if room == "wagtailimages" else "document"
    prefix = f"{kind}-chooser-upload"
    data = {f"{prefix}-title": file.name, f"{prefix}-file": file}
    return client.post(reverse(f"{room}_chooser:create"), data, headers=XHR)


XHR = {"x-requested-with": "XMLHttpRequest"}
WAYS = [_one, _several, _chosen]
BAD_FILES = {
    "程序.exe": b"MZ\x90\0" + bytes(64),
    "程序.pdf": b"MZ\x90\0" + bytes(64),
    "页面.html": b"<html><script>alert(1)</script></html>",
    "页面.pdf": b"<html><script>alert(1)</script></html>",
    "代码.js": b"alert(1)",
    "图.svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "页面.xhtml": b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'/>",
    "宏.doc": compound("WordDocument", "Macros"),
    "宏.docx": office("word/document.xml", **{"word/vbaProject.bin": "x"}),
    "空.pdf": b"",
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", BAD_FILES)
def test_bad_file_comes_in_by_no_way(cast: Cast, browser: Browser, way: Any, name: str) -> None:
    response = way(browser(cast.officer), "wagtaildocs", SimpleUploadedFile(name, BAD_FILES[name]))

    assert response.status_code == 200
    assert OfficeFile.objects.count() == 0
    assert "不能上传" in _words(response) or "再上传" in _words(response) or name == "空.pdf"
    assert "文件扩展" not in _words(response)  # of Wagtail, about a name that is gone by then


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("图.svg", BAD_FILES["图.svg"]),
        ("图.png", BAD_FILES["页面.html"]),
        ("断.jpg", photograph()[:300]),
        ("公文.pdf", SAMPLES["pdf"]),
        ("伪.png", SAMPLES["jpg"]),
    ],
)
def test_bad_picture_comes_in_by_no_way(
    cast: Cast, browser: Browser, way: Any, name: str, content: bytes
) -> None:
    response = way(browser(cast.officer), "wagtailimages", SimpleUploadedFile(name, content))

    assert response.status_code == 200
    assert Picture.objects.count() == 0
    [refused] = Event.objects.filter(code="desk.media.refused")
    assert refused.actor == cast.officer.person_key


def _words(response: Any) -> str:
    if response["content-type"].startswith("application/json"):
        return str(response.json())
    return response.content.decode()


@pytest.mark.parametrize("way", WAYS)
def test_picture_comes_in_by_every_way_without_its_place(
    cast: Cast, browser: Browser, way: Any
) -> None:
    way(browser(cast.officer), "wagtailimages", SimpleUploadedFile("《现场》.jpg", photograph()))

    picture = Picture.objects.get()
    stored = picture.file.read()
    picture.file.close()
    assert b"secret" not in stored
    assert (picture.width, picture.height) == Image.open(io.BytesIO(stored)).size == (20, 40)
    assert (picture.name, picture.kind, len(picture.digest)) == ("《现场》.jpg", "jpg", 64)
    assert picture.uploaded_by_user == cast.officer
    [added] = Event.objects.filter(code="desk.media.added")
    assert added.subject == f"picture:{picture.pk}"
    assert json.loads(added.payload)["digest"] == picture.digest


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", ["ofd", "wps", "et", "dps", "rtf", "docx", "zip"])
def test_file_comes_in_by_every_way_and_keeps_its_name(
    cast: Cast, browser: Browser, way: Any, kind: str
) -> None:
    name = f"关于《办法》的通知〔2026〕5号.{kind}"
    way(browser(cast.officer), "wagtaildocs", SimpleUploadedFile(name, SAMPLES[kind]))

    file = OfficeFile.objects.get()
    assert (file.name, file.kind) == (name, kind)
    assert file.file.name.startswith(f"files/{file.digest[:2]}/{file.digest}")
    assert Event.objects.filter(code="desk.media.added", subject=f"file:{file.pk}").count() == 1


@pytest.mark.parametrize("person", ["officer", "desk_editor"])
@pytest.mark.parametrize("name", ["wagtaildocs:edit", "wagtailimages:edit"])
def test_editing_replaces_no_file(
    cast: Cast, browser: Browser, at: datetime, name: str, person: str
) -> None:
    make = media.office_file if "docs" in name else media.picture
    row = make(cast.edu, actor=cast.officer, at=at)
    other = SAMPLES["pdf"] if "docs" in name else SAMPLES["gif"]
    sent = SimpleUploadedFile(f"换.{'pdf' if 'docs' in name else 'gif'}", other)
    before = (row.file.name, row.digest, row.name)

    page = browser(cast.officer).get(reverse(name, args=[row.pk]))
    assert b'type="file"' not in page.content
    browser(getattr(cast, person)).post(
        reverse(name, args=[row.pk]), {"title": "新名称", "file": sent}
    )

    row.refresh_from_db()
    assert (row.file.name, row.digest, row.name) == before
    if person == "officer":
        assert row.title == "新名称"
        [changed] = Event.objects.filter(code="desk.media.changed")
        assert json.loads(changed.payload) == {"changed": ["title"]}


@pytest.mark.parametrize("name", ["wagtaildocs:edit_multiple", "wagtailimages:edit_multiple"])
def test_editing_several_replaces_no_file(
    cast: Cast, browser: Browser, at: datetime, name: str
) -> None:
    is_file = "docs" in name
    row = (media.office_file if is_file else media.picture)(cast.edu, actor=cast.officer, at=at)
    prefix = f"{'doc' if is_file else 'image'}-{row.pk}"
    sent = SimpleUploadedFile("换.pdf", SAMPLES["pdf"])
    data = {f"{prefix}-title": "新名称", f"{prefix}-file": sent}
    before = row.digest

    response = browser(cast.officer).post(reverse(name, args=[row.pk]), data, headers=XHR)

    row.refresh_from_db()
    assert response.json()["success"] is True
    assert (row.title, row.digest) == ("新名称", before)


def test_row_is_stored_by_the_door_alone(cast: Cast, at: datetime) -> None:
    collection = ensure_unit_collection(cast.edu)
    with pytest.raises(PastTheDoor):
        OfficeFile.objects.create(
            title="x", file=File(io.BytesIO(b"x"), "x.txt"), collection=collection
        )
    row = media.office_file(cast.edu, actor=cast.officer, at=at)
    for change in ({"file": File(io.BytesIO(b"y"), "y.txt")}, {"digest": "0" * 64}, {"name": "y"}):
        changed = OfficeFile.objects.get(pk=row.pk)
        for name, value in change.items():
            setattr(changed, name, value)
        with pytest.raises(PastTheDoor):
            changed.save()
        with pytest.raises(PastTheDoor):
            change_media(actor=cast.officer, at=at, media=changed)


@pytest.mark.parametrize("person", ["stranger", "leader", "colleague", "operator"])
def test_wrong_person_stores_and_changes_nothing(cast: Cast, at: datetime, person: str) -> None:
    actor: Person = getattr(cast, person)
    with pytest.raises(Refused):
        media.office_file(cast.edu, actor=actor, at=at)
    row = media.office_file(cast.edu, actor=cast.officer, at=at)
    row.title = "改"
    with pytest.raises(Refused):
        change_media(actor=actor, at=at, media=row)
    assert OfficeFile.objects.get().title == "文件"


def test_file_goes_to_no_unit_where_the_person_may_not_write(cast: Cast, at: datetime) -> None:
    row = media.office_file(cast.edu, actor=cast.officer, at=at)
    row.collection = ensure_unit_collection(cast.health)
    with pytest.raises(Refused):
        change_media(actor=cast.officer, at=at, media=row)


def test_download_leaves_an_event_and_a_later_part_none(
    cast: Cast, browser: Browser, at: datetime
) -> None:
    row = media.office_file(cast.edu, actor=cast.officer, at=at, name="《通知》 附件.txt")
    client = browser(cast.leader)

    whole = client.get(row.url)
    part = client.get(row.url, headers={"range": "bytes=3-5"})
    head = client.head(row.url)
    beyond = client.get(row.url, headers={"range": "bytes=99-"})
    changed = client.get(row.url, headers={"range": "bytes=3-5", "if-range": "x"})

    assert b"".join(whole.streaming_content) == "内容".encode()
    assert whole["content-disposition"] == (
        "attachment; filename*=UTF-8''%E3%80%8A%E9%80%9A%E7%9F%A5%E3%80%8B%20%E9%99%84%E4%BB%B6.txt"
    )
    assert "sandbox" in whole["content-security-policy"]
    assert whole["x-content-type-options"] == "nosniff"
    assert (part.status_code, b"".join(part.streaming_content)) == (206, "容".encode())
    assert part["content-range"] == "bytes 3-5/6"
    assert (beyond.status_code, beyond["content-range"]) == (416, "bytes */6")
    assert (changed.status_code, head.status_code) == (200, 200)
    for response in (head, changed):
        b"".join(response.streaming_content)
    events = Event.objects.filter(code="desk.media.downloaded", subject=f"file:{row.pk}")
    assert [event.actor for event in events] == [cast.leader.person_key] * 1


def test_each_download_of_a_file_is_recorded(cast: Cast, at: datetime) -> None:
    row = media.office_file(cast.edu, actor=cast.officer, at=at)
    for _ in range(2):
        note_download(actor=cast.leader, at=at, media=row)
    events = Event.objects.filter(code="desk.media.downloaded")
    assert [(one.actor, one.subject, one.unit) for one in events] == [
        (cast.leader.person_key, f"file:{row.pk}", "edu")
    ] * 2


def test_original_of_a_picture_is_recorded_once_an_hour(
    cast: Cast, browser: Browser, at: datetime
) -> None:
    row = media.picture(cast.edu, actor=cast.officer, at=at)
    small = row.get_rendition("max-20x20")
    for later, file in ((0, small.file), (1, row.file), (59, row.file), (62, row.file)):
        with time_machine.travel(at + timedelta(minutes=later), tick=False):
            response = browser(cast.leader).get(f"/media/{file.name}")
            b"".join(response.streaming_content)

    events = Event.objects.filter(code="desk.media.downloaded").order_by("recorded_at")
    assert [(event.actor, event.subject, event.unit) for event in events] == [
        (cast.leader.person_key, f"picture:{row.pk}", "edu")
    ] * 2
    assert events[1].recorded_at == at + timedelta(minutes=62)


def test_every_picture_has_its_media_type(cast: Cast, browser: Browser, at: datetime) -> None:
    for kind in FileUse.PICTURE.kinds:
        row = media.picture(
            cast.edu,
            actor=cast.officer,
            at=at,
            content=SAMPLES[kind.value],
            name=f"图.{kind.value}",
        )
        response = browser(cast.officer).get(f"/media/{row.file.name}")
        b"".join(response.streaming_content)
        assert response["content-type"] == kind.media_type


def test_name_that_no_file_has_is_not_found(cast: Cast, browser: Browser) -> None:
    for name in ("a" * 300 + ".png", "../../etc/passwd"):
        assert browser(cast.officer).get(f"/media/{name}").status_code == 404


def test_stored_name_is_made_of_the_digest(cast: Cast, at: datetime) -> None:
    admitted = admit_file(io.BytesIO(SAMPLES["pdf"]), "a" * 300 + ".pdf", FileUse.ATTACHMENT)
    assert len(admitted.judged.name.encode()) <= 200
    row = media.office_file(
        cast.edu, actor=cast.officer, at=at, content=SAMPLES["pdf"], name="a.pdf"
    )
    again = media.office_file(
        cast.edu, actor=cast.officer, at=at, content=SAMPLES["pdf"], name="b.pdf"
    )
    assert row.digest == again.digest
    assert row.file.name != again.file.name, "each row has its own file"
