"""Forms by which the sender of any case adds something or rates the answer, with code and query secret."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from mingtang.ground.foundation.decisions import YES, Decision, Refused, no
from mingtang.workbench.casework import policies
from mingtang.workbench.casework.actions.opening import hear_citizen, rate_case
from mingtang.workbench.casework.models import Case
from mingtang.workbench.intake.enums import FieldKind
from mingtang.workbench.intake.forms import FormField, PublicForm, ReceivedForm, register_form
from mingtang.workbench.intake.models import StatusRow
from mingtang.workbench.intake.policies import normal_code, normal_secret
from mingtang.workbench.intake.queries import status_of
from mingtang.workbench.intake.receipts import (
    UnreadablePass,
    as_pass,
    from_pass,
    read_pass_of,
    status_key,
)

RATINGS = (
    ("5", "非常满意"),
    ("4", "满意"),
    ("3", "基本满意"),
    ("2", "不满意"),
    ("1", "非常不满意"),
)
_UNKNOWN = no("casework.unknown_receipt", "没有找到这个编号，请核对编号和查询码。", "code")
_NOT_OWN = no("casework.not_own", "这一页已经失效，请从“我的来信”重新打开。")
_WHICH = (
    FormField(name="code", label="回执编号", most=40, is_required=True, help="回执上的 16 位数字"),
    FormField(
        name="secret", label="查询码", most=40, is_required=True, help="回执上的 12 位查询码"
    ),
)


OWN = "own"  # the field, and the use of the token in it, by which a signed-in sender names a case
_OWN_LASTS = timedelta(days=2)  # as long as a page of a form, and time to fill it in
_OWN_FIELD = FormField(
    name=OWN, label="本人来信", kind=FieldKind.HIDDEN, most=500, is_required=True
)


def own_token(key: str, at: datetime) -> str:
    """Return what lets a signed-in sender rate or add to the case of a status row, without its receipt."""
    return as_pass(OWN, key, at)


def is_known(values: Mapping[str, str]) -> Decision:
    """Answer whether code and secret belong together, or the token of a signed-in sender is ours."""
    if OWN in values:
        return YES if _own_key(values[OWN]) else _NOT_OWN
    return YES if status_of(values["code"], values["secret"]) else _UNKNOWN


def may_rate(values: Mapping[str, str]) -> Decision:
    """Answer whether code and secret match, and whether a bad rating has a comment."""
    said = policies.explains_rating(int(values["rating"] or policies.BEST), values["comment"])
    return is_known(values) & said


def _case_of(received: ReceivedForm) -> int:
    key = _key_of(received)
    found = Case.objects.filter(receipt=key).values_list("pk", flat=True).first()
    if found is None:
        raise Refused(_UNKNOWN.reasons)
    return found


def _key_of(received: ReceivedForm) -> str:
    values = received.values
    if OWN not in values:
        return status_key(normal_code(values["code"]), normal_secret(values["secret"]))
    try:
        return str(from_pass(OWN, values[OWN], received.received_at, _OWN_LASTS))
    except UnreadablePass:
        raise Refused(_NOT_OWN.reasons) from None


def _own_key(token: str) -> str:
    """Return the key of the status row that a token names; empty where there is none."""
    try:
        key = str(read_pass_of(OWN, token))
    except UnreadablePass:
        return ""
    return key if StatusRow.objects.filter(pk=key).exists() else ""


def take_rating(received: ReceivedForm, *, at: datetime) -> None:
    """Store the rating of a case."""
    values = received.values
    rate_case(
        at=at, case_id=_case_of(received), rating=int(values["rating"]), comment=values["comment"]
    )


def take_supplement(received: ReceivedForm, *, at: datetime) -> None:
    """Add what the sender of a case says."""
    hear_citizen(at=at, case_id=_case_of(received), text=received.values["text"])


RATING_FORM = PublicForm(
    code="case-rating",
    title="评价办理结果",
    intro="答复之后，请凭编号和查询码评价。",
    receipt="感谢您的评价。不满意的，由转办单位复核，结论可以凭编号和查询码查看。",
    fields=(
        *_WHICH,
        FormField(
            name="rating",
            label="满意程度",
            kind=FieldKind.CHOICE,
            choices=RATINGS,
            is_required=True,
        ),
        FormField(
            name="comment",
            label="意见",
            kind=FieldKind.TEXT,
            most=500,
            help="不满意的请写明原因，由转办单位复核；满意的可以不填",
        ),
    ),
    take=take_rating,
    check=may_rate,
    has_status=False,
    is_follow_up=True,
)
SUPPLEMENT_FORM = PublicForm(
    code="case-supplement",
    title="补充说明",
    intro="办理期间，可以凭编号和查询码补充说明。",
    receipt="已转给办理单位。",
    fields=(
        *_WHICH,
        FormField(name="text", label="补充内容", kind=FieldKind.TEXT, most=1000, is_required=True),
    ),
    take=take_supplement,
    check=is_known,
    has_status=False,
    is_follow_up=True,
)


# The same for who is signed in: the page of an own letter leads to them.
OWN_RATING_FORM, OWN_SUPPLEMENT_FORM = (
    replace(
        form,
        code=code,
        intro=intro,
        fields=(_OWN_FIELD, *(one for one in form.fields if one not in _WHICH)),
        is_follow_up=False,
    )
    for form, code, intro in (
        (RATING_FORM, "own-rating", "答复之后，请您评价。"),
        (SUPPLEMENT_FORM, "own-supplement", "办理期间，可以补充说明。"),
    )
)


def connect() -> None:
    """Declare the forms that every kind of case shares."""
    register_form(OWN_RATING_FORM)
    register_form(OWN_SUPPLEMENT_FORM)
    register_form(RATING_FORM)
    register_form(SUPPLEMENT_FORM)
