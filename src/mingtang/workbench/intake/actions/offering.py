"""Offer a form that the office made, end the offer, and give out codes that answer it once.

A room calls these in the transaction of its own action, which has asked for the right.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mingtang.workbench.intake.forms import FormField
from mingtang.workbench.intake.models import AnswerCode, OfferedForm
from mingtang.workbench.intake.offered import code_digest

_DEFAULTS = {
    name: field.default for name, field in FormField.__dataclass_fields__.items() if name != "name"
}


@dataclass(frozen=True)
class Offering:
    """What readers are offered: where, the words, the fields, and from when until before when."""

    code: str
    site: str
    title: str
    fields: tuple[FormField, ...]
    opens_at: datetime
    closes_at: datetime
    intro: str = ""
    receipt: str = ""
    closed_words: str = ""
    once_a_day: bool = False
    has_status: bool = True
    section_titles: tuple[str, ...] = ()
    unit: str = ""


def offer_form(offering: Offering) -> OfferedForm:
    """Write what readers are offered; the whole row each time, so that a repeat is harmless.

    Called in the transaction of the room's own action, which has asked. All texts are public.
    """
    values = {name: value for name, value in vars(offering).items() if name != "code"}
    values["fields"] = [_written(one) for one in offering.fields]
    row, _ = OfferedForm.objects.update_or_create(code=offering.code, defaults=values)
    return row


def end_offer(*, code: str, at: datetime) -> None:
    """Take no more forms of an offer from now on; a repeat, and one that ended before, stay as they are."""
    OfferedForm.objects.filter(code=code, closes_at__gt=at).update(closes_at=at)


def withdraw_offer(*, code: str) -> None:
    """Remove an offer; what was sent and is not yet taken is refused then."""
    OfferedForm.objects.filter(code=code).delete()


def add_answer_codes(*, form: str, codes: Iterable[str]) -> None:
    """Let each code answer a form once; only digests are stored."""
    rows = [AnswerCode(form=form, digest=code_digest(form, code)) for code in codes]
    AnswerCode.objects.bulk_create(rows, ignore_conflicts=True)


def spend_answer_code(*, form: str, code: str, at: datetime) -> bool:
    """Use a code up; False where there is none such, or it was used before."""
    rows = AnswerCode.objects.filter(
        form=form, digest=code_digest(form, code), used_at__isnull=True
    )
    return rows.update(used_at=at) == 1


def _written(one: FormField) -> dict[str, Any]:
    told = {name: value for name, value in vars(one).items() if value != _DEFAULTS.get(name)}
    return told | {"kind": one.kind.value}
