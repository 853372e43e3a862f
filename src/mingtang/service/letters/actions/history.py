"""Import past letters from a table: upload, trial, import. A repeat imports no line twice."""

import base64
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from mingtang.editorial.sites.models import GovSite
from mingtang.ground.foundation.chunks import in_chunks
from mingtang.ground.foundation.decisions import YES, Decision, NotVisible, Refused, no
from mingtang.ground.foundation.masking import mask_personal_data
from mingtang.ground.foundation.text import one_line
from mingtang.ground.papers.long_tables import read_whole
from mingtang.ground.papers.tables_in import LineResult, LineState, SheetReport, report
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person
from mingtang.service.letters.actions.past_lines import Incoming, sort_out
from mingtang.service.letters.enums import LETTER, LetterCategory
from mingtang.service.letters.models import IMPORT, LetterDetails, LetterImport
from mingtang.service.letters.policies import history
from mingtang.service.letters.queries import fingerprint_of
from mingtang.service.responses.actions.figures import count_imported
from mingtang.service.responses.actions.publication import refresh_figures
from mingtang.spine.events.actions import record_event, record_reason
from mingtang.spine.events.models import StatedReason
from mingtang.spine.jobs.actions import enqueue_job, stop_job
from mingtang.spine.jobs.models import Job
from mingtang.workbench.casework.actions.history import PastCase, bring_in_cases
from mingtang.workbench.casework.actions.opening import Sender

MOST_LINES = 100_000
LARGEST = 30 * 1024 * 1024
STRETCH = 500  # letters of one transaction
SHOWN_RESULTS = 500
JOB_KIND = "letters.import"
Progress = Callable[[int, int], None]
_REPORT = ("is_trial", "total", "made", "skipped", "failed", "results")


def upload_letters(
    *, actor: Person, at: datetime, site: str, name: str, content: bytes
) -> LetterImport:
    """Store a table of past letters of a site, sealed, and propose the mapping of its columns.

    :raises Refused: no right, or it cannot be read as a table.
    """
    with transaction.atomic():
        where = GovSite.objects.select_related("unit", "operating_unit").filter(code=site).first()
        if where is None:
            raise Refused(no("letters.no_site", "没有这个网站，请重新选择。", "site").reasons)
        desk = (where.operating_unit or where.unit).code
        authority.may(actor, IMPORT, unit=desk, site=where.code, at=at).require()
        rows = _rows(content, name)
        headings = list(history.head_of(rows).headings)
        row = LetterImport.objects.create(
            site=where,
            name=one_line(name)[:200],
            content=base64.b64encode(content).decode("ascii"),
            headings=headings,
            columns=history.proposed_columns(headings),
            category=LetterCategory.INQUIRY.value,
            uploaded_at=at,
            uploaded_by=actor,
        )
        _record(row, "uploaded", actor.person_key, at, lines=len(rows))
        return row


def check_letters(
    *, actor: Person, at: datetime, import_id: int, columns: Mapping[str, str], category: str
) -> LetterImport:
    """Save the mapping of columns and validate every line without importing it.

    :raises Refused: the columns do not fit, or the table has been imported.
    """
    with transaction.atomic():
        row = _locked(actor, at, import_id)
        decision = history.is_mapping(columns, row.headings) & is_open(row)
        decision.require()
        row.columns, row.category = dict(columns), LetterCategory(category).value
        incoming, results = sort_out(row, table_of(row), now=at)
        made = [LineResult(one.line, LineState.MADE) for one in incoming]
        _note(row, report([*results, *made], is_trial=True))
        row.save(update_fields=["columns", "category", *_REPORT])
        _record(row, "checked", actor.person_key, at, **_counts(row))
        return row


def start_import(*, actor: Person, at: datetime, import_id: int) -> LetterImport:
    """Enqueue the import of a table that was tried.

    :raises Refused: no line can be imported, or it has been imported.
    """
    with transaction.atomic():
        row = _locked(actor, at, import_id)
        decision = is_open(row)
        if not row.made or not row.is_trial:
            decision &= no("letters.nothing_to_import", "请先试算；试算有可以导入的行，才能导入。")
        decision.require()
        arguments = {"import_id": row.pk, "actor": actor.person_key}
        job = enqueue_job(
            kind=JOB_KIND,
            actor=actor.person_key,
            at=at,
            arguments=arguments,
            key=row.subject_key,
        )
        row.job = job.pk
        row.save(update_fields=["job"])
        _record(row, "started", actor.person_key, at, lines=row.total)
        return row


def stop_import(*, actor: Person, at: datetime, import_id: int) -> LetterImport:
    """Stop an import that waits or runs; letters made so far remain, the rest can follow later.

    :raises Refused: no import waits or runs.
    """
    with transaction.atomic():
        row = _locked(actor, at, import_id)
        if not is_running(row):
            raise Refused(no("letters.not_running", "现在没有正在进行的导入。").reasons)
        stop_job(job_id=row.job or 0, at=at)
        _record(row, "stopped", actor.person_key, at)
        return row


