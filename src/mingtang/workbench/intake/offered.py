"""Forms that the office makes (征集、调查), read from the rows that the public process may read.

:mod:`mingtang.workbench.intake.actions.offering` writes them.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from mingtang.ground.foundation.clock import BEIJING
from mingtang.ground.foundation.decisions import YES, Decision, no
from mingtang.workbench.intake.enums import FieldKind
from mingtang.workbench.intake.forms import (
    FindForm,
    FormField,
    FormLimits,
    PublicForm,
    TakeForm,
)
from mingtang.workbench.intake.models import AnswerCode, OfferedForm
from mingtang.workbench.intake.receipts import secret_digest

ANSWER_CODE = "answer_code"  # the field of a form that is answered by code
ONCE_A_DAY = FormLimits(by_address=1, by_all=20_000, within=timedelta(days=1))
USUAL = FormLimits(by_address=20, by_all=2000)


def offered(take: TakeForm) -> FindForm:
    """Return what finds the offered forms of a family whose forms `take` takes over."""

    def find(code: str) -> PublicForm | None:
        row = OfferedForm.objects.filter(pk=code).first()
        return None if row is None else _form(row, take)

    return find


def _form(row: OfferedForm, take: TakeForm) -> PublicForm:
    def may_send(at: datetime) -> Decision:
        return _may_send(row, at)

    def check(values: Mapping[str, str]) -> Decision:
        return _check_code(row.code, values)

    return PublicForm(
        column_type="征集调查",
        code=row.code,
        title=row.title,
        fields=tuple(_read(one) for one in row.fields),
        take=take,
        intro=row.intro,
        receipt=row.receipt,
        site=row.site,
        has_status=row.has_status,
        section_titles=tuple(row.section_titles),
        may_send=may_send,
        check=check,
        limits=ONCE_A_DAY if row.once_a_day else USUAL,
    )


def _may_send(row: OfferedForm, at: datetime) -> Decision:
    if at >= row.closes_at:  # asked first: an offer can end before it opens
        closed = row.closes_at.astimezone(BEIJING)
        text = f"已于 {closed:%Y年%-m月%-d日 %H:%M} 截止，不再接收。{row.closed_words}"
        return no("intake.closed", text)
    if at < row.opens_at:
        opens = row.opens_at.astimezone(BEIJING)
        return no("intake.not_open_yet", f"还没有开始，{opens:%Y年%-m月%-d日 %H:%M} 起可以提交。")
    return YES


def _check_code(form: str, values: Mapping[str, str]) -> Decision:
    if ANSWER_CODE not in values:
        return YES
    rows = AnswerCode.objects.filter(form=form, digest=code_digest(form, values[ANSWER_CODE]))
    used = rows.values_list("used_at", flat=True).first() if rows.exists() else False
    if used is False:
        return no("intake.no_code", "没有这个答题码，请核对后重新填写。", ANSWER_CODE)
    if used is not None:
        return no("intake.code_used", "这个答题码已经用过，每个答题码只能答一次。", ANSWER_CODE)
    return YES


def code_digest(form: str, code: str) -> str:
    """Return the digest under which an answer code is stored."""
    return secret_digest("answer", form, code)


def _read(told: Mapping[str, Any]) -> FormField:
    values = dict(told) | {"kind": FieldKind(told["kind"])}
    values["choices"] = tuple((value, label) for value, label in told.get("choices", ()))
    if told.get("only_when"):
        name, wanted = told["only_when"]
        values["only_when"] = (name, tuple(wanted))
    return FormField(**values)
