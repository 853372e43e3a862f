"""Make a draft of a document of Word (从 Word 导入)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePosixPath

from mingtang.editorial.content.actions.articles import import_article
from mingtang.editorial.content.actions.imports import fields_of_reading
from mingtang.editorial.content.importing.imported_blocks import blocks_of
from mingtang.editorial.content.importing.imported_media import UnitMedia
from mingtang.editorial.content.importing.table_heads import long_table_notes, with_heads
from mingtang.editorial.content.importing.word_files import admit_word
from mingtang.editorial.content.importing.word_pages import read_word_page
from mingtang.editorial.content.models import Article
from mingtang.editorial.reading.result import Unreadable
from mingtang.editorial.sites.models import GovSite
from mingtang.ground.foundation.decisions import Reason, Refused
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person, Unit


@dataclass(frozen=True)
class WordDraft:
    """A draft, with Chinese sentences about what to compare with the file."""

    article: Article
    notes: Sequence[str]


def import_word(
    *, actor: Person, at: datetime, unit: Unit, site: GovSite, name: str, data: bytes
) -> WordDraft:
    """Make a draft of a .docx: title, number, office, date, text with tables, pictures and signature.

    :raises Refused: without the right to write for the unit, for a file that may not come in, and
        for one that holds no text.
    """
    authority.may(actor, "content.write", unit=unit.code, at=at).require()
    word = admit_word(actor, at, name, data)
    try:
        reading = read_word_page(name, word.html)
    except Unreadable as fault:
        raise Refused([Reason("content.word.unreadable", str(fault), "upload")]) from fault
    media = UnitMedia(actor, unit, at, word.pictures.get, reading)
    body = [with_heads(one) for one in blocks_of(reading, media)]
    media.withdraw_doubts()
    fields = fields_of_reading(reading, body)
    fields = replace(
        fields,
        title=fields.title or PurePosixPath(name).stem[:100],
        source=fields.source or unit.name,
        author=actor.name,
    )
    article = import_article(
        actor=actor, at=at, unit=unit, site=site, fields=fields, file_name=name
    )
    return WordDraft(article, (*word.notes, *reading.warnings, *long_table_notes(body)))