def import_letters(
    *, actor: str, at: datetime, import_id: int, progress: Progress = lambda done, total: None
) -> SheetReport:
    """Make the letters of a table, `STRETCH` in a transaction; existing ones are skipped.

    It checks no right, because `start_import` did. It can be interrupted and run again; each line
    is imported once.
    """
    row = LetterImport.objects.select_related("site__unit", "site__operating_unit").get(
        pk=import_id
    )
    if row.ended_at is not None:
        return report([])
    incoming, results = sort_out(row, table_of(row), now=at)
    with transaction.atomic():
        why = record_reason(f"导入历史来信：{row.name}")
    assert why is not None  # the text is not empty
    for some in in_chunks(incoming, STRETCH):
        results += _bring_in(row, list(some), actor, at, why)
        progress(len(results), len(incoming))
    done = report(results)
    with transaction.atomic():
        _note(row, done)
        row.ended_at, row.content = at, ""
        row.save(update_fields=["ended_at", "content", *_REPORT])
        _record(row, "ended", actor, at, **_counts(row))
    return done


def table_of(row: LetterImport) -> Sequence[Sequence[Any]]:
    """Return the rows of an uploaded table."""
    return _rows(base64.b64decode(row.content), row.name)


def is_running(row: LetterImport) -> bool:
    """Return whether an import of a table waits for a worker or runs."""
    return Job.objects.open().filter(pk=row.job or 0).exists()


def _locked(actor: Person, at: datetime, import_id: int) -> LetterImport:
    if not LetterImport.objects.visible_to(actor, at=at).filter(pk=import_id).exists():
        raise NotVisible(f"letter import {import_id}")
    rows = LetterImport.objects.select_related("site__unit", "site__operating_unit")
    return rows.select_for_update(of=("self",)).get(pk=import_id)


def is_open(row: LetterImport) -> Decision:
    """Answer whether a table may still be tried and imported."""
    if row.ended_at is not None:
        return no("letters.imported", "这份表格已经导入完。有误的行改正后请重新上传。")
    if is_running(row):
        return no("letters.running", "正在导入，请等它完成或先停止。")
    return YES


def _note(row: LetterImport, done: SheetReport) -> None:
    row.is_trial, row.total = done.is_trial, len(done.lines)
    row.made, row.skipped, row.failed = (done.count(state) for state in LineState)
    row.results = [
        [one.line, one.state.value, mask_personal_data(one.reason)]
        for one in done.lines
        if one.state is not LineState.MADE
    ][:SHOWN_RESULTS]


def _counts(row: LetterImport) -> dict[str, int]:
    return {
        "lines": row.total,
        "made": row.made,
        "skipped": row.skipped,
        "failed": row.failed,
    }


def _record(row: LetterImport, what: str, actor: str, at: datetime, **payload: int) -> None:
    record_event(
        code=f"letters.import.{what}",
        subject=row.subject_key,
        actor=actor,
        at=at,
        unit=(row.site.operating_unit or row.site.unit).code,
        site=row.site.code,
        payload=payload,
    )


def _rows(content: bytes, name: str) -> Sequence[Sequence[Any]]:
    return read_whole(content, name, most_rows=MOST_LINES, largest=LARGEST)


def _bring_in(
    row: LetterImport, some: Sequence[Incoming], actor: str, at: datetime, why: StatedReason
) -> list[LineResult]:
    """Import some lines in one transaction, without those that another run imported meanwhile."""
    with transaction.atomic():
        keys = [one.key for one in some]
        there = LetterDetails.objects.filter(import_key__in=keys)
        known = set(there.values_list("import_key", flat=True))
        new = [one for one in some if one.key not in known]
        cases = bring_in_cases(
            actor=actor,
            at=at,
            kind=LETTER,
            desk_unit=(row.site.operating_unit or row.site.unit).code,
            site=row.site.code,
            past=[_past(one) for one in new],
            reason=why,
        )
        LetterDetails.objects.bulk_create(
            LetterDetails(
                case=case,
                fingerprint=fingerprint_of(one.letter.title, one.letter.text),
                import_key=one.key,
            )
            for case, one in zip(cases, new, strict=True)
        )
        count_imported(case_ids=[case.pk for case in cases])
        refresh_figures(at=at, site=row.site.code)
    return [
        LineResult(one.line, LineState.SKIPPED, "以前导入过。")
        if one.key in known
        else LineResult(one.line, LineState.MADE)
        for one in some
    ]


def _past(one: Incoming) -> PastCase:
    letter = one.letter
    return PastCase(
        category=letter.category.value,
        unit=one.unit,
        title=letter.title,
        body=letter.text,
        answer=letter.answer,
        received_at=letter.times.received,
        answered_at=letter.times.answered,
        sender=Sender(letter.sender, letter.phone),
        rating=letter.rating,
        number=letter.number,
    )
