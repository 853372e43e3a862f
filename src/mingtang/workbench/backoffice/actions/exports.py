"""A list asked for as a file: the request, its end, the download, and the end of its days."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from mingtang.ground.foundation.decisions import YES, Decision, NotVisible, no
from mingtang.ground.papers.sheets import SheetForm
from mingtang.institution.organization.models import Person
from mingtang.spine.events.actions import record_event
from mingtang.spine.jobs.actions import enqueue_job
from mingtang.workbench.backoffice.models import Export

KIND = "desk.export"
MOST_UNFINISHED = 5  # of one person
DAYS = timedelta(days=7)  # until the file is deleted: a list may name people
DELETED_AT_ONCE = 200
TITLE_LENGTH = Export._meta.get_field("title").max_length


def path_of(export: Export) -> Path:
    """Return where the file of an export is or will be."""
    return Path(settings.EXPORT_DIR) / f"{export.pk}.{export.form}"


def unfinished_path_of(export: Export) -> Path:
    """Return where the file of an export is until it is whole."""
    return path_of(export).with_suffix(".part")


def request_export(
    *,
    actor: Person,
    at: datetime,
    list_name: str,
    title: str,
    arguments: dict[str, Any],
    query: str,
    form: SheetForm,
) -> Export:
    """Enqueue the writing of a list, as this person sees it when it is written.

    The caller has seen that the person may open the list; the job asks again.

    :raises Refused: too many exports of this person are not finished.
    """
    with transaction.atomic():
        _may_request(actor, at).require()
        export = Export.objects.create(
            person=actor,
            list_name=list_name,
            title=title[:TITLE_LENGTH],
            arguments=arguments,
            query=query,
            form=form,
            requested_at=at,
        )
        export.job = enqueue_job(
            kind=KIND, actor=actor.person_key, at=at, arguments={"export": export.pk}
        )
        export.save(update_fields=["job"])
        _record("desk.export.requested", export, at, list=list_name, form=form.value)
    return export


def finish_export(*, export_id: int, at: datetime, rows: int) -> Export:
    """Note that the file is written; a repeat changes nothing.

    :raises NotVisible: it was deleted meanwhile.
    """
    with transaction.atomic():
        export = Export.objects.select_for_update(of=("self",)).filter(pk=export_id).first()
        if export is None:
            raise NotVisible(f"export {export_id}")
        if export.finished_at is None:
            export.finished_at, export.rows = at, rows
            export.save(update_fields=["finished_at", "rows"])
            _record("desk.export.finished", export, at, list=export.list_name, rows=rows)
    return export


def fail_export(at: datetime, *, export: int) -> None:
    """Record that the file could not be written, after the last try; a deleted export is passed over."""
    with transaction.atomic():
        row = Export.objects.filter(pk=export, finished_at=None).first()
        if row is not None:
            _record("desk.export.failed", row, at, list=row.list_name)


def note_export_download(*, actor: Person, at: datetime, export_id: int) -> Export:
    """Record that a person takes the file of an own export.

    :raises NotVisible: it is another's, or not finished.
    """
    with transaction.atomic():
        mine = Export.objects.visible_to(actor, at=at).filter(finished_at__isnull=False)
        export = mine.filter(pk=export_id).first()
        if export is None:
            raise NotVisible(f"export {export_id}")
        _record("desk.export.downloaded", export, at, list=export.list_name, rows=export.rows)
    return export


def delete_old_exports(at: datetime) -> int:
    """Delete exports and their files when their days are over; return how many."""
    old = Export.objects.filter(requested_at__lt=at - DAYS).order_by("requested_at")
    exports = list(old[:DELETED_AT_ONCE])
    for export in exports:
        for path in (path_of(export), unfinished_path_of(export)):
            path.unlink(missing_ok=True)
    return Export.objects.filter(pk__in=[export.pk for export in exports]).delete()[0]


def _may_request(actor: Person, at: datetime) -> Decision:
    unfinished = Export.objects.filter(
        person=actor, finished_at__isnull=True, job__ended_at__isnull=True, job__isnull=False
    )
    if unfinished[:MOST_UNFINISHED].count() < MOST_UNFINISHED:
        return YES
    return no(
        "desk.too_many_exports",
        f"您有 {MOST_UNFINISHED} 个导出还没有完成，请等它们完成后再导出。",
    )


def _record(code: str, export: Export, at: datetime, **payload: Any) -> None:
    record_event(
        code=code,
        subject=f"export:{export.pk}",
        actor=export.person.person_key,
        at=at,
        unit=export.person.unit.code,
        payload=payload,
    )
