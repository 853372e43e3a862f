"""Take what the reader of documents found into drafts, file by file."""

import hashlib
import zlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from mingtang.editorial.content.actions.articles import import_article, locked_article, save_article
from mingtang.editorial.content.actions.fields import EditorialFields, fields_of
from mingtang.editorial.content.enums import ArticleKind, ArticleState, ImportOutcome
from mingtang.editorial.content.models import ImportBatch, ImportedFile, ImportedSource
from mingtang.editorial.content.policies import readiness
from mingtang.editorial.reading.result import DocumentKind, Reading
from mingtang.editorial.sites.models import Column, GovSite
from mingtang.ground.foundation.decisions import NotVisible, no
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person, Unit
from mingtang.spine.events.actions import record_event

KEPT_BYTES = 2 * 1024 * 1024  # larger pages are not kept for looking at


def start_import(
    *,
    actor: Person,
    at: datetime,
    unit: Unit,
    site: GovSite,
    column: Column | None,
    name: str,
    base: str = "",
) -> ImportBatch:
    """Open a batch for files of a unit.

    :raises Refused: without the right to write for the unit, or for a column of another site.
    """
    with transaction.atomic():
        decision = authority.may(actor, "content.write", unit=unit.code, at=at)
        if column is not None and column.site_id != site.pk:
            text = "所选栏目不在“报送到”的网站里，请重新选择。"
            decision &= no("content.import.foreign_column", text, "column")
        decision.require()
        batch = ImportBatch.objects.create(
            unit=unit,
            site=site,
            column=column,
            name=name[:200],
            base=base[:500],
            started_by=actor,
            started_at=at,
        )
        _record(batch, "content.import.started", actor, at, name=batch.name)
        return batch


def import_file(
    *,
    actor: Person,
    at: datetime,
    batch_id: int,
    reading: Reading,
    data: bytes,
    body: Callable[[], Sequence[Mapping[str, Any]]],
) -> ImportedFile:
    """Make a draft of a document that was read, unless the unit has imported the same text before.

    `body` gives the blocks of the article, and is asked only when one is made. What the draft cannot hold (a number of another shape, a
    title that is too long) is left out with a doubt, so that the rest is not lost.

    :raises Refused: without the right to write for the unit, or without a title.
    """
    with transaction.atomic():
        batch = _locked_batch(actor, at, batch_id)
        text_digest = digest_of_text(reading)
        before = _imported_before(batch.unit, text_digest)
        if before is not None:
            words = f"内容与以前导入的“{before.name}”相同，没有再次导入。"
            return _pass_over(
                batch, actor, at, reading.file, data, ImportOutcome.REPEATED, words,
                text_digest=text_digest, article_id=before.article_id,
            )  # fmt: skip
        article = import_article(
            actor=actor,
            at=at,
            unit=batch.unit,
            site=batch.site,
            fields=fields_of_reading(reading, body(), [batch.column_id] if batch.column_id else []),
            file_name=reading.file,
        )
        return _keep(
            batch,
            reading.file,
            data,
            outcome=ImportOutcome.MADE.value,
            page_kind=DocumentKind.DOCUMENT.value,
            text_digest=text_digest,
            values=reading.values(),
            doubts=[{"field": one.field, "words": one.words} for one in reading.doubts],
            doubt_count=len(reading.doubts),
            article=article,
        )


def pass_over_file(
    *,
    actor: Person,
    at: datetime,
    batch_id: int,
    name: str,
    data: bytes,
    outcome: ImportOutcome,
    message: str,
    page_kind: str = "",
) -> ImportedFile:
    """Record a file that was not taken, with the reason in Chinese."""
    with transaction.atomic():
        batch = _locked_batch(actor, at, batch_id)
        return _pass_over(batch, actor, at, name, data, outcome, message, page_kind=page_kind)


def check_imported(*, actor: Person, at: datetime, file_ids: Collection[int]) -> int:
    """Mark imported files as looked at; return how many were not before.

    :raises NotVisible: when one of them is none that the actor may see.
    """
    with transaction.atomic():
        rows = list(
            ImportedFile.objects.visible_to(actor, at=at)
            .select_for_update(of=("self",))
            .select_related("batch__unit", "batch__site")
            .filter(pk__in=set(file_ids))
        )
        if len(rows) != len(set(file_ids)):
            raise NotVisible("imported file")
        fresh = [row for row in rows if row.checked_at is None]
        for row in fresh:
            row.checked_by, row.checked_at = actor, at
            row.save(update_fields=["checked_by", "checked_at"])
        for batch in {row.batch_id: row.batch for row in fresh}.values():
            own = sorted(row.pk for row in fresh if row.batch_id == batch.pk)
            _record(batch, "content.import.checked", actor, at, files=own)
        return len(fresh)


