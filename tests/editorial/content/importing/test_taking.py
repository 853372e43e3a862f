"""What is pasted and what comes as a file: who may, what is refused, and what is stored."""

from datetime import datetime
from typing import Any

import pytest

from mingtang.editorial.content.importing.pasting import LARGEST, take_pasted
from mingtang.editorial.content.importing.word import import_word
from mingtang.editorial.content.importing.word_files import LARGEST as LARGEST_FILE
from mingtang.editorial.content.models import Article
from mingtang.ground.foundation.decisions import Refused
from mingtang.spine.events.models import Event
from mingtang.workbench.backoffice.models import Picture
from tests.editorial.content.pasted import WORD, rtf_of
from tests.factories.cast import Cast
from tests.ground.foundation.files.samples import SAMPLES
from tests.ground.papers.documents import png
from tests.ground.papers.word_files import notice_file

pytestmark = pytest.mark.django_db
OTHERS = ("leader", "stranger", "stranger_leader", "desk_editor", "operator", "auditor")


def codes(error: Any) -> list[str]:
    return [one.code for one in error.value.reasons]


def test_pasting_stores_pictures_of_the_unit_and_nothing_else(cast: Cast, at: datetime) -> None:
    pasted = take_pasted(actor=cast.officer, at=at, unit=cast.edu, html=WORD, rtf=rtf_of(png()))

    assert [one["type"] for one in pasted.blocks] == ["text", "html_table", "picture", "signature"]
    assert Picture.objects.get().uploaded_by_user == cast.officer
    assert Event.objects.get(code="desk.media.added").unit == "edu"
    assert not Article.objects.exists()


@pytest.mark.parametrize("who", OTHERS)
def test_others_paste_and_import_nothing_for_the_unit(cast: Cast, at: datetime, who: str) -> None:
    actor = getattr(cast, who)

    with pytest.raises(Refused):
        take_pasted(actor=actor, at=at, unit=cast.edu, html=WORD, rtf=rtf_of(png()))
    with pytest.raises(Refused):
        import_word(
            actor=actor, at=at, unit=cast.edu, site=cast.portal, name="a.docx", data=notice_file()
        )

    assert not Picture.objects.exists()
    assert not Article.objects.exists()


@pytest.mark.parametrize(
    ("html", "code"),
    [("a" * (LARGEST + 1), "content.paste_too_large"),
     ("<p>a</p>" * 100_001, "content.paste_unreadable")],
)  # fmt: skip
def test_too_much_is_refused(cast: Cast, at: datetime, html: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        take_pasted(actor=cast.officer, at=at, unit=cast.edu, html=html)

    assert codes(refused) == [code]


def test_pictures_are_paired_only_if_their_numbers_agree(cast: Cast, at: datetime) -> None:
    pasted = take_pasted(
        actor=cast.officer, at=at, unit=cast.edu, html=WORD, rtf=rtf_of(png(), png())
    )

    assert "picture" not in [one["type"] for one in pasted.blocks]
    assert len(pasted.notes) == 1


def test_word_becomes_a_draft_with_its_fields(cast: Cast, at: datetime) -> None:
    draft = import_word(
        actor=cast.officer,
        at=at,
        unit=cast.edu,
        site=cast.portal,
        name="a.docx",
        data=notice_file(),
    )

    article = Article.objects.get()
    assert draft.article == article
    assert (article.document_number, article.source) == ("明教〔2026〕31号", cast.edu.name)
    assert [one.block_type for one in article.body] == [
        "text",
        "html_table",
        "picture",
        "signature",
    ]
    assert Event.objects.filter(code="content.article.imported", unit="edu").count() == 1


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [("a.doc", b"", "word.old_missing"),
     ("a.docx", bytes(LARGEST_FILE + 1), "content.word.too_large"),
     ("a.png", png(), "content.word.other_kind"),
     ("a.docx", SAMPLES["docx"], "word.broken")],
)  # fmt: skip
def test_other_files_are_refused(
    cast: Cast, at: datetime, name: str, data: bytes, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        import_word(
            actor=cast.officer, at=at, unit=cast.edu, site=cast.portal, name=name, data=data
        )

    assert codes(refused) == [code]
    assert not Article.objects.exists()


def test_table_of_two_thousand_rows_is_taken_whole_and_said_to_be_long(
    cast: Cast, at: datetime
) -> None:
    rows = "".join(f"<tr><td>{place}</td><td>内容</td></tr>" for place in range(2000))
    pasted = take_pasted(actor=cast.officer, at=at, unit=cast.edu, html=f"<table>{rows}</table>")

    [table] = pasted.blocks
    assert str(table["value"]).count("<tr") == 2000
    assert [note for note in pasted.notes if "共 2000 行" in note and "附件" in note]
    short = take_pasted(
        actor=cast.officer, at=at, unit=cast.edu, html="<table><tr><td>一</td></tr></table>"
    )
    assert short.notes == ()
