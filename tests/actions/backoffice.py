"""Pictures and files taken in and changed, jobs run again and stopped, reasons erased, exports taken."""

import io
from pathlib import Path
from typing import Any

from mingtang.editorial.content.actions import discard_article
from mingtang.editorial.media.actions import propose_replacement
from mingtang.ground.foundation.files import FileUse, admit_file
from mingtang.ground.papers.sheets import SheetForm
from mingtang.spine.events.models import ERASED, Event
from mingtang.spine.jobs.enums import JobState
from mingtang.spine.jobs.models import Job
from mingtang.workbench.backoffice.actions import (
    cropping,
    exports,
    films,
    jobs,
    media,
    reasons,
    taking,
)
from mingtang.workbench.backoffice.models import Export, OfficeFile, Picture, UnitCollection
from tests.actions.spec import Case
from tests.factories import content as make
from tests.factories import media as make_media
from tests.ground.foundation.files.samples import SAMPLES

WRITE = ("leader", "colleague", "stranger", "operator", "auditor")
OPERATE = ("officer", "leader", "stranger", "desk_editor", "auditor")


def _taking(name: str) -> Any:
    """Return a file that comes in for the bureau."""

    def given(cast: Any, at: Any) -> dict[str, Any]:
        data = SAMPLES[name.rpartition(".")[2]]
        return {"unit": cast.edu, "data": data, "name": name, "title": "甲"}

    return given


def _adding(cast: Any, at: Any) -> dict[str, Any]:
    admitted = admit_file(io.BytesIO(SAMPLES["pdf"]), "表.pdf", FileUse.ATTACHMENT)
    collection = media.ensure_unit_collection(cast.edu)
    return {"media": OfficeFile(title="甲", collection=collection), "admitted": admitted}


def _changing(cast: Any, at: Any) -> dict[str, Any]:
    file = make_media.office_file(cast.edu, actor=cast.officer, at=at)
    file.title = "另一个名称"
    return {"media": file}


def _moved_away(cast: Any, at: Any, given: dict[str, Any]) -> None:
    given["media"].collection = media.ensure_unit_collection(cast.health)


def _text_with(file: OfficeFile) -> Any:
    value = {"document": file.pk, "title": "附件"}
    return make.news_fields(body=[{"type": "attachment", "value": value}])


def _attached(cast: Any, at: Any, given: dict[str, Any]) -> None:
    make.draft(cast, at, _text_with(given["media"]))


def _replacing(cast: Any, at: Any) -> dict[str, Any]:
    """Return a file that a draft shows, and another in its place."""
    old = make_media.office_file(cast.edu, actor=cast.officer, at=at)
    new = make_media.office_file(cast.edu, actor=cast.officer, at=at, content=b"new")
    article = make.draft(cast, at, _text_with(old))
    keys = {"old": f"document:{old.pk}", "new": f"document:{new.pk}"}
    return {"article_id": article.pk, **keys, "reason": "内容已更新"}


def _cropping(cast: Any, at: Any) -> dict[str, Any]:
    picture = make_media.picture(cast.edu, actor=cast.officer, at=at)
    return {"media": picture, "box": (10, 10, 30, 20)}


def _filming(cast: Any, at: Any) -> dict[str, Any]:
    values = {"content": SAMPLES["wmv"], "name": "会议.wmv"}
    return {"media": make_media.office_file(cast.edu, actor=cast.officer, at=at, **values)}


def _is_converted(cast: Any, at: Any, given: dict[str, Any]) -> None:
    films.store_converted(
        actor=cast.officer, at=at, media=given["media"], content=io.BytesIO(SAMPLES["mp4"])
    )


def _converting(cast: Any, at: Any) -> dict[str, Any]:
    return {**_filming(cast, at), "content": io.BytesIO(SAMPLES["mp4"])}


def _job(state: JobState) -> Any:
    """Return a job of the platform in a state, under a key of its own."""

    def given(cast: Any, at: Any) -> dict[str, Any]:
        ended_at = at if state is JobState.FAILED else None
        return {"job_id": _row(at, state=state, ended_at=ended_at).pk}

    return given


def _row(at: Any, **values: Any) -> Job:
    return Job.objects.create(
        kind=exports.KIND, key="1", lane="export", enqueued_by="system", enqueued_at=at, due_at=at,
        **values,
    )  # fmt: skip


def _done(cast: Any, at: Any, given: dict[str, Any]) -> None:
    Job.objects.update(state=JobState.DONE, ended_at=at)


def _another_waits(cast: Any, at: Any, given: dict[str, Any]) -> None:
    _row(at)


def _told(cast: Any, at: Any) -> dict[str, Any]:
    """Return an event with a reason that names someone."""
    discard_article(
        actor=cast.officer, at=at, article_id=make.draft(cast, at).pk, reason="王某要求"
    )
    return {"event_id": Event.objects.get(reason__isnull=False).pk, "why": "王某申请"}