def correct_imported(
    *,
    actor: Person,
    at: datetime,
    file_id: int,
    version: int,
    kind: ArticleKind,
    **changes: Any,
) -> ImportedFile:
    """Store what a person corrected in the draft of an imported file, and mark it as looked at.

    `changes` are editorial fields of the article (:class:`EditorialFields`).

    :raises Refused: when the draft may not be changed now, or was changed since `version`.
    :raises NotVisible: when there is no such file that the actor may see.
    """
    with transaction.atomic():
        row = ImportedFile.objects.visible_to(actor, at=at).filter(pk=file_id).first()
        if row is None or row.article_id is None:
            raise NotVisible(f"imported file {file_id}")
        article = locked_article(actor=actor, at=at, article_id=row.article_id)
        save_article(
            actor=actor,
            at=at,
            article_id=article.pk,
            version=version,
            fields=replace(fields_of(article), kind=kind, **changes),
        )
        check_imported(actor=actor, at=at, file_ids=[file_id])
        return row


def note_sending(*, file_id: int, message: str) -> None:
    """Keep why the draft of an imported file could not go on; empty when it did.

    For the rooms above, in the transaction in which they try.
    """
    ImportedFile.objects.filter(pk=file_id).update(message=message[:500])


def digest_of_text(reading: Reading) -> str:
    """Return what tells one document from another: title, number, dates, words, tables, pictures."""
    parts = [
        reading.title.value,
        reading.number.value,
        str(reading.document_date.value),
        str(reading.released.value),
        *reading.paragraphs,
        *(table.html for table in reading.tables),
        *(picture.written for picture in reading.pictures),
        *(file.written for file in reading.files),
    ]
    text = "\n".join("".join(part.split()) for part in parts)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def kind_of(reading: Reading) -> ArticleKind:
    """Return policy for a document that an office issued under its name, else notice."""
    office = reading.office.value
    issued = reading.number.value or (office and reading.document_date.value)
    formal = office and "关于" in reading.title.value
    return ArticleKind.POLICY if issued or formal else ArticleKind.NOTICE


def fields_of_reading(
    reading: Reading, body: Sequence[Mapping[str, Any]], columns: Sequence[int] = ()
) -> EditorialFields:
    """Return the fields of a draft; what they cannot hold is left out or cut with a doubt."""
    number = reading.number.value
    if number and not readiness.is_number(number):
        reading.doubt("number", f"发文字号“{number}”的写法不合规范，没有填写，请核对后补填。")
        number = ""
    return EditorialFields(
        kind=kind_of(reading),
        title=_cut(reading, "title", "标题", reading.title.value, readiness.TITLE_LIMIT),
        body=body,
        source=_cut(reading, "source", "信息来源", reading.source.value, 100),
        document_number=number[:60],
        index_number=_cut(reading, "index_number", "索引号", reading.index_number.value, 60),
        issuing_office=_cut(reading, "office", "发文机关", reading.office.value, 100),
        document_date=reading.document_date.value,
        first_released_on=reading.released.value,
        wanted_columns=list(columns),
    )


def _cut(reading: Reading, name: str, label: str, value: str, limit: int) -> str:
    if len(value) > limit:
        reading.doubt(name, f"{label}超过 {limit} 个字，只取了前 {limit} 个字，请核对。")
    return value[:limit]


def _locked_batch(actor: Person, at: datetime, batch_id: int) -> ImportBatch:
    """Return a batch; its unit is locked, so that two imports of one text wait for each other."""
    batch = (
        ImportBatch.objects.visible_to(actor, at=at)
        .select_related("unit", "site", "column")
        .filter(pk=batch_id)
        .first()
    )
    if batch is None:
        raise NotVisible(f"import batch {batch_id}")
    Unit.objects.select_for_update().only("pk").get(pk=batch.unit_id)
    return batch


def _imported_before(unit: Unit, text_digest: str) -> ImportedFile | None:
    return (
        ImportedFile.objects.filter(
            text_digest=text_digest, outcome=ImportOutcome.MADE.value, batch__unit=unit
        )
        .exclude(article__state=ArticleState.DISCARDED.value)
        .first()
    )


def _pass_over(
    batch: ImportBatch,
    actor: Person,
    at: datetime,
    name: str,
    data: bytes,
    outcome: ImportOutcome,
    message: str,
    **more: Any,
) -> ImportedFile:
    row = _keep(batch, name, data, outcome=outcome.value, message=message[:500], **more)
    _record(
        batch, "content.import.passed_over", actor, at, file=row.name[:200], outcome=outcome.value
    )
    return row


def _keep(batch: ImportBatch, name: str, data: bytes, **values: Any) -> ImportedFile:
    row = ImportedFile.objects.create(
        batch=batch, name=name[:300], digest=hashlib.sha256(data).hexdigest(), **values
    )
    if row.outcome != ImportOutcome.REPEATED.value and len(data) <= KEPT_BYTES:
        ImportedSource.objects.create(file=row, data=zlib.compress(data, 6))
    return row


def _record(batch: ImportBatch, code: str, actor: Person, at: datetime, **payload: Any) -> None:
    record_event(
        code=code,
        subject=batch.subject,
        actor=actor.person_key,
        at=at,
        unit=batch.unit.code,
        site=batch.site.code,
        payload=payload,
    )
