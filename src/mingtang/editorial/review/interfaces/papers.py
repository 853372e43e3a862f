"""The record sheet of a review (审核记录单) as Word and PDF, to be printed and filed."""

from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from mingtang.editorial.review.models import ReviewRound
from mingtang.editorial.review.queries import remarks_on
from mingtang.ground.foundation.clock import BEIJING
from mingtang.ground.foundation.decisions import Reason, Refused
from mingtang.ground.papers.blocks import BodyBlock, DataTable, HeadingText, OfficialDocument
from mingtang.ground.papers.pdf import ADVICE, PdfUnavailable, write_pdf
from mingtang.workbench.approvals.models import ApprovalStep
from mingtang.workbench.backoffice.screens import HeaderButton, Scoped, Screen

STEP_HEADINGS = ("步骤", "核对事项", "结果", "办理人", "时间", "意见")


def record_sheet(found: ReviewRound, at: datetime) -> OfficialDocument:
    """Return the record of a round: what was reviewed, who decided which step when, and the remarks."""
    article = found.article
    facts = (
        ("稿件标题", article.title),
        ("报送单位", article.unit.name),
        ("报送到", article.site.name),
        ("信息来源", article.source),
        ("方式、轮次", f"{found.manner}，第{found.number}轮"),
        ("送审版本", f"第{found.revision.number}版"),
        ("送审人", f"{found.started_by.name}，{_moment(found.started_at)}"),
        ("紧急原因", str(found.urgent_reason or "")),
        ("结果", f"{found.state_label} {_moment(found.ended_at)}".strip()),
    )
    body: list[BodyBlock] = [
        DataTable(("项目", "内容"), [row for row in facts if row[1]]),
        HeadingText("审核步骤"),
        DataTable(STEP_HEADINGS, [_step_row(step) for step in found.steps.with_people()]),
    ]
    if found.article.revision_id == found.revision_id:
        body += _remarks(found, at)
    return OfficialDocument(title="审核记录单", body=body)


def _step_row(step: ApprovalStep) -> tuple[str, ...]:
    return (
        step.label,
        "；".join(step.statements),
        step.state_label,
        step.decided_by.name if step.decided_by else "",
        _moment(step.decided_at),
        str(step.reason or ""),
    )


def _remarks(found: ReviewRound, at: datetime) -> list[BodyBlock]:
    remarks = remarks_on(found.article, at=at)
    rows = [(one.label, one.where, one.remark.excerpt, "未处理") for one in remarks.open]
    rows += [
        (
            one.label,
            one.where,
            one.remark.excerpt,
            f"忽略：{row.reason or ''}（{row.ignored_by.name}）",
        )
        for one, row in remarks.ignored
    ]
    if not rows:
        return []
    return [HeadingText("机器检查提示"), DataTable(("类别", "位置", "原文", "办理"), rows)]


def _moment(moment: datetime | None) -> str:
    return moment.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M") if moment else ""


class RoundAsWord(Scoped, Screen):
    """The record sheet as a file of Word."""

    model = ReviewRound
    parents = (("审核单", "review:list"),)
    title = "导出审核记录单"
    media_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    extension = "docx"

    def visible_rows(self) -> Any:
        related = ("article__unit", "article__site", "revision", "started_by", "urgent_reason")
        return super().visible_rows().select_related(*related)

    def write(self, document: OfficialDocument) -> bytes:
        """Return the document as a file."""
        from mingtang.ground.papers.word import write_word  # slow import

        return write_word(document)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the file."""
        content = self.write(record_sheet(self.object, self.at))
        name = quote(f"审核记录单-{self.object.article.title[:40]}.{self.extension}", safe="")
        return HttpResponse(
            content,
            content_type=self.media_type,
            headers={"Content-Disposition": f"attachment; filename*=UTF-8''{name}"},
        )


class RoundAsPdf(RoundAsWord):
    """The record sheet as PDF."""

    media_type, extension = "application/pdf", "pdf"

    def write(self, document: OfficialDocument) -> bytes:
        """Return the document as a file, or say what the machine lacks."""
        try:
            return write_pdf(document)
        except PdfUnavailable as missing:
            raise Refused([Reason("review.no_pdf", f"{missing}。{ADVICE}。")]) from None


def sheet_buttons(found: ReviewRound) -> list[HeaderButton]:
    """Return the buttons that take a record sheet home."""
    ways = (("记录单 Word", "sheet-word"), ("记录单 PDF", "sheet-pdf"))
    return [
        HeaderButton(label, reverse(f"review:{name}", args=[found.pk]), icon="download")
        for label, name in ways
    ]
