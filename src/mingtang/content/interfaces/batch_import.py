"""Make drafts of imported documents, file by file, so that one bad file stops nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from mingtang.content.actions.articles import import_article
from mingtang.content.actions.fields import EditorialFields
from mingtang.content.enums import ArticleKind
from mingtang.content.importing.documents import ImportedDocument
from mingtang.content.models import Article
from mingtang.content.policies.readiness import TITLE_LIMIT
from mingtang.foundation import clock
from mingtang.foundation.decisions import Refused
from mingtang.organization.models import Person, Unit
from mingtang.sites.models import Column, GovSite


@dataclass
class BatchResult:
    """What became of each file: made (article ids), skipped, failed with the reason."""

    made: dict[str, int] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Target:
    """Where the drafts belong: unit, receiving site, proposed column, and who imports."""

    unit: Unit
    site: GovSite
    column: Column
    person: Person


def import_batch(
    documents: Sequence[ImportedDocument],
    *,
    site_code: str,
    column_path: str,
    unit_code: str,
    username: str,
) -> BatchResult:
    """Make one draft of each document, each in its own transaction; a repeat skips what is there.

    :raises ValueError: when site, column, unit or person is not known; nothing is made then.
    """
    target = _target(site_code, column_path, unit_code, username)
    result = BatchResult()
    for document in documents:
        _import_one(document, target, clock.now(), result)
    return result


def kind_of(document: ImportedDocument) -> ArticleKind:
    """Return policy for a document that an office issued under its name, else notice."""
    issued = document.document_number or (document.issuing_office and document.document_date)
    formal = document.issuing_office and "关于" in document.title
    return ArticleKind.POLICY if issued or formal else ArticleKind.NOTICE


def _import_one(
    document: ImportedDocument, target: Target, at: datetime, result: BatchResult
) -> None:
    title = document.title[:TITLE_LIMIT]
    known = Article.objects.filter(
        unit=target.unit, title=title, document_number=document.document_number
    )
    if title and known.exists():
        result.skipped.append(document.file)
        return
    try:
        article = import_article(
            actor=target.person,
            at=at,
            unit=target.unit,
            site=target.site,
            fields=_fields(document, target),
            file_name=document.file,
        )
    except Refused as refusal:
        result.failed[document.file] = str(refusal)
    else:
        result.made[document.file] = article.pk


def _fields(document: ImportedDocument, target: Target) -> EditorialFields:
    return EditorialFields(
        kind=kind_of(document),
        title=document.title,
        body=document.blocks,
        source=document.source,
        document_number=document.document_number,
        issuing_office=document.issuing_office,
        document_date=document.document_date,
        wanted_columns=[target.column.pk],
    )


def _target(site_code: str, column_path: str, unit_code: str, username: str) -> Target:
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
    return Target(unit, site, column, person)
