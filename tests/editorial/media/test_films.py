"""Films that browsers do not play become MP4 beside their original, or the screen says what to do."""

import os
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from mingtang.editorial.content.actions.fields import fields_of
from mingtang.editorial.content.importing.word import import_word
from mingtang.editorial.content.interfaces.import_forms import WordForm
from mingtang.editorial.media.queries import asked_formats
from mingtang.ground.foundation import clock
from mingtang.ground.foundation.files import FileUse
from mingtang.institution.regulations.queries import rules_for
from mingtang.institution.regulations.schema.registers import Register
from mingtang.spine.events.testing import drain
from mingtang.spine.jobs.enums import JobLane
from mingtang.spine.jobs.models import Job
from mingtang.spine.jobs.running import work_jobs
from mingtang.workbench.backoffice.actions.films import CONVERT
from mingtang.workbench.backoffice.form_keys import FIELD, new_form_key
from mingtang.workbench.backoffice.media import ensure_unit_collection
from mingtang.workbench.backoffice.models import OfficeFile, Picture
from tests.factories import media
from tests.factories.cast import Cast
from tests.factories.regulations import bound_pack
from tests.ground.foundation.files.samples import SAMPLES
from tests.ground.foundation.files.test_door import photograph
from tests.ground.papers.word_files import notice_file

Browser = Callable[..., Client]
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("rooms", "folders"),
    pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.Spooled:ResourceWarning"),
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in.*SpooledTemporaryFile:pytest.PytestUnraisableExceptionWarning"
    ),
]
CONVERTS = f"""#!{sys.executable}
import sys, pathlib
print("  Duration: 00:01:40.00, start: 0.0", file=sys.stderr, flush=True)
for done in ("N/A", "00:00:25.000000", "00:01:40.000000"):
    print("out_time=" + done, flush=True)
assert sys.argv[sys.argv.index("-f") + 1] == "asf"
pathlib.Path(sys.argv[-1]).write_bytes({SAMPLES["mp4"]!r})
"""
FAILS = "#!/bin/sh\nexit 1\n"


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Put a program that takes the arguments of ffmpeg before all others; without a text there is none."""

    others = os.environ["PATH"]

    def install(script: str) -> None:
        folder = tmp_path / "bin"
        folder.mkdir(exist_ok=True)
        if not script:
            monkeypatch.setenv("PATH", str(folder))
            return
        (folder / "ffmpeg").write_text(script, "utf-8")
        (folder / "ffmpeg").chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{others}")

    return install


def film(cast: Cast, at: datetime) -> OfficeFile:
    return media.office_file(
        cast.edu, actor=cast.officer, at=at, title="会议", content=SAMPLES["wmv"], name="会议.wmv"
    )


def work(at: datetime) -> None:
    drain(at)
    work_jobs(at, lane=JobLane.MEDIA)


def words(client: Client, file: OfficeFile) -> str:
    return client.get(f"/library/files/{file.pk}/").content.decode()


def test_new_film_becomes_mp4_beside_its_original(
    cast: Cast, at: datetime, browser: Browser, program: Callable[[str], None]
) -> None:
    program(CONVERTS)
    source = film(cast, at)
    drain(at)
    assert "正在排队转成 MP4" in words(browser(cast.officer), source)

    work(at)

    source.refresh_from_db()
    made = source.as_mp4
    assert made is not None
    assert (made.title, made.name, made.kind) == ("会议", "会议.mp4", "mp4")
    assert made.uploaded_by_user == cast.officer
    assert Path(source.file.path).read_bytes() == SAMPLES["wmv"]
    job = Job.objects.get(kind=CONVERT)
    assert (job.done, job.total, job.result) == (100, 100, {"file": made.pk})
    assert "已转成 MP4" in words(browser(cast.officer), source)
    assert "<video" in words(browser(cast.officer), made)
    work(at + timedelta(minutes=1))
    assert OfficeFile.objects.count() == 2


@pytest.mark.parametrize(("script", "why"), [("", "没有安装视频转换程序"), (FAILS, "视频已损坏")])
def test_film_that_cannot_be_converted_stays_and_its_screen_says_what_to_do(
    cast: Cast,
    at: datetime,
    browser: Browser,
    program: Callable[[str], None],
    script: str,
    why: str,
) -> None:
    program(script)
    source = film(cast, at)
    work(at)

    shown = words(browser(cast.officer), source)
    assert why in shown
    assert "原件保存完好" in shown
    assert OfficeFile.objects.count() == 1

    program(CONVERTS)
    url = f"/library/files/{source.pk}/convert/"
    assert url in shown
    client = browser(cast.officer)
    client.post(url, {FIELD: new_form_key(cast.officer.pk, url)})
    work(clock.now())
    source.refresh_from_db()
    assert source.as_mp4 is not None
    assert client.get(url).status_code == 403


def test_hn_16_word_with_pictures_jpg_and_wmv_are_taken(
    cast: Cast, at: datetime, browser: Browser, program: Callable[[str], None]
) -> None:
    program(CONVERTS)
    bound_pack("city", at=at)
    ensure_unit_collection(cast.edu)
    entries = rules_for(("city",), at).rule("submission.formats", Register).entries
    asked = {one.code: one.values for one in entries}
    assert asked == {"text": ("doc",), "picture": ("jpg",), "video": ("wmv",)}
    client = browser(cast.officer)
    shown = client.get("/library/").content.decode()
    for label in asked_formats("edu", at=at):
        assert label in shown

    accepted = WordForm.base_fields["upload"].widget.attrs["accept"].split(",")
    assert {f".{end}" for end in asked["text"]} <= set(accepted)
    assert {*asked["text"], *asked["video"]} <= set(FileUse.ATTACHMENT.extensions)
    draft = import_word(
        actor=cast.officer, at=at, unit=cast.edu, site=cast.portal, name="通知.docx",
        data=notice_file(),
    )  # fmt: skip
    kinds = [one["type"] for one in fields_of(draft.article).body]
    assert kinds.index("picture") > kinds.index("html_table")

    photo = SimpleUploadedFile(f"会场.{asked['picture'][0]}", photograph())
    client.post(reverse("wagtailimages:add"), {"title": "会场", "file": photo})
    assert Picture.objects.get(title="会场").kind == "jpg"
    recording = SimpleUploadedFile(f"会议.{asked['video'][0]}", SAMPLES["wmv"])
    client.post(reverse("wagtaildocs:add"), {"title": "会议", "file": recording})
    work(clock.now())
    assert OfficeFile.objects.get(kind="wmv").as_mp4 is not None
