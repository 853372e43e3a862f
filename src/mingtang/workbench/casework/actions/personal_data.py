"""What cases hold of their senders, for those who ask about their own data."""

from collections.abc import Iterator
from datetime import datetime

from mingtang.ground.foundation.clock import BEIJING
from mingtang.ground.foundation.decisions import NotVisible, Refused
from mingtang.institution.organization.models import Person
from mingtang.spine.vault.holders import ErasedRecords, PersonalHolder, PersonalRecord
from mingtang.workbench.casework.actions.access import record
from mingtang.workbench.casework.actions.texts import erase_case
from mingtang.workbench.casework.enums import EntryKind
from mingtang.workbench.casework.models import Case, CaseEntry
from mingtang.workbench.casework.policies import OPEN_STATES

_SHOWN = (EntryKind.ANSWER, EntryKind.TO_CITIZEN, EntryKind.FROM_CITIZEN, EntryKind.RATING)


def records_of(contact: str, *, actor: Person, at: datetime) -> Iterator[PersonalRecord]:
    """Yield the cases of a sender with what they wrote and were told, without internal notes.

    Each case records that it was viewed in full. The caller has asked the right to all of them.
    """
    for case in Case.objects.sent_by(contact).order_by("pk"):
        record(case, "casework.case.viewed", actor=actor.person_key, at=at)
        received = case.received_at.astimezone(BEIJING)
        entries = case.entries.filter(kind__in=[one.value for one in _SHOWN], erased_at=None)
        yield PersonalRecord(
            title=f"{case.number}（{case.of_kind.label}）",
            facts=(
                ("收到时间", f"{received:%Y-%m-%d %H:%M}"),
                ("状态", case.state_label),
                ("标题", case.title),
                ("内容", case.body),
                *case.contact,
                *((_written(one), one.text) for one in entries.order_by("pk")),
            ),
            files=[(one.name, one.bytes()) for one in case.files.order_by("pk")],
        )


def erase_of(contact: str, *, actor: Person, at: datetime, reason: str) -> ErasedRecords:
    """Erase the ended cases of a sender; an open one stays, and so does one beyond the actor's rights."""
    erased, left = 0, []
    for case in Case.objects.sent_by(contact).order_by("pk"):
        if case.state in OPEN_STATES:
            left.append(f"{case.number}：现在是“{case.state_label}”，办结后才能删除。")
            continue
        try:
            erase_case(actor=actor, at=at, case_id=case.pk, reason=reason)
            erased += 1
        except Refused as refused:
            left.append(f"{case.number}：{''.join(one.text for one in refused.reasons)}")
        except NotVisible:
            left.append(f"{case.number}：您不能查看这件办件，请其转办单位删除。")
    return ErasedRecords(erased, tuple(left))


def _written(entry: CaseEntry) -> str:
    moment = entry.written_at.astimezone(BEIJING)
    return f"{EntryKind(entry.kind).label}（{moment:%Y-%m-%d %H:%M}）"


HOLDER = PersonalHolder("casework", "办件", records_of, erase_of)
