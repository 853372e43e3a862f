"""Make drafts of pages, file by file, so that one bad file stops nothing."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from mingtang.editorial.content.actions.imports import import_file, pass_over_file, start_import
from mingtang.editorial.content.enums import ImportOutcome
from mingtang.editorial.content.importing.imported_blocks import Raw, blocks_of
from mingtang.editorial.content.importing.imported_media import UnitMedia
from mingtang.editorial.content.models import ImportBatch, ImportedFile
from mingtang.editorial.reading.reader import read_page
from mingtang.editorial.reading.result import Reading, Unreadable
from mingtang.editorial.reading.sources import Source
from mingtang.editorial.sites.models import Column, GovSite
from mingtang.ground.foundation.decisions import Refused
from mingtang.institution.organization.models import Person, Unit


@dataclass(frozen=True)
class ImportTarget:
    """Where the drafts belong: unit, receiving site, proposed column, and who imports."""

    unit: Unit
    site: GovSite
    column: Column | None
    person: Person


@dataclass(frozen=True)
class BatchOutcome:
    """What became of one file; `reading` is there where it could be read."""

    name: str
    outcome: ImportOutcome
    message: str = ""
    reading: Reading | None = None
    row: ImportedFile | None = None


def read_source(
    source: Source, *, base: str = ""
) -> tuple[bytes, Reading | None, BatchOutcome | None]:
    """Return the bytes of a source with its reading, or with what became of it instead."""
    try:
        data = source.load()
    except OSError as error:
        message = f"读不到这个文件：{error.strerror or error}"
        return b"", None, BatchOutcome(source.name, ImportOutcome.FAILED, message)
    try:
        return data, read_page(source.name, data, base=_own_base(base, source.name)), None
    except Unreadable as error:
        return data, None, BatchOutcome(source.name, ImportOutcome.REFUSED, str(error))


def import_batch(
    sources: Iterable[Source],
    *,
    name: str,
    site_code: str,
    column_path: str,
    unit_code: str,
    username: str,
    read_clock: Callable[[], datetime],
    base: str = "",
) -> Iterator[BatchOutcome]:
    """Make one draft of each page, each in its own transaction; a repeat passes over what is there.

    `read_clock` is asked for the time of each page.

    :raises ValueError: when site, column, unit or person is not known; nothing is made then.
    :raises Refused: when the person may not write for the unit.
    """
    target = _target(site_code, column_path, unit_code, username)
    batch = start_import(
        actor=target.person,
        at=read_clock(),
        unit=target.unit,
        site=target.site,
        column=target.column,
        name=name,
        base=base,
    )
    return (_import_one(source, batch, target, read_clock()) for source in sources)


def _import_one(
    source: Source, batch: ImportBatch, target: ImportTarget, at: datetime
) -> BatchOutcome:
    return take_source(source, read_source(source, base=batch.base), batch, target, at)


def take_source(
    source: Source,
    read: tuple[bytes, Reading | None, BatchOutcome | None],
    batch: ImportBatch,
    target: ImportTarget,
    at: datetime,
) -> BatchOutcome:
    """Make what :func:`read_source` returned a row of a batch, with its draft where there is one."""
    data, reading, failed = read
    if reading is None:
        assert failed is not None  # what is not read says why
        return _pass_over(failed, batch, target, at, data)
    try:
        media = UnitMedia(target.person, target.unit, at, source.beside, reading)
        row = import_file(
            actor=target.person,
            at=at,
            batch_id=batch.pk,
            reading=reading,
            data=data,
            body=lambda: _blocks(reading, media),
        )
    except Refused as refusal:
        outcome = BatchOutcome(source.name, ImportOutcome.FAILED, str(refusal), reading)
        return _pass_over(outcome, batch, target, at, data)
    return BatchOutcome(source.name, ImportOutcome(row.outcome), row.message, reading, row)


def _blocks(reading: Reading, media: UnitMedia) -> list[Raw]:
    blocks = blocks_of(reading, media)
    media.withdraw_doubts()
    return blocks


def _pass_over(
    outcome: BatchOutcome, batch: ImportBatch, target: ImportTarget, at: datetime, data: bytes
) -> BatchOutcome:
    row = pass_over_file(
        actor=target.person,
        at=at,
        batch_id=batch.pk,
        name=outcome.name,
        data=data,
        outcome=outcome.outcome,
        message=outcome.message,
    )
    return replace(outcome, row=row)


def _own_base(base: str, name: str) -> str:
    """Return the address of one page: of a folder's, the address of the folder and its path."""
    return f"{base}{name.replace(chr(92), '/')}" if base.endswith("/") else base


def _target(site_code: str, column_path: str, unit_code: str, username: str) -> ImportTarget:
    site = GovSite.objects.filter(code=site_code).first()
    if site is None:
        raise ValueError(f"没有代码为 {site_code} 的网站，请在工作台“网站栏目”中查看网站代码。")
    column = Column.objects.filter(site=site, path=column_path.strip("/")).first()
    if column is None:
        raise ValueError(f"网站“{site.name}”没有栏目 {column_path}，请检查栏目路径。")
    unit = Unit.objects.filter(code=unit_code).first()
    if unit is None:
        raise ValueError(f"没有代码为 {unit_code} 的单位，请检查单位代码。")
    person = Person.objects.filter(username=username, is_active=True).first()
    if person is None:
        raise ValueError(f"没有登录名为 {username} 的在用人员，请检查 --as。")
    return ImportTarget(unit, site, column, person)
