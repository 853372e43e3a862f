"""Cases on their way, made by the real actions, so that their history is real."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from mingtang.institution.obligations.models import Obligation
from mingtang.institution.regulations.models import PackVersion
from mingtang.workbench.casework.actions.moving import (
    answer_case,
    claim_case,
    close_case,
    dispatch_case,
    pause_case,
)
from mingtang.workbench.casework.actions.opening import Sender, open_case
from mingtang.workbench.casework.kinds import JUDGEMENTS, CaseKind, register_case_kind
from mingtang.workbench.casework.models import Case

if TYPE_CHECKING:
    from tests.factories.cast import Cast

LETTER = CaseKind(
    "test_letter",
    "测试来信",
    "测试〔{year}〕{number}号",
    judgements=JUDGEMENTS,
    answer_rules=("reply.inquiry",),
)
register_case_kind(LETTER)
SENDER = Sender("闻人无双", "13912345678", "wenren@example.cn", "明州市人民路1号")


def received(cast: "Cast", at: datetime, **changes: Any) -> Case:
    """Return a letter that came in by the portal and waits at its desk."""
    values: dict[str, Any] = {
        "actor": "citizen",
        "kind": LETTER.code,
        "desk_unit": "office",
        "site": "portal",
        "title": "校车几点到",
        "body": "请问三中的校车几点到人民路？",
        "sender": SENDER,
        "category": "inquiry",
    }
    return open_case(at=at, **(values | changes))


def dispatched(cast: "Cast", at: datetime, unit: str = "edu", **changes: Any) -> Case:
    """Return a letter that a unit has to claim."""
    case = received(cast, at, **changes)
    return dispatch_case(actor=cast.desk_editor, at=at, case_id=case.pk, unit=unit)


def claimed(cast: "Cast", at: datetime, **changes: Any) -> Case:
    """Return a letter that the officer of `edu` has in hand."""
    case = dispatched(cast, at, **changes)
    return claim_case(actor=cast.officer, at=at, case_id=case.pk)


def paused(cast: "Cast", at: datetime) -> Case:
    """Return a letter of which work stands still."""
    case = claimed(cast, at)
    return pause_case(actor=cast.officer, at=at, case_id=case.pk, reason="等来件人补充材料")


def answered(cast: "Cast", at: datetime, **changes: Any) -> Case:
    """Return a letter that the officer of `edu` has answered."""
    case = claimed(cast, at, **changes)
    return answer_case(actor=cast.officer, at=at, case_id=case.pk, text="校车七点到人民路。")


def closed(cast: "Cast", at: datetime) -> Case:
    """Return a letter that is done."""
    case = answered(cast, at)
    return close_case(actor=cast.officer, at=at, case_id=case.pk)


def promise(
    case: Case, at: datetime, rule: str = "reply.valued_opinion", **fields: Any
) -> Obligation:
    """Return a promise of a case by a rule of the pack `demo`, which must be installed."""
    version = PackVersion.objects.filter(name="demo").latest("pk")
    values = {
        "rule_id": rule, "kind": "duty", "pack": "demo", "pack_version": version.digest,
        "strength": "must", "subject": case.subject_key, "promise_key": case.subject_key,
        "opened_at": at, "opened_unit": case.unit, "starts_at": at, "unit_key": case.unit,
        "due_at": at, "judged_at": at,
    }  # fmt: skip
    return Obligation.objects.create(**(values | fields))