def _finished(cast: Any, at: Any) -> dict[str, Any]:
    export = Export.objects.create(
        person=cast.officer, list_name="x", title="稿件", form=SheetForm.CSV, requested_at=at,
        finished_at=at, rows=3,
    )  # fmt: skip
    return {"export_id": export.pk}


CASES = (
    Case(
        taking.take_picture, "officer", _taking("图.png"), "desk.media.added",
        lambda cast, pk, _: Picture.objects.get().pk == pk
        and Picture.objects.get().uploaded_by_user == cast.officer,
        WRITE,
        stateless="what the door refuses leaves an event, tried beside the taking",
    ),
    Case(
        taking.take_file, "officer", _taking("表.pdf"), "desk.media.added",
        lambda cast, pk, _: OfficeFile.objects.get().pk == pk
        and OfficeFile.objects.get().uploaded_by_user == cast.officer,
        WRITE,
        stateless="what the door refuses leaves an event, tried beside the taking",
    ),
    Case(
        media.add_media, "officer", _adding, "desk.media.added",
        lambda cast, file, _: Path(OfficeFile.objects.get(title="甲").file.path).read_bytes()
        == SAMPLES["pdf"],
        WRITE,
        stateless="what came through the door is stored",
    ),
    Case(
        media.change_media, "officer", _changing, "desk.media.changed",
        lambda cast, _, given: OfficeFile.objects.get().title == "另一个名称",
        WRITE,
        {"organization.not_entitled": _moved_away},
    ),
    Case(
        media.delete_media, "officer", _changing, "desk.media.deleted",
        lambda cast, _, given: not OfficeFile.objects.exists(),
        WRITE,
        {"desk.media_in_use": _attached},
    ),
    Case(
        media.set_watermark, "officer",
        lambda cast, at: {"unit": cast.edu, "words": "明州市教育局"}, "desk.media.watermark_set",
        lambda cast, _, given: UnitCollection.objects.get(unit=cast.edu).watermark
        == given["words"],
        WRITE,
        stateless="a unit always has its place for pictures",
    ),
    Case(
        cropping.crop_picture, "officer", _cropping, "desk.media.added",
        lambda cast, cut, given: (cut.width, cut.height) == (20, 10)
        and (given["media"].width, given["media"].height) == (40, 30),
        WRITE,
        stateless="a part that is not inside the picture is refused, tried beside the cropping",
    ),
    Case(
        films.request_conversion, "officer", _filming, "desk.film.requested",
        lambda cast, job, _: Job.objects.filter(kind=films.CONVERT).count() == 1,
        WRITE,
        {"desk.not_to_convert": _is_converted},
    ),
    Case(
        films.store_converted, "officer", _converting, "desk.media.added",
        lambda cast, made, given: OfficeFile.objects.get(pk=given["media"].pk).as_mp4 == made,
        WRITE,
        stateless="a film that is converted already returns the file that was made",
    ),
    Case(
        propose_replacement, "officer", _replacing, "media.replacement.proposed",
        lambda cast, article, given: given["new"] in article.revision.files,
        WRITE,
        {"media.other_sort": lambda cast, at, given: {**given, "new": given["old"]}},
    ),
    Case(
        jobs.retry_background_job, "operator", _job(JobState.FAILED), "desk.job.retried",
        lambda cast, job, _: Job.objects.get(state=JobState.WAITING, ended_at=None) == job,
        OPERATE,
        {
            "jobs.not_ended_badly": _done,
            "jobs.key_waits": _another_waits,
        },
        whole_platform=True,
    ),
    Case(
        jobs.begin_key_rotation, "operator", lambda cast, at: {}, "desk.keys.rotation_begun",
        lambda cast, job, _: Job.objects.get(kind="vault.rotate", state=JobState.WAITING) == job,
        OPERATE,
        stateless="keys can be changed at any time; a rotation that waits is not enqueued twice",
        whole_platform=True,
    ),
    Case(
        jobs.stop_background_job, "operator",
        lambda cast, at: {**_job(JobState.WAITING)(cast, at), "reason": "重复提交"},
        "desk.job.stopped",
        lambda cast, job, _: Job.objects.get(state=JobState.STOPPED, ended_at__isnull=False) == job
        and str(Event.objects.get(code="desk.job.stopped").reason) == "重复提交",
        OPERATE,
        {"jobs.ended": _done},
        whole_platform=True,
    ),
    Case(
        reasons.erase_event_reason, "operator", _told, "events.reason.erased",
        lambda cast, reason, given: str(Event.objects.get(pk=given["event_id"]).reason) == ERASED,
        OPERATE,
        {"events.erasure_unexplained": lambda cast, at, _: {"why": " "}},
        whole_platform=True,
    ),
    Case(
        exports.note_export_download, "officer", _finished, "desk.export.downloaded",
        lambda cast, export, given: export.pk == given["export_id"],
        ("leader", "colleague", "stranger", "operator"),
        stateless="one that is not finished is not visible, tried beside the exports",
    ),
)  # fmt: skip
