"""Pure rules of public forms: what may be sent, how codes are read aloud, what a retry asks. No Django."""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, timedelta

from mingtang.ground.foundation.decisions import YES, Decision, no
from mingtang.ground.foundation.files.kinds import FileKind
from mingtang.ground.foundation.files.names import RUNNABLE, extension_of
from mingtang.ground.foundation.files.uses import MEGABYTE
from mingtang.ground.foundation.text import has_words, one_line, visible
from mingtang.workbench.intake.enums import FieldKind, IntakeState, SignInNeed
from mingtang.workbench.intake.forms import (
    CHOSEN,
    FileSlot,
    FormField,
    FormLimits,
    PublicForm,
    SignInOffer,
)

CODE_DIGITS, SECRET_SIGNS = 16, 12
GROUP = 4
SIGNS = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's: no i, l, o, u
CHECKED = "yes"  # the value of a box that was ticked
MOST_ATTEMPTS = 12
LONGEST_PAUSE = timedelta(hours=1)
_LIKE = str.maketrans("ilo", "110")
_PHONE = re.compile(r"\+?[0-9][0-9()\-—转,. ]{4,28}[0-9]")
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
_WEB_ADDRESS = re.compile(r"https?://[^\s/?#]+[^\s]*", re.IGNORECASE)
_NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,4})?")
_FORMS = {
    FieldKind.PHONE: (_PHONE, "请填写正确的电话号码，例如 13800000000 或 0563-1234567"),
    FieldKind.EMAIL: (_EMAIL, "请填写正确的电子邮箱，例如 name@example.com"),
    FieldKind.WEB_ADDRESS: (_WEB_ADDRESS, "请填写完整的网址，以 http:// 或 https:// 开头"),
    FieldKind.NUMBER: (_NUMBER, "请只填写数字，例如 3 或 2.5，不写单位"),
}


def as_stored(field: FormField, typed: str) -> str:
    """Return what was typed in the one form in which it is stored and counted."""
    if field.kind is FieldKind.TEXT:
        return visible(typed).strip()
    if field.kind is FieldKind.CONSENT:
        return CHECKED if typed else ""
    if field.kind is FieldKind.MULTIPLE:
        return "\n".join(
            dict.fromkeys(one_line(line) for line in typed.splitlines() if line.strip())
        )
    return one_line(typed)


def values_of(form: PublicForm, typed: Mapping[str, str]) -> dict[str, str]:
    """Return every field of a form with what was typed into it; what is no field is left out.

    A field that is not asked, because of what another one says, is empty whatever came with it.
    """
    values: dict[str, str] = {}
    for one in sorted(form.fields, key=lambda field: field.section):
        asked = is_asked(one, values)
        values[one.name] = as_stored(one, typed.get(one.name, "")) if asked else ""
    return {one.name: values[one.name] for one in form.fields}


def is_asked(field: FormField, values: Mapping[str, str]) -> bool:
    """Tell whether a field is asked, given the values of the sections before its own."""
    if field.only_when is None:
        return True
    name, wanted = field.only_when
    return not set(values.get(name, "").splitlines()).isdisjoint(wanted)


def sections_of(form: PublicForm, values: Mapping[str, str]) -> list[int]:
    """Return the sections in which something is asked, in their order."""
    return sorted({one.section for one in form.fields if is_asked(one, values)})


def judge_values(
    form: PublicForm, values: Mapping[str, str], *, until: int | None = None
) -> Decision:
    """Answer whether the values may be sent, with every reason and the field it belongs to.

    With `until` only the sections up to that one are judged, and not what concerns several fields.
    """
    decision = YES
    for one in form.fields:
        if is_asked(one, values) and (until is None or one.section <= until):
            decision &= judge_value(one, values[one.name])
    return decision if decision.reasons or until is not None else form.check(values)


def judge_value(field: FormField, value: str) -> Decision:
    """Answer whether one value fits its field."""
    if not has_words(value):
        return _missing(field) if field.is_required else YES
    if len(value) > field.most:
        over = len(value) - field.most
        text = f"“{field.label}”最多 {field.most} 字，现在多了 {over} 字，请删减。"
        return no("intake.too_long", text, field.name)
    if field.kind in CHOSEN and not set(value.splitlines()) <= dict(field.choices).keys():
        return no("intake.no_choice", f"请在“{field.label}”列出的选项中选择。", field.name)
    pattern, advice = _FORMS.get(field.kind, (None, ""))
    if pattern and not pattern.fullmatch(value):
        return no("intake.malformed", f"{advice}。", field.name)
    if field.kind is FieldKind.DATE and not _is_day(value):
        return no("intake.malformed", "请填写日期，例如 2026-05-01。", field.name)
    return _chosen_few(field, value)


def _chosen_few(field: FormField, value: str) -> Decision:
    chosen = len(value.splitlines())
    if field.kind is not FieldKind.MULTIPLE or not 0 < field.most_chosen < chosen:
        return YES
    text = f"“{field.label}”最多选 {field.most_chosen} 项，现在选了 {chosen} 项。"
    return no("intake.too_many_chosen", text, field.name)


def _is_day(value: str) -> bool:
    with suppress(ValueError):
        return date.fromisoformat(value).isoformat() == value  # not 20260501 or 2026-W01-1
    return False


def _missing(field: FormField) -> Decision:
    if field.kind in CHOSEN:
        return no("intake.missing", f"请选择“{field.label}”。", field.name)
    if field.kind is FieldKind.CONSENT:
        return no("intake.missing", f"请勾选“{field.label}”。", field.name)
    return no("intake.missing", f"请填写“{field.label}”。", field.name)


