"""What a text must have before it goes on: small checkers in a list, each with all its reasons."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from mingtang.editorial.content.body import shows_nothing
from mingtang.editorial.content.enums import ArticleKind
from mingtang.editorial.reading import document_numbers
from mingtang.ground.foundation.decisions import YES, Decision, no
from mingtang.ground.foundation.text import has_words

TITLE_LIMIT = 200
BODY_LIMIT = 2_000_000  # characters of the stored body; a page must stay under 5 MB


@dataclass(frozen=True)
class Draft:
    """The editorial fields of an article, as a policy sees them."""

    kind: ArticleKind
    title: str
    source: str
    author: str
    body: list[Mapping[str, Any]]
    document_number: str = ""
    issuing_office: str = ""
    document_date: date | None = None
    happened_on: date | None = None


def _title(draft: Draft) -> Decision:
    if not has_words(draft.title):
        return no("content.title_missing", "请填写标题。", "title")
    if len(draft.title) > TITLE_LIMIT:
        return no("content.title_long", f"标题超过 {TITLE_LIMIT} 个字，请缩短。", "title")
    return YES


def _body_size(draft: Draft) -> Decision:
    if len(str(draft.body)) > BODY_LIMIT:
        return no("content.body_large", "正文过大，请把长表格或附表改为附件。", "body")
    return YES


def is_number(text: str) -> bool:
    """Tell whether a document number may be stored as it is written."""
    return document_numbers.is_standard(document_numbers.normalised(text))


def _number(draft: Draft) -> Decision:
    if draft.document_number and not is_number(draft.document_number):
        return no(
            "content.document_number",
            "发文字号应写成“机关代字〔年份〕序号号”，例如“明政办〔2026〕12号”。",
            "document_number",
        )
    return YES


def _body_present(draft: Draft) -> Decision:
    if shows_nothing(draft.body):
        return no("content.body_missing", "正文是空的，请填写正文。", "body")
    return YES


def _source(draft: Draft) -> Decision:
    """Source: 兴市府办〔2014〕19号 第十二条 (XN-05)."""
    if not has_words(draft.source):
        return no("content.source_missing", "请填写信息来源。", "source")
    return YES


def _happened_on(draft: Draft) -> Decision:
    if draft.kind is ArticleKind.NEWS and draft.happened_on is None:
        return no("content.happened_on_missing", "新闻动态请填写事情发生的日期。", "happened_on")
    return YES


def _policy_fields(draft: Draft) -> Decision:
    decision = YES
    if draft.kind is not ArticleKind.POLICY:
        return decision
    if not has_words(draft.issuing_office):
        decision &= no(
            "content.issuing_office_missing", "政策文件请填写发文机关。", "issuing_office"
        )
    if draft.document_date is None:
        decision &= no("content.document_date_missing", "政策文件请填写成文日期。", "document_date")
    return decision


def has_asked_fields(values: Mapping[str, Any], asked: Iterable[tuple[str, str]]) -> Decision:
    """Answer whether the fields that a pack asks for, as (name, label), are filled in.

    A name that is no field of an editor, such as the time of release, is the platform's own matter.
    """
    decision = YES
    for name, label in asked:
        if name in values and not has_words(str(values[name] or "")):
            decision &= no(f"content.{name}_missing", f"请填写{label}。", name)
    return decision


Checker = Callable[[Draft], Decision]
SAVING: tuple[Checker, ...] = (_title, _body_size, _number)
SUBMITTING: tuple[Checker, ...] = (*SAVING, _body_present, _source, _happened_on, _policy_fields)


def may_save(draft: Draft) -> Decision:
    """Answer whether a draft may be kept: little is asked, so that nothing typed is lost."""
    return _all(SAVING, draft)


def may_go_on(draft: Draft) -> Decision:
    """Answer whether a draft has all that the next person needs."""
    return _all(SUBMITTING, draft)


def _all(checkers: tuple[Checker, ...], draft: Draft) -> Decision:
    decision = YES
    for check in checkers:
        decision &= check(draft)
    return decision
