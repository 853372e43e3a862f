"""What the sender of a case sees of it, written again whole after each event."""

import json
from collections.abc import Mapping
from datetime import datetime

from mingtang.ground.foundation.masking import mask_personal_data
from mingtang.institution.organization.queries import names_of_units
from mingtang.spine.events.queries import events_of
from mingtang.workbench.casework.enums import CaseState, EntryKind
from mingtang.workbench.casework.models import Case
from mingtang.workbench.casework.queries import answer_of
from mingtang.workbench.intake.actions import put_status, remove_status

_STATES: Mapping[CaseState, str] = {
    CaseState.RECEIVED: "已收到，等待转办",
    CaseState.DISPATCHED: "已转办",
    CaseState.CLAIMED: "正在办理",
    CaseState.PAUSED: "正在办理",
    CaseState.ANSWERED: "已答复",
    CaseState.CLOSED: "已办结",
    CaseState.MERGED: "与相同来件一并办理",
    CaseState.WITHDRAWN: "已撤回",
    CaseState.INVALID: "不予办理",
}
_STEPS = {
    "casework.case.arrived": "已收到",
    "casework.case.dispatched": "已转给{unit}办理",
    "casework.case.transferred": "已转给{unit}办理",
    "casework.case.objected": "重新确定办理单位",
    "casework.case.claimed": "办理单位已认领",
    "casework.case.heard": "已收到您的补充",
    "casework.case.extended": "办理期限已延长",
    "casework.case.judged_complex": "情况较复杂，办理期限已延长",
    "casework.case.looked_again": "已复核您的评价",
    "casework.case.reopened": "重新办理",
    "casework.case.merged": "与相同来件一并办理",
    "casework.case.answered": "已答复",
    "casework.case.closed": "已办结",
    "casework.case.withdrawn": "已终止办理",
}


def show_to_sender(case: Case, *, at: datetime) -> None:
    """Write what the sender may see; a case that came without a receipt has nobody to show it to."""
    if not case.receipt:
        return
    if case.erased_at is not None:
        remove_status(key=case.receipt)
        return
    put_status(
        key=case.receipt,
        title=f"{case.of_kind.label}（{case.number}）",
        state=state_for_sender(case),
        received_at=case.received_at,
        at=at,
        steps=steps_for_sender(case),
        answer=answer_for_sender(case),
    )


def state_for_sender(case: Case) -> str:
    """Return the state of a case as text for its sender."""
    return _STATES[CaseState(case.state)]


def steps_for_sender(case: Case) -> list[tuple[datetime, str]]:
    """Return the events of a case as text for its sender, the earliest first."""
    events = [one for one in events_of(case.subject_key) if one.code in _STEPS]
    payloads = [json.loads(one.payload) for one in events]
    units = names_of_units(str(one.get("unit", "")) for one in payloads)
    steps = [
        (
            event.recorded_at,
            _STEPS[event.code].format(unit=units.get(str(told.get("unit")), "有关单位")),
        )
        for event, told in zip(events, payloads, strict=True)
    ]
    # What the sender wrote stays sealed; the office writes for the sender, without numbers of people.
    written = case.entries.filter(kind=EntryKind.TO_CITIZEN.value, erased_at=None)
    steps += [(one.written_at, f"办理单位来信：{one.masked_text}") for one in written]
    return sorted(steps, key=lambda step: step[0])


def answer_for_sender(case: Case) -> str:
    """Return the answer to a case as its sender reads it; empty if there is none."""
    if case.state == CaseState.INVALID:
        return mask_personal_data(str(case.reason or ""))
    found = answer_of(case)
    return found.masked_text if found else ""
