"""What is written in a case and read in full, and how it is erased."""

from datetime import datetime

from django.db import transaction

from mingtang.ground.foundation.decisions import NotVisible
from mingtang.institution.organization.models import Person
from mingtang.spine.events.actions import erase_reason
from mingtang.spine.events.models import Event
from mingtang.workbench.approvals.policies import says_why
from mingtang.workbench.casework import policies
from mingtang.workbench.casework.actions.access import locked_case, may, record, save, write
from mingtang.workbench.casework.enums import CaseVerb, EntryKind
from mingtang.workbench.casework.models import Case, CaseEntry

_PERSONAL = ("title", "body", "name", "phone", "email", "address", "phone_index", "email_index")


def add_message(*, actor: Person, at: datetime, case_id: int, text: str) -> CaseEntry:
    """Write to the sender of a case, a question for instance; it answers nothing."""
    return _add(
        CaseVerb.MESSAGE, EntryKind.TO_CITIZEN, "casework.case.messaged",
        actor=actor, at=at, case_id=case_id, text=text,
    )  # fmt: skip


def add_note(*, actor: Person, at: datetime, case_id: int, text: str) -> CaseEntry:
    """Write a note for colleagues; the sender of the case never sees it."""
    return _add(
        CaseVerb.NOTE, EntryKind.NOTE, "casework.case.noted",
        actor=actor, at=at, case_id=case_id, text=text,
    )  # fmt: skip


def _add(
    verb: CaseVerb, kind: EntryKind, code: str, *, actor: Person, at: datetime, case_id: int, text: str
) -> CaseEntry:  # fmt: skip
    with transaction.atomic():
        case = locked_case(actor=actor, at=at, case_id=case_id)
        (may(case, verb, actor=actor, at=at) & policies.says_something(text)).require()
        entry = write(case, kind, text, at=at, by=actor)
        record(case, code, actor=actor.person_key, at=at, entry=entry.pk)
        return entry


def view_in_full(*, actor: Person, at: datetime, case_id: int) -> Case:
    """Show who sent a case, nothing masked; each time leaves an event for auditors."""
    with transaction.atomic():
        case = locked_case(actor=actor, at=at, case_id=case_id)
        may(case, CaseVerb.VIEW, actor=actor, at=at).require()
        record(case, "casework.case.viewed", actor=actor.person_key, at=at)
        return case


def erase_entry(*, actor: Person, at: datetime, entry_id: int, reason: str) -> CaseEntry:
    """Erase the words of a message or note for good; that there was one stays. A repeat is harmless."""
    with transaction.atomic():
        found = CaseEntry.objects.filter(pk=entry_id).values_list("case", flat=True).first()
        if found is None:
            raise NotVisible(f"entry {entry_id}")
        case = locked_case(actor=actor, at=at, case_id=found)
        entry = case.entries.get(pk=entry_id)
        decision = may(case, CaseVerb.ERASE_ENTRY, actor=actor, at=at)
        (decision & policies.may_erase(EntryKind(entry.kind)) & says_why(reason)).require()
        if entry.erased_at is None:
            _blank(entry, at)
            record(
                case, "casework.entry.erased",
                actor=actor.person_key, at=at, reason=reason, entry=entry.pk,
            )  # fmt: skip
        return entry


def erase_case(*, actor: Person, at: datetime, case_id: int, reason: str) -> Case:
    """Erase who sent an ended case and all that was written in it and about it, for good.

    Number, kind, states and times stay: figures do not change. A repeat is harmless.
    """
    with transaction.atomic():
        case = locked_case(actor=actor, at=at, case_id=case_id)
        (may(case, CaseVerb.ERASE, actor=actor, at=at) & says_why(reason)).require()
        if case.erased_at is not None:
            return case
        save(case, {**dict.fromkeys(_PERSONAL, ""), "erased_at": at, "doubted_at": None})
        for entry in case.entries.filter(erased_at=None):
            _blank(entry, at)
        case.files.all().delete()
        for round_ in case.extensions.all():
            round_.explanation = ""
            round_.save(update_fields=["explanation"])
        for reason_id in _reasons_about(case):
            erase_reason(reason_id=reason_id, actor=actor.person_key, at=at, why=reason)
        record(case, "casework.case.erased", actor=actor.person_key, at=at, reason=reason)
        return case


def _reasons_about(case: Case) -> list[int]:
    told = Event.objects.filter(subject=case.subject_key, reason__erased_at=None)
    return list(told.exclude(reason=None).values_list("reason", flat=True).distinct())


def _blank(entry: CaseEntry, at: datetime) -> None:
    entry.text, entry.erased_at = "", at
    entry.save(update_fields=["text", "erased_at"])
