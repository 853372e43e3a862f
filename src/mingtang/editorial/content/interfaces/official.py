"""An article taken home as Word or PDF: what is online of a policy as an official document, any text with its facts."""

from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from mingtang.editorial.content.actions.exports import note_export
from mingtang.editorial.content.enums import ArticleKind
from mingtang.editorial.content.interfaces.panels import Occasion
from mingtang.editorial.content.models import Article
from mingtang.editorial.content.official import article_document, official_document
from mingtang.ground.foundation.decisions import Reason, Refused
from mingtang.ground.papers.blocks import OfficialDocument
from mingtang.ground.papers.pdf import ADVICE, PdfUnavailable, write_pdf
from mingtang.ground.papers.pictures import UnusablePicture
from mingtang.workbench.backoffice.models import Picture
from mingtang.workbench.backoffice.screens import HeaderButton, Scoped, Screen


def _stored_picture(picture_id: int) -> bytes | None:
    picture = Picture.objects.filter(pk=picture_id).first()
    if picture is None:
        return None
    with picture.file.open("rb") as source:
        content: bytes = source.read()
    return content


class PolicyAsWord(Scoped, Screen):
    """What is online of a policy as a file of Word."""

    model = Article
    parents = (("稿件", "content:list"),)
    title = "导出为公文"
    media_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    extension = "docx"

    def write(self, document: OfficialDocument) -> bytes:
        """Return the document as a file."""
        from mingtang.ground.papers.word import write_word  # slow import

        return write_word(document)

    def document(self) -> OfficialDocument:
        """Return what is written.

        :raises Refused: it is no policy, or nothing of it is online.
        """
        if not may_be_exported(self.object):
            text = "只有已经上线的政策文件可以导出为公文。"
            raise Refused([Reason("content.not_official", text)])
        return official_document(self.object.release, _stored_picture)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the file.

        :raises Refused: it cannot be exported, or the machine cannot write it.
        """
        document = self.document()
        try:
            content = self.write(document)
        except UnusablePicture as unusable:
            raise Refused([Reason("content.picture_unusable", str(unusable))]) from None
        self.note()
        name = quote(f"{document.title[:60]}.{self.extension}", safe="")
        return HttpResponse(
            content,
            content_type=self.media_type,
            headers={"Content-Disposition": f"attachment; filename*=UTF-8''{name}"},
        )

    def note(self) -> None:
        """Record nothing: what is online is no secret."""


class PolicyAsPdf(PolicyAsWord):
    """What is online of a policy as PDF."""

    media_type, extension = "application/pdf", "pdf"

    def write(self, document: OfficialDocument) -> bytes:
        """Return the document as a file, or say what the machine lacks."""
        try:
            return write_pdf(document)
        except PdfUnavailable as missing:
            raise Refused([Reason("content.no_pdf", f"{missing}。{ADVICE}。")]) from None


class ArticleAsWord(PolicyAsWord):
    """The working copy of an article as a file of Word, for who may see it in the office."""

    title = "导出 Word"

    def visible_rows(self) -> Any:
        """Return the rows with what the file names."""
        return super().visible_rows().select_related("unit", "site")

    def document(self) -> OfficialDocument:
        """Return the text with its facts."""
        return article_document(self.object, _stored_picture)

    def note(self) -> None:
        """Record who took home what."""
        note_export(actor=self.person, at=self.at, article=self.object, file_format=self.extension)


class ArticleAsPdf(ArticleAsWord):
    """The working copy of an article as PDF."""

    title = "导出 PDF"
    media_type, extension = PolicyAsPdf.media_type, PolicyAsPdf.extension
    write = PolicyAsPdf.write


def may_be_exported(article: Article) -> bool:
    """Tell whether an article is a policy that is online."""
    release = getattr(article, "release", None)  # absent where nothing was released
    return release is not None and release.is_live and release.kind == ArticleKind.POLICY


def official_buttons(occasion: Occasion) -> list[HeaderButton]:
    """Return the buttons that take an article home, behind those that do something with it."""
    is_official = may_be_exported(occasion.article)
    ways = [("导出 Word 公文", "policy-word"), ("导出 PDF 公文", "policy-pdf")]
    if not is_official:
        ways = []
    if not is_official or occasion.article.is_correcting:
        ways += [("导出 Word", "as-word"), ("导出 PDF", "as-pdf")]
    return [
        HeaderButton(label, reverse(f"content:{name}", args=[occasion.article.pk]), icon="download")
        for label, name in ways
    ]