def judge_files(slot: FileSlot, files: Sequence[tuple[str, int]]) -> Decision:
    """Answer whether files may be sent, by name and size alone: what is in them the worker judges."""
    decision = YES
    if slot.is_required and not files:
        decision &= no("intake.missing", f"请选择“{slot.label}”。", "files")
    if len(files) > slot.most_files:
        text = f"“{slot.label}”最多 {slot.most_files} 个文件，请减少或打成一个 ZIP 后再选。"
        decision &= no("intake.too_many_files", text, "files")
    for name, size in files:
        decision &= _judge_file(slot, one_line(name)[-60:], size)
    return decision


def _judge_file(slot: FileSlot, name: str, size: int) -> Decision:
    extension = extension_of(name)
    if size == 0:
        return no("file.empty", f"文件“{name}”是空的，请重新选择。", "files")
    if size > slot.most_bytes:
        limit = slot.most_bytes / MEGABYTE
        text = f"文件“{name}”超过上限 {limit:g} MB，请压缩或拆分后再选。"
        return no("file.too_large", text, "files")
    if extension in RUNNABLE or extension not in extensions_of(slot):
        taken = "、".join(kind.value for kind in FileKind if kind in slot.kinds)
        return no("file.not_allowed", f"不收文件“{name}”的格式，可以选：{taken}。", "files")
    return YES


def extensions_of(slot: FileSlot) -> list[str]:
    """Return the extensions of the files that a slot takes, without dot, in order."""
    return sorted(end for kind in slot.kinds for end in kind.extensions)


def receipt_code(number: int) -> str:
    """Return a receipt code of 16 digits that no program takes for the number of a bank card.

    The last digit is that of a bank card (ISO/IEC 7812-1, Luhn) plus five. Else one code in ten would
    be masked as personal data wherever it stands.
    """
    digits = f"{number % 10 ** (CODE_DIGITS - 1):0{CODE_DIGITS - 1}}"
    doubled = (sum(divmod(2 * int(sign), 10)) for sign in digits[::2])
    total = sum(doubled) + sum(int(sign) for sign in digits[1::2])
    return f"{digits}{(5 - total) % 10}"


def grouped(code: str) -> str:
    """Return a code in groups of four signs, as it is written and read aloud."""
    return " ".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def normal_code(typed: str) -> str:
    """Return a receipt code as it was given out: its digits."""
    return "".join(sign for sign in one_line(typed) if sign in "0123456789")


def normal_secret(typed: str) -> str:
    """Return a query secret as it was given out: case, spaces and signs that look alike do not matter."""
    folded = one_line(typed).casefold().translate(_LIKE)
    return "".join(sign for sign in folded if sign in SIGNS)


def may_be_sent(limits: FormLimits, *, from_address: int, of_all: int) -> Decision:
    """Answer whether one more form may come, given how many came within the time of the limits."""
    span = _span(limits.within)
    if from_address >= limits.by_address:
        return no(
            "intake.too_many",
            f"您所在的网络在 {span}内提交的次数已到上限。您填写的内容仍在下面，"
            "请稍后再按“提交”；急事请拨打 12345 热线。",
        )
    if of_all >= limits.by_all:
        return no(
            "intake.too_many",
            "现在提交的人很多。您填写的内容仍在下面，请过几分钟再按“提交”；急事请拨打 12345 热线。",
        )
    return YES


def _span(within: timedelta) -> str:
    hours, rest = divmod(within, timedelta(hours=1))
    return f"{within // timedelta(minutes=1)} 分钟" if rest or hours < 2 else f"{hours} 小时"


def pause_after(attempts: int) -> timedelta:
    """Return how long a form waits after its n-th failure: 2 s, doubled each time, at most an hour."""
    return min(timedelta(seconds=2 ** min(attempts, 12)), LONGEST_PAUSE)


def state_after_failure(attempts: int) -> IntakeState:
    """Return what a form becomes whose attempt number `attempts` failed."""
    return IntakeState.WAITING if attempts < MOST_ATTEMPTS else IntakeState.REFUSED


def may_retry(state: str) -> Decision:
    """Answer whether an operator may have a form taken again: one that was refused."""
    if state == IntakeState.REFUSED:
        return YES
    label = IntakeState(state).label
    return no("intake.not_refused", f"这份来件的状态是“{label}”，只能重试未能接收的。")


def judge_sign_in(
    need: SignInNeed, offer: SignInOffer | None, *, is_signed_in: bool, was_signed_in: bool
) -> Decision:
    """Answer whether a form may be sent by who is signed in, or is not.

    `was_signed_in`: the page showed verified values, so that its sender takes them for sent.
    """
    if need is SignInNeed.NONE:
        text = "这里不用登录，您的登录信息不会附上。要留姓名的请自己填写，核对后再按“提交”。"
        return no("intake.not_verified", text) if was_signed_in else YES
    if is_signed_in:
        return YES
    if need is SignInNeed.DEMANDED and offer is None:
        text = (
            "这里要登录后才能提交，登录服务现在停用。您填写的内容仍在下面，急事请拨打 12345 热线。"
        )
        return no("intake.sign_in_off", text)
    if need is SignInNeed.DEMANDED and offer:
        return no(
            "intake.sign_in",
            f"这里要先用{offer.service}登录再提交。您填写的内容仍在下面，请按“登录后写信”；"
            f"不能登录的，请拨打 {offer.phone}。",
        )
    if was_signed_in:
        text = "登录已经过期。您填写的内容仍在下面，请按“登录后写信”再登录一次；不登录的，请自己填写姓名后再按“提交”。"
        return no("intake.sign_in_over", text)
    return YES
