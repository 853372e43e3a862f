"""Change what a site says of itself."""

from datetime import datetime

from django.db import transaction

from mingtang.editorial.directory.actions.saving import begin, is_current
from mingtang.editorial.directory.documents import HOST_PAGES, OVERVIEW, host_pages
from mingtang.editorial.directory.enums import StatementKind
from mingtang.editorial.directory.models import SiteStatement
from mingtang.editorial.directory.policies.addresses import statement_path
from mingtang.editorial.directory.policies.statements import default_text, marks_of
from mingtang.editorial.directory.policies.texts import check_statement
from mingtang.editorial.directory.queries import card_of, subject_of
from mingtang.ground.foundation.text import paragraphs
from mingtang.institution.organization.models import Person
from mingtang.spine.events.policies import JSON
from mingtang.spine.search.actions import refresh_documents


def change_statement(
    *,
    actor: Person,
    at: datetime,
    site_id: int,
    kind: StatementKind,
    text: str,
    version: int | None = None,
) -> SiteStatement:
    """Replace a statement; an empty text, or the one to begin with, follows the facts of the site.

    :raises Refused: no right to edit the directory, a mark without a fact, too long, or someone else
        changed the statement since.
    :raises NotVisible: no such site.
    """
    with transaction.atomic():
        saving = begin(actor, at, site_id)
        card = card_of(saving.site)
        row = SiteStatement.objects.filter(site=saving.site, kind=kind.value).first()
        row = row or SiteStatement(site=saving.site, kind=kind.value)
        decision = saving.may() & is_current(row.version, version)
        (decision & check_statement(text, marks_of(card))).require()
        lines = paragraphs(text)
        own = "" if lines == paragraphs(default_text(kind, card)) else "\n".join(lines)
        if row.text != own:
            row.text, row.version, row.changed_at = own, row.version + 1, at
            row.save()
            refresh_documents(HOST_PAGES, host_pages(site_id, OVERVIEW), at=at)
            saving.wake_page(f"statement_{kind.value}", statement_path(kind.value))
            payload: dict[str, JSON] = {"kind": kind.value, "is_default": not own}
            subject = subject_of(saving.site.code, kind)
            saving.finish("directory.statement.changed", subject, payload)
    return row
